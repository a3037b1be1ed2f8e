#pragma once

#include <vector>

#include "engine/model/members.hpp"
#include "engine/model/schema.hpp"

namespace wedsync {

inline constexpr std::size_t kRulesMax = 256;
/// Fields, conditions and values of one rule, each.
inline constexpr std::size_t kRulePartsMax = 16;

/// The rules of a schema whose collections are read already. Fails with kInvalid, naming the place:
/// for what the format does not know, fields that do not exist or do not fit, numbers and names
/// that appear twice. A rule of a kind that is unknown here is kept as it stands.
[[nodiscard]] Result<std::vector<Rule>> parse_rules(const Members& schema_members,
                                                    const Schema& schema);

/// A number never goes to a rule of another kind or collection, nor a name to another number. Fails
/// with kInvalid, naming the first breach.
[[nodiscard]] Result<void> check_rules_evolution(const std::vector<Rule>& previous,
                                                 const std::vector<Rule>& next);

}  // namespace wedsync
