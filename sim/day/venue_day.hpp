#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/prng.hpp"
#include "engine/base/result.hpp"
#include "importers/venue.hpp"
#include "sim/day/day_disagreements.hpp"
#include "sim/day/day_stage.hpp"
#include "sim/day/day_stories.hpp"
#include "sim/day/day_work.hpp"
#include "sim/day/outcome.hpp"

namespace wedsync::sim {

/// What one device shows at a moment.
struct DevicePicture {
    Member member;
    bool is_on = true;
    bool is_online = true;
    /// Own changes that the hub does not have yet.
    std::uint64_t waiting = 0;
    /// Own edits so far.
    std::uint64_t edits = 0;
    std::uint64_t open_decisions = 0;
    std::uint64_t refused = 0;
};

struct DayPicture {
    std::uint64_t wall_ms = 0;
    std::array<DevicePicture, kCrew.size()> devices;
    /// Changes that the hub has accepted, in all scopes.
    std::uint64_t shared = 0;
};

/// How the day ended.
struct DaySummary {
    struct Person {
        Member member;
        std::uint64_t edits = 0;
        /// How far the device's clock is ahead of the hub's, as the device found it.
        std::int64_t clock_ahead_ms = 0;
        WireMeter::Bytes bytes;
    };
    std::array<Person, kCrew.size()> people;
    /// Changes that the hub accepted, and the records that the day began with.
    std::uint64_t shared = 0;
    std::size_t records_loaded = 0;
    Meetings meetings;
    std::vector<Disagreement> disagreements;
    bool is_converged = false;
    std::vector<CopyCheck> copies;
    std::uint64_t trace_hash = 0;

    [[nodiscard]] bool ok() const { return is_converged && all_ok(copies); }
};

/// A day at a venue with four devices and a hub, in virtual time: the real engine and hub core. The
/// night, when every device downloads all events; the day, with work, offline windows and
/// disagreements; the evening, when all is one state. The same seed and venue give the same day.
///
///     auto day = VenueDay::create(7, venue, schema);
///     while (!day->is_over()) { day->play_to(day->wall_ms() + 60'000); day->take_happenings(); }
///     day->finish();
class VenueDay {
public:
    /// Loads the venue into the office's device. Fails with kInvalid for a venue without events.
    [[nodiscard]] static Result<std::unique_ptr<VenueDay>> create(std::uint64_t seed,
                                                                  const importers::Venue& venue,
                                                                  const Schema& schema);
    VenueDay(const VenueDay&) = delete;
    VenueDay& operator=(const VenueDay&) = delete;
    ~VenueDay() = default;

    [[nodiscard]] std::uint64_t start_ms() const { return start_ms_; }
    [[nodiscard]] std::uint64_t end_ms() const { return end_ms_; }
    [[nodiscard]] std::uint64_t wall_ms() { return stage_->world().wall_ms(); }
    [[nodiscard]] bool is_over() { return wall_ms() >= end_ms_; }
    /// Plays on until that wall time.
    [[nodiscard]] Result<void> play_to(std::uint64_t target_ms);
    [[nodiscard]] std::vector<Happening> take_happenings() { return stage_->take_happenings(); }
    [[nodiscard]] DayPicture picture();
    [[nodiscard]] const std::vector<Disagreement>& disagreements() const {
        return disagreements_->all();
    }
    [[nodiscard]] const Member& member(Crew who) const { return stage_->member(who); }

    /// The end: everybody comes home, what is open is decided, every copy is checked. Requires
    /// is_over().
    [[nodiscard]] Result<DaySummary> finish();

private:
    VenueDay() = default;
    [[nodiscard]] Result<void> load(const importers::Venue& venue);
    void plan_day();
    void plan_work(Crew who, std::uint64_t mean_ms);
    [[nodiscard]] Result<void> work(Crew who);
    [[nodiscard]] Result<void> look();
    void look_for_refusals();
    [[nodiscard]] std::uint64_t shared();
    [[nodiscard]] Result<void> settle();

    std::unique_ptr<DayStage> stage_;
    std::unique_ptr<Disagreements> disagreements_;
    std::unique_ptr<Agenda> agenda_;
    std::vector<Scene> scenes_;
    Prng prng_{1};
    std::size_t records_ = 0;
    std::uint64_t midnight_ms_ = 0;
    std::uint64_t start_ms_ = 0;
    std::uint64_t end_ms_ = 0;
    bool is_ready_told_ = false;
    std::set<std::pair<Crew, Dot>> refusals_told_;
    std::array<std::uint64_t, kCrew.size()> open_decisions_{};
};

}  // namespace wedsync::sim
