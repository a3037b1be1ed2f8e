// wedsync-sim: many devices and a hub in virtual time, under every kind of trouble, judged.
#include <cstdint>
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

std::string hex(std::uint64_t number) {
    std::ostringstream text;
    text << std::hex << std::setw(16) << std::setfill('0') << number;
    return text.str();
}

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

void print_json(const Summary& summary) {
    std::cout << "{\"seeds\":" << summary.seeds
              << ",\"sim_seconds\":" << summary.simulated_ms / 1000 << ",\"faults\":{";
    for (std::size_t i = 0; i < kFaultKinds; ++i) {
        std::cout << (i == 0 ? "" : ",") << '"' << name_of(static_cast<Fault>(i))
                  << "\":" << summary.faults.by_kind[i];
    }
    std::cout << "},\"changes\":" << summary.commits << ",\"rerun\":" << summary.rerun
              << ",\"violations\":" << summary.violations.size() << ",\"trace_hash\":\""
              << hex(summary.trace_hash) << "\"}\n";
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

int show_one(std::uint64_t seed, bool is_shrunk) {
    Plan plan = draw_plan(seed);
    Outcome outcome = run(plan);
    if (is_shrunk && !outcome.violations.empty()) {
        const Promise promise = outcome.violations.front().promise;
        plan = shrink(plan, [promise](const Plan& smaller) {
            const Outcome found = run(smaller);
            return !found.violations.empty() && found.violations.front().promise == promise;
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
    std::uint32_t jobs = 1;
    bool is_json = false;
    bool is_shrunk = false;
    app.add_option("--seeds", seeds, "The seeds to run, FIRST..LAST")->capture_default_str();
    app.add_option("--jobs", jobs, "Processes at the same time")->check(CLI::Range(1, 64));
    app.add_option("--only-seed", only_seed, "Run one seed and say more about it");
    app.add_flag("--shrink", is_shrunk, "With --only-seed: find the smallest plan that fails");
    app.add_flag("--json", is_json, "Print one JSON object");
    CLI11_PARSE(app, argc, argv);

    if (only_seed > 0) return show_one(only_seed, is_shrunk);
    const std::optional<SeedRange> range = parse_range(seeds);
    if (!range.has_value()) {
        std::cerr << "wedsync-sim: --seeds wants FIRST..LAST, from 1 on, not \"" << seeds << "\"\n";
        return 2;
    }
    const Summary summary = run_seeds(*range, jobs);
    for (const std::string& violation : summary.violations)
        std::cerr << violation << "\n";
    if (is_json) {
        print_json(summary);
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
