#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/codec/message.hpp"

namespace wedsync::test {

/// How a made-up day at a venue is made up.
struct VenueDay {
    std::size_t record_count = 600;
    std::size_t lane_count = 1;
    /// Edits before the ones that are returned: they give these something to cover.
    std::size_t edits_before = 10'000;
    std::size_t edit_count = 2'000;
    std::uint64_t seed = 1;
};

/// The log of such a day: 97 % puts on guests and tasks (states, table numbers, head counts, short
/// notes), the rest new records, drops and kills; times in milliseconds, 1.2 seconds apart on
/// average; each put covers the write before it, whoever made it.
[[nodiscard]] std::vector<Entry> venue_day(const VenueDay& day);

}  // namespace wedsync::test
