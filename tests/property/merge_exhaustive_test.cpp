// Every delivery order and every join of small random histories, against the definition.
#include <cstdint>

#include "gtest/gtest.h"

#include "tests/property/merge_checks.hpp"
#include "tests/support/property.hpp"

namespace wedsync::property {
namespace {

constexpr std::uint64_t kHistories = 500;
constexpr std::size_t kOperations = 6;

TEST(MergeExhaustiveTest, EveryOrderAndEveryJoinOfSixOperations) {
    const Rules rules;
    Counts counts;
    const std::uint64_t histories = support::seeds_of(support::count_or(kHistories));
    const auto failure = support::first_failure(histories, [&](std::uint64_t seed) {
        return check_exhaustively(random_history(seed, kOperations), rules, counts);
    });
    EXPECT_EQ(failure.value_or(""), "");
    RecordProperty("orders", std::to_string(counts.orders));
    RecordProperty("joins", std::to_string(counts.joins));
    std::cout << histories << " histories, " << counts.orders << " orders, " << counts.prefixes
              << " states on the way, " << counts.joins << " joins\n";
}

}  // namespace
}  // namespace wedsync::property
