#pragma once

#include <cstdint>
#include <variant>

#include "engine/model/change.hpp"

/// The arithmetic of a counter's subtotals: it wraps around, the same everywhere.
namespace wedsync::replica {

/// The integer in a value, 0 if it holds none.
[[nodiscard]] inline std::int64_t integer_of(const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value);
    return number == nullptr ? 0 : *number;
}

[[nodiscard]] inline std::int64_t wrapping_add(std::int64_t left, std::int64_t right) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(left) +
                                     static_cast<std::uint64_t>(right));
}

[[nodiscard]] inline std::int64_t wrapping_subtract(std::int64_t left, std::int64_t right) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(left) -
                                     static_cast<std::uint64_t>(right));
}

/// Whether a write is one lane's subtotal of a counter. Not always the lane of the change itself:
/// what was issued again in a later lane goes on counting where it began.
[[nodiscard]] inline bool is_subtotal(const operation::Put& put) {
    return !put.key.sub.empty() && std::holds_alternative<std::int64_t>(put.value);
}

}  // namespace wedsync::replica
