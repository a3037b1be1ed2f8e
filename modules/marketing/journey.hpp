#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "modules/marketing/engagement.hpp"

namespace wedsync::marketing {

/// A campaign reached somebody on the way to a conversion, or to none.
struct Touch {
    std::string campaign;
    std::int64_t at_ms = 0;
    friend bool operator==(const Touch&, const Touch&) = default;
};

/// What led up to one conversion, or what has led to none so far.
struct Journey {
    std::vector<Touch> touches;
    bool is_converted = false;
    /// Of the conversion.
    std::int64_t at_ms = 0;
    friend bool operator==(const Journey&, const Journey&) = default;
};

/// How far back from a conversion a touch still counts.
inline constexpr std::int64_t kLookBackMs = std::int64_t{30} * 86'400'000;
/// The touches of one journey that are looked at: the last ones.
inline constexpr std::size_t kTouchesMax = 200;

/// The journeys of one person, from that person's engagements as they happened (sorted by
/// happened_before(), each id once): all of them, or those from one conversion to another. Each
/// conversion ends one, with what was opened and clicked since the conversion before it and within
/// kLookBackMs. A conversion was recorded in a campaign: that one reached the person too, and is
/// the last touch, where it is not already. What comes after the last conversion is a journey
/// without one.
[[nodiscard]] std::vector<Journey> journeys_of(std::span<const Engagement> happened);

}  // namespace wedsync::marketing
