#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "modules/marketing/records.hpp"

namespace wedsync::marketing {

/// However many campaigns there are, so often a day a person is shown any of them.
inline constexpr std::int64_t kShownADayInAll = 10;

struct Showable {
    const Campaign* campaign = nullptr;
    /// How often this person saw it today (a day in UTC).
    std::int64_t shown_today = 0;
};

/// What a person may be shown now, what was shown least first: campaigns that run, that do not hold
/// this person back, that led to nothing yet with this person, and that were shown less often today
/// than they say. A function of the records and the time alone, so it is decided without a network.
/// Whoever shows one tracks it as opened. Borrows from the state.
[[nodiscard]] std::vector<Showable> showable_to(const State& state, const std::string& user,
                                                std::int64_t now_ms);

}  // namespace wedsync::marketing
