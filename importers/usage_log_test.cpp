#include "importers/usage_log.hpp"

#include "gtest/gtest.h"

namespace wedsync::importers {
namespace {

const std::string kHeader = "t_unix,user,item,action,lifecycle\n";

std::string error_of(const std::string& text) {
    const auto events = parse_usage_log(as_bytes(text));
    return events.ok() ? "read" : events.error().detail;
}

TEST(UsageLogTest, ReadsEvents) {
    const std::string text = kHeader + "100,1,7,Accepted,In Progress\n160,0,8,Queued,\n";
    const auto events = parse_usage_log(as_bytes(text));
    ASSERT_TRUE(events.ok()) << events.error().detail;
    EXPECT_EQ(events.value(), (std::vector<UsageEvent>{{100, 1, 7, "Accepted", "In Progress"},
                                                       {160, 0, 8, "Queued", ""}}));
}

TEST(UsageLogTest, SaysWhichLineIsWrong) {
    EXPECT_EQ(error_of("a,b\n1,2\n"),
              "line 1: the header is not t_unix,user,item,action,lifecycle");
    EXPECT_EQ(error_of(kHeader + "1,2,3,a\n"), "line 2: not five cells");
    EXPECT_EQ(error_of(kHeader + "1.5,2,3,a,b\n"), "line 2: t_unix is not a whole number");
    EXPECT_EQ(error_of(kHeader + "1,-2,3,a,b\n"), "line 2: user is not a whole number");
    EXPECT_EQ(error_of(kHeader + "1,2,99999999999,a,b\n"), "line 2: item is not a whole number");
    EXPECT_EQ(error_of(kHeader + "2,1,1,a,b\n1,1,1,a,b\n"), "line 3: earlier than the line before");
    EXPECT_EQ(error_of(kHeader + "1,2,3,a,b,c\n").substr(0, 6), "line 2");
    EXPECT_EQ(error_of(std::string("\xFD"
                                   "7zXZ\0",
                                   6)),
              "xz: the file is cut short");
    EXPECT_EQ(error_of(""), "line 1: the file is empty");
    EXPECT_EQ(
        parse_usage_log(as_bytes(kHeader + "1,2,3," + std::string(300, 'x') + ",b\n")).error().code,
        ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace wedsync::importers
