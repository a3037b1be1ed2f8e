#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/causal/hybrid_time.hpp"
#include "engine/merge/cell_history.hpp"
#include "engine/merge/conflict.hpp"
#include "engine/merge/switches.hpp"
#include "engine/model/change.hpp"
#include "engine/model/schema.hpp"
#include "engine/suggest/facts.hpp"
#include "engine/suggest/look.hpp"
#include "engine/suggest/memory.hpp"

namespace wedsync::suggest {

/// So long after a person's last answer the next one begins another sitting: what was answered in a
/// sitting counts as "in this sync".
inline constexpr std::uint64_t kSittingGapMs = std::uint64_t{30} * 60 * 1000;

/// Which of the values is which side: the server's was accepted first, the client's last. Own
/// pending values come after all accepted ones. The same on every replica that holds the same log.
struct Sides {
    Dot client;
    Dot server;
};

/// The operation, where it settles a disagreement about a field; null where it does not.
[[nodiscard]] const operation::Put* settling_in(const Operation& operation);
/// Whether it settles a disagreement about a field, as people do: what counts as an answer.
[[nodiscard]] bool is_answer(const Change& change);

/// What was taken back in the logs, and not brought back since.
class Undos {
public:
    /// Each change of the logs, scope by scope, in the order of acceptance.
    void look_for(ScopeId scope, const Change& change);
    using Named = std::pair<ScopeId, Dot>;
    [[nodiscard]] std::set<Named> taken_back() const;

private:
    /// Each change that undoes, and what it takes back; in the order they were told.
    std::vector<std::pair<Named, Named>> undos_;
};

/// Who looks, and when.
struct Asked {
    std::string person;
    std::uint64_t wall_ms = 0;
    /// When the event of the scope begins, ms since 1970.
    std::optional<std::uint64_t> event_ms;
};

/// What the logs of a team say about its disagreements, the open ones and those that people
/// settled. Pure: it is fed changes, twice, and answers facts. Nothing is kept of values beyond its
/// own life.
///
///   1. want() each cell in disagreement, and look_for_decisions() for each change of the logs;
///   2. add() each change of the logs, scope by scope, in the order of acceptance; then own pending
///      ones in their order;
///   3. add_forgotten() each value in disagreement; then facts_of().
struct PastAnswer {
    ConflictFacts facts;
    Answer answer = Answer::kOther;
};

/// An answer of anybody, where and when it was given.
struct GivenAnswer {
    ScopeId scope;
    CellKey key;
    Dot dot;
    std::string person;
    std::uint64_t wall_ms = 0;
    /// A machine could have made a value with both edits.
    bool has_merge = false;
    PastAnswer past;
};

class Past {
public:
    /// Of each scope what its switches say; of one without, what the schema does.
    using SwitchesOf = std::map<ScopeId, merge::Switches>;
    /// The schema outlives it.
    explicit Past(const Schema& schema, SwitchesOf switches = {})
        : schema_(&schema), switches_(std::move(switches)) {}

    void want(ScopeId scope, const CellKey& key) { cells_[{scope, key}]; }
    void look_for_decisions(ScopeId scope, const Change& change);
    void add(ScopeId scope, const Change& change, const Author& author);
    /// A value in disagreement that the log may not hold any more; to be told after the log. It
    /// counts as accepted before all that the log holds.
    void add_forgotten(ScopeId scope, const CellKey& key, const merge::Sibling& sibling,
                       const Author& author);

    /// The sides of an open disagreement. Nothing where one was not told.
    [[nodiscard]] std::optional<Sides> sides_of(ScopeId scope,
                                                const merge::Conflict& conflict) const;
    /// The value with both edits, where a machine can make one: see merged_value().
    [[nodiscard]] std::optional<Value> merged_of(ScopeId scope, const merge::Conflict& conflict,
                                                 const Sides& sides) const;
    /// What a person answered, the oldest first, at most `count_max` of the newest: each with the
    /// facts as they were known then. Answers that were taken back are not among them.
    [[nodiscard]] std::vector<PastAnswer> answers_of(const std::string& person,
                                                     std::size_t count_max) const;
    /// What people answered, in the order of the sittings and within one in that of the answers:
    /// each with the facts as that person could know them then.
    [[nodiscard]] std::vector<GivenAnswer> all_answers() const;
    /// Facts of disagreements that are open in one scope, with what was answered before, each at
    /// the place of its conflict. `sides` as sides_of() has them.
    [[nodiscard]] std::vector<ConflictFacts> facts_of(ScopeId scope,
                                                      const std::vector<merge::Conflict>& conflicts,
                                                      const std::vector<Sides>& sides,
                                                      const Asked& asked) const;

private:
    using Place = std::pair<ScopeId, CellKey>;
    struct Write {
        Value value;
        HybridTime time;
        Author author;
        /// Changes that its author had made before it.
        std::uint64_t experience = 0;
        std::vector<Dot> covers;
        /// Of acceptance, over all scopes.
        std::uint64_t order = 0;
    };
    using Writes = std::map<Dot, Write>;
    struct Decision {
        Dot dot;
        Place place;
    };
    struct Settled {
        Decision decision;
        std::string person;
        std::uint64_t wall_ms = 0;
        bool has_merge = false;
        ConflictFacts facts;
        Look look;
        Answered answer;
    };
    /// Settled ones [first, end) of a list: one person's, without a long pause.
    struct Sitting {
        std::size_t first = 0;
        std::size_t end = 0;
    };
    [[nodiscard]] static std::vector<Sitting> sittings_of(const std::vector<Settled>& settled);

    [[nodiscard]] const Writes* writes_at(const Place& place) const;
    /// What both sides were written over, where the log holds it.
    [[nodiscard]] static const Write* base_of(const Place& place, const Writes& writes,
                                              const Sides& sides);
    [[nodiscard]] ConflictFacts facts_at(const Place& place, const Writes& writes,
                                         const Sides& sides, const std::string& resolver) const;
    [[nodiscard]] SideFacts side_of(const Write& write, const Write* base,
                                    const std::string& resolver) const;
    [[nodiscard]] std::optional<Settled> settled_by(const Decision& decision) const;
    [[nodiscard]] std::vector<Settled> settled() const;

    [[nodiscard]] bool is_for_people(const Place& place, const FieldSchema& field) const;

    const Schema* schema_;
    SwitchesOf switches_;
    std::map<Place, Writes> cells_;
    std::vector<Decision> decisions_;
    Undos undos_;
    /// For each person, the orders of their changes.
    std::map<std::string, std::vector<std::uint64_t>> changes_by_;
    std::uint64_t order_ = 0;
};

}  // namespace wedsync::suggest
