#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "engine/suggest/facts.hpp"
#include "engine/suggest/look.hpp"

/// What people answered, as counters: of one sync in order, and of all syncs before. Both can be
/// taken back exactly, so that an undone decision leaves no trace.
namespace wedsync::suggest {

/// What is kept of one answered disagreement: hashes to compare by, never the values.
struct Answered {
    std::uint64_t field = 0;
    std::uint64_t record = 0;
    std::uint64_t parent = 0;
    std::uint64_t resolver = 0;
    std::uint64_t authors = 0;
    std::uint32_t kinds = 0;
    std::uint32_t shape = 0;
    std::array<std::int8_t, kHabits> sides{};  ///< 1 client, -1 server, 0 neither; by habit.
    Answer answer = Answer::kOther;

    friend bool operator==(const Answered&, const Answered&) = default;
};

[[nodiscard]] Answered answered(const ConflictFacts& facts, const Look& look, Answer answer);

/// The answers of one sync. Older ones than the last kSessionAnswersMax are forgotten.
inline constexpr std::size_t kSessionAnswersMax = 512;
class Session {
public:
    void add(const Answered& answer);
    /// Forgets the newest answer that equals this one. False: there is none.
    bool take_back(const Answered& answer);
    [[nodiscard]] const std::vector<Answered>& answers() const { return answers_; }
    /// What these answers say about a disagreement. Work is linear in their number.
    [[nodiscard]] SessionFacts facts_for(const ConflictFacts& facts, const Look& look) const;

private:
    std::vector<Answered> answers_;
};

/// Tallies over all earlier syncs of one tenant. An answer weighs less the more answers its sync
/// had, so that one large sync does not outvote a hundred small ones; weights are powers of two, so
/// that adding and taking back are exact.
class History {
public:
    /// Requires the answers of one sync, in order.
    void add(const std::vector<Answered>& sync);
    /// The reverse of add(); requires a sync that was added.
    void take_back(const std::vector<Answered>& sync);
    [[nodiscard]] HistoryFacts facts_for(const ConflictFacts& facts, const Look& look) const;
    friend bool operator==(const History&, const History&) = default;

private:
    void count(const std::vector<Answered>& sync, double sign);

    /// Key: what is counted, mixed with its hash.
    std::map<std::uint64_t, Tally> tallies_;
    HabitTally habits_;
};

/// 1 / sqrt(answers) as a power of two: what an answer of a sync of so many weighs.
[[nodiscard]] double weight_of_answer(std::size_t answers);

}  // namespace wedsync::suggest
