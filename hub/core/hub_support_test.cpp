// What the tests of this module share; no tests of its own.
#include <filesystem>
#include <string>
#include <unistd.h>

#include "gtest/gtest.h"

#include "engine/codec/frame.hpp"
#include "engine/merge/conflict.hpp"
#include "hub/core/hub_test_support.hpp"

namespace wedsync::hub::test {
namespace {

FieldSchema field(std::uint16_t number, const char* name, FieldKind kind) {
    FieldSchema field;
    field.id = {kGuests, number};
    field.name = name;
    field.kind = kind;
    return field;
}

FieldSchema switch_field(FieldId id, const char* name) {
    FieldSchema field;
    field.id = id;
    field.name = name;
    field.is_protected = true;
    field.decides = Decides::kAsk;
    return field;
}

std::string new_folder() {
    static int count = 0;
    const std::string name =
        "wedsync_hub_test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
    const std::filesystem::path path = std::filesystem::temp_directory_path() / name;
    std::filesystem::create_directories(path);
    return path.string();
}

}  // namespace

Schema party_schema() {
    CollectionSchema guests;
    guests.number = kGuests;
    guests.name = "guests";
    guests.title = "name";
    guests.fields = {
        field(kName, "name", FieldKind::kRegister), field(kNotes, "notes", FieldKind::kText),
        field(kSecret, "secret", FieldKind::kText), field(kPlace, "place", FieldKind::kRegister)};
    // The parser refuses such a field: whoever makes one all the same may not get it decided.
    guests.fields[2].is_protected = true;
    guests.fields[2].decides = Decides::kApply;
    guests.fields[3].decides = Decides::kApply;
    CollectionSchema switches;
    switches.number = kSwitches;
    switches.name = "switches";
    switches.title = "field";
    switches.fields = {switch_field(kSwitched, "field"), switch_field(kDecides, "decides")};
    Schema schema;
    schema.name = "party";
    schema.version = 7;
    schema.collections = {guests, switches};
    schema.switches = SwitchFields{kSwitched, kDecides};
    Rule names;
    names.number = 3;
    names.name = "names";
    names.collection = kGuests;
    names.kind = rule::Unique{{{std::nullopt, {kGuests, kName}, true}}, true, RuleScopes::kAll};
    schema.rules = {names};
    return schema;
}

Change create(const Dot& dot, const std::string& name) {
    Change change;
    change.dot = dot;
    change.time = make_hybrid_time(1'700'000'000'000 + dot.counter, 0);
    const RecordId record = record_of(dot);
    change.operations.emplace_back(operation::Put{{record, {kGuests, kLifeField}, {}}, true, {}});
    change.operations.emplace_back(operation::Put{{record, {kGuests, kName}, {}}, name, {}});
    return change;
}

Change edit(const Dot& dot, const RecordId& record, const std::string& text,
            std::vector<Dot> covers, std::uint16_t field) {
    Change change;
    change.dot = dot;
    change.time = make_hybrid_time(1'700'000'000'000 + dot.counter, 0);
    change.operations.emplace_back(
        operation::Put{{record, {kGuests, field}, {}}, text, std::move(covers)});
    return change;
}

Change answer(const Dot& dot, const RecordId& record, const std::string& text,
              std::vector<Dot> covers, std::uint16_t field) {
    Change change = edit(dot, record, text, std::move(covers), field);
    change.note.kind = NoteKind::kDecides;
    return change;
}

Change switch_to(const Dot& dot, const std::string& field, const std::string& decides) {
    Change change;
    change.dot = dot;
    change.time = make_hybrid_time(1'700'000'000'000 + dot.counter, 0);
    const RecordId record = record_of(dot);
    const auto put = [&](FieldId id, Value value) {
        change.operations.emplace_back(operation::Put{{record, id, {}}, std::move(value), {}});
    };
    put({kSwitches, kLifeField}, true);
    put(kSwitched, field);
    put(kDecides, decides);
    return change;
}

Change kill(const Dot& dot, const merge::RecordState& seen) {
    Change change;
    change.dot = dot;
    change.time = make_hybrid_time(1'700'000'000'000 + dot.counter, 0);
    change.operations.emplace_back(merge::kill_of(seen));
    return change;
}

RecordId record_of(const Dot& created_by) {
    return {created_by, 0};
}

LaneInfo lane_of(const Incarnation& incarnation, const std::string& device) {
    return {incarnation, {"person of " + device, device, "planner", 0}};
}

void Reader::take(const Change& change) {
    for (const Dot& dot : named_dots(change))
        ASSERT_TRUE(have.contains(dot));
    for (const RecordId& id : touched_records(change)) {
        merge::RecordState& state = records[id];
        state.id = id;
        merge::apply(state, change);
        if (state.empty()) records.erase(id);
    }
    have.add(change.dot);
    refused.remove(change.dot);
}

void Reader::apply(const message::Page& page) {
    ASSERT_EQ(page.from, cursor.position);
    ASSERT_EQ(page.to.value() - page.from.value(), page.entries.size());
    ASSERT_GE(page.head, page.to);
    for (const LaneInfo& lane : page.lanes) {
        const bool is_new = lanes.try_emplace(lane.incarnation, lane.author).second;
        EXPECT_TRUE(is_new) << "a lane described twice";
    }
    for (const Entry& entry : page.entries) {
        if (const auto* accepted = std::get_if<entry::Accepted>(&entry)) {
            ASSERT_TRUE(lanes.contains(accepted->change.dot.incarnation));
            if (!have.contains(accepted->change.dot)) take(accepted->change);
        } else if (const auto* echo = std::get_if<entry::Echo>(&entry)) {
            ++echo_count;
            ASSERT_TRUE(pushed.contains(echo->dot));
            if (!have.contains(echo->dot)) take(pushed[echo->dot]);
        } else if (const auto* refusal = std::get_if<entry::Refused>(&entry)) {
            if (!have.contains(refusal->dot)) refused.add(refusal->dot);
        } else {
            ++known_count;
        }
    }
    cursor = {page.epoch, page.to};
}

void Reader::apply(const message::SnapshotPart& part) {
    if (part.have.has_value()) have = *part.have;
    if (part.refused.has_value()) refused = *part.refused;
    for (const merge::RecordState& state : part.records)
        records[state.id] = state;
    cursor = {part.epoch, part.base};
}

std::uint64_t Reader::cells_sum() const {
    std::uint64_t sum = 0;
    for (const auto& [id, state] : records)
        sum += merge::checksum(state);
    return sum;
}

std::uint64_t Reader::have_sum() const {
    std::uint64_t sum = 0;
    for (const DotRange& range : have.ranges()) {
        for (std::uint64_t counter = range.first; counter <= range.last; ++counter) {
            sum += merge::checksum(Dot{range.incarnation, counter});
        }
    }
    return sum;
}

World::World(Setup setup) : setup_(std::move(setup)), folder_(new_folder()) {
    open_hub();
}

World::~World() {
    hub_.reset();
    std::filesystem::remove_all(folder_);
}

void World::open_hub() {
    store::Options options;
    options.path = folder_ + "/hub.db";
    options.durability = store::Durability::kNormal;
    options.page_count_max = setup_.page_count_max;
    auto store = store::Store::open(options);
    ASSERT_TRUE(store.ok()) << store.error().detail;
    auto hub = Hub::create(
        std::move(store).value(),
        {Epoch{setup_.epoch}, party_schema(), setup_.policy, setup_.limits, setup_.resolver});
    ASSERT_TRUE(hub.ok()) << hub.error().detail;
    hub_ = std::move(hub).value();
}

void World::restart() {
    hub_.reset();
    devices_.clear();
    inbox_.clear();
    open_hub();
}

PeerId World::connect() {
    const PeerId peer{++peer_last_};
    hub_->handle_connected(peer, now());
    return peer;
}

PeerId World::open(const std::string& device) {
    const PeerId peer = connect();
    devices_[peer] = device;
    message::Hello hello;
    hello.device = device;
    send(peer, hello);
    EXPECT_EQ(take<message::Welcome>(peer).size(), 1U);
    return peer;
}

void World::close(PeerId peer) {
    hub_->handle_disconnected(peer);
}

void World::hand(PeerId peer, const Message& message) {
    hand_bytes(peer, frames_[peer].encode(message));
}

void World::hand_bytes(PeerId peer, BytesView frame) {
    hub_->handle_frame(peer, now(), frame);
}

void World::drain(std::size_t count_max) {
    for (std::size_t i = 0; i < count_max; ++i) {
        std::optional<Action> action = hub_->poll_action();
        if (!action.has_value()) return;
        if (const auto* send = std::get_if<action::Send>(&*action)) {
            EXPECT_LE(send->frame.size(), kFrameBytesMax);
            EXPECT_FALSE(gone_.contains(send->peer));
            Result<std::optional<Message>> message = frames_[send->peer].decode(send->frame);
            ASSERT_TRUE(message.ok()) << message.error().detail;
            ASSERT_TRUE(message.value().has_value());
            if (std::get_if<message::Page>(&*message.value()) != nullptr) {
                page_order_.push_back(send->peer);
            }
            inbox_[send->peer].push_back(*std::move(message).value());
        } else if (const auto* disconnect = std::get_if<action::Disconnect>(&*action)) {
            gone_.insert(disconnect->peer);
        }
    }
}

bool World::settle() {
    const Result<void> flushed = hub_->handle_flush(now());
    drain();
    return flushed.ok();
}

void World::send(PeerId peer, const Message& message) {
    hand(peer, message);
    EXPECT_TRUE(settle());
}

message::Push World::make_push(PeerId peer, const std::vector<Change>& changes, ScopeId scope) {
    message::Push push;
    push.scope = scope;
    push.request = ++request_last_;
    push.changes = changes;
    std::set<Incarnation> lanes;
    for (const Change& change : changes)
        lanes.insert(change.dot.incarnation);
    for (const Incarnation& lane : lanes)
        push.lanes.push_back(lane_of(lane, devices_[peer]));
    return push;
}

message::PushResult World::push_frame(PeerId peer, const message::Push& push) {
    hand(peer, push);
    settle();
    std::vector<message::PushResult> results = take<message::PushResult>(peer);
    EXPECT_EQ(results.size(), 1U);
    if (results.empty()) return {};
    EXPECT_EQ(results.front().request, push.request);
    EXPECT_EQ(results.front().verdicts.size(), push.changes.size());
    results.front().verdicts.resize(push.changes.size());
    return results.front();
}

message::PushResult World::push(PeerId peer, const std::vector<Change>& changes, ScopeId scope) {
    return push_frame(peer, make_push(peer, changes, scope));
}

void World::subscribe(PeerId peer, Cursor cursor, ScopeId scope) {
    send(peer, message::Subscribe{scope, cursor, std::nullopt});
}

std::uint16_t World::goodbye_of(PeerId peer) {
    const std::vector<message::Goodbye> goodbyes = take<message::Goodbye>(peer);
    return goodbyes.empty() ? std::uint16_t{0} : goodbyes.front().code;
}

void World::read_on(PeerId peer, Reader& reader, ScopeId scope) {
    while (true) {
        const std::vector<message::Page> pages = take<message::Page>(peer);
        if (pages.empty()) return;
        for (const message::Page& page : pages)
            reader.apply(page);
        send(peer, message::Seen{scope, reader.cursor.position});
    }
}

merge::RecordState World::record(const RecordId& id, ScopeId scope) {
    Result<merge::RecordState> state = hub_->store().load_record(scope, id);
    EXPECT_TRUE(state.ok());
    return state.ok() ? std::move(state).value() : merge::RecordState{};
}

std::map<RecordId, merge::RecordState> World::records(ScopeId scope) {
    Reader all;
    const Result<void> visited =
        hub_->store().visit_records(scope, std::nullopt, [&](const merge::RecordState& state) {
            all.records[state.id] = state;
            return true;
        });
    EXPECT_TRUE(visited.ok());
    const store::ScopeRow* row = hub_->scope(scope);
    if (row != nullptr) {
        all.have = row->have;
        EXPECT_EQ(row->cells_sum, all.cells_sum());
        EXPECT_EQ(row->have_sum, all.have_sum());
    }
    return all.records;
}

std::vector<Entry> World::log(ScopeId scope) {
    const store::ScopeRow* row = hub_->scope(scope);
    if (row == nullptr || row->log_start == row->cursor.position) return {};
    Result<store::Store::LogSlice> slice = hub_->store().load_log(scope, row->log_start, 1'000'000);
    EXPECT_TRUE(slice.ok());
    if (!slice.ok()) return {};
    EXPECT_EQ(slice.value().last, row->cursor.position);
    return std::move(slice).value().entries;
}

}  // namespace wedsync::hub::test
