// Protected fields are for people, however sure a machine is.
#include "tests/decider/decider_run.hpp"

#include "gtest/gtest.h"

namespace wedsync::hub {
namespace {

TEST(DeciderRunTest, NeverSettlesAProtectedField) {
    const DeciderRun run = run_decider(1, 10'000, testing::TempDir());
    EXPECT_EQ(run.problem, "");
    EXPECT_GE(run.in_protected, 4'000U);
    EXPECT_GE(run.in_free, 4'000U);
    // And it is no wonder: it settles what it may.
    EXPECT_GE(run.exact, 500U);
    EXPECT_GE(run.likely, 2'000U);
    EXPECT_LE(run.exact + run.likely, run.in_free);
}

}  // namespace
}  // namespace wedsync::hub
