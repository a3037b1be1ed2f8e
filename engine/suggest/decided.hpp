#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/model/change.hpp"
#include "engine/model/schema.hpp"
#include "engine/suggest/past.hpp"
#include "engine/suggest/resolver.hpp"

/// What was decided lately, by machines and by people, and what became of it.
namespace wedsync::suggest {

/// Decisions that are told; older ones are not counted.
inline constexpr std::size_t kDecidedMax = 10'000;

/// What people did about a decision since.
enum class Aftermath : std::uint8_t {
    kKept,
    kChanged,  ///< Somebody wrote something else over it.
    kUndone,
};
[[nodiscard]] std::string_view name_of(Aftermath outcome);

/// What would have been suggested to a person, by what was known when the person answered.
struct Suggested {
    Action action = Action::kUserChoice;
    double confidence = 0;
    /// The person chose that.
    bool is_taken = false;
    /// A machine would have applied it, where the field lets one.
    bool may_apply = false;
};

/// One disagreement that was settled.
struct Decided {
    ScopeId scope;
    CellKey key;
    Dot dot;
    HybridTime time;
    Author author;
    bool is_by_machine = false;
    /// Of a decision by a machine: see reason_of() and confidence_of().
    std::uint8_t rank = 0;
    Value value;
    /// The values it was settled from, as far as the log has them.
    struct Replaced {
        Dot dot;
        HybridTime time;
        Author author;
        Value value;
    };
    std::vector<Replaced> replaced;
    Aftermath outcome = Aftermath::kKept;
    /// Of a person's, where it could be judged.
    std::optional<Suggested> suggested;
};

/// Finds them in the logs. Fed like Past: look_for() each change of all logs, then add() each
/// change of the logs, scope by scope, in the order of acceptance. Pure.
class DecidedFinder {
public:
    void look_for(ScopeId scope, const Change& change);
    void add(ScopeId scope, const Change& change, const Author& author);
    /// Scope by scope, each in the order of acceptance; at most kDecidedMax of the last ones.
    [[nodiscard]] std::vector<Decided> take() const;

private:
    using Named = std::pair<ScopeId, Dot>;
    using Written = std::pair<std::pair<ScopeId, CellKey>, Dot>;

    /// By the order in which they were found.
    std::map<std::uint64_t, Decided> decided_;
    std::uint64_t found_ = 0;
    std::map<Written, std::uint64_t> places_;
    /// Values that decisions replaced; nothing as long as the log did not tell them.
    std::map<Written, std::optional<Decided::Replaced>> replaced_;
    Undos undos_;
};

/// Answers that are judged, the last ones: each costs as much as a suggestion.
inline constexpr std::size_t kJudgedMax = 2'000;

/// Adds to each person's decision what would have been suggested. Nothing without a model: what
/// rules say is no measure of it.
void judge(std::vector<Decided>& decided, const std::vector<GivenAnswer>& answers,
           const Resolver& resolver);

/// How many, and how they went.
struct DecidedFigures {
    /// By a machine, and of these by exact rules and by likely choice.
    std::uint64_t machine = 0;
    std::uint64_t exact = 0;
    std::uint64_t likely = 0;
    /// What became of those by a machine.
    std::uint64_t kept = 0;
    std::uint64_t changed = 0;
    std::uint64_t undone = 0;
    std::uint64_t person = 0;
    /// People to whom one of the ways out would have been suggested, and those who took it.
    std::uint64_t suggested = 0;
    std::uint64_t agreed = 0;

    void count(const Decided& one);
    friend bool operator==(const DecidedFigures&, const DecidedFigures&) = default;
};

inline constexpr std::size_t kConfidenceBins = 15;
/// Those whose confidence is from i / 15 on and below (i + 1) / 15; the last one has 1, too.
struct ConfidenceBin {
    std::uint64_t answers = 0;
    std::uint64_t agreed = 0;
    /// Of the suggestions to people, added up.
    double confidence_sum = 0;
    std::uint64_t automatic = 0;
    std::uint64_t kept = 0;
};
[[nodiscard]] std::size_t bin_of(double confidence);

struct DecidedSummary {
    DecidedFigures totals;
    /// Fields that people can disagree about, and whatever else has a decision.
    std::map<FieldId, DecidedFigures> fields;
    std::array<ConfidenceBin, kConfidenceBins> bins{};
};
[[nodiscard]] DecidedSummary summary_of(const std::vector<Decided>& decided, const Schema& schema);

}  // namespace wedsync::suggest
