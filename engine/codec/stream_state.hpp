#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/codec/lane_numbers.hpp"
#include "engine/model/change.hpp"

namespace wedsync::codec {

/// Bounds of what one end remembers for one scope in one direction: 16 kB of lanes and 64 kB of
/// texts at most.
inline constexpr std::size_t kStreamLanesMax = 256;
inline constexpr std::size_t kStreamTextsMax = 1'024;

/// What the entries of a scope that went one way tell about the next ones. Both ends keep it, and
/// both change it by the same entries in the same order, so that what was said is said once: lanes
/// and texts go by number, counters and times by what is new.
class StreamState {
public:
    struct Lane {
        std::uint64_t last = 0;    ///< Counter of the lane's last entry.
        std::uint64_t anchor = 0;  ///< Of its last entry or cover: what covers are counted from.
        std::uint64_t judged = 0;  ///< Of its last change that a short verdict accepted.
    };

    /// The number under which a text of this field goes; none if it goes in full.
    [[nodiscard]] std::optional<std::uint8_t> number_of(FieldId field, std::string_view text) const;
    /// The text with this number; null if there is none.
    [[nodiscard]] const std::string* find(FieldId field, std::size_t number) const;
    /// A text of this field went in full: short ones get a number, as long as there are any.
    void add(FieldId field, const std::string& text);
    /// A lane that both ends know from here on. Its memory is made.
    std::uint32_t add_lane(const Incarnation& incarnation);

    BatchLanes lanes;
    /// By lane number. A reader has one for each lane.
    std::vector<Lane> memory;
    std::uint32_t previous_lane = 0;
    std::uint64_t previous_wall = 0;
    /// That of the last record named in full.
    std::uint32_t named_lane = 0;

private:
    std::map<FieldId, std::vector<std::string>> texts_;
    std::size_t text_count_ = 0;
};

}  // namespace wedsync::codec
