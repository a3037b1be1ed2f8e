#include "engine/suggest/watch.hpp"

#include <algorithm>
#include <vector>

namespace wedsync::suggest {
namespace {

/// How unlikely it has to be that the precision holds all the same.
constexpr double kDoubt = 0.05;

/// How likely at most `right` of `count` come out right where each does with `precision`: the lower
/// tail of the binomial distribution, term by term.
double at_most(std::uint64_t right, std::uint64_t count, double precision) {
    // The term of "all are right", and each one less from the one before.
    double term = 1;
    for (std::uint64_t i = 0; i < count; ++i)
        term *= precision;
    double above = 0;
    for (std::uint64_t hits = count; hits > right; --hits) {
        above += term;
        const auto misses = static_cast<double>(count - hits + 1);
        term *= static_cast<double>(hits) / misses * (1 - precision) / precision;
    }
    return 1 - above;
}

}  // namespace

bool Watch::is_paused() const {
    return would > 0 && at_most(right, would, kAppliedPrecision) <= kDoubt;
}

Watch watch_over(const std::vector<Decided>& decided) {
    std::vector<bool> outcomes;
    for (const Decided& one : decided) {
        if (one.is_by_machine && confidence_of(one.rank)) {
            // What was written over it later may have been the next thing to do.
            if (one.outcome == Aftermath::kChanged) continue;
            outcomes.push_back(one.outcome == Aftermath::kKept);
        } else if (one.suggested && one.suggested->may_apply) {
            outcomes.push_back(one.suggested->is_taken);
        }
    }
    const std::size_t first = outcomes.size() - std::min(outcomes.size(), kWatchedMax);
    Watch watch;
    watch.would = outcomes.size() - first;
    watch.right = static_cast<std::uint64_t>(
        std::count(outcomes.begin() + static_cast<std::ptrdiff_t>(first), outcomes.end(), true));
    return watch;
}

void Watcher::look_for(const Change& change) {
    past_.look_for_decisions(scope_, change);
    finder_.look_for(scope_, change);
}

void Watcher::add(const Change& change, const Author& author) {
    past_.add(scope_, change, author);
    finder_.add(scope_, change, author);
}

Watch Watcher::watch(const Resolver& resolver) const {
    std::vector<Decided> decided = finder_.take();
    std::vector<GivenAnswer> answers = past_.all_answers();
    const std::size_t last = std::min(answers.size(), kWatchedMax);
    answers.erase(answers.begin(), answers.end() - static_cast<std::ptrdiff_t>(last));
    judge(decided, answers, resolver);
    return watch_over(decided);
}

}  // namespace wedsync::suggest
