#include "tests/sync/random_day.hpp"

#include <gtest/gtest.h>

#include "tests/support/property.hpp"

namespace wedsync::sync::test {
namespace {

TEST(RandomDayTest, EverythingConvergesAndEveryQueueEmpties) {
    const auto failure =
        support::first_failure(support::seeds_of(support::count_or(60)), random_day);
    EXPECT_FALSE(failure.has_value()) << *failure;
}

}  // namespace
}  // namespace wedsync::sync::test
