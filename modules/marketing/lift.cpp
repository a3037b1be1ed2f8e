#include "modules/marketing/lift.hpp"

#include <string>

#include "engine/base/assert.hpp"
#include "engine/base/bytes.hpp"
#include "engine/base/hash.hpp"

namespace wedsync::marketing {

bool is_held_back(std::string_view user, std::string_view campaign, unsigned held_back_percent) {
    WEDSYNC_ASSERT(held_back_percent <= 100);
    std::string both;
    both.reserve(campaign.size() + 1 + user.size());
    both.append(campaign).append(1, '\0').append(user);
    return hash64(as_bytes(both)) % 100 < held_back_percent;
}

std::optional<Lift> lift_of(const measure::Share& shown, const measure::Share& held_back) {
    const auto first = measure::estimate_share(shown);
    const auto second = measure::estimate_share(held_back);
    const auto difference = measure::estimate_difference(shown, held_back);
    if (!first || !second || !difference) return std::nullopt;
    const bool is_clear = difference->low > 0 || difference->high < 0;
    return Lift{*first, *second, *difference, is_clear};
}

}  // namespace wedsync::marketing
