#include "engine/json/strict_json.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace wedsync::json {
namespace {

namespace bj = boost::json;

std::string rewritten(std::string_view text) {
    const Result<bj::value> value = parse_json(text);
    return value.ok() ? write_json(value.value()) : "error: " + value.error().detail;
}

Error error_of(std::string_view text, const JsonLimits& limits = {}) {
    const Result<bj::value> value = parse_json(text, limits);
    EXPECT_FALSE(value.ok()) << text;
    return value.ok() ? Error{} : value.error();
}

TEST(StrictJsonTest, KeepsOrderAndValues) {
    EXPECT_EQ(rewritten(R"( {"b": [1, 2.50, -0.0, 1e3, true, false, null], "a": {"": "x"} } )"),
              R"({"b":[1,2.5,-0.0,1000.0,true,false,null],"a":{"":"x"}})");
    EXPECT_EQ(rewritten(R"("\u00e9\ud83d\ude00\n\"\\\/\u0000")"), "\"é😀\\n\\\"\\\\/\\u0000\"");
}

TEST(StrictJsonTest, KeepsIntegersAndDoublesApart) {
    EXPECT_TRUE(parse_json("1").value().is_int64());
    EXPECT_TRUE(parse_json("1.0").value().is_double());
    EXPECT_EQ(rewritten("1.0"), "1.0");
    EXPECT_EQ(rewritten("1e21"), "1e+21");
    EXPECT_EQ(rewritten("-0"), "0");
}

TEST(StrictJsonTest, RefusesDuplicateKeys) {
    EXPECT_EQ(error_of(R"({"a": 1, "b": 2, "a": 3})").detail,
              "line 1, column 24: the key \"a\" appears twice");
    EXPECT_EQ(error_of(R"({"x": {"a": 1, "\u0061": 1}})").code, ErrorCode::kCorrupt);
    EXPECT_EQ(rewritten(R"([{"a": 1}, {"a": {"a": 2}}])"), R"([{"a":1},{"a":{"a":2}}])");
}

TEST(StrictJsonTest, RefusesNumbersThatReadersReadDifferently) {
    EXPECT_EQ(rewritten("9007199254740992"), "9007199254740992");
    EXPECT_EQ(rewritten("-9007199254740992"), "-9007199254740992");
    for (const char* text :
         {"9007199254740993", "-9007199254740993", "18446744073709551615", "-9223372036854775809",
          "100000000000000000000000", "1e400", "-1e400", "1e99999999999999999999", "NaN",
          "Infinity", "-Infinity", "1.7976931348623159e308"}) {
        EXPECT_EQ(error_of(text).code, ErrorCode::kCorrupt) << text;
    }
    EXPECT_EQ(rewritten("1e-400"), "0.0");
    EXPECT_EQ(rewritten("0e415"), "0.0");
}

TEST(StrictJsonTest, RefusesWhatIsNotOneDocument) {
    for (const char* text :
         {"", " ", "1 2", "{} {}", "[1,]", "{\"a\":1,}", "\xEF\xBB\xBF{}", "[1] x", "// no\n1",
          "/* no */ 1", "'a'", "01", "+1", ".5", "1.", "\"a", "tru"}) {
        EXPECT_EQ(error_of(text).code, ErrorCode::kCorrupt) << text;
    }
    EXPECT_EQ(error_of("{\"a\":\n  tru }").detail, "line 2, column 3: not JSON, or not UTF-8");
    EXPECT_EQ(error_of("[1,").detail, "line 1, column 4: the text ends too early");
}

TEST(StrictJsonTest, RefusesTextThatIsNotUtf8) {
    for (const char* text : {"\"\xFF\"", "\"\xC0\x80\"", "\"\xED\xA0\x80\"", "\"\xF4\x90\x80\x80\"",
                             "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "{\"\xFF\": 1}"}) {
        EXPECT_EQ(error_of(text).code, ErrorCode::kCorrupt) << text;
    }
}

TEST(StrictJsonTest, KeepsTheLimits) {
    JsonLimits limits;
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_TRUE(parse_json(nested(32)).ok());
    EXPECT_EQ(error_of(nested(33)).code, ErrorCode::kTooLarge);
    EXPECT_EQ(error_of(std::string(100'000, '[')).code, ErrorCode::kTooLarge);
    limits.bytes_max = 10;
    EXPECT_TRUE(parse_json("[1,2,3,45]", limits).ok());
    EXPECT_EQ(error_of("[1,2,3,456]", limits).code, ErrorCode::kTooLarge);
    limits = {};
    limits.members_max = 2;
    EXPECT_TRUE(parse_json(R"([{"a":1,"b":2},{"a":1,"b":2}])", limits).ok());
    EXPECT_EQ(error_of(R"({"a":1,"b":2,"c":3})", limits).code, ErrorCode::kTooLarge);
}

TEST(StrictJsonTest, NeverWritesInvalidJson) {
    bj::object object;
    object["infinite"] = std::numeric_limits<double>::infinity();
    object["none"] = std::nan("");
    object["bytes"] = "a\xFFz\xC3";
    object["\x01"] = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(write_json(object),
              "{\"infinite\":null,\"none\":null,\"bytes\":\"a\xEF\xBF\xBDz\xEF\xBF\xBD\","
              "\"\\u0001\":18446744073709551615}");
}

TEST(StrictJsonTest, SurvivesEveryPrefixAndEveryFlippedByte) {
    const std::string text =
        R"({"name": "Zoë \u00e9", "n": [1, -2.5e-3, 0.1, true, null], "o": {"x": [], "y": {}}})";
    ASSERT_TRUE(parse_json(text).ok());
    for (std::size_t i = 0; i < text.size(); ++i) {
        EXPECT_FALSE(parse_json(std::string_view(text).substr(0, i)).ok());
        for (int bit = 0; bit < 8; ++bit) {
            std::string flipped = text;
            flipped[i] = static_cast<char>(static_cast<unsigned char>(flipped[i]) ^ (1U << bit));
            const Result<bj::value> value = parse_json(flipped);
            if (!value.ok()) continue;
            const std::string once = write_json(value.value());
            EXPECT_EQ(rewritten(once), once);
        }
    }
}

}  // namespace
}  // namespace wedsync::json
