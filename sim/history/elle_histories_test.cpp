// The checker before it judges ours: histories of real systems, with the verdicts of Elle's tests.
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "sim/history/history.hpp"
#include "sim/history/list_append_check.hpp"
#include "tests/support/outside_data.hpp"

namespace wedsync::sim {
namespace {

std::optional<History> read_history(const std::string& name) {
    const auto path = test::outside_data("suites/elle-histories/histories/" + name);
    if (!path) return std::nullopt;
    std::ifstream file(*path);
    const std::string text((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
    Result<History> history = parse_history(text);
    EXPECT_TRUE(history.ok()) << history.error().detail;
    return std::move(history).value();
}

// The paper's example, read skew: the fourth transaction did not see what the second appended to
// 255, the third saw it, and the fourth wrote to 256 after the third.
TEST(ElleHistories, PaperExample) {
    const std::optional<History> history = read_history("paper-example.edn");
    if (!history) GTEST_SKIP();
    EXPECT_EQ(history->transactions.size(), 4U);
    EXPECT_EQ(to_text(check_lists(*history, KnownOrder::kNone)), "G-single");
}

// No repeatable read, but snapshot isolation: a search that joins neighbouring edges carelessly
// finds a G-single here that is not there.
TEST(ElleHistories, SnapshotIsolationWithoutGSingle) {
    const std::optional<History> history = read_history("si-without-g-single.edn");
    if (!history) GTEST_SKIP();
    EXPECT_EQ(to_text(check_lists(*history, KnownOrder::kNone)), "G2-item");
}

// Ten thousand transactions of a real system that promised strict serialisability: nothing is wrong
// with them but real time. Strong snapshot isolation is broken.
TEST(ElleHistories, HugeComponent) {
    const std::optional<History> history = read_history("huge-scc.edn");
    if (!history) GTEST_SKIP();
    EXPECT_EQ(history->transactions.size(), 10'254U);
    EXPECT_EQ(to_text(check_lists(*history, KnownOrder::kNone)), "");
    const std::set<Anomaly> found = check_lists(*history, KnownOrder::kRealTime);
    EXPECT_TRUE(found.contains(Anomaly::kGSingle) || found.contains(Anomaly::kGNonadjacent))
        << to_text(found);
    for (const Anomaly worse : {Anomaly::kG0, Anomaly::kG1a, Anomaly::kG1b, Anomaly::kG1c})
        EXPECT_FALSE(found.contains(worse)) << to_text(found);
}

}  // namespace
}  // namespace wedsync::sim
