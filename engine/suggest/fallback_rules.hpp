#pragma once

#include <cstdint>
#include <vector>

#include "engine/suggest/facts.hpp"
#include "engine/suggest/look.hpp"

namespace wedsync::suggest {

/// What can be recommended.
enum class Action : std::uint8_t { kClientWins = 0, kServerWins = 1, kMerge = 2, kUserChoice = 3 };
inline constexpr std::size_t kActions = 4;
/// client_wins, server_wins, merge, user_choice.
[[nodiscard]] const char* name_of(Action action);

/// What rules say: no probabilities, a score.
struct RuleVerdict {
    Action action = Action::kUserChoice;
    double confidence = 0;  ///< At most kRuleConfidenceMax.
    std::vector<Action> alternatives;
    double score = 0;  ///< Above zero for the client.
    friend bool operator==(const RuleVerdict&, const RuleVerdict&) = default;
};
inline constexpr double kRuleConfidenceMax = 0.85;

/// The rules of the reference, as they are given: an edit of this device younger than 5 minutes
/// +30, experience above 0.7 +20, importance above 0.8 -10, significance above 0.8 +15; above 25
/// the client wins, below -10 the server, else ask. The server can never win: -10 is the least
/// there is, and that is not below -10. Kept to compare with; shipped_rules() is what is used.
/// Experience is n / (n + 20) of n changes; significance is how little of the base is left.
[[nodiscard]] RuleVerdict reference_rules(const ConflictFacts& facts, const Look& look);

/// What is used where there is no model: the same form, but with points for either side. A merge is
/// recommended where there is one and no side stands out.
[[nodiscard]] RuleVerdict shipped_rules(const ConflictFacts& facts, const Look& look,
                                        bool can_merge);

}  // namespace wedsync::suggest
