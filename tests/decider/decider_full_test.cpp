// A million disagreements: none in a protected field is settled by a machine.
#include "gtest/gtest.h"

#include "tests/decider/decider_run.hpp"

namespace wedsync::hub {
namespace {

TEST(DeciderFullTest, NeverSettlesAProtectedFieldInAMillionDisagreements) {
    const DeciderRun run = run_decider(20'261'129, 1'000'000, testing::TempDir());
    EXPECT_EQ(run.problem, "");
    EXPECT_GE(run.in_protected, 400'000U);
    EXPECT_GE(run.likely, 200'000U);
    RecordProperty("protected", static_cast<int>(run.in_protected));
}

}  // namespace
}  // namespace wedsync::hub
