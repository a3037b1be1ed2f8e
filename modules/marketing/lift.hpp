#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "modules/measure/interval.hpp"

namespace wedsync::marketing {

/// Who is shown a campaign, and who is not so that there is something to compare with. Of the
/// person and the campaign alone: the same on every device, at any time. Requires held_back <= 100.
[[nodiscard]] bool is_held_back(std::string_view user, std::string_view campaign,
                                unsigned held_back_percent);

/// What a campaign did: the share of conversions of those who were shown it, of those who were held
/// back, and the difference, each with the interval it lies in. Nothing where one of the groups is
/// empty: without a comparison there is no lift.
struct Lift {
    measure::Estimate shown;
    measure::Estimate held_back;
    measure::Estimate difference;
    /// Whether the interval of the difference leaves zero out.
    bool is_clear = false;
};
[[nodiscard]] std::optional<Lift> lift_of(const measure::Share& shown,
                                          const measure::Share& held_back);

}  // namespace wedsync::marketing
