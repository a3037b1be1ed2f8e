// With WEDSYNC_EVIDENCE_DIR the figures are added to growth.jsonl there.
#include <gtest/gtest.h>

#include "tests/replica/growth.hpp"
#include "tests/support/figures.hpp"

namespace wedsync::property {
namespace {

void report(const Holdings& held) {
    const auto add = [&](const char* what, std::uint64_t value, const char* unit) {
        support::add_figure(
            "growth", {"growth", std::string(what) + ", day " + std::to_string(held.days), value,
                       unit, "ctest --preset release -R replica.growth_full"});
    };
    add("5 devices daily on 100 records: changes made", held.changes, "changes");
    add("log of the hub, which keeps 500 entries", held.hub_log_bytes, "bytes");
    add("log of the device that holds most", held.device_log_bytes, "bytes");
    add("file of the device that holds most, for each record", held.device_bytes_per_record,
        "bytes");
    add("have", held.have_bytes, "bytes");
}

TEST(GrowthFullTest, ASeasonOfDailyUseIsBounded) {
    const std::vector<Holdings> holdings = use_daily(180);
    expect_bounded(holdings);
    for (const Holdings& held : holdings)
        report(held);
}

}  // namespace
}  // namespace wedsync::property
