#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/extent.hpp"

/// Who has what, where several claim it. A claim is a word to the others and nothing else: no edit
/// is ever refused, put off or changed by it.
namespace wedsync::prevent {

/// One claim, as whoever ranks them knows it.
struct Contender {
    /// Borrowed.
    const Extent* on = nullptr;
    /// The person; the device, where it belongs to nobody. Nobody contends with themselves.
    std::string who;
    std::string device;
    /// When a hub granted it, in milliseconds that have elapsed since any fixed moment; nothing: it
    /// was not granted.
    std::optional<std::int64_t> granted_ms;
    /// When it was asked for, likewise.
    std::int64_t asked_ms = 0;
};

/// Whether two claims are on the same. Leases are compared with leases, and areas with areas: that
/// somebody is at one record of another's area is what areas are for. Where only the contents of
/// records could tell (a list against numbers), they are not.
[[nodiscard]] bool overlaps(const Extent& left, const Extent& right);

/// Which of them are held: no two that overlap, and are of two people. What was granted comes
/// before what was not, then the earlier, then the lower name of the device; whoever has the same
/// claims before them, in whatever order, comes to the same.
[[nodiscard]] std::vector<bool> who_holds(const std::vector<Contender>& contenders);

}  // namespace wedsync::prevent
