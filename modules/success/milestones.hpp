#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modules/success/activity.hpp"

namespace wedsync::success {

/// A milestone is reached with the `count`-th activity of a kind.
struct MilestoneRule {
    std::string type;
    std::string kind;
    std::int64_t count = 1;
};

/// Those that the venue starts with: "first_form_created" and so on.
[[nodiscard]] const std::vector<MilestoneRule>& default_milestones();

struct Reached {
    std::string type;
    /// When it happened, not when it became known: what arrives late may make it earlier.
    std::int64_t at_ms = 0;
    friend bool operator==(const Reached&, const Reached&) = default;
};

/// What a supplier has reached up to a time, in the order of the rules. `did` null: nothing.
[[nodiscard]] std::vector<Reached> reached_by(const ActivityBook::Kinds* did,
                                              const std::vector<MilestoneRule>& rules,
                                              std::int64_t now_ms);

}  // namespace wedsync::success
