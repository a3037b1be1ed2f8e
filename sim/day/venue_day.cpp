#include "sim/day/venue_day.hpp"

#include <algorithm>
#include <variant>

#include "engine/base/assert.hpp"
#include "loaders/load.hpp"
#include "sim/day/day_words.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kMinuteMs = 60'000;
constexpr std::uint64_t kHourMs = 60 * kMinuteMs;
constexpr std::uint64_t kDayMs = 24 * kHourMs;
/// How long everybody may take to hear of everything, at the end.
constexpr std::uint64_t kSettleMsMax = 4 * kHourMs;
/// A decision may meet a later edit and open anew; more rounds than this are a bug.
constexpr std::size_t kRoundsMax = 8;
/// The day is looked at so often while it is played.
constexpr std::uint64_t kLookMs = kMinuteMs;

/// The midnight before the first event.
std::uint64_t midnight_of(const importers::Venue& venue) {
    std::int64_t first_ms = venue.weddings.front().starts_at_ms;
    for (const importers::VenueWedding& wedding : venue.weddings) {
        first_ms = std::min(first_ms, wedding.starts_at_ms);
    }
    const auto start_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(first_ms, 0));
    return start_ms / kDayMs * kDayMs;
}

const char* reason_words(RefusalReason reason) {
    switch (reason) {
        case RefusalReason::kNotAllowed:
            return "only the office and the coordinator may change prices";
        case RefusalReason::kAfterRefused:
            return "it stands on a change that was refused";
        case RefusalReason::kInvalid:
        case RefusalReason::kForked:
        case RefusalReason::kBadValue:
        case RefusalReason::kTooLarge:
        case RefusalReason::kSchemaTooNew:
            break;
    }
    return "it is not a change that can stand";
}

}  // namespace

Result<std::unique_ptr<VenueDay>> VenueDay::create(std::uint64_t seed,
                                                   const importers::Venue& venue,
                                                   const Schema& schema) {
    if (venue.weddings.empty()) {
        return Error{ErrorCode::kInvalid, "the venue has no events"};
    }
    std::unique_ptr<VenueDay> day(new VenueDay);
    day->prng_ = Prng(seed);
    day->midnight_ms_ = midnight_of(venue);
    day->start_ms_ = day->midnight_ms_ + 2 * kHourMs;
    day->end_ms_ = day->midnight_ms_ + kDayMs;
    day->stage_ = std::make_unique<DayStage>(seed, schema, day->start_ms_, venue.weddings);
    day->disagreements_ = std::make_unique<Disagreements>(*day->stage_);
    day->agenda_ = std::make_unique<Agenda>(day->midnight_ms_);
    WEDSYNC_TRY(day->load(venue));
    day->plan_day();
    return day;
}

Result<void> VenueDay::load(const importers::Venue& venue) {
    World& world = stage_->world();
    const std::size_t office = DayStage::number(Crew::kOffice);
    const std::vector<loaders::LoadedWedding> loaded = WEDSYNC_TRY(
        loaders::load_venue(stage_->replica(Crew::kOffice), world.device_now(office), venue));
    world.client(office).handle_commit(world.device_now(office));
    std::size_t records = 0;
    for (const loaders::LoadedWedding& wedding : loaded) {
        scenes_.push_back(scene_of(wedding));
        records += wedding.loaded.records.size();
    }
    disagreements_->remember_names(scenes_);
    records_ = records;
    stage_->tell(HappeningKind::kPhase, std::nullopt,
                 "Night. The office has put in " + std::to_string(loaded.size()) + " events, " +
                     std::to_string(records) + " records; the tablets fetch them");
    return {};
}

void VenueDay::plan_day() {
    const auto phase = [&](std::uint32_t hour, const char* words) {
        agenda_->at(TimeOfDay{hour, 0}, [this, words]() -> Result<void> {
            stage_->tell(HappeningKind::kPhase, std::nullopt, words);
            return {};
        });
    };
    phase(6, "Morning. Vendors come, tables are set");
    phase(11, "Noon. The first guests arrive");
    phase(17, "Evening. Dinner, speeches, music");
    phase(23, "Night. The last ones go home");
    add_troubles(*stage_, *agenda_);
    add_stories(*stage_, *disagreements_, scenes_, *agenda_, prng_);
    for (const std::uint32_t hour : {13U, 17U, 20U, 22U}) {
        agenda_->at(TimeOfDay{hour, 40}, [this]() -> Result<void> {
            WEDSYNC_TRY(look());
            static_cast<void>(WEDSYNC_TRY(disagreements_->decide_all(prng_)));
            return {};
        });
    }
    plan_work(Crew::kCoordinator, 5 * kMinuteMs);
    plan_work(Crew::kHall, 2 * kMinuteMs);
    plan_work(Crew::kGarden, 2 * kMinuteMs);
    plan_work(Crew::kOffice, 6 * kMinuteMs);
}

void VenueDay::plan_work(Crew who, std::uint64_t mean_ms) {
    const std::uint64_t last_ms = agenda_->wall_ms({23, 30});
    std::uint64_t at_ms = agenda_->wall_ms({6, 10});
    while (true) {
        at_ms += prng_.between(mean_ms / 5, mean_ms * 9 / 5);
        if (at_ms > last_ms) return;
        agenda_->at(at_ms, [this, who] { return work(who); });
    }
}

Result<void> VenueDay::work(Crew who) {
    if (!stage_->is_running(who)) return {};
    const Scene& scene = prng_.pick(scenes_);
    const Member& member = stage_->member(who);
    const std::uint64_t now_ms = wall_ms();
    const Worker worker{
        member.role, member.person, stage_->replica(who),
        scene,       now_ms,        static_cast<std::uint32_t>((now_ms - midnight_ms_) / kHourMs)};
    const std::optional<Deed> deed = next_deed(worker, prng_);
    if (deed.has_value()) WEDSYNC_TRY(stage_->act(who, deed->draft, deed->words));
    return {};
}

Result<void> VenueDay::play_to(std::uint64_t target_ms) {
    World& world = stage_->world();
    while (wall_ms() < target_ms) {
        const std::uint64_t stop_ms = std::min(target_ms, wall_ms() + kLookMs);
        for (auto due = agenda_->take_next(stop_ms); due.action;
             due = agenda_->take_next(stop_ms)) {
            if (due.wall_ms > wall_ms()) world.run_for(due.wall_ms - wall_ms());
            WEDSYNC_TRY(due.action());
        }
        if (stop_ms > wall_ms()) world.run_for(stop_ms - wall_ms());
        WEDSYNC_TRY(look());
    }
    return {};
}

Result<void> VenueDay::look() {
    if (!is_ready_told_ && stage_->world().is_converged()) {
        is_ready_told_ = true;
        const WireMeter::Bytes bytes = stage_->bytes_of(Crew::kCoordinator);
        stage_->tell(HappeningKind::kPhase, std::nullopt,
                     "All tablets are ready offline; it took " +
                         std::to_string(bytes.wire_bytes / 1'000) + " kB each");
    }
    look_for_refusals();
    for (const Crew who : kCrew) {
        if (!stage_->take_dirty(who) || !stage_->is_running(who)) continue;
        if (who == Crew::kCoordinator) WEDSYNC_TRY(disagreements_->look(scenes_));
        std::uint64_t open = 0;
        for (const Scene& scene : scenes_) {
            const auto conflicts = WEDSYNC_TRY(stage_->replica(who).conflicts(scene.scope));
            open += conflicts.size();
        }
        open_decisions_[DayStage::number(who)] = open;
    }
    return {};
}

void VenueDay::look_for_refusals() {
    for (const Crew who : kCrew) {
        if (!stage_->is_running(who)) continue;
        for (const Scene& scene : scenes_) {
            for (const auto& [dot, row] : stage_->replica(who).scope(scene.scope)->refused) {
                if (!refusals_told_.emplace(who, dot).second) continue;
                const std::vector<RecordId> records = touched_records(row.change);
                const std::string about =
                    records.empty() ? "it"
                                    : title_of(stage_->replica(who), scene.scope, records.front());
                stage_->tell(HappeningKind::kRefused, who,
                             "hears that " + about + " was not changed: " +
                                 reason_words(row.reason) + ". What was typed is kept");
            }
        }
    }
}

std::uint64_t VenueDay::shared() {
    std::uint64_t count = 0;
    for (const Scene& scene : scenes_) {
        const store::ScopeRow* row = stage_->world().hub().scope(scene.scope);
        if (row != nullptr) count += row->have.dot_count();
    }
    return count;
}

DayPicture VenueDay::picture() {
    DayPicture picture;
    picture.wall_ms = wall_ms();
    picture.shared = shared();
    for (const Crew who : kCrew) {
        DevicePicture& device = picture.devices[DayStage::number(who)];
        device.member = stage_->member(who);
        device.is_on = stage_->is_running(who);
        device.edits = stage_->edits_of(who);
        device.open_decisions = open_decisions_[DayStage::number(who)];
        if (!device.is_on) {
            device.is_online = false;
            continue;
        }
        const sync::Status status = stage_->world().client(DayStage::number(who)).status();
        device.is_online = status.phase == sync::Phase::kOpen;
        for (const sync::ScopeStatus& scope : status.scopes) {
            device.waiting += scope.waiting;
            device.refused += scope.refused;
        }
    }
    return picture;
}

Result<void> VenueDay::settle() {
    World& world = stage_->world();
    for (std::size_t round = 0; round < kRoundsMax; ++round) {
        if (!world.run_until([&] { return world.is_converged(); }, kSettleMsMax)) return {};
        WEDSYNC_TRY(disagreements_->look(scenes_));
        if (disagreements_->open_count() == 0) return {};
        static_cast<void>(WEDSYNC_TRY(disagreements_->decide_all(prng_)));
    }
    return {};
}

Result<DaySummary> VenueDay::finish() {
    WEDSYNC_ASSERT(is_over());
    World& world = stage_->world();
    WEDSYNC_TRY(settle());
    DaySummary summary;
    summary.is_converged = world.is_converged() && disagreements_->open_count() == 0;
    summary.shared = shared();
    summary.records_loaded = records_;
    summary.disagreements = disagreements_->all();
    summary.copies = check_copies(world);
    summary.trace_hash = world.trace_hash();
    for (const Crew who : kCrew) {
        const sync::Status status = world.client(DayStage::number(who)).status();
        DaySummary::Person& person = summary.people[DayStage::number(who)];
        person.member = stage_->member(who);
        person.edits = stage_->edits_of(who);
        person.clock_ahead_ms = -status.clock_ahead_ms.value_or(0);
        person.bytes = stage_->bytes_of(who);
    }
    for (const Scene& scene : scenes_) {
        const Meetings each = WEDSYNC_TRY(
            meetings_in(world.hub().store(), scene.scope, world.hub_node().options().schema));
        summary.meetings.conflicts += each.conflicts;
        summary.meetings.auto_merged += each.auto_merged;
        summary.meetings.likely += each.likely;
        summary.meetings.decided += each.decided;
        summary.meetings.open += each.open;
    }
    return summary;
}

}  // namespace wedsync::sim
