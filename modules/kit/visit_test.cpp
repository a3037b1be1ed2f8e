#include "modules/kit/visit.hpp"

#include <limits>

#include "gtest/gtest.h"

namespace wedsync::modules {
namespace {

TEST(RowTest, ATimeThatNoCalendarHasIsNoneWhoeverWroteIt) {
    using Limits = std::numeric_limits<std::int64_t>;
    const Row row{
        {}, {}, {Limits::min(), Limits::max(), kTimeMsMax, -kTimeMsMax, std::string("5")}};
    EXPECT_EQ(row.number(0), Limits::min());
    EXPECT_FALSE(row.time_ms(0).has_value());
    EXPECT_FALSE(row.time_ms(1).has_value());
    EXPECT_EQ(row.time_ms(2), kTimeMsMax);
    EXPECT_EQ(row.time_ms(3), -kTimeMsMax);
    EXPECT_FALSE(row.time_ms(4).has_value());
}

TEST(RowTest, WhatIsOfAnotherTypeIsNotThere) {
    const Row row{{}, {}, {std::string("text"), true, std::int64_t{3}}};
    EXPECT_EQ(row.text(0), "text");
    EXPECT_EQ(row.text(1), "");
    EXPECT_TRUE(row.flag(1));
    EXPECT_FALSE(row.flag(2));
    EXPECT_FALSE(row.number(0).has_value());
}

}  // namespace
}  // namespace wedsync::modules
