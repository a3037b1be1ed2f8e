#include "engine/pace/link_estimate.hpp"

#include <algorithm>

namespace wedsync::pace {
namespace {

constexpr std::size_t kRoundTripsKept = 8;
constexpr std::size_t kMarksKept = 32;
/// A smaller push does not fill a link.
constexpr std::size_t kFillingBytes = 4'096;
/// A guess: one field of one record.
constexpr std::uint64_t kBytesPerChange = 60;
/// Old pushes count half when so many changes were seen.
constexpr std::uint64_t kChangesRemembered = 2'000;

}  // namespace

void LinkEstimate::connected() {
    round_trips_ms_.clear();
    marks_.clear();
    is_goodput_measured_ = false;
}

void LinkEstimate::answered(Instant now, Instant sent) {
    if (now < sent) return;
    round_trips_ms_.push_back(now.value() - sent.value());
    if (round_trips_ms_.size() > kRoundTripsKept) round_trips_ms_.pop_front();
}

std::uint64_t LinkEstimate::delivered_at(Instant time) const {
    const auto later = std::find_if(marks_.begin(), marks_.end(),
                                    [&](const Mark& mark) { return mark.at > time; });
    if (later != marks_.begin()) return std::prev(later)->delivered_bytes;
    // Older than what is remembered: the first mark that is.
    return later == marks_.end() ? delivered_bytes_ : later->delivered_bytes;
}

void LinkEstimate::acknowledged(Instant now, const Acknowledged& push) {
    if (now < push.sent) return;
    answered(now, push.sent);
    stalls_ = 0;
    recent_bytes_ += push.bytes;
    recent_changes_ += push.changes;
    if (recent_changes_ > kChangesRemembered) {
        recent_bytes_ /= 2;
        recent_changes_ /= 2;
    }
    const std::uint64_t before = delivered_at(push.sent);
    delivered_bytes_ += push.bytes;
    const std::uint64_t elapsed_ms = std::max<std::uint64_t>(now.value() - push.sent.value(), 1);
    const std::uint64_t rate = (delivered_bytes_ - before) * 1'000 / elapsed_ms;
    const bool is_filling = push.bytes >= kFillingBytes;
    if (is_filling) is_goodput_measured_ = true;
    if (!goodput_ || rate > *goodput_) {
        goodput_ = rate;
    } else if (is_filling) {
        // Down by a part at a time: one slow answer is not a slow link.
        goodput_ = (*goodput_ * 3 + rate) / 4;
    }
    marks_.push_back({now, delivered_bytes_});
    if (marks_.size() > kMarksKept) marks_.pop_front();
}

void LinkEstimate::stalled() {
    ++stalls_;
    if (goodput_) goodput_ = *goodput_ / 2;
}

std::optional<std::uint64_t> LinkEstimate::round_trip_ms() const {
    if (round_trips_ms_.empty()) return std::nullopt;
    return *std::min_element(round_trips_ms_.begin(), round_trips_ms_.end());
}

std::uint64_t LinkEstimate::bytes_per_change() const {
    if (recent_changes_ == 0) return kBytesPerChange;
    return std::max<std::uint64_t>(recent_bytes_ / recent_changes_, 1);
}

}  // namespace wedsync::pace
