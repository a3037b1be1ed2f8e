#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/suggest/fallback_rules.hpp"
#include "engine/suggest/model.hpp"
#include "engine/suggest/reasons.hpp"

namespace wedsync::suggest {

/// Which ways out exist at all; to ask a person always does.
struct Candidates {
    bool can_client = true;
    bool can_server = true;
    /// True only if a merged value was really worked out.
    bool can_merge = false;
};

/// The precision that has to be proved for whatever a machine applies.
inline constexpr double kAppliedPrecision = 0.95;

/// What whoever asks wants of a suggestion.
struct Policy {
    /// With less confidence than this it is left to the person.
    double suggest_from = 0.45;
    /// Applied without asking where the model holds this precision; nothing: never.
    std::optional<double> automatic_precision;
    /// Reasons are most of the work; nobody reads those of what a machine applies or counts.
    bool wants_reasons = true;
};

enum class Source : std::uint8_t { kModel, kRules };

/// A fact that speaks for the recommended action: without it, the margin would be smaller by
/// `weight` (> 0).
struct ShownReason {
    Reason reason = Reason::kField;
    double weight = 0;
    std::string sentence;
};

/// How sentences call the sides. They stand at the beginning of a sentence, too.
struct SideNames {
    std::string client = "this device";
    std::string server = "the other side";
};
/// The sentence with the sides called by these names instead of the standing ones.
[[nodiscard]] std::string with_names(const std::string& sentence, const SideNames& names);

struct Alternative {
    Action action = Action::kUserChoice;
    double probability = 0;
};

inline constexpr std::size_t kReasonsShown = 3;
inline constexpr std::size_t kAlternativesShown = 2;

struct Suggestion {
    Action action = Action::kUserChoice;
    double confidence = 0;
    std::vector<ShownReason> reasons;       ///< At most kReasonsShown, the weightiest first.
    std::vector<Alternative> alternatives;  ///< At most kAlternativesShown, the likelier first.
    Source source = Source::kRules;
    std::string why_rules;   ///< With rules: why not the model.
    bool may_apply = false;  ///< The policy lets a machine apply it.
    Probabilities probabilities{};
    /// What the answer must be given back with: PersonalLayer::add().
    PersonalInputs inputs;
};

/// Suggests how to settle a disagreement. `model` null: by rules, for `why_rules`. `personal` null:
/// the start weights. Pure, bounded work. Never may_apply for a protected field, nor for the first
/// disagreement of a sync, nor by rules.
class Resolver {
public:
    /// A model that decodes, or rules.
    explicit Resolver(const Result<Model>& model);

    [[nodiscard]] Suggestion suggest(const ConflictFacts& facts, const Candidates& candidates,
                                     const PersonalLayer* personal, const Policy& policy) const;
    [[nodiscard]] bool has_model() const { return model_.has_value(); }
    [[nodiscard]] const std::string& why_rules() const { return why_rules_; }
    /// Requires has_model().
    [[nodiscard]] const Model& model() const;

private:
    std::optional<Model> model_;
    std::string why_rules_;
};

/// The margins of a disagreement by trees, calibration and personal layer, and what they were made
/// from. `neutral`: the features (and personal inputs) of this reason are set to say nothing.
struct Scored {
    Margins calibrated{};
    Margins margins{};
    PersonalInputs inputs;
};
[[nodiscard]] Scored score(const Model& model, const PersonalWeights& weights,
                           const ConflictFacts& facts, FeatureVector features,
                           std::optional<Reason> neutral);

/// How far the margins speak for an answer: its own less the largest other one.
[[nodiscard]] double lead_of(const Margins& margins, Answer answer);

}  // namespace wedsync::suggest
