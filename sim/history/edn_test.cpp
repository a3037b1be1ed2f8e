#include "sim/history/edn.hpp"

#include <string>

#include <gtest/gtest.h>

namespace wedsync::sim::edn {
namespace {

std::string round_trip(const std::string& text) {
    const Result<std::vector<Value>> values = parse(text);
    if (!values.ok()) return values.error().detail;
    std::string again;
    for (const Value& value : values.value())
        again += (again.empty() ? "" : " ") + to_text(value);
    return again;
}

TEST(EdnTest, ReadsWhatHistoriesAreMadeOf) {
    EXPECT_EQ(round_trip("{:type :ok, :process 3 :value [[:append 9 2] [:r \"x\" nil]]}"),
              "{:type :ok, :process 3, :value [[:append 9 2] [:r \"x\" nil]]}");
    EXPECT_EQ(round_trip("; a remark\n#{1 2} (a -7) #inst \"now\" true 1.5"),
              "[1 2] [a -7] \"now\" true 1.5");
}

TEST(EdnTest, FindsByKeyword) {
    const Result<std::vector<Value>> values = parse("{:type :ok :f :txn}");
    ASSERT_TRUE(values.ok());
    ASSERT_NE(values.value().front().find("type"), nullptr);
    EXPECT_TRUE(values.value().front().find("type")->is("ok"));
    EXPECT_EQ(values.value().front().find("value"), nullptr);
}

TEST(EdnTest, SaysWhereItIsBroken) {
    EXPECT_EQ(round_trip("{:a 1}\n{:b}"), "line 2: a key without value");
    EXPECT_EQ(round_trip("[1 2"), "line 1: a list without end");
    EXPECT_EQ(round_trip("]"), "line 1: something that closes what was never open");
    EXPECT_EQ(round_trip("\"text"), "line 1: a text without end");
    EXPECT_EQ(round_trip("{:a"), "line 1: ends in the middle");
}

TEST(EdnTest, IsBounded) {
    EXPECT_EQ(round_trip(std::string(100, '[')), "nested too deeply");
    EXPECT_EQ(parse(std::string(kTextBytesMax + 1, ' ')).error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace wedsync::sim::edn
