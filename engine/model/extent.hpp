#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "engine/causal/dot.hpp"

namespace wedsync {

/// Records that one area may list.
inline constexpr std::size_t kExtentRecordsMax = 64;

namespace extent {
/// One record, or one field of it.
struct One {
    RecordId record;
    std::optional<std::uint16_t> field = std::nullopt;

    friend std::strong_ordering operator<=>(const One&, const One&) = default;
    friend bool operator==(const One&, const One&) = default;
};
/// These records: sorted, each once, 1 to kExtentRecordsMax.
struct Some {
    std::vector<RecordId> records;

    friend std::strong_ordering operator<=>(const Some&, const Some&) = default;
    friend bool operator==(const Some&, const Some&) = default;
};
/// The records whose `field` shows a whole number from `first` to `last`, both included; of a text
/// the first number in it counts ("Table 7" is 7).
struct Numbers {
    std::uint16_t field = 0;
    std::int64_t first = 0;
    std::int64_t last = 0;

    friend std::strong_ordering operator<=>(const Numbers&, const Numbers&) = default;
    friend bool operator==(const Numbers&, const Numbers&) = default;
};
/// Every record of the collection.
struct All {
    friend std::strong_ordering operator<=>(const All&, const All&) = default;
    friend bool operator==(const All&, const All&) = default;
};
}  // namespace extent

/// What a claim is on, within a scope. It is the name of the claim too: a device has one for each.
struct Extent {
    std::uint16_t collection = 0;
    std::variant<extent::One, extent::Some, extent::Numbers, extent::All> part;

    friend std::strong_ordering operator<=>(const Extent&, const Extent&) = default;
    friend bool operator==(const Extent&, const Extent&) = default;
};

/// An area is for hours; what is on one record is a lease, for minutes.
[[nodiscard]] inline bool is_area(const Extent& extent) {
    return !std::holds_alternative<extent::One>(extent.part);
}
/// Whether it keeps the rules above. Everything but the codecs takes that for granted.
[[nodiscard]] bool is_valid(const Extent& extent);

}  // namespace wedsync
