// The reference table against the adaptive strategy, on twenty recorded networks.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "bench/pace/pace_runs.hpp"

namespace {

constexpr const char* kUsage =
    "usage: wedsync_bench_pace FOLDER [EDITS]\n"
    "FOLDER holds network/ and usage/ (recorded traces); EDITS: how many, 2000 by default\n";
constexpr std::size_t kEdits = 2'000;

template <class T>
T take(wedsync::Result<T> result) {
    if (result.ok()) return std::move(result).value();
    std::fprintf(stderr, "wedsync_bench_pace: %s\n", result.error().detail.c_str());
    std::exit(1);  // NOLINT(concurrency-mt-unsafe): one thread.
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        std::fputs(kUsage, stderr);
        return 2;
    }
    using wedsync::pace::Strategy;
    const std::filesystem::path folder(arguments[1]);
    const std::size_t wanted = count > 2 ? std::strtoul(arguments[2], nullptr, 10) : kEdits;
    const auto traces = take(wedsync::bench::recorded_traces(folder / "network"));
    const auto edits =
        take(wedsync::bench::recorded_edits(folder / "usage" / "bpic2012-loans.csv.xz", wanted));
    for (const wedsync::bench::NamedTrace& trace : traces) {
        for (const Strategy strategy : {Strategy::kReference, Strategy::kAdaptive}) {
            const auto run = take(wedsync::bench::run_pace(trace, edits, strategy));
            std::puts(wedsync::bench::json_of(run).c_str());
            std::fflush(stdout);
        }
    }
    return 0;
}
