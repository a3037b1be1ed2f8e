#include "modules/measure/quantile_sketch.hpp"

#include <algorithm>

#include "engine/base/assert.hpp"
#include "engine/base/exact_math.hpp"
#include "modules/measure/number_text.hpp"

namespace wedsync::measure {
namespace {

constexpr double kGamma =
    (1 + QuantileSketch::kRelativeError) / (1 - QuantileSketch::kRelativeError);

double log_gamma() {
    return log_same(kGamma);
}

std::int32_t index_of(double value) {
    const double exact = log_same(value) / log_gamma();
    const auto floor = static_cast<std::int32_t>(exact) - (exact < 0 ? 1 : 0);
    return floor + (exact > floor ? 1 : 0);
}

double value_of(std::int32_t index) {
    return 2 * exp_same(index * log_gamma()) / (kGamma + 1);
}

std::uint64_t capped_sum(std::uint64_t a, std::uint64_t b) {
    return a >= kSketchCountMax - std::min(b, kSketchCountMax) ? kSketchCountMax : a + b;
}

}  // namespace

void QuantileSketch::add(double value, std::uint64_t times) {
    WEDSYNC_ASSERT(value == value);
    if (times == 0) return;
    count_ = capped_sum(count_, times);
    if (value < kLeast) {
        zeros_ = capped_sum(zeros_, times);
        return;
    }
    std::uint64_t& bucket = buckets_[index_of(std::min(value, kMost))];
    bucket = capped_sum(bucket, times);
}

void QuantileSketch::merge(const QuantileSketch& other) {
    count_ = capped_sum(count_, other.count_);
    zeros_ = capped_sum(zeros_, other.zeros_);
    for (const auto& [index, times] : other.buckets_) {
        std::uint64_t& bucket = buckets_[index];
        bucket = capped_sum(bucket, times);
    }
}

std::optional<double> QuantileSketch::quantile(double part) const {
    if (count_ == 0) return std::nullopt;
    const double clamped = std::min(std::max(part, 0.0), 1.0);
    const auto rank = static_cast<std::uint64_t>(clamped * static_cast<double>(count_ - 1));
    if (rank < zeros_) return 0.0;
    std::uint64_t before = zeros_;
    for (const auto& [index, times] : buckets_) {
        before += times;
        if (rank < before) return value_of(index);
    }
    return buckets_.empty() ? 0.0 : value_of(buckets_.rbegin()->first);
}

std::string QuantileSketch::to_text() const {
    std::string text = std::to_string(zeros_);
    std::int32_t last = 0;
    for (const auto& [index, times] : buckets_) {
        text += " " + std::to_string(index - last) + ":" + std::to_string(times);
        last = index;
    }
    return text;
}

std::optional<QuantileSketch> QuantileSketch::parse(std::string_view text) {
    NumberReader reader(text);
    QuantileSketch sketch;
    const auto zeros = reader.whole(kSketchCountMax);
    if (!zeros) return std::nullopt;
    sketch.zeros_ = *zeros;
    sketch.count_ = *zeros;
    const std::int32_t first = index_of(kLeast);
    const std::int32_t last = index_of(kMost);
    std::int64_t index = 0;
    for (bool is_first = true; !reader.is_at_end(); is_first = false) {
        if (!reader.take(' ')) return std::nullopt;
        const auto step = reader.signed_whole(std::uint64_t{1} << 20U);
        if (!step || !reader.take(':')) return std::nullopt;
        const auto times = reader.whole(kSketchCountMax);
        if (!times || *times == 0 || (!is_first && *step <= 0)) return std::nullopt;
        index += *step;
        if (index < first || index > last) return std::nullopt;
        sketch.buckets_[static_cast<std::int32_t>(index)] = *times;
        sketch.count_ = capped_sum(sketch.count_, *times);
    }
    return sketch;
}

}  // namespace wedsync::measure
