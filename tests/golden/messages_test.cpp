// Every kind of message in both of its forms, as files: NAME.json is the text, NAME.hex the frame.
// What changes here changes the protocol.
#include <algorithm>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "engine/codec/frame.hpp"
#include "engine/codec/json_message.hpp"
#include "engine/codec/json_text.hpp"
#include "engine/json/strict_json.hpp"
#include "tests/golden/example_messages.hpp"
#include "tests/support/golden.hpp"

namespace wedsync::test {
namespace {

/// Bytes as lines of 32.
std::string hex_lines(BytesView bytes) {
    constexpr std::size_t kLineBytes = 32;
    std::string lines;
    for (std::size_t at = 0; at < bytes.size(); at += kLineBytes) {
        const std::size_t size = std::min(kLineBytes, bytes.size() - at);
        lines += codec::format_hex(bytes.subspan(at, size)) + "\n";
    }
    return lines;
}

TEST(MessagesGoldenTest, BothFormsAreAsTheyWere) {
    for (const ExampleMessage& example : example_messages()) {
        SCOPED_TRACE(example.name);
        const std::string folder = "messages/" + example.name;
        EXPECT_TRUE(is_golden(folder + ".json", codec::encode_json(example.message) + "\n"));
        EXPECT_TRUE(is_golden(folder + ".hex", hex_lines(codec::encode_frame(example.message))));
    }
}

TEST(MessagesGoldenTest, BothFormsReadAsTheMessage) {
    for (const ExampleMessage& example : example_messages()) {
        SCOPED_TRACE(example.name);
        const std::string folder = std::string(WEDSYNC_SOURCE_DIR) + "/tests/golden/messages/";
        const Result<Message> from_json =
            codec::decode_json(read_file(folder + example.name + ".json"));
        ASSERT_TRUE(from_json.ok()) << from_json.error().detail;
        EXPECT_EQ(from_json.value(), example.message);
        std::string digits = read_file(folder + example.name + ".hex");
        digits.erase(std::remove(digits.begin(), digits.end(), '\n'), digits.end());
        const std::optional<Bytes> frame = codec::parse_hex(digits);
        ASSERT_TRUE(frame.has_value());
        const Result<Message> from_frame = codec::decode_frame(*frame);
        ASSERT_TRUE(from_frame.ok()) << from_frame.error().detail;
        EXPECT_EQ(from_frame.value(), example.message);
    }
}

TEST(MessagesGoldenTest, EveryKindIsThere) {
    std::set<std::size_t> kinds;
    for (const ExampleMessage& example : example_messages())
        kinds.insert(example.message.index());
    EXPECT_EQ(kinds.size(), std::variant_size_v<Message>);
}

/// The json blocks of a document, without the spaces.
std::set<std::string> json_blocks_of(const std::string& document) {
    std::set<std::string> blocks;
    constexpr std::string_view kStart = "\n```json\n";
    for (std::size_t at = document.find(kStart); at != std::string::npos;
         at = document.find(kStart, at)) {
        at += kStart.size();
        const std::size_t end = document.find("```", at);
        const Result<boost::json::value> value = json::parse_json(document.substr(at, end - at));
        EXPECT_TRUE(value.ok()) << value.error().detail;
        if (value.ok()) blocks.insert(json::write_json(value.value()));
        at = end;
    }
    return blocks;
}

TEST(MessagesGoldenTest, TheProtocolDocumentShowsEachOfThem) {
    const std::set<std::string> blocks =
        json_blocks_of(read_file(std::string(WEDSYNC_SOURCE_DIR) + "/docs/protocol.md"));
    for (const ExampleMessage& example : example_messages()) {
        EXPECT_TRUE(blocks.contains(codec::encode_json(example.message)))
            << example.name << " is not in docs/protocol.md as it is now";
    }
}

}  // namespace
}  // namespace wedsync::test
