// wedsync-sim: many devices and a hub in virtual time, under every kind of trouble, judged.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>

#include <CLI/CLI.hpp>

#include "sim/main/seeds.hpp"
#include "sim/swarm/plan.hpp"
#include "sim/swarm/run.hpp"
#include "sim/swarm/shrink.hpp"

namespace wedsync::sim {
namespace {

std::optional<SeedRange> parse_range(const std::string& text) {
    std::istringstream in(text);
    SeedRange range;
    char first_dot = 0;
    char second_dot = 0;
    if (!(in >> range.first)) return std::nullopt;
    range.last = range.first;
    if (in >> first_dot) {
        if (!(in >> second_dot >> range.last) || first_dot != '.' || second_dot != '.')
            return std::nullopt;
    }
    if (range.first == 0 || range.last < range.first) return std::nullopt;
    return range;
}

/// As for --seeds. What the clock says is drawn nowhere else.
std::string fresh_range(std::uint64_t count) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no thread here sets the environment.
    const char* given = std::getenv("WEDSYNC_FRESH_SEED");
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::system_clock::now().time_since_epoch());
    const std::uint64_t first = given != nullptr ? std::strtoull(given, nullptr, 10)
                                                 : static_cast<std::uint64_t>(seconds.count());
    return std::to_string(first) + ".." + std::to_string(first + count - 1);
}

void print_text(const Summary& summary) {
    std::cout << summary.seeds << " seeds, " << summary.simulated_ms / 1000
              << " simulated seconds, " << summary.commits << " changes, "
              << summary.violations.size() << " violations, trace " << hex(summary.trace_hash)
              << "\n";
    for (std::size_t i = 0; i < kFaultKinds; ++i) {
        std::cout << "  " << std::setw(20) << std::left << name_of(static_cast<Fault>(i))
                  << summary.faults.by_kind[i] << "\n";
    }
}

/// Whether both say the same of perhaps other devices and changes.
bool is_alike(const Violation& left, const Violation& right) {
    static constexpr std::size_t kEndBytes = 16;
    const auto end_of = [](const std::string& what) {
        return what.substr(what.size() - std::min(what.size(), kEndBytes));
    };
    return left.promise == right.promise && end_of(left.what) == end_of(right.what);
}

int show_one(std::uint64_t seed, bool is_shrunk) {
    Plan plan = draw_plan(seed);
    Outcome outcome = run(plan);
    if (is_shrunk && !outcome.violations.empty()) {
        const Violation first = outcome.violations.front();
        plan = shrink(plan, [&first](const Plan& smaller) {
            const Outcome found = run(smaller);
            return !found.violations.empty() && is_alike(found.violations.front(), first);
        });
        outcome = run(plan);
        std::cout << to_text(plan);
    }
    for (const Violation& violation : outcome.violations)
        std::cout << to_text(seed, violation) << "\n";
    std::cout << "seed " << seed << ": " << outcome.commits << " changes, "
              << outcome.violations.size() << " violations, healed in " << outcome.healing_ms
              << " ms, trace " << hex(outcome.trace_hash) << ", state " << hex(outcome.state_hash)
              << "\n";
    return outcome.violations.empty() ? 0 : 1;
}

int main_of(int argc, char** argv) {
    CLI::App app{"Runs WedSync in virtual time, under faults, and judges what comes of it."};
    app.footer(
        "Examples:\n  wedsync-sim --seeds 1..500 --jobs 2\n"
        "  wedsync-sim --only-seed 17 --shrink");
    std::string seeds = "1..100";
    std::uint64_t only_seed = 0;
    std::uint64_t fresh = 0;
    std::uint32_t jobs = 1;
    bool is_json = false;
    bool is_shrunk = false;
    app.add_option("--seeds", seeds, "The seeds to run, FIRST..LAST")->capture_default_str();
    app.add_option(
        "--fresh", fresh,
        "So many seeds that were never run before, from WEDSYNC_FRESH_SEED on if that is set");
    app.add_option("--jobs", jobs, "Processes at the same time")->check(CLI::Range(1, 64));
    app.add_option("--only-seed", only_seed, "Run one seed and say more about it");
    app.add_flag("--shrink", is_shrunk, "With --only-seed: find the smallest plan that fails");
    app.add_flag("--json", is_json, "Print one JSON object");
    CLI11_PARSE(app, argc, argv);

    if (only_seed > 0) return show_one(only_seed, is_shrunk);
    if (fresh > 0) {
        seeds = fresh_range(fresh);
        std::cout << "seeds " << seeds << std::endl;
    }
    const std::optional<SeedRange> range = parse_range(seeds);
    if (!range.has_value()) {
        std::cerr << "wedsync-sim: --seeds wants FIRST..LAST, from 1 on, not \"" << seeds << "\"\n";
        return 2;
    }
    const Summary summary = run_seeds(*range, jobs);
    for (const std::string& violation : summary.violations)
        std::cerr << violation << "\n";
    if (is_json) {
        std::cout << to_json(summary) << "\n";
    } else {
        print_text(summary);
    }
    return summary.violations.empty() ? 0 : 1;
}

}  // namespace
}  // namespace wedsync::sim

int main(int argc, char** argv) {
    return wedsync::sim::main_of(argc, argv);
}
