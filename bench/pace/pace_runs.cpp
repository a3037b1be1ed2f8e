#include "bench/pace/pace_runs.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include "engine/base/bytes.hpp"
#include "importers/network_trace.hpp"
#include "importers/usage_log.hpp"
#include "sim/day/replay_log.hpp"

namespace wedsync::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 10> kFamilies{
    "lumos5g-4g",         "mahimahi-us-cell", "nyc-cell-2018", "pensieve-fcc",
    "pensieve-norway-3g", "ucc-5g-download",  "zhuge-abc4g",   "zhuge-office-wifi",
    "zhuge-rest-wifi",    "zhuge-xu5g"};
constexpr std::size_t kTracesPerFamily = 2;
constexpr std::uint32_t kDevices = 4;
constexpr std::uint64_t kPauseMsMax = 5'000;
constexpr std::uint64_t kPocketMs = 30'000;
/// Where on a network a device begins is drawn: one draw says little about the worst moments.
constexpr std::size_t kSeeds = 5;

std::uint64_t median(std::array<std::uint64_t, kSeeds> figures) {
    std::sort(figures.begin(), figures.end());
    return figures[kSeeds / 2];
}

Result<std::string> read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{ErrorCode::kNotFound, path.string() + " is not there"};
    return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

Result<std::vector<NamedTrace>> recorded_traces(const fs::path& folder) {
    std::vector<NamedTrace> traces;
    for (const std::string family : kFamilies) {
        const std::string bytes = WEDSYNC_TRY(read_file(folder / (family + ".tar.xz")));
        const std::vector<importers::NetworkTrace> recorded =
            WEDSYNC_TRY(importers::parse_network_traces(as_bytes(bytes), family));
        for (std::size_t i = 0; i < kTracesPerFamily && i < recorded.size(); ++i)
            traces.push_back({family + "/" + recorded[i].name, sim::network_of(recorded[i])});
    }
    return traces;
}

Result<std::vector<sim::ReplayEdit>> recorded_edits(const fs::path& log, std::size_t count) {
    const std::string bytes = WEDSYNC_TRY(read_file(log));
    const std::vector<importers::UsageEvent> events =
        WEDSYNC_TRY(importers::parse_usage_log(as_bytes(bytes)));
    sim::ReplayDeal how;
    how.devices = kDevices;
    how.pause_max_ms = kPauseMsMax;
    how.limit = count;
    std::vector<sim::ReplayEdit> edits = sim::deal(events, how);
    for (sim::ReplayEdit& edit : edits)
        edit.at_ms = (edit.at_ms / kPocketMs + 1) * kPocketMs;
    return edits;
}

Result<PaceRun> run_pace(const NamedTrace& network, const std::vector<sim::ReplayEdit>& edits,
                         pace::Strategy strategy) {
    sim::ReplayOptions options;
    options.devices = kDevices;
    options.away_ms = 0;
    options.networks = {network.trace};
    options.strategy = strategy;
    std::array<std::uint64_t, kSeeds> p50_ms{};
    std::array<std::uint64_t, kSeeds> p95_ms{};
    std::array<std::uint64_t, kSeeds> bytes{};
    bool is_converged = true;
    for (std::size_t i = 0; i < kSeeds; ++i) {
        options.seed = i + 1;
        const sim::ReplayResult result = WEDSYNC_TRY(sim::replay(edits, options));
        p50_ms.at(i) = result.visible_p50_ms;
        p95_ms.at(i) = result.visible_p95_ms;
        bytes.at(i) = result.wire_bytes;
        is_converged = is_converged && result.is_converged;
    }
    return PaceRun{network.name,   strategy,      median(p50_ms),
                   median(p95_ms), median(bytes), is_converged};
}

std::string_view name_of(pace::Strategy strategy) {
    return strategy == pace::Strategy::kReference ? "reference" : "adaptive";
}

std::string json_of(const PaceRun& run) {
    return R"({"workload":"pace","trace":")" + run.trace + R"(","strategy":")" +
           std::string(name_of(run.strategy)) + R"(","visible_p50_ms":)" +
           std::to_string(run.visible_p50_ms) + R"(,"visible_p95_ms":)" +
           std::to_string(run.visible_p95_ms) + R"(,"wire_bytes":)" +
           std::to_string(run.wire_bytes) + R"(,"converged":)" +
           (run.is_converged ? "true" : "false") + "}";
}

}  // namespace wedsync::bench
