#include "engine/codec/frame_session.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "engine/codec/frame.hpp"

namespace wedsync::codec {
namespace {

constexpr Incarnation kAlice{0xA11CE, 1};
constexpr Incarnation kBob{0xB0B0B, 2};
constexpr Incarnation kImport{0x1117, 3};
constexpr ScopeId kScope{7};
constexpr Epoch kEpoch{0x5EED};
constexpr std::uint64_t kNoonMs = 1'786'000'000'000;
constexpr FieldId kReply{1, 5};

Change reply(Incarnation lane, std::uint64_t counter, std::string value) {
    const RecordId guest{{kImport, 900 + counter}, 0};
    const HybridTime time = make_hybrid_time(kNoonMs + 8'000 * counter, 0);
    return {{lane, counter},
            time,
            {operation::Put{{guest, kReply, {}}, std::move(value), {guest.dot}}},
            {},
            0};
}

message::Push push(std::uint64_t request, std::vector<Change> changes) {
    message::Push push;
    push.scope = kScope;
    push.request = request;
    push.changes = std::move(changes);
    return push;
}

message::Page page(std::uint64_t from, std::vector<Entry> entries) {
    const Position to{from + entries.size()};
    return {kScope, kEpoch, Position{from}, to, to, {}, std::move(entries)};
}

message::Verdict accepted(const Dot& dot) {
    message::Verdict verdict;
    verdict.dot = dot;
    return verdict;
}

/// A device and a hub that have greeted.
class FrameSessionTest : public testing::Test {
protected:
    FrameSessionTest() { down(message::Welcome{kProtocolVersion, kEpoch, 1, kNoonMs}); }

    std::size_t up(const Message& message) { return carry(message, device_, hub_); }
    std::size_t down(const Message& message) { return carry(message, hub_, device_); }

    FrameSession device_;
    FrameSession hub_;

private:
    static std::size_t carry(const Message& message, FrameSession& from, FrameSession& to) {
        const Bytes frame = from.encode(message);
        const auto decoded = to.decode(frame);
        EXPECT_TRUE(decoded.ok()) << decoded.error().detail;
        if (decoded.ok()) {
            EXPECT_EQ(decoded.value(), message);
        }
        return frame.size();
    }
};

TEST_F(FrameSessionTest, AnEditIsAboutADozenBytesOnceItsLaneIsKnown) {
    message::Push first = push(1, {reply(kAlice, 1, "yes")});
    first.lanes = {{kAlice, {"Alice", "tablet", "staff", 3}}};
    EXPECT_GT(up(first), 60U);
    // Tag, two bytes of time, operation, two bytes of record, field, a new text of four bytes.
    EXPECT_EQ(up(push(2, {reply(kAlice, 2, "no")})), 1 + 1 + 2 + 1 + 2 + 1 + 4);
    // And a text that went before.
    EXPECT_EQ(up(push(3, {reply(kAlice, 3, "yes")})), 1 + 1 + 2 + 1 + 2 + 1 + 1);
}

TEST_F(FrameSessionTest, AVerdictAnEchoAndASeenAreTwoBytesAtMost) {
    message::PushResult result{kScope, 1, {accepted({kAlice, 1})}, 0};
    down(result);
    down(page(0, {entry::Echo{{kAlice, 1}}}));
    result = {kScope, 2, {accepted({kAlice, 2})}, 0};
    EXPECT_EQ(down(result), 1U);
    EXPECT_EQ(down(page(1, {entry::Echo{{kAlice, 2}}})), 2U);
    up(message::Seen{kScope, Position{1}});
    EXPECT_EQ(up(message::Seen{kScope, Position{2}}), 2U);
}

TEST_F(FrameSessionTest, IsWhatTheProtocolDocumentShows) {
    const auto guest = [](std::uint64_t counter, std::string value) {
        constexpr Incarnation kAuthor{0, 0xA11CE};
        constexpr std::uint64_t kStartMs = 1'786'780'800'000;
        Change change = reply(kAuthor, counter, std::move(value));
        change.time = make_hybrid_time(kStartMs + 8'000 * counter, 0);
        return change;
    };
    static_cast<void>(device_.encode(push(1, {guest(1, "yes")})));
    static_cast<void>(device_.encode(message::Seen{kScope, Position{1}}));
    const Bytes push_no{0x92, 0x00, 0x80, 0x7d, 0x18, 0x98, 0x1c, 0x15, 0x05, 0x02, 0x6e, 0x6f};
    EXPECT_EQ(device_.encode(push(2, {guest(2, "no")})), push_no);
    EXPECT_EQ(device_.encode(message::Seen{kScope, Position{2}}), (Bytes{0xe3, 0x02}));
    const Bytes push_yes{0x94, 0x00, 0x80, 0x7d, 0x18, 0x9c, 0x1c, 0x15, 0x80};
    EXPECT_EQ(device_.encode(push(3, {guest(3, "yes")})), push_yes);
}

TEST_F(FrameSessionTest, WhatIsNotPlainComesBackToo) {
    down(page(40, {entry::Accepted{reply(kBob, 9, std::string(70, 'x'))},
                   entry::Refused{{kBob, 11}, RefusalReason::kBadValue}, entry::Known{}}));
    message::Page behind = page(43, {entry::Accepted{reply(kBob, 12, "yes")}});
    behind.head = Position{50};
    down(behind);
    message::PushResult refused{
        kScope,
        4,
        {{{kAlice, 3}, message::Verdict::Kind::kRefused, RefusalReason::kNotAllowed, {}}},
        0};
    down(refused);
    down(message::PushResult{kScope, 9, {accepted({kBob, 7}), accepted({kBob, 8})}, 0});
    message::Push other = push(1, {reply(kAlice, 1, "yes")});
    other.scope = ScopeId{8};
    up(other);
    up(push(1, {reply(kAlice, 1, "yes")}));
    other.request = 2;
    up(other);
    up(message::Seen{ScopeId{8}, Position{1'000'000}});
    up(message::Ping{3});
}

TEST_F(FrameSessionTest, NothingIsShortBeforeTheWelcomeOfAVersionThatHasIt) {
    FrameSession old;
    EXPECT_FALSE(is_short(old.encode(push(1, {reply(kAlice, 1, "yes")}))));
    static_cast<void>(old.encode(message::Welcome{1, kEpoch, 1, kNoonMs}));
    EXPECT_FALSE(is_short(old.encode(push(1, {reply(kAlice, 1, "yes")}))));
    EXPECT_TRUE(is_short(device_.encode(push(1, {reply(kAlice, 1, "yes")}))));
}

TEST_F(FrameSessionTest, ForgetsWhenThereAreTooManyLanes) {
    for (std::uint64_t i = 1; i <= 3 * kStreamLanesMax; ++i) {
        down(page(i - 1, {entry::Accepted{reply({i, i}, i, std::to_string(i))}}));
    }
}

TEST_F(FrameSessionTest, PassesOverAFrameThatCameTwiceAndFailsWhereOneIsMissing) {
    const Bytes first = device_.encode(push(1, {reply(kAlice, 1, "yes")}));
    const Bytes second = device_.encode(push(2, {reply(kAlice, 2, "yes")}));
    const Bytes third = device_.encode(push(3, {reply(kAlice, 3, "yes")}));
    ASSERT_TRUE(hub_.decode(first).ok());
    const auto again = hub_.decode(first);
    ASSERT_TRUE(again.ok());
    EXPECT_FALSE(again.value().has_value());
    EXPECT_EQ(hub_.decode(third).error().code, ErrorCode::kProtocol);
}

TEST_F(FrameSessionTest, RefusesEveryPieceOfAFrame) {
    const Bytes frame = device_.encode(push(1, {reply(kAlice, 1, "yes"), reply(kAlice, 2, "no")}));
    for (std::size_t size = 1; size < frame.size(); ++size) {
        FrameSession reader;
        EXPECT_FALSE(reader.decode(BytesView(frame).first(size)).ok()) << size;
    }
}

TEST_F(FrameSessionTest, LargeBatchesStandForThemselves) {
    std::vector<Change> changes;
    for (std::uint64_t i = 1; i <= kShortEntriesMax; ++i)
        changes.push_back(reply(kAlice, i, "yes"));
    EXPECT_TRUE(is_short(device_.encode(push(1, changes))));
    changes.push_back(reply(kAlice, kShortEntriesMax + 1, "yes"));
    EXPECT_FALSE(is_short(device_.encode(push(2, changes))));
    const Change large = reply(kAlice, 17, std::string(kShortContentBytesMax, 'x'));
    EXPECT_FALSE(is_short(device_.encode(push(3, {large}))));
}

}  // namespace
}  // namespace wedsync::codec
