#include "engine/codec/frame.hpp"

#include <string>

#include <gtest/gtest.h>

#include "engine/codec/entries.hpp"

namespace wedsync::codec {
namespace {

constexpr Incarnation kAlice{0xA11CE, 1};
const CellKey kTable{{{kAlice, 40}, 0}, {4, 5}, {}};

Change seating(std::uint64_t counter) {
    return {{kAlice, counter},
            make_hybrid_time(1'786'000'000'000, 0),
            {operation::Put{kTable, std::int64_t{12}, {{kAlice, 40}}}},
            {},
            0};
}

message::Push push_of(const Change& change) {
    message::Push push;
    push.scope = ScopeId{7};
    push.request = 3;
    push.changes = {change};
    return push;
}

ErrorCode error_of(BytesView frame) {
    const auto decoded = decode_frame(frame);
    return decoded.ok() ? ErrorCode::kNotFound : decoded.error().code;
}

TEST(FrameTest, LivePushIsFourBytesMoreThanItsChange) {
    const Bytes frame = encode_frame(push_of(seating(90)));
    EXPECT_EQ(frame.size(), 31U);
    const auto decoded = decode_frame(frame);
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(decoded.value(), Message{push_of(seating(90))});
}

TEST(FrameTest, VerdictsOfOneLaneAreOneRun) {
    message::PushResult result{ScopeId{7}, 3, {}, 0};
    for (std::uint64_t counter = 90; counter < 190; ++counter) {
        result.verdicts.push_back(
            {{kAlice, counter}, message::Verdict::Kind::kAccepted, RefusalReason::kInvalid, {}});
    }
    const Bytes frame = encode_frame(result);
    EXPECT_EQ(frame.size(), 26U);
    const auto decoded = decode_frame(frame);
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(decoded.value(), Message{result});
}

TEST(FrameTest, RefusesUnknownMessagesAsProtocol) {
    for (const unsigned type : {0U, 27U, 255U}) {
        EXPECT_EQ(error_of(Bytes{static_cast<std::uint8_t>(type), 1, 2, 3}), ErrorCode::kProtocol);
    }
    EXPECT_EQ(error_of({}), ErrorCode::kCorrupt);
}

TEST(FrameTest, RefusesTrailingBytes) {
    Bytes frame = encode_frame(message::Ping{5});
    frame.push_back(0);
    EXPECT_EQ(error_of(frame), ErrorCode::kCorrupt);
}

TEST(FrameTest, RefusesFramesOverTheLimit) {
    EXPECT_EQ(error_of(Bytes(kFrameBytesMax + 1, 5)), ErrorCode::kTooLarge);
}

TEST(FrameTest, RefusesChangesThatDoNotValidate) {
    Change covers_itself = seating(90);
    covers_itself.operations = {operation::Put{kTable, {}, {{kAlice, 90}}}};
    EXPECT_EQ(error_of(encode_frame(push_of(covers_itself))), ErrorCode::kProtocol);
    Change written_twice = seating(90);
    written_twice.operations.push_back(written_twice.operations.front());
    EXPECT_EQ(error_of(encode_frame(push_of(written_twice))), ErrorCode::kProtocol);
    message::Page page;
    page.entries = {entry::Accepted{written_twice}};
    EXPECT_EQ(error_of(encode_frame(page)), ErrorCode::kProtocol);
    Change large = seating(90);
    large.operations = {operation::Put{kTable, std::string(kChangeBytesMax, 'x'), {}}};
    EXPECT_EQ(error_of(encode_frame(push_of(large))), ErrorCode::kTooLarge);
}

TEST(FrameTest, RefusesAPushOfWhatIsNoChange) {
    message::Page page;
    page.entries = {entry::Known{}};
    Bytes frame = encode_frame(push_of(seating(90)));
    frame.resize(4);
    const Bytes known = encode_entries(page.entries);
    frame.insert(frame.end(), known.begin(), known.end());
    EXPECT_EQ(error_of(frame), ErrorCode::kProtocol);
}

TEST(FrameTest, RefusesMoreEntriesThanAPageMayHold) {
    message::Page page;
    page.entries.assign(kEntriesPerPageMax, entry::Known{});
    EXPECT_TRUE(decode_frame(encode_frame(page)).ok());
    page.entries.emplace_back(entry::Known{});
    EXPECT_EQ(error_of(encode_frame(page)), ErrorCode::kTooLarge);
}

TEST(FrameTest, RefusesWordsThatAreNotText) {
    EXPECT_EQ(error_of(encode_frame(message::Goodbye{1, "\xC0\x80", 0})), ErrorCode::kCorrupt);
    // A token is opaque: any bytes.
    EXPECT_TRUE(decode_frame(encode_frame(message::Hello{1, 1, 1, "tablet", "\xC0\x80"})).ok());
}

}  // namespace
}  // namespace wedsync::codec
