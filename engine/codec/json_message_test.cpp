#include "engine/codec/json_message.hpp"

#include <string>

#include "gtest/gtest.h"

#include "tests/support/changes.hpp"

namespace wedsync::codec {
namespace {

using support::alice;
using support::bob;

const std::string kAliceLane = "000000000000000000000000000a11ce";

message::Push push_of(std::vector<Operation> operations) {
    message::Push push;
    push.scope = ScopeId{3};
    push.request = 9;
    push.changes = {support::change(alice(5), 1'700'000'000'000, std::move(operations))};
    return push;
}

/// A push whose only operation is a put of this value (as JSON) into a field.
std::string push_text(const std::string& value) {
    return R"({"type":"push","scope":3,"request":9,"lanes":[],"changes":[{"dot":")" + kAliceLane +
           R"(:5","ms":1700000000000,"operations":[{"op":"put","record":")" + kAliceLane +
           R"(:4:0","field":[1,2],"value":)" + value + "}]}]}";
}

std::string refusal_of(const std::string& text, ErrorCode code = ErrorCode::kCorrupt) {
    const Result<Message> decoded = decode_json(text);
    if (decoded.ok()) return "read: " + text;
    EXPECT_EQ(decoded.error().code, code) << decoded.error().detail;
    return decoded.error().detail;
}

Value value_of(const std::string& json) {
    const Result<Message> decoded = decode_json(push_text(json));
    EXPECT_TRUE(decoded.ok()) << json << ": " << decoded.error().detail;
    if (!decoded.ok()) return {};
    const auto* push = std::get_if<message::Push>(&decoded.value());
    const auto* put = std::get_if<operation::Put>(&push->changes[0].operations[0]);
    return put->value;
}

TEST(JsonMessageTest, WritesMembersInTheirOrderWithoutSpaces) {
    EXPECT_EQ(encode_json(push_of({support::put({alice(4), 0}, support::kTable, support::number(7),
                                                {bob(2), alice(4)})})),
              R"({"type":"push","scope":3,"request":9,"lanes":[],"changes":[{"dot":")" +
                  kAliceLane + R"(:5","ms":1700000000000,"operations":[{"op":"put","record":")" +
                  kAliceLane + R"(:4:0","field":[1,2],"value":7,"covers":[)" +
                  "\"00000000000000000000000000000b0b:2\",\"" + kAliceLane + ":4\"]}]}]}");
}

TEST(JsonMessageTest, ReadsEveryKindOfValue) {
    EXPECT_EQ(value_of("null"), Value{});
    EXPECT_EQ(value_of("true"), Value{true});
    EXPECT_EQ(value_of("-9007199254740992"), Value{std::int64_t{-9007199254740992}});
    EXPECT_EQ(value_of(R"({"integer":"9223372036854775807"})"), Value{INT64_MAX});
    EXPECT_EQ(value_of(R"({"integer":"-9223372036854775808"})"), Value{INT64_MIN});
    EXPECT_EQ(value_of(R"({"real":2.5})"), make_real(2.5));
    EXPECT_EQ(value_of(R"({"real":2})"), make_real(2.0));
    EXPECT_EQ(value_of(R"({"real":-0.0})"), Value{std::int64_t{0}});
    EXPECT_EQ(value_of(R"("caf\u00e9")"), support::text("caf\xC3\xA9"));
    EXPECT_EQ(value_of(R"({"bytes":"AP8="})"), (Value{Bytes{0x00, 0xFF}}));
    EXPECT_EQ(value_of(R"({"record":")" + kAliceLane + R"(:4:0"})"),
              (Value{Reference{{alice(4), 0}}}));
    EXPECT_EQ(value_of(R"({"link":{"scope":8,"record":")" + kAliceLane + R"(:4:0","label":"DJ"}})"),
              (Value{Link{ScopeId{8}, {alice(4), 0}, "DJ"}}));
    BlobReference blob;
    blob.sha256.fill(0xAB);
    blob.size = 12;
    std::string digits;
    for (int i = 0; i < 32; ++i)
        digits += "ab";
    EXPECT_EQ(value_of(R"({"blob":{"sha256":")" + digits + R"(","size":12}})"), Value{blob});
}

TEST(JsonMessageTest, RefusesOtherFormsOfAValue) {
    for (const char* value :
         {"2.5", "9007199254740993", R"({"integer":7})", R"({"integer":"7"})",
          R"({"integer":"+9223372036854775807"})", R"({"integer":"9223372036854775808"})",
          R"({"real":"2.5"})", R"({"bytes":"AP8"})", R"({"record":"x"})", R"({})", R"([])",
          R"({"text":"x"})", R"({"real":1.5,"bytes":""})", R"({"blob":{"sha256":"ab","size":1}})",
          R"({"link":{"scope":8,"label":"DJ"}})"}) {
        EXPECT_NE(refusal_of(push_text(value)).find(':'), std::string::npos) << value;
    }
}

TEST(JsonMessageTest, NamesThePlace) {
    EXPECT_EQ(refusal_of(push_text(R"({"bytes":"?"})")),
              "changes[0].operations[0].value.bytes: this is not base64 (RFC 4648, with padding)");
    EXPECT_EQ(refusal_of(R"({"type":"ping"})"), R"(the member "nonce" is missing)");
    EXPECT_EQ(refusal_of(R"({"type":"ping","nonce":1,"once":2})"),
              R"(the member "once" is not known here)");
    EXPECT_EQ(refusal_of(R"({"type":"ping","nonce":-1})").substr(0, 6), "nonce:");
    EXPECT_EQ(refusal_of(R"({"type":"dance"})", ErrorCode::kProtocol),
              "type: a message of a kind this version does not know");
}

TEST(JsonMessageTest, LargeNumbersStandAsText) {
    const message::Ping ping{~std::uint64_t{0}};
    EXPECT_EQ(encode_json(ping), R"({"type":"ping","nonce":"18446744073709551615"})");
    EXPECT_EQ(decode_json(encode_json(ping)).value(), Message{ping});
    EXPECT_EQ(encode_json(message::Ping{1ULL << 53U}),
              R"({"type":"ping","nonce":9007199254740992})");
    EXPECT_NE(refusal_of(R"({"type":"ping","nonce":"7"})"), "");
    EXPECT_NE(refusal_of(R"({"type":"ping","nonce":7.0})"), "");
}

TEST(JsonMessageTest, ChangesAreValidated) {
    Message push = push_of({support::put({alice(4), 0}, support::kTable, support::number(7)),
                            support::put({alice(4), 0}, support::kTable, support::number(8))});
    EXPECT_EQ(refusal_of(encode_json(push), ErrorCode::kProtocol),
              "changes[0]: one cell written twice in a change");
}

TEST(JsonMessageTest, BytesThatAreNotTextStandAsBase64) {
    const message::Hello hello{1, 1, 1, "tablet", std::string("\xFF\x00", 2)};
    const std::string text = encode_json(hello);
    EXPECT_NE(text.find(R"("token":{"bytes":"/wA="})"), std::string::npos) << text;
    EXPECT_EQ(decode_json(text).value(), Message{hello});
}

TEST(JsonMessageTest, BoundsItsInput) {
    EXPECT_NE(refusal_of(std::string(kJsonMessageBytesMax + 1, ' '), ErrorCode::kTooLarge), "");
    EXPECT_NE(
        refusal_of(push_text(std::string(20, '[') + std::string(20, ']')), ErrorCode::kTooLarge),
        "");
    std::string sums = R"({"type":"repair_request","scope":1,"buckets":["0")";
    for (std::size_t i = 0; i < kBucketsPerRequestMax; ++i)
        sums += ",\"0\"";
    EXPECT_NE(refusal_of(sums + "]}", ErrorCode::kTooLarge), "");
}

TEST(JsonMessageTest, SetsOfDotsHaveOneForm) {
    const auto text = [](std::string_view ranges) {
        return R"({"type":"subscribe","scope":1,"epoch":"0000000000000001","position":0,"have":[)" +
               std::string(ranges) + "]}";
    };
    const auto range = [](const std::string& first, const std::string& last) {
        return R"({"lane":")" + kAliceLane + R"(","first":)" + first + R"(,"last":)" + last + "}";
    };
    EXPECT_TRUE(decode_json(text(range("1", "2") + "," + range("4", "4"))).ok());
    for (const std::string& ranges :
         {range("1", "2") + "," + range("3", "4"), range("4", "5") + "," + range("1", "2"),
          range("0", "2"), range("3", "2"), range("1", "2") + "," + range("1", "2")}) {
        EXPECT_EQ(refusal_of(text(ranges)).substr(0, 4), "have") << ranges;
    }
}

}  // namespace
}  // namespace wedsync::codec
