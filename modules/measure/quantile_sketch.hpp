#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace wedsync::measure {

/// Where a distribution has its parts, in a few hundred bytes: DDSketch (Masson, Rim, Lee, VLDB
/// 2019) with a fixed range instead of collapsing, so that merging is exact in any order and
/// grouping. Every quantile it gives is within kRelativeError of a value that is there. The same
/// bits on every target.
class QuantileSketch {
public:
    static constexpr double kRelativeError = 0.01;
    /// Values outside are counted as these; below kLeast a value counts as zero.
    static constexpr double kLeast = 1e-3;
    static constexpr double kMost = 1e12;

    /// Requires a value that is no NaN; one below zero counts as zero.
    void add(double value, std::uint64_t times = 1);
    void merge(const QuantileSketch& other);

    [[nodiscard]] std::uint64_t count() const { return count_; }
    /// The value that a share of `part` (0 to 1) lies at or below; none without values.
    [[nodiscard]] std::optional<double> quantile(double part) const;

    /// As short text: the count of zeros, then each bucket as its distance from the one before and
    /// its count, "3 -12:1 2:40".
    [[nodiscard]] std::string to_text() const;
    /// Strict: nothing for what to_text() would not have written.
    [[nodiscard]] static std::optional<QuantileSketch> parse(std::string_view text);

    friend bool operator==(const QuantileSketch&, const QuantileSketch&) = default;

private:
    std::uint64_t zeros_ = 0;
    std::uint64_t count_ = 0;
    /// By index i: values in (gamma^(i-1), gamma^i].
    std::map<std::int32_t, std::uint64_t> buckets_;
};

/// The most that one sketch counts: what a double still holds exactly.
inline constexpr std::uint64_t kSketchCountMax = std::uint64_t{1} << 53U;

}  // namespace wedsync::measure
