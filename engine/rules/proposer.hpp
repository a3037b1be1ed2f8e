#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "engine/rules/index.hpp"
#include "engine/rules/roster.hpp"

namespace wedsync::rules {

/// Repairs proposed for one violation at most.
inline constexpr std::size_t kRepairsMax = 3;
/// Sets of edits that are tried for one violation.
inline constexpr std::size_t kTriesMax = 128;
/// Records that one repair edits.
inline constexpr std::size_t kRepairRecordsMax = 20;
/// How far something is shifted: twelve hours.
inline constexpr std::int64_t kShiftMax = std::int64_t{12} * 60 * 60 * 1'000;

/// Finds repairs by the hints of the rules, and tries each on the index before it proposes it: the
/// violation is gone with it, and there is none that was not there before. Fields in disagreement
/// and protected ones are left to people, and so is what would part those who belong together.
/// Nothing is changed: whoever was placed first keeps its place in the first proposal.
class Proposer {
public:
    /// Both outlive it. The index is up to date with the source, and is so again afterwards.
    Proposer(Index& index, const Source& source) : index_(index), source_(source) {}

    /// The repairs of a violation that is open, best first. None: only people can tell. After an
    /// error the index has to be made anew.
    [[nodiscard]] Result<std::vector<Repair>> propose(const Violation& violation);

private:
    using Edits = std::vector<Repair::Edit>;
    /// One violation at work.
    struct Work {
        const Violation& violation;
        std::size_t rule_at;
        const Rule& rule;
        std::size_t tries = 0;
        std::vector<Repair> found;
    };
    /// Records that move together.
    struct Unit {
        std::vector<RecordKey> records;
        std::int64_t weight = 0;
        bool is_last = false;
    };
    enum class Aim : std::uint8_t {
        kHarmless,  ///< Nothing that was not there before.
        kSolved,    ///< And the violation is gone.
    };
    enum class Where : std::uint8_t {
        kAnywhere,
        kElsewhere,  ///< At another coarse place.
    };

    // proposer.cpp
    /// `freed`, if not null, has to be out of the violation then.
    [[nodiscard]] Result<bool> works(Work& work, const Edits& edits, Aim aim,
                                     const RecordKey* freed = nullptr);
    [[nodiscard]] Result<void> offer(Work& work, RepairKind kind, const Edits& edits);
    [[nodiscard]] Result<bool> may_edit(const RecordKey& key, FieldId field);
    [[nodiscard]] Result<bool> is_flagged(const RecordKey& key, const std::vector<FieldId>& flags);
    [[nodiscard]] Result<void> propose_clear(Work& work, const std::vector<RecordKey>& records);
    [[nodiscard]] Result<void> propose_rename(Work& work, const std::vector<RecordKey>& records);
    [[nodiscard]] Result<void> propose_raise(Work& work);
    [[nodiscard]] Result<void> propose_step(Work& work, const rule::Steps& rule);
    [[nodiscard]] Result<void> propose_unique(Work& work);

    // proposer_move.cpp
    [[nodiscard]] Result<const Roster*> roster(const Rule& rule, ScopeId scope);
    [[nodiscard]] Result<bool> read_places(const Rule& rule, ScopeId scope, Roster& roster);
    [[nodiscard]] Result<std::optional<Edits>> move_all(Work& work,
                                                        const std::vector<RecordKey>& records);
    [[nodiscard]] Result<bool> move(Work& work, const Unit& unit, Where where, Edits& edits);
    [[nodiscard]] Result<bool> move_within(Work& work, const Roster& roster, const RecordKey& key,
                                           Edits& edits);
    [[nodiscard]] Result<bool> move_to(Work& work, const Roster& roster, const Unit& unit,
                                       const RecordId& place, Edits& edits);
    [[nodiscard]] Result<bool> keeps_marks(const Rule& rule, const RecordKey& key,
                                           const std::optional<RecordId>& from, const RecordId& to);
    [[nodiscard]] Result<std::vector<Unit>> units_of(Work& work);
    [[nodiscard]] Result<void> propose_moves_out(Work& work);

    // proposer_shift.cpp
    [[nodiscard]] Result<void> propose_shift(Work& work, const rule::NoOverlap& rule);
    [[nodiscard]] Result<std::optional<Edits>> shift(Work& work, const rule::NoOverlap& rule,
                                                     const std::vector<RecordKey>& order);

    Index& index_;
    const Source& source_;
    std::map<std::pair<std::size_t, ScopeId>, Roster> rosters_;
};

}  // namespace wedsync::rules
