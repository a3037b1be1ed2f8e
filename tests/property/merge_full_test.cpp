// The same checks with counts that take minutes. WEDSYNC_COUNT sets another number of histories and
// sequences; with WEDSYNC_EVIDENCE_DIR the figures are added to merge.jsonl there.
#include <chrono>
#include <cstdint>
#include <iostream>
#include <set>
#include <string>

#include "gtest/gtest.h"

#include "tests/property/merge_checks.hpp"
#include "tests/support/figures.hpp"
#include "tests/support/property.hpp"

namespace wedsync::property {
namespace {

constexpr std::uint64_t kHistories = 8'000;
constexpr std::size_t kOperations = 6;
constexpr std::uint64_t kSequences = 2'000'000;
constexpr std::uint64_t kUndos = 200'000;

constexpr const char* kCommand = "ctest --preset release -R tests_property.merge_full";

using Figures = std::vector<std::pair<std::string, std::uint64_t>>;

/// The figures of one check, for the record of what was run.
void report(const std::string& check, const Figures& figures) {
    std::cout << check;
    for (const auto& [name, value] : figures) {
        std::cout << ", " << name << ": " << value;
        support::add_figure("merge", {"P1", check + ": " + name, value, name, kCommand});
    }
    std::cout << "\n";
}

class Stopwatch {
public:
    [[nodiscard]] std::uint64_t elapsed_ms() const {
        const auto elapsed = std::chrono::steady_clock::now() - start_;
        return static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count());
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

TEST(MergeFullTest, EveryOrderAndEveryJoin) {
    const Stopwatch stopwatch;
    const Rules rules;
    Counts counts;
    const std::uint64_t histories = support::count_or(kHistories);
    const auto failure = support::first_failure(histories, [&](std::uint64_t seed) {
        return check_exhaustively(random_history(seed, kOperations), rules, counts);
    });
    EXPECT_EQ(failure.value_or(""), "");
    report("exhaustive", {{"histories", histories},
                          {"operations", kOperations},
                          {"replicas", 3},
                          {"orders", counts.orders},
                          {"prefixes", counts.prefixes},
                          {"joins", counts.joins},
                          {"violations", failure ? 1U : 0U},
                          {"ms", stopwatch.elapsed_ms()}});
}

TEST(MergeFullTest, RandomSequences) {
    const Stopwatch stopwatch;
    const Rules rules;
    const std::uint64_t sequences = support::count_or(kSequences);
    std::uint64_t steps = 0;
    const auto failure = support::first_failure(sequences, [&](std::uint64_t seed) {
        steps += random_steps(seed).size();
        return check_seed(seed, rules);
    });
    EXPECT_EQ(failure.value_or(""), "");
    report("random sequences", {{"sequences", sequences},
                                {"steps", steps},
                                {"sites", 3},
                                {"violations", failure ? 1U : 0U},
                                {"ms", stopwatch.elapsed_ms()}});
}

TEST(MergeFullTest, Undo) {
    const Stopwatch stopwatch;
    const std::uint64_t undos = support::count_or(kUndos);
    const auto failure = support::first_failure(undos, check_undo);
    EXPECT_EQ(failure.value_or(""), "");
    report("undo at once",
           {{"undos", undos}, {"violations", failure ? 1U : 0U}, {"ms", stopwatch.elapsed_ms()}});
}

}  // namespace
}  // namespace wedsync::property
