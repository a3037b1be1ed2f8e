// Processes take the next seed from a counter that they share, and write one line for each to their
// pipe:
//     seed SP simulated_ms SP commits SP rerun SP trace_hash SP count*faults SP violations
// and then so many lines of violations. A process that dies is named by the seed it was at, and
// another takes its place.
#include "sim/main/seeds.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <iomanip>
#include <map>
#include <poll.h>
#include <sstream>
#include <unistd.h>
#include <utility>

#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "engine/base/assert.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kRerunEvery = 10;
/// Of CPU time, for one run: a run that takes a hundred times as long as others never ends.
constexpr time_t kSecondsPerRunMax = 60;
constexpr std::uint32_t kJobsMax = 64;

/// What the processes share.
struct Board {
    std::atomic<std::uint64_t> next;
    /// What each is at; 0: nothing.
    std::array<std::atomic<std::uint64_t>, kJobsMax> seeds;
};

struct SeedResult {
    std::uint64_t simulated_ms = 0;
    std::uint64_t commits = 0;
    std::uint64_t rerun = 0;
    std::uint64_t trace_hash = 0;
    FaultCounts faults;
    std::vector<std::string> violations;
};
using Results = std::map<std::uint64_t, SeedResult>;

/// The process dies of SIGPROF when the time is over.
void limit_time() {
    const itimerval limit{{0, 0}, {kSecondsPerRunMax, 0}};
    const bool is_set = setitimer(ITIMER_PROF, &limit, nullptr) == 0;
    WEDSYNC_ASSERT(is_set);
}

std::string run_seed(std::uint64_t seed) {
    const Plan plan = draw_plan(seed);
    limit_time();
    Outcome outcome = run(plan);
    std::uint64_t rerun = 0;
    if (seed % kRerunEvery == 0) {
        rerun = 1;
        limit_time();
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

void read_results(const std::string& text, Results& results) {
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

class Jobs {
public:
    Jobs(SeedRange range, std::uint32_t count) : range_(range), jobs_(count) {
        WEDSYNC_ASSERT(count > 0 && count <= kJobsMax);
        void* shared =
            mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        WEDSYNC_ASSERT(shared != MAP_FAILED);
        // Zero bytes are a board at its beginning.
        board_ = static_cast<Board*>(shared);
        board_->next = range.first;
    }
    Jobs(const Jobs&) = delete;
    Jobs& operator=(const Jobs&) = delete;
    ~Jobs() { munmap(board_, sizeof(Board)); }

    Results run_all() {
        Results results;
        for (std::size_t i = 0; i < jobs_.size(); ++i)
            start(i);
        while (wait_for_text()) {
            for (std::size_t i = 0; i < jobs_.size(); ++i) {
                if (jobs_[i].is_ready && !read_some(jobs_[i])) finish(i, results);
            }
        }
        return results;
    }

private:
    struct Job {
        pid_t process = 0;
        /// -1: it is done.
        int from = -1;
        bool is_ready = false;
        std::string text;
    };

    void start(std::size_t number) {
        std::array<int, 2> ends{};
        const bool is_piped = pipe(ends.data()) == 0;
        WEDSYNC_ASSERT(is_piped);
        const pid_t child = fork();
        WEDSYNC_ASSERT(child >= 0);
        if (child > 0) {
            close(ends[1]);
            jobs_[number] = {child, ends[0], false, {}};
            return;
        }
        close(ends[0]);
        std::atomic<std::uint64_t>& present = board_->seeds[number];
        for (std::uint64_t seed = board_->next++; seed <= range_.last; seed = board_->next++) {
            present = seed;
            write_all(ends[1], run_seed(seed));
            present = 0;
        }
        _exit(0);
    }

    /// False when all are done.
    bool wait_for_text() {
        std::vector<pollfd> files;
        for (const Job& job : jobs_)
            files.push_back({job.from, POLLIN, 0});
        for (Job& job : jobs_)
            job.is_ready = false;
        if (std::all_of(files.begin(), files.end(), [](const auto& file) { return file.fd < 0; }))
            return false;
        if (poll(files.data(), files.size(), -1) < 0) return true;
        for (std::size_t i = 0; i < jobs_.size(); ++i)
            jobs_[i].is_ready = files[i].fd >= 0 && files[i].revents != 0;
        return true;
    }

    static bool read_some(Job& job) {
        std::array<char, 4'096> buffer{};
        const ssize_t got = read(job.from, buffer.data(), buffer.size());
        if (got <= 0) return false;
        job.text.append(buffer.data(), static_cast<std::size_t>(got));
        return true;
    }

    void finish(std::size_t number, Results& results) {
        Job& job = jobs_[number];
        close(std::exchange(job.from, -1));
        int status = 0;
        (void)waitpid(job.process, &status, 0);
        read_results(job.text, results);
        const std::uint64_t seed = board_->seeds[number].exchange(0);
        if (seed == 0) return;
        const bool is_timeout = WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF;
        const Violation violation{Promise::kLiveness,
                                  is_timeout ? "it did not end" : "the program died"};
        results[seed].violations = {to_text(seed, violation)};
        start(number);
    }

    SeedRange range_;
    std::vector<Job> jobs_;
    Board* board_ = nullptr;
};

}  // namespace

std::string to_text(std::uint64_t seed, const Violation& violation) {
    return "seed " + std::to_string(seed) + ": P" +
           std::to_string(static_cast<unsigned>(violation.promise)) + ": " + violation.what;
}

std::string hex(std::uint64_t number) {
    std::ostringstream text;
    text << std::hex << std::setw(16) << std::setfill('0') << number;
    return text.str();
}

std::string to_json(const Summary& summary) {
    std::ostringstream text;
    text << "{\"seeds\":" << summary.seeds << ",\"sim_seconds\":" << summary.simulated_ms / 1000
         << ",\"faults\":{";
    for (std::size_t i = 0; i < kFaultKinds; ++i) {
        text << (i == 0 ? "" : ",") << '"' << name_of(static_cast<Fault>(i))
             << "\":" << summary.faults.by_kind[i];
    }
    text << "},\"changes\":" << summary.commits << ",\"rerun\":" << summary.rerun
         << ",\"violations\":" << summary.violations.size() << ",\"trace_hash\":\""
         << hex(summary.trace_hash) << "\"}";
    return text.str();
}

Summary run_seeds(SeedRange range, std::uint32_t jobs) {
    const Results results = Jobs(range, jobs).run_all();
    Summary summary;
    for (std::uint64_t seed = range.first; seed <= range.last; ++seed) {
        const auto found = results.find(seed);
        WEDSYNC_ASSERT(found != results.end());
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
