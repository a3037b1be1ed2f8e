#include "importers/date_time.hpp"

#include "gtest/gtest.h"

namespace wedsync::importers {
namespace {

TEST(DateTimeTest, ReadsIso8601) {
    EXPECT_EQ(parse_date_time("1970-01-01T00:00:00Z")->utc_ms, 0);
    EXPECT_EQ(parse_date_time("2024-12-27T10:30:00+01:00")->utc_ms, 1'735'291'800'000);
    EXPECT_EQ(parse_date_time("2024-12-27T09:30:00.250Z")->utc_ms, 1'735'291'800'250);
    EXPECT_EQ(parse_date_time("2024-12-27T05:00-0430")->utc_ms, 1'735'291'800'000);
    EXPECT_EQ(parse_date_time("2024-02-29T00:00:00+00:00")->offset_min, 0);
    EXPECT_FALSE(parse_date_time("2024-12-27T10:30:00")->offset_min.has_value());
    EXPECT_EQ(parse_date("1969-12-31"), -86'400'000);
}

TEST(DateTimeTest, WritesWhatItReads) {
    for (const char* text : {"2024-02-29T23:59:59.001Z", "0001-01-01T00:00:00.000Z"}) {
        EXPECT_EQ(date_time_text(parse_date_time(text)->utc_ms, true), text);
    }
    EXPECT_EQ(date_time_text(-1, true), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(date_time_text(253'402'300'800'000, false), "253402300800000 ms");
}

TEST(DateTimeTest, RefusesWhatIsNoMoment) {
    for (const char* text :
         {"", "2024", "2024-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "2024-12-27T24:00:00Z",
          "2024-12-27T10:60:00Z", "2024-12-27T10:30:00+1", "2024-12-27T10:30:00Z ",
          "0000-01-01T00:00:00Z", "2024-12-27X10:30", "2024-00-10T00:00:00Z",
          "2024-04-31T00:00:00Z", "-024-01-01T00:00"}) {
        EXPECT_FALSE(parse_date_time(text).has_value()) << text;
    }
    EXPECT_FALSE(parse_date("2024-12-27T").has_value());
}

TEST(DateTimeTest, ReadsDurations) {
    EXPECT_EQ(parse_duration("0:30"), 1'800'000);
    EXPECT_EQ(parse_duration("12:00"), 43'200'000);
    EXPECT_EQ(parse_duration("01:00:05"), 3'605'000);
    for (const char* text : {"", "1", ":30", "1:60", "100:00", "01:00:61", "1:00x", "-1:00"}) {
        EXPECT_FALSE(parse_duration(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace wedsync::importers
