#include "tests/golden/example_messages.hpp"

#include <utility>

#include "engine/merge/buckets.hpp"
#include "engine/merge/reading.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/merging.hpp"

namespace wedsync::test {
namespace {

using support::alice;
using support::bob;
using support::change;
using support::kLife;
using support::kName;
using support::kTable;
using support::put;

constexpr ScopeId kScope{7};
constexpr Epoch kEpoch{0x5EED'0000'0000'0001};
constexpr std::uint64_t kMorningMs = 1'786'780'800'000;
constexpr RecordId kGrace{{support::kAlice, 1}, 0};

Cursor cursor_at(std::uint64_t position) {
    return {kEpoch, Position{position}};
}

std::vector<LaneInfo> alice_lane() {
    return {{support::kAlice, {"Alice", "tablet-1", "coordinator", 120}}};
}
std::vector<LaneInfo> both_lanes() {
    std::vector<LaneInfo> lanes = alice_lane();
    lanes.push_back({support::kBob, {"Bob", "tablet-2", "staff", 3}});
    return lanes;
}

/// Alice adds a guest.
Change created() {
    return change(alice(1), kMorningMs,
                  {put(kGrace, kLife, {}), put(kGrace, kName, support::text("Grace Hopper")),
                   put(kGrace, kTable, support::number(4))});
}
/// Bob moves her to another table, having seen that.
Change moved() {
    return change(bob(1), kMorningMs + 60'000,
                  {put(kGrace, kTable, support::number(5), {alice(1)})});
}

DotSet dots_of(std::initializer_list<DotRange> ranges) {
    DotSet set;
    for (const DotRange& range : ranges)
        set.add(range);
    return set;
}
DotSet have() {
    return dots_of({{support::kAlice, 1, 1}, {support::kBob, 1, 1}});
}

std::vector<merge::RecordState> records() {
    return {support::state_after(kGrace, {created(), moved()})};
}

Change with_every_value() {
    BlobReference photo;
    for (std::size_t i = 0; i < photo.sha256.size(); ++i)
        photo.sha256[i] = static_cast<std::uint8_t>(i);
    photo.size = 48'213;
    const auto strange = [](std::uint16_t field) { return FieldId{support::kGuest, field}; };
    Change made = change(
        alice(3), kMorningMs + 120'000,
        {put(kGrace, strange(101), {}), put(kGrace, strange(102), true),
         put(kGrace, strange(103), support::number(-12)),
         put(kGrace, strange(104), support::number(9'223'372'036'854'775'807)),
         put(kGrace, strange(105), make_real(2.5)),
         put(kGrace, strange(106), support::text("Z\xC3\xBCrich \xF0\x9F\x8E\x89")),
         put(kGrace, strange(107), Bytes{0x00, 0xFF}),
         put(kGrace, support::kPartner, Reference{{bob(1), 2}}),
         put(kGrace, strange(109), Link{ScopeId{1}, {bob(4), 0}, "Sound & Light Ltd"}),
         put(kGrace, support::kPhoto, photo), support::put_sub(kGrace, support::kTags, "vegan", {}),
         support::count(kGrace, support::kAlice, 2)});
    made.time = make_hybrid_time(kMorningMs + 120'000, 3);
    made.group = 17;
    return made;
}

Change with_every_operation() {
    Note note{NoteKind::kUndoes, 0, bob(1)};
    return change(
        alice(4), kMorningMs + 180'000,
        {support::drop_sub(kGrace, support::kTags, "vegan", {alice(3)}),
         operation::Kill{{bob(2), 0}, {{kLife, {}, {bob(2)}}, {kName, {}, {bob(2), alice(2)}}}},
         operation::Unknown{9, {0x01, 0x02}}},
        note);
}

message::Push push() {
    message::Push push;
    push.scope = kScope;
    push.request = 1;
    push.lanes = alice_lane();
    push.changes = {created()};
    return push;
}

message::Push relayed_push() {
    message::Push push;
    push.scope = kScope;
    push.request = 2;
    push.is_relayed = true;
    push.lanes = both_lanes();
    push.changes = {moved(), with_every_value(), with_every_operation()};
    push.withdrawn = {alice(2)};
    push.signature = {0xDE, 0xAD};
    return push;
}

message::PushResult push_result() {
    using Kind = message::Verdict::Kind;
    message::PushResult result;
    result.scope = kScope;
    result.request = 1;
    result.verdicts = {{alice(1), Kind::kAccepted, RefusalReason::kInvalid, {}},
                       {alice(2), Kind::kRefused, RefusalReason::kNotAllowed, {}},
                       {alice(3), Kind::kMissing, RefusalReason::kInvalid, {bob(1)}},
                       {alice(4), Kind::kTryLater, RefusalReason::kInvalid, {}}};
    result.retry_after_ms = 1'000;
    return result;
}

message::Page page() {
    message::Page page;
    page.scope = kScope;
    page.epoch = kEpoch;
    page.from = Position{0};
    page.to = Position{4};
    page.head = Position{4};
    page.lanes = both_lanes();
    page.entries = {entry::Accepted{created()}, entry::Accepted{moved()},
                    entry::Refused{alice(2), RefusalReason::kNotAllowed}, entry::Known{}};
    return page;
}

message::Page thinned_page() {
    message::Page page;
    page.scope = kScope;
    page.epoch = kEpoch;
    page.from = Position{1};
    page.to = Position{4};
    page.head = Position{4};
    page.lanes = both_lanes();
    page.entries = {entry::Accepted{moved()}};
    page.thinned.emplace();
    page.thinned->have.add(bob(1));
    page.thinned->refused.add(alice(2));
    return page;
}

message::Page echo_page() {
    message::Page page;
    page.scope = kScope;
    page.epoch = kEpoch;
    page.from = Position{4};
    page.to = Position{5};
    page.head = Position{9};
    page.entries = {entry::Echo{alice(3)}};
    return page;
}

message::Checksum checksum() {
    message::Checksum checksum{kScope, cursor_at(4), 0, 0};
    for (const merge::RecordState& record : records())
        checksum.cells += merge::checksum(record);
    checksum.have = merge::checksum(alice(1)) + merge::checksum(bob(1));
    return checksum;
}

/// The part of the whole scope in which the record lies.
merge::Bucket bucket() {
    return {1, merge::bucket_hash(kGrace) >> 60U};
}

message::BucketSums bucket_sums() {
    message::BucketSums buckets{kScope, cursor_at(4), {{merge::Bucket{}, {}}}};
    buckets.splits.front().sums[bucket().prefix] = checksum().cells;
    return buckets;
}

message::SnapshotPart snapshot_part() {
    message::SnapshotPart part;
    part.scope = kScope;
    part.epoch = kEpoch;
    part.base = Position{4};
    part.is_last = true;
    part.have = have();
    part.refused = dots_of({{support::kAlice, 2, 2}});
    part.lanes = both_lanes();
    part.records = records();
    return part;
}

Whereabouts editing_her_table() {
    return {Activity::kEditing, kGrace, support::kTable};
}

message::Presences presences() {
    return {kScope,
            true,
            {{"tablet-1", "Alice", "coordinator", editing_her_table(), 2'300},
             {"tablet-2", "", "staff", {Activity::kHere, {}, {}}, 0}}};
}

message::Claims claims() {
    const std::uint16_t guests = support::kTable.collection;
    return {kScope,
            {{{guests, extent::One{kGrace, support::kTable.field}}, "", kLeaseLifeMs, 65'000},
             {{guests, extent::Numbers{support::kTable.field, 1, 10}},
              "Tables 1-10",
              14'400'000,
              std::nullopt,
              true}}};
}

message::ClaimsTold claims_told() {
    const std::uint16_t guests = support::kTable.collection;
    return {kScope,
            true,
            {{{guests, extent::One{kGrace}},
              "",
              "tablet-1",
              "Alice",
              "coordinator",
              Standing::kTaken,
              300'000,
              65'000,
              "Bob"},
             {{guests, extent::Some{{kGrace}}},
              "Grace's friends",
              "tablet-2",
              "",
              "staff",
              Standing::kHeld,
              7'200'000,
              0,
              ""},
             {{guests, extent::All{}},
              "",
              "tablet-3",
              "",
              "staff",
              Standing::kWaiting,
              60'000,
              0,
              ""}}};
}

}  // namespace

std::vector<ExampleMessage> example_messages() {
    return {
        {"hello", message::Hello{1, 1, 1, "tablet-1", "8d0c3f1e"}},
        {"welcome", message::Welcome{1, kEpoch, 1, kMorningMs}},
        {"subscribe", message::Subscribe{kScope, cursor_at(0), {}}},
        {"subscribe_have", message::Subscribe{kScope, cursor_at(4), have()}},
        {"resync",
         message::Resync{kScope, kEpoch, Position{4}, have(), dots_of({{support::kAlice, 2, 2}})}},
        {"push", push()},
        {"push_relayed", relayed_push()},
        {"push_result", push_result()},
        {"page", page()},
        {"page_echo", echo_page()},
        {"page_thinned", thinned_page()},
        {"seen", message::Seen{kScope, Position{4}}},
        {"snapshot_needed", message::SnapshotNeeded{kScope, kEpoch}},
        {"snapshot_request", message::SnapshotRequest{kScope, Position{4}, kGrace}},
        {"snapshot_part", snapshot_part()},
        {"checksum", checksum()},
        {"bucket_sums", bucket_sums()},
        {"repair_request", message::RepairRequest{kScope, {merge::Bucket{}}}},
        {"repair_request_part", message::RepairRequest{kScope, {bucket()}}},
        {"repair_part",
         message::RepairPart{kScope, cursor_at(4), {bucket()}, both_lanes(), records()}},
        {"ping", message::Ping{9}},
        {"pong", message::Pong{9}},
        {"goodbye", message::Goodbye{408, "nothing was heard for too long", 5'000}},
        {"denied", message::Denied{ScopeId{8}, "no such scope for this device"}},
        {"presence", message::Presence{kScope, editing_her_table()}},
        {"presences", presences()},
        {"presences_seen", message::PresencesSeen{kScope}},
        {"claims", claims()},
        {"claims_told", claims_told()},
        {"claims_seen", message::ClaimsSeen{kScope}},
    };
}

}  // namespace wedsync::test
