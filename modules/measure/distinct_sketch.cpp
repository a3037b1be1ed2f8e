#include "modules/measure/distinct_sketch.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/bytes.hpp"
#include "engine/base/hash.hpp"
#include "modules/measure/number_text.hpp"

namespace wedsync::measure {
namespace {

constexpr unsigned kRankMax = 64 - DistinctSketch::kGroupBits + 1;
/// Of a hash of its own, so that no other use of the same names falls together with it.
constexpr std::uint64_t kSeed = 0x6469737469'6e63ULL;
constexpr char kDenseZero = '0';

/// Ertl 2017, "New cardinality estimation algorithms for HyperLogLog sketches", algorithm 6: the
/// share of groups that saw nothing.
double sigma(double x) {
    if (x == 1) return HUGE_VAL;
    double y = 1;
    double sum = x;
    for (double before = -1; sum != before;) {
        x *= x;
        before = sum;
        sum += x * y;
        y += y;
    }
    return sum;
}

/// And the share of those that are not full.
double tau(double x) {
    if (x == 0 || x == 1) return 0;
    double y = 1;
    double sum = 1 - x;
    for (double before = -1; sum != before;) {
        x = std::sqrt(x);
        before = sum;
        y *= 0.5;
        sum -= (1 - x) * (1 - x) * y;
    }
    return sum / 3;
}

}  // namespace

void DistinctSketch::add(std::string_view name) {
    const std::uint64_t hash = hash64(as_bytes(name), kSeed);
    const auto group = static_cast<std::size_t>(hash >> (64 - kGroupBits));
    std::uint64_t rest = hash << kGroupBits;
    std::uint8_t rank = 1;
    while (rank < kRankMax && (rest >> 63U) == 0) {
        rest <<= 1U;
        ++rank;
    }
    ranks_[group] = std::max(ranks_[group], rank);
}

void DistinctSketch::merge(const DistinctSketch& other) {
    for (std::size_t i = 0; i < kGroups; ++i)
        ranks_[i] = std::max(ranks_[i], other.ranks_[i]);
}

double DistinctSketch::estimate() const {
    std::array<std::uint32_t, kRankMax + 1> counts{};
    for (const std::uint8_t rank : ranks_)
        ++counts[rank];
    constexpr double kAll = static_cast<double>(kGroups);
    double sum = kAll * tau(1 - counts[kRankMax] / kAll);
    for (unsigned rank = kRankMax - 1; rank >= 1; --rank)
        sum = 0.5 * (sum + counts[rank]);
    sum += kAll * sigma(counts[0] / kAll);
    constexpr double kAlpha = 0.72134752044448170368;  // 1 / (2 ln 2)
    return kAlpha * kAll * kAll / sum;
}

std::string DistinctSketch::to_text() const {
    std::string sparse;
    std::size_t last = 0;
    for (std::size_t i = 0; i < kGroups; ++i) {
        if (ranks_[i] == 0) continue;
        if (!sparse.empty()) sparse += ' ';
        sparse += std::to_string(i - last) + ":" + std::to_string(ranks_[i]);
        last = i;
    }
    if (sparse.size() <= kGroups + 1) return sparse;
    std::string dense = "=";
    for (const std::uint8_t rank : ranks_)
        dense += static_cast<char>(kDenseZero + rank);
    return dense;
}

std::optional<DistinctSketch> DistinctSketch::parse(std::string_view text) {
    DistinctSketch sketch;
    if (!text.empty() && text.front() == '=') {
        if (text.size() != kGroups + 1) return std::nullopt;
        for (std::size_t i = 0; i < kGroups; ++i) {
            const int rank = text[i + 1] - kDenseZero;
            if (rank < 0 || rank > static_cast<int>(kRankMax)) return std::nullopt;
            sketch.ranks_[i] = static_cast<std::uint8_t>(rank);
        }
    } else {
        NumberReader reader(text);
        std::uint64_t group = 0;
        for (bool is_first = true; !reader.is_at_end(); is_first = false) {
            if (!is_first && !reader.take(' ')) return std::nullopt;
            const auto step = reader.whole(kGroups - 1);
            if (!step || !reader.take(':')) return std::nullopt;
            const auto rank = reader.whole(kRankMax);
            group += *step;
            if (!rank || *rank == 0 || (!is_first && *step == 0) || group >= kGroups)
                return std::nullopt;
            sketch.ranks_[static_cast<std::size_t>(group)] = static_cast<std::uint8_t>(*rank);
        }
    }
    if (sketch.to_text() != text) return std::nullopt;
    return sketch;
}

}  // namespace wedsync::measure
