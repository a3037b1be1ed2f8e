#include "tests/replica/growth.hpp"

#include <gtest/gtest.h>

namespace wedsync::property {
namespace {

TEST(GrowthTest, AMonthOfDailyUseIsBounded) {
    expect_bounded(use_daily(30));
}

}  // namespace
}  // namespace wedsync::property
