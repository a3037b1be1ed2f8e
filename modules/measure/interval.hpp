#pragma once

#include <cstdint>
#include <optional>

namespace wedsync::measure {

/// So many of so many.
struct Share {
    std::uint64_t part = 0;
    std::uint64_t whole = 0;
    friend bool operator==(const Share&, const Share&) = default;
};

/// A number, and between what it lies in 95 of 100 cases.
struct Estimate {
    double value = 0;
    double low = 0;
    double high = 0;
    friend bool operator==(const Estimate&, const Estimate&) = default;
};

/// A share with Wilson's score interval (1927), which also holds for few and for none of them;
/// nothing of a whole of zero. Requires part <= whole.
[[nodiscard]] std::optional<Estimate> estimate_share(const Share& share);

/// How much larger `a` is than `b`, in parts of one, with Newcombe's hybrid score interval (1998,
/// method 10); nothing where either has a whole of zero.
[[nodiscard]] std::optional<Estimate> estimate_difference(const Share& a, const Share& b);

}  // namespace wedsync::measure
