// Long random sequences of edits, deliveries, duplicates and joins at three sites, each step
// against the definition; and the laws of join and undo.
#include <cstdint>

#include "gtest/gtest.h"

#include "tests/property/merge_checks.hpp"
#include "tests/support/property.hpp"

namespace wedsync::property {
namespace {

constexpr std::uint64_t kSequences = 50'000;
constexpr std::uint64_t kUndos = 20'000;

TEST(MergeRandomTest, EveryStepIsWhatTheDefinitionSays) {
    const Rules rules;
    const std::uint64_t sequences = support::seeds_of(support::count_or(kSequences));
    const auto failure = support::first_failure(
        sequences, [&](std::uint64_t seed) { return check_seed(seed, rules); });
    EXPECT_EQ(failure.value_or(""), "");
}

TEST(MergeRandomTest, UndoAtOnceGivesBackWhatWasRead) {
    const auto failure =
        support::first_failure(support::seeds_of(support::count_or(kUndos)), check_undo);
    EXPECT_EQ(failure.value_or(""), "");
}

}  // namespace
}  // namespace wedsync::property
