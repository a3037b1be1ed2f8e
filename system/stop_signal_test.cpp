#include "system/stop_signal.hpp"

#include <csignal>

#include <gtest/gtest.h>

namespace wedsync::os {
namespace {

TEST(StopSignalTest, KeepsInMindWhatCame) {
    for (const int number : {SIGINT, SIGTERM}) {
        const StopSignal signal;
        EXPECT_FALSE(signal.came());
        ASSERT_EQ(std::raise(number), 0);
        EXPECT_TRUE(signal.came());
    }
    EXPECT_EXIT(std::raise(SIGTERM), testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace wedsync::os
