// How long one suggestion takes, features and reasons included: natively, and in the engine that
// browsers load (under node).
// Prints the figures as JSON, each the median of five rounds; bench/suggest_speed.py holds them
// against a budget.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/suggest/artefact.hpp"
#include "engine/suggest/resolver.hpp"
#include "tests/support/suggest_cases.hpp"

namespace wedsync::suggest {
namespace {

constexpr std::size_t kCases = 2'000;
constexpr std::size_t kRounds = 5;
/// Of so many disagreements one is about notes of kNoteBytes.
constexpr std::size_t kNoteEvery = 20;
constexpr std::size_t kNoteBytes = 2'000;

std::string note(Prng& prng) {
    static constexpr std::array kWords{"guests", "arrive", "late", "band", "table", "no nuts"};
    std::string text;
    while (text.size() < kNoteBytes) {
        text += kWords[static_cast<std::size_t>(prng.below(kWords.size()))];
        text += prng.chance(100) ? ".\n" : " ";
    }
    return text;
}

std::vector<ConflictFacts> made_up_cases() {
    cases::Series series(2026);
    Prng prng(7);
    std::vector<ConflictFacts> all;
    for (std::size_t i = 0; i < kCases; ++i) {
        ConflictFacts facts = series.next();
        if (i % kNoteEvery == 0) {
            const std::string base = note(prng);
            facts.base = make_value(ValueKind::kText, base);
            facts.client.value = make_value(ValueKind::kText, base + "Ring the florist.");
            facts.server.value = make_value(ValueKind::kText, "Two more chairs. " + base);
        }
        all.push_back(std::move(facts));
    }
    return all;
}

double percentile(std::vector<double> values, double share) {
    const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at),
                     values.end());
    return values[at];
}

void run() {
    using Clock = std::chrono::steady_clock;
    const Resolver resolver(decode_model(as_bytes(resolver_artefact())));
    const std::vector<ConflictFacts> all = made_up_cases();
    const Candidates candidates{true, true, true};
    std::vector<double> halves;
    std::vector<double> tails;
    std::size_t reasons = 0;
    for (std::size_t round = 0; round < kRounds; ++round) {
        std::vector<double> times_us;
        for (const ConflictFacts& facts : all) {
            const Clock::time_point start = Clock::now();
            const Suggestion suggestion = resolver.suggest(facts, candidates, nullptr, {});
            const std::chrono::duration<double, std::micro> took = Clock::now() - start;
            times_us.push_back(took.count());
            reasons += suggestion.reasons.size();
        }
        halves.push_back(percentile(times_us, 0.5));
        tails.push_back(percentile(times_us, 0.99));
    }
    std::printf(
        "{\"suggestions\":%zu,\"reasons\":%zu,\"suggest_p50_us\":%.1f,\"suggest_p99_us\":%.1f}\n",
        kCases * kRounds, reasons, percentile(halves, 0.5), percentile(tails, 0.5));
}

}  // namespace
}  // namespace wedsync::suggest

int main() {
    wedsync::suggest::run();
    return 0;
}
