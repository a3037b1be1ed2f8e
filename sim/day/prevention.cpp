#include "sim/day/prevention.hpp"

#include <algorithm>
#include <set>

#include "engine/base/prng.hpp"

namespace wedsync::sim {
namespace {

/// How often people look whether what they wait for has come about.
constexpr std::uint64_t kTickMs = 60'000;
/// A hint that was not heeded is not shown again for so long, unless the device's reach changes.
constexpr std::uint64_t kQuietMs = std::uint64_t{90} * 60'000;

std::uint64_t percentile(std::vector<std::uint64_t> values, std::size_t per_cent) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[(values.size() - 1) * per_cent / 100];
}

}  // namespace

Prevention::Prevention(World& world, std::vector<WantedEdit> edits, std::uint64_t seed,
                       PreventionOptions options, Make make)
    : world_(world),
      edits_(std::move(edits)),
      seed_(seed),
      options_(options),
      make_(std::move(make)),
      stations_(world.device_count()),
      next_tick_(world.now()) {
    for (std::size_t i = 0; i < stations_.size(); ++i) {
        for (const ScopeId scope : world_.replica(i).scopes()) {
            world_.client(i).set_presence(world_.device_now(i), {scope, Whereabouts{}});
        }
    }
}

// ---- What the device knows ----

Result<void> Prevention::look(std::size_t device) {
    Station& station = stations_[device];
    WEDSYNC_TRY(station.tracker.catch_up(world_.device_now(device), world_.replica(device),
                                         &world_.client(device)));
    const bool is_cut_off = world_.client(device).status().phase != sync::Phase::kOpen;
    if (is_cut_off != station.is_cut_off) station.ignored.clear();
    station.is_cut_off = is_cut_off;
    return {};
}

Result<prevent::Situation> Prevention::situation(std::size_t device, const Record& record) {
    return stations_[device].tracker.situation(world_.device_now(device), world_.replica(device),
                                               {record.scope, record.record, std::nullopt});
}

// ---- What people do ----

bool Prevention::is_heeded(std::size_t number) const {
    Prng prng(seed_ * 1'000'003 + number);
    return prng.chance(options_.heed_per_mille);
}

Result<void> Prevention::want(std::size_t number) {
    const WantedEdit& edit = edits_[number];
    Station& station = stations_[edit.device];
    const Record record{edit.scope, edit.record};
    WEDSYNC_TRY(look(edit.device));
    const auto held = station.held.find(record);
    if (held != station.held.end()) {
        held->second.edits.emplace_back(number, world_.now());
        return {};
    }
    const auto ignored = station.ignored.find(record);
    if (ignored != station.ignored.end() && world_.now() < ignored->second) return make_(number);
    const prevent::Forecast forecast =
        prevent::forecast(WEDSYNC_TRY(situation(edit.device, record)));
    if (forecast.per_mille < std::max(options_.shown_per_mille, prevent::kLowPerMille)) {
        return make_(number);
    }
    ++figures_.hints;
    figures_.expected_per_mille += forecast.per_mille;
    if (!is_heeded(number)) {
        station.ignored.insert_or_assign(record, after(world_.now(), kQuietMs));
        return make_(number);
    }
    ++figures_.heeded;
    station.held[record] = {{{number, world_.now()}}, forecast.advice, forecast.whom};
    return {};
}

Result<bool> Prevention::is_time(std::size_t device, const Record& record, const Held& held) {
    const prevent::Situation now = WEDSYNC_TRY(situation(device, record));
    if (now.unseen_ms) return false;
    if (held.advice != prevent::Advice::kWaitForPerson) return true;
    return std::any_of(now.colleagues.begin(), now.colleagues.end(),
                       [&](const prevent::Colleague& colleague) {
                           return colleague.who == held.whom && colleague.is_in_reach;
                       });
}

Result<void> Prevention::release(std::size_t device) {
    Station& station = stations_[device];
    for (auto held = station.held.begin(); held != station.held.end();) {
        const Instant first = held->second.edits.front().second;
        const bool has_come = WEDSYNC_TRY(is_time(device, held->first, held->second));
        if (!has_come && world_.now() < after(first, kPatienceMsMax)) {
            ++held;
            continue;
        }
        for (const auto& [number, wanted] : held->second.edits) {
            WEDSYNC_TRY(make_(number));
            if (!has_come) ++figures_.impatient;
            delays_ms_.push_back(world_.now().value() - wanted.value());
        }
        held = station.held.erase(held);
    }
    return {};
}

/// The devices take turns, so that what one of them makes has reached the others before they look.
Result<void> Prevention::tick() {
    WEDSYNC_TRY(look(turn_));
    WEDSYNC_TRY(release(turn_));
    turn_ = (turn_ + 1) % stations_.size();
    next_tick_ = after(next_tick_, std::max<std::uint64_t>(kTickMs / stations_.size(), 1));
    return {};
}

Result<void> Prevention::run_until(Instant time) {
    while (next_tick_ <= time) {
        if (next_tick_ > world_.now()) world_.run_for(next_tick_.value() - world_.now().value());
        WEDSYNC_TRY(tick());
    }
    if (time > world_.now()) world_.run_for(time.value() - world_.now().value());
    return {};
}

Result<void> Prevention::finish() {
    const auto has_held = [&] {
        return std::any_of(stations_.begin(), stations_.end(),
                           [](const Station& station) { return !station.held.empty(); });
    };
    while (has_held())
        WEDSYNC_TRY(run_until(next_tick_));
    for (std::size_t i = 0; i < stations_.size(); ++i) {
        for (const ScopeId scope : world_.replica(i).scopes()) {
            world_.client(i).set_presence(world_.device_now(i),
                                          {scope, Whereabouts{Activity::kGone, {}, {}}});
        }
    }
    return {};
}

PreventionFigures Prevention::figures() const {
    PreventionFigures figures = figures_;
    figures.delayed = delays_ms_.size();
    figures.delay_p50_ms = percentile(delays_ms_, 50);
    figures.delay_p95_ms = percentile(delays_ms_, 95);
    return figures;
}

}  // namespace wedsync::sim
