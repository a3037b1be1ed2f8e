#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/model/schema.hpp"
#include "engine/rules/sight.hpp"

namespace wedsync::rules {

/// What a rule sees of one record that it counts.
struct Fact {
    /// Records of one group compete. For the kinds that look at each record by itself: its name.
    std::string group;
    /// When it takes place, or for a capacity: what it counts for, and how much there is.
    std::int64_t first = 0;
    std::int64_t last = 0;
    Placed placed;
    /// For a capacity: where it is.
    std::optional<RecordKey> subject;

    friend bool operator==(const Fact&, const Fact&) = default;
};

/// A record under a rule.
struct Derived {
    /// None: the rule does not count it; or it looks at each record by itself, and this one is in
    /// order.
    std::optional<Fact> fact;
    /// Other records that it depends on.
    std::vector<RecordKey> looked_at;
};

/// Pure: reads nothing but through `sight`. Only a record that is alive counts, and a reference to
/// one that is not reads as empty.
[[nodiscard]] Result<Derived> derive(const Rule& rule, const Schema& schema, const RecordKey& key,
                                     const merge::RecordState& state, Sight& sight);

/// The value that the shown one of a stepping field replaced though it should not have, if there is
/// one and the log reaches back to it.
[[nodiscard]] Result<std::optional<Value>> stepped_from(const rule::Steps& rule,
                                                        const Schema& schema, const RecordKey& key,
                                                        const merge::RecordState& state,
                                                        Sight& sight);

/// The violations of one group whose members' facts these are, in the order of their keys.
struct Member {
    RecordKey key;
    const Fact* fact = nullptr;
};
[[nodiscard]] std::vector<Violation> evaluate(const Rule& rule, const std::vector<Member>& members);

/// What a field shows as a part of a key; none if it is empty.
[[nodiscard]] std::optional<std::string> key_part(ScopeId scope, const Value& value,
                                                  bool is_normalised);

}  // namespace wedsync::rules
