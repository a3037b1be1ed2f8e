#include "hub/service/waiting_bytes.hpp"

#include <gtest/gtest.h>

namespace wedsync::hub {
namespace {

TEST(WaitingBytesTest, CountsWhatWaitsAndTheMostThatEverDid) {
    const auto all = std::make_shared<WaitingBytes>();
    WaitingShare one(all);
    WaitingShare other(all);
    one.add(100);
    other.add(30);
    one.remove(60);
    other.add(20);
    EXPECT_EQ(one.bytes(), 40U);
    EXPECT_EQ(other.bytes(), 50U);
    EXPECT_EQ(all->now, 90U);
    EXPECT_EQ(all->max, 130U);
    EXPECT_EQ(all->of_one_max, 100U);
}

TEST(WaitingBytesTest, AConnectionThatEndsLeavesNothingBehind) {
    const auto all = std::make_shared<WaitingBytes>();
    {
        WaitingShare gone(all);
        gone.add(100);
    }
    EXPECT_EQ(all->now, 0U);
    EXPECT_EQ(all->max, 100U);
}

}  // namespace
}  // namespace wedsync::hub
