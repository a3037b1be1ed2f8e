// The default paces better than the reference table: on a few networks, in virtual time.
#include <gtest/gtest.h>

#include "bench/pace/pace_checks_test.hpp"
#include "bench/pace/pace_runs.hpp"
#include "tests/support/outside_data.hpp"

namespace wedsync::bench {
namespace {

TEST(PaceTest, TheDefaultBeatsTheReferenceOnAFewNetworks) {
    const auto folder = wedsync::test::outside_data("traces");
    if (!folder) GTEST_SKIP();
    constexpr std::size_t kEdits = 400;
    constexpr std::size_t kEveryFifth = 5;
    test::compare(*folder, kEdits, kEveryFifth);
}

TEST(PaceTest, TheSameRunGivesTheSameFigures) {
    const NamedTrace network{"constant", sim::Trace::constant(2'000, 300)};
    std::vector<sim::ReplayEdit> edits;
    for (std::uint32_t i = 0; i < 200; ++i) {
        sim::ReplayEdit edit;
        edit.at_ms = i / 50 * 5'000;
        edit.device = i % 4;
        edit.item = i % 23;
        edit.status = "A START";
        edit.owner = "user-3";
        edit.note = "user-3: A START " + std::to_string(i);
        edits.push_back(std::move(edit));
    }
    const auto first = run_pace(network, edits, pace::Strategy::kAdaptive);
    const auto second = run_pace(network, edits, pace::Strategy::kAdaptive);
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_TRUE(first.value().is_converged);
    EXPECT_EQ(json_of(first.value()), json_of(second.value()));
}

}  // namespace
}  // namespace wedsync::bench
