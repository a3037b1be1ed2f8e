#include <gtest/gtest.h>

#include "carrier/message_body.hpp"
#include "carrier/session_statement.hpp"
#include "engine/codec/message.hpp"

namespace wedsync::carrier {
namespace {

TEST(MessageBodyTest, FramesComeBackInOrder) {
    std::string body;
    const Bytes first{1, 2, 3};
    const Bytes empty;
    const Bytes large(70'000, 7);
    for (const Bytes& frame : {first, empty, large})
        append_frame(body, frame);
    EXPECT_EQ(body.substr(0, 4), std::string("\0\0\0\3", 4));
    const auto frames = split_frames(body);
    ASSERT_TRUE(frames);
    ASSERT_EQ(frames->size(), 3U);
    EXPECT_EQ(Bytes(frames->at(0).begin(), frames->at(0).end()), first);
    EXPECT_TRUE(frames->at(1).empty());
    EXPECT_EQ(Bytes(frames->at(2).begin(), frames->at(2).end()), large);
}

TEST(MessageBodyTest, ABodyThatIsCutOffIsNoBody) {
    std::string body;
    append_frame(body, Bytes{1, 2, 3});
    for (std::size_t size = 1; size < body.size(); ++size)
        EXPECT_FALSE(split_frames(body.substr(0, size))) << size;
    EXPECT_TRUE(split_frames("")->empty());
    // A length that no frame has: refused before anything is read of it.
    EXPECT_FALSE(split_frames(std::string("\xff\xff\xff\xff", 4) + std::string(100, 'x')));
    std::string huge;
    append_frame(huge, Bytes(kFrameBytesMax + 1, 0));
    EXPECT_FALSE(split_frames(huge));
}

TEST(MessageBodyTest, LinesWithoutTheEmptyOnes) {
    const auto lines = split_lines("{\"a\":1}\n\n\r\n{}\n{\"b\":2}");
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0], "{\"a\":1}");
    EXPECT_EQ(lines[2], "{\"b\":2}");
    EXPECT_TRUE(split_lines("").empty());
}

TEST(SessionStatementTest, NamesHubDeviceAndChallenge) {
    EXPECT_EQ(session_statement("hub", "tablet", "x.y"), "wedsync-session-1\nhub\ntablet\nx.y\n");
}

}  // namespace
}  // namespace wedsync::carrier
