#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wedsync::measure {

/// How many different things there were, in at most 4 KiB: HyperLogLog (Flajolet et al. 2007) over
/// 64-bit hashes, read by Ertl's estimator (2017), which needs no corrections at either end. The
/// standard error is 1.04 / sqrt(4,096) = 1.6 %. Merging is exact. It holds no names, only how rare
/// the rarest hash of each group was.
class DistinctSketch {
public:
    static constexpr unsigned kGroupBits = 12;
    static constexpr std::size_t kGroups = std::size_t{1} << kGroupBits;
    static constexpr double kStandardError = 0.01625;

    void add(std::string_view name);
    void merge(const DistinctSketch& other);

    [[nodiscard]] double estimate() const;

    /// As text: for each group that saw something its distance from the one before and its rank,
    /// "0:3 17:1", or where that is shorter all groups, one character each, behind "=".
    [[nodiscard]] std::string to_text() const;
    /// Strict: nothing for what to_text() would not have written.
    [[nodiscard]] static std::optional<DistinctSketch> parse(std::string_view text);

    friend bool operator==(const DistinctSketch&, const DistinctSketch&) = default;

private:
    std::array<std::uint8_t, kGroups> ranks_{};
};

}  // namespace wedsync::measure
