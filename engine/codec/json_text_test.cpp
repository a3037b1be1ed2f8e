#include "engine/codec/json_text.hpp"

#include <array>
#include <string>

#include "gtest/gtest.h"

namespace wedsync::codec {
namespace {

struct Pair {
    std::string_view bytes;
    std::string_view text;
};

TEST(JsonTextTest, Base64OfRfc4648) {
    constexpr std::array<Pair, 7> kVectors{{{"", ""},
                                            {"f", "Zg=="},
                                            {"fo", "Zm8="},
                                            {"foo", "Zm9v"},
                                            {"foob", "Zm9vYg=="},
                                            {"fooba", "Zm9vYmE="},
                                            {"foobar", "Zm9vYmFy"}}};
    for (const Pair& vector : kVectors) {
        EXPECT_EQ(format_base64(as_bytes(vector.bytes)), vector.text);
        const std::optional<Bytes> parsed = parse_base64(vector.text);
        ASSERT_TRUE(parsed.has_value()) << vector.text;
        EXPECT_EQ(as_text(*parsed), vector.bytes);
    }
}

TEST(JsonTextTest, Base64HasOneFormForEachContent) {
    for (const std::string_view text : {"Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=",
                                        "Zm 9v", "Zm9v\n", "Zm-_", "=Zg="}) {
        EXPECT_FALSE(parse_base64(text).has_value()) << text;
    }
}

TEST(JsonTextTest, Hex) {
    EXPECT_EQ(format_hex64(0x00ABCDEF01234567), "00abcdef01234567");
    EXPECT_EQ(parse_hex64("00abcdef01234567"), 0x00ABCDEF01234567);
    EXPECT_FALSE(parse_hex64("00ABCDEF01234567").has_value());
    EXPECT_FALSE(parse_hex64("0abcdef01234567").has_value());
    EXPECT_EQ(parse_hex("00ff"), (Bytes{0x00, 0xFF}));
    EXPECT_FALSE(parse_hex("00f").has_value());
}

TEST(JsonTextTest, IdsComeBack) {
    const RecordId record{{{0xA, 0xB}, kCounterMax}, 7};
    const std::string text = format_record(record);
    EXPECT_EQ(text, "000000000000000a000000000000000b:8589934591:7");
    EXPECT_EQ(parse_record(text), record);
    EXPECT_EQ(parse_dot(format_dot(record.dot)), record.dot);
}

TEST(JsonTextTest, IdsHaveOneForm) {
    const std::string lane = format_incarnation({0xA, 0xB});
    EXPECT_TRUE(parse_dot(lane + ":1").has_value());
    for (const std::string& text :
         {lane, lane + ":", lane + ":01", lane + ":+1", lane + ": 1", lane + ":8589934592",
          lane + ":1:0", lane.substr(1) + ":1", "0" + lane + ":1", lane + ";1"}) {
        EXPECT_FALSE(parse_dot(text).has_value()) << text;
    }
    EXPECT_FALSE(parse_record(lane + ":1:4294967296").has_value());
    EXPECT_FALSE(parse_record(lane + ":0:0").has_value());
}

}  // namespace
}  // namespace wedsync::codec
