#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/merge/record_state.hpp"
#include "engine/model/schema.hpp"
#include "engine/rules/violation.hpp"

namespace wedsync::property {

/// Everything that rules can look at, at once.
struct RuledWorld {
    std::map<rules::RecordKey, merge::RecordState> records;
    /// A change of the log; null if it is not there.
    std::function<std::optional<Change>(ScopeId, const Dot&)> find_change;
};

/// A violation, by its rule and its records.
using Broken = std::set<std::pair<std::uint16_t, std::set<rules::RecordKey>>>;

/// What breaks the rules, by going through all pairs of all records: slow, and nothing but what
/// docs/schema.md says.
[[nodiscard]] Broken broken_rules(const Schema& schema, const RuledWorld& world);

[[nodiscard]] Broken as_broken(const std::vector<rules::Violation>& violations);

}  // namespace wedsync::property
