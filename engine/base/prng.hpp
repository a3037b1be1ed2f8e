#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace wedsync {

/// A deterministic source of numbers: xoshiro256** (Blackman, Vigna 2018), seeded by splitmix64.
/// The same seed gives the same numbers on every target; the std:: distributions do not, which is
/// why the helpers are here. Not for secrets.
class Prng {
public:
    explicit Prng(std::uint64_t seed);

    /// Any 64-bit number.
    [[nodiscard]] std::uint64_t next();
    /// A number in [0, bound). Requires bound > 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound);
    /// A number in [first, last], both included.
    [[nodiscard]] std::uint64_t between(std::uint64_t first, std::uint64_t last);
    /// True in `per_mille` of 1,000 cases.
    [[nodiscard]] bool chance(std::uint32_t per_mille);

    template <class T>
    [[nodiscard]] const T& pick(const std::vector<T>& items) {
        return items[static_cast<std::size_t>(below(items.size()))];
    }

    template <class T>
    void shuffle(std::vector<T>& items) {
        for (std::size_t i = items.size(); i > 1; --i) {
            std::swap(items[i - 1], items[static_cast<std::size_t>(below(i))]);
        }
    }

private:
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace wedsync
