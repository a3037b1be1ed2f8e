// A process of run_seeds() writes one line for each seed to its pipe:
//     seed SP simulated_ms SP commits SP rerun SP trace_hash SP count*faults SP violations
// and then so many lines of violations.
#include "sim/main/seeds.hpp"

#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <sstream>
#include <unistd.h>
#include <utility>

#include <sys/wait.h>

#include "engine/base/assert.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kRerunEvery = 10;

struct SeedResult {
    std::uint64_t simulated_ms = 0;
    std::uint64_t commits = 0;
    std::uint64_t rerun = 0;
    std::uint64_t trace_hash = 0;
    FaultCounts faults;
    std::vector<std::string> violations;
};

std::string run_seed(std::uint64_t seed) {
    const Plan plan = draw_plan(seed);
    Outcome outcome = run(plan);
    std::uint64_t rerun = 0;
    if (seed % kRerunEvery == 0) {
        rerun = 1;
        if (run(plan).trace_hash != outcome.trace_hash) {
            outcome.violations.push_back({Promise::kConvergence, "run twice, it went two ways"});
        }
    }
    std::ostringstream line;
    line << seed << ' ' << outcome.simulated_ms << ' ' << outcome.commits << ' ' << rerun << ' '
         << outcome.trace_hash;
    for (const std::uint64_t count : outcome.faults.by_kind)
        line << ' ' << count;
    line << ' ' << outcome.violations.size() << '\n';
    for (const Violation& violation : outcome.violations)
        line << to_text(seed, violation) << '\n';
    return line.str();
}

void write_all(int to, const std::string& text) {
    for (std::size_t written = 0; written < text.size();) {
        const ssize_t count = write(to, text.data() + written, text.size() - written);
        if (count <= 0) _exit(1);
        written += static_cast<std::size_t>(count);
    }
}

/// Starts a process that runs every `jobs`th seed; returns where its lines come from.
std::pair<pid_t, int> start_job(SeedRange range, std::uint32_t job, std::uint32_t jobs) {
    std::array<int, 2> ends{};
    const bool is_piped = pipe(ends.data()) == 0;
    WEDSYNC_ASSERT(is_piped);
    const pid_t child = fork();
    WEDSYNC_ASSERT(child >= 0);
    if (child > 0) {
        close(ends[1]);
        return {child, ends[0]};
    }
    close(ends[0]);
    for (std::uint64_t seed = range.first + job; seed <= range.last; seed += jobs)
        write_all(ends[1], run_seed(seed));
    _exit(0);
}

void read_job(int from, std::map<std::uint64_t, SeedResult>& results) {
    const auto close_file = [](std::FILE* file) { (void)std::fclose(file); };
    const std::unique_ptr<std::FILE, decltype(close_file)> file(fdopen(from, "r"), close_file);
    std::string text;
    std::array<char, 4'096> buffer{};
    for (std::size_t got = 1; got > 0;) {
        got = std::fread(buffer.data(), 1, buffer.size(), file.get());
        text.append(buffer.data(), got);
    }
    std::istringstream lines(text);
    for (std::uint64_t seed = 0; lines >> seed;) {
        SeedResult result;
        std::size_t violations = 0;
        lines >> result.simulated_ms >> result.commits >> result.rerun >> result.trace_hash;
        for (std::uint64_t& count : result.faults.by_kind)
            lines >> count;
        lines >> violations;
        std::string line;
        std::getline(lines, line);
        for (std::size_t i = 0; i < violations && std::getline(lines, line); ++i)
            result.violations.push_back(line);
        if (lines) results[seed] = std::move(result);
    }
}

}  // namespace

std::string to_text(std::uint64_t seed, const Violation& violation) {
    return "seed " + std::to_string(seed) + ": P" +
           std::to_string(static_cast<unsigned>(violation.promise)) + ": " + violation.what;
}

Summary run_seeds(SeedRange range, std::uint32_t jobs) {
    std::map<std::uint64_t, SeedResult> results;
    std::vector<std::pair<pid_t, int>> started;
    for (std::uint32_t job = 0; job < jobs; ++job)
        started.push_back(start_job(range, job, jobs));
    for (const auto& [child, from] : started) {
        read_job(from, results);
        int status = 0;
        (void)waitpid(child, &status, 0);
    }

    Summary summary;
    for (std::uint64_t seed = range.first; seed <= range.last; ++seed) {
        const auto found = results.find(seed);
        if (found == results.end()) {
            summary.violations.push_back("seed " + std::to_string(seed) + ": the program died");
            summary.failed_seeds.push_back(seed);
            continue;
        }
        const SeedResult& result = found->second;
        ++summary.seeds;
        summary.simulated_ms += result.simulated_ms;
        summary.commits += result.commits;
        summary.rerun += result.rerun;
        summary.faults.add(result.faults);
        summary.trace_hash = summary.trace_hash * 0x100000001B3 + result.trace_hash;
        for (const std::string& violation : result.violations)
            summary.violations.push_back(violation);
        if (!result.violations.empty()) summary.failed_seeds.push_back(seed);
    }
    return summary;
}

}  // namespace wedsync::sim
