#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "engine/base/bytes.hpp"
#include "engine/causal/dot.hpp"

namespace wedsync {

/// A record of the same scope. A change that writes one names that record's dot.
struct Reference {
    RecordId record;
    friend bool operator==(const Reference&, const Reference&) = default;
};

/// A record of another scope: soft. Where the scope is not held it reads as its label, "not here".
struct Link {
    ScopeId scope;
    RecordId record;
    std::string label;
    friend bool operator==(const Link&, const Link&) = default;
};

/// A file by its content (SHA-256) and size; the bytes travel apart from the changes.
struct BlobReference {
    std::array<std::uint8_t, 32> sha256{};
    std::uint64_t size = 0;
    friend bool operator==(const BlobReference&, const BlobReference&) = default;
};

/// A finite number that is not an integer. Compared by its bits; -0 and NaN are never stored.
struct Real {
    std::uint64_t bits = 0;
    friend bool operator==(const Real&, const Real&) = default;
};

/// What a cell holds. Text is UTF-8, kept byte for byte. `monostate` is "empty": a value like any
/// other, not the absence of a cell.
using Value = std::variant<std::monostate, bool, std::int64_t, Real, std::string, Bytes, Reference,
                           Link, BlobReference>;

/// The limits that every decoder and every edit obeys.
inline constexpr std::size_t kChangeBytesMax = std::size_t{64} * 1024;
inline constexpr std::size_t kChangeOperationsMax = 1'000;
inline constexpr std::size_t kSubBytesMax = 256;
inline constexpr std::size_t kCoversMax = 4'096;

/// A number of type Real, or the matching integer 0 for -0. Requires a finite number.
[[nodiscard]] Value make_real(double number);
[[nodiscard]] double to_double(Real real);

/// True when the text is well-formed UTF-8: no overlong form, no surrogate, nothing past U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace wedsync
