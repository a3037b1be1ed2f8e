#include "engine/pace/strategy.hpp"

#include <algorithm>

namespace wedsync::pace {
namespace {

constexpr std::uint8_t kLevelLow = 1;
constexpr std::uint8_t kLevelMedium = 9;
constexpr std::uint8_t kLevelHigh = 19;

// ---- The reference table ----

constexpr Plan kAggressive{100, 5, kLevelLow, 0, true, 0};
constexpr Plan kModerate{25, 2, kLevelMedium, 0, false, 0};
constexpr Plan kConservative{5, 1, kLevelHigh, kPriorityUrgent, false, 0};

NetworkHint measured_hint(const LinkEstimate& link) {
    const std::uint64_t kbps = link.goodput().value_or(0) * 8 / 1'000;
    return {effective_type(link.round_trip_ms().value_or(0), kbps), kbps, false};
}

Plan by_table(const NetworkHint& hint) {
    if (hint.is_data_saver) return kConservative;
    if (hint.type == EffectiveType::k4g && hint.downlink_kbps > 10'000) return kAggressive;
    if (hint.type == EffectiveType::k3g || hint.downlink_kbps > 1'000) return kModerate;
    return kConservative;
}

// ---- The adaptive strategy ----

/// A push is made to take at most so long, so that something urgent never waits longer behind it.
constexpr std::uint64_t kPushMs = 500;
constexpr std::uint64_t kChangesMin = 25;
constexpr std::uint64_t kChangesMax = 2'000;
/// Before anything is known.
constexpr std::uint32_t kChangesAtFirst = 100;
/// One on its way, and one arriving: the link is never idle for want of an answer, and what is
/// written while both are on their way goes as one.
constexpr std::uint32_t kPushesInFlight = 2;
/// A quarter of a round trip is not felt, and enough for what is written together.
constexpr std::uint64_t kGatherPerRoundTrip = 4;
constexpr std::uint64_t kGatherMsMin = 5;
constexpr std::uint64_t kGatherMsMax = 50;
/// A link that stalls is tried with little, and one at a time.
constexpr Plan kProbe{10, 1, kLevelHigh, 0, false, kGatherMsMax};
/// Above this, bytes a second, photos and files may travel beside the changes.
constexpr std::uint64_t kMediaGoodput = 64'000;

/// Where nothing has filled the link yet a short round trip speaks for it, unless the host knows
/// better: what travels in small pieces is soon seen to be slow.
constexpr std::uint64_t kMediaRoundTripMs = 270;

bool is_media_allowed(const LinkEstimate& link, const std::optional<NetworkHint>& hint) {
    if (link.stalls() > 0 || (hint && hint->is_data_saver)) return false;
    if (link.goodput().value_or(0) >= kMediaGoodput) return true;
    if (link.is_goodput_measured() || (hint && hint->type != EffectiveType::k4g)) return false;
    return link.round_trip_ms().value_or(kMediaRoundTripMs) < kMediaRoundTripMs;
}

Plan by_measure(const LinkEstimate& link) {
    if (link.stalls() > 0) return kProbe;
    const std::uint64_t gather_ms = std::clamp(
        link.round_trip_ms().value_or(0) / kGatherPerRoundTrip, kGatherMsMin, kGatherMsMax);
    Plan plan{kChangesAtFirst, kPushesInFlight,
              kLevelHigh,      0,
              false,           static_cast<std::uint32_t>(gather_ms)};
    if (!link.goodput()) return plan;
    const std::uint64_t bytes = *link.goodput() * kPushMs / 1'000;
    plan.batch_changes = static_cast<std::uint32_t>(
        std::clamp(bytes / link.bytes_per_change(), kChangesMin, kChangesMax));
    return plan;
}

}  // namespace

EffectiveType effective_type(std::uint64_t round_trip_ms, std::uint64_t downlink_kbps) {
    if (round_trip_ms >= 2'000 || downlink_kbps < 50) return EffectiveType::kSlow2g;
    if (round_trip_ms >= 1'400 || downlink_kbps < 70) return EffectiveType::k2g;
    if (round_trip_ms >= 270 || downlink_kbps < 700) return EffectiveType::k3g;
    return EffectiveType::k4g;
}

Plan plan_for(Strategy strategy, const LinkEstimate& link, const std::optional<NetworkHint>& hint) {
    if (strategy == Strategy::kReference) return by_table(hint.value_or(measured_hint(link)));
    Plan plan = by_measure(link);
    plan.is_media_allowed = is_media_allowed(link, hint);
    if (hint && hint->is_data_saver) plan.priority_min = kPriorityUrgent;
    return plan;
}

}  // namespace wedsync::pace
