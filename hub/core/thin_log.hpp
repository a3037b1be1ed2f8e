#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/codec/message.hpp"

namespace wedsync::hub {

/// What a piece of a log comes to for whoever has everything before it.
struct ThinLog {
    /// The changes that still show, each without what was replaced within the piece. What they
    /// cover is what was there before it.
    std::vector<Entry> entries;
    /// Every dot accepted, and every dot refused, in the piece.
    DotSet have;
    DotSet refused;
};

/// Applying what is left, in order, and taking over the two sets gives the same accepted state as
/// applying all of it. Nothing where that cannot be told (operations of a newer version), and where
/// a bound of a change would be broken.
[[nodiscard]] std::optional<ThinLog> thin(std::span<const Entry> entries);

}  // namespace wedsync::hub
