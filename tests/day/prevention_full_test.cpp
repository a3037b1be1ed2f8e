// Three recorded logs, each without hints and with people who heed 30, 50 and 80 % of them, over
// the networks recorded in a restaurant. With WEDSYNC_EVIDENCE_DIR the figures are added to
// prevention.jsonl there. docs/prevention.md says what was tuned on what.
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "importers/network_trace.hpp"
#include "importers/usage_log.hpp"
#include "sim/day/replay.hpp"
#include "sim/day/replay_log.hpp"
#include "tests/support/figures.hpp"
#include "tests/support/outside_data.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kAwayMs = std::uint64_t{90} * 60'000;
constexpr const char* kNetworks = "traces/network/zhuge-rest-wifi.tar.xz";

std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

class PreventionFullTest : public testing::TestWithParam<const char*> {
protected:
    void report(const ReplayResult& off, const ReplayResult& on, std::uint32_t heed) const {
        const std::string log = GetParam();
        const std::string where = log + ", heeded " + std::to_string(heed / 10) + " %: ";
        const std::string command = "build/wedsync replay --usage " + log +
                                    ".csv.xz --network zhuge-rest-wifi.tar.xz --away 90 "
                                    "--prevention on --json";
        const auto add = [&](const std::string& what, std::uint64_t value,
                             const std::string& unit) {
            support::add_figure("prevention", {"", where + what, value, unit, command});
        };
        const PreventionFigures& figures = on.prevention;
        add("disagreements without hints", off.meetings.conflicts, "");
        add("disagreements with hints", on.meetings.conflicts, "");
        add("hints shown", figures.hints, "");
        add("hints shown for 100 disagreements avoided",
            figures.hints * 100 /
                std::max<std::uint64_t>(off.meetings.conflicts - on.meetings.conflicts, 1),
            "");
        add("edits delayed", figures.delayed, "of " + std::to_string(on.ops));
        add("delay, half of them", figures.delay_p50_ms / 1'000, "s");
        add("delay, 95 %", figures.delay_p95_ms / 1'000, "s");
    }
};

TEST_P(PreventionFullTest, HalvesDisagreementsOfPeopleWhoHeedFourHintsOfFive) {
    const auto log = test::outside_data(std::string("traces/usage/") + GetParam() + ".csv.xz");
    const auto recorded = test::outside_data(kNetworks);
    if (!log || !recorded) GTEST_SKIP();
    const std::string usage = read(*log);
    const std::string traces = read(*recorded);
    const auto events = importers::parse_usage_log(as_bytes(usage));
    const auto networks = importers::parse_network_traces(as_bytes(traces), "zhuge-rest-wifi");
    ASSERT_TRUE(events.ok() && networks.ok());
    const std::vector<ReplayEdit> edits = deal(events.value(), ReplayDeal{});
    ReplayOptions options;
    options.away_ms = kAwayMs;
    for (const importers::NetworkTrace& each : networks.value())
        options.networks.push_back(network_of(each));
    const Result<ReplayResult> off = replay(edits, options);
    ASSERT_TRUE(off.ok()) << off.error().detail;
    ASSERT_GT(off.value().meetings.conflicts, 0U);
    std::uint64_t before = off.value().meetings.conflicts;
    for (const std::uint32_t heed : {300U, 500U, 800U}) {
        options.prevention = PreventionOptions{heed};
        const Result<ReplayResult> on = replay(edits, options);
        ASSERT_TRUE(on.ok()) << on.error().detail;
        EXPECT_TRUE(on.value().is_converged);
        EXPECT_EQ(on.value().ops, edits.size());
        EXPECT_LT(on.value().meetings.conflicts, before) << heed;
        before = on.value().meetings.conflicts;
        report(off.value(), on.value(), heed);
    }
    EXPECT_LE(before * 2, off.value().meetings.conflicts);
}

INSTANTIATE_TEST_SUITE_P(Logs, PreventionFullTest,
                         testing::Values("helpdesk-it", "bpic2013-incidents", "bpic2012-loans"));

}  // namespace
}  // namespace wedsync::sim
