#include "sim/day/day_stage.hpp"

#include <set>
#include <utility>
#include <variant>

#include "engine/base/prng.hpp"
#include "importers/names.hpp"
#include "loaders/plan.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kMinuteMs = 60'000;

/// Sets the names of the crew apart from those of the guests of the same seed.
constexpr std::uint64_t kCrewSeed = 0x63726577;

/// How far the clock of the garden's tablet is wrong.
constexpr std::int64_t kWrongClockMs = std::int64_t{4} * 60'000;

/// Prices are for the office and the coordinator: a change of a staff tablet is refused.
hub::Policy house_policy(const Schema& schema) {
    std::set<FieldId> prices;
    for (const CollectionSchema& collection : schema.collections) {
        for (const FieldSchema& field : collection.fields) {
            if (field.name.ends_with("_cents")) prices.insert(field.id);
        }
    }
    hub::Policy policy = hub::open_policy();
    policy.judge = [prices](const std::string&, const Author& author, ScopeId,
                            const Change& change) -> std::optional<RefusalReason> {
        if (author.role != "staff") return std::nullopt;
        for (const Operation& operation : change.operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            // What a new record says is no change of a price.
            if (put != nullptr && prices.contains(put->key.field)) {
                return RefusalReason::kNotAllowed;
            }
        }
        return std::nullopt;
    };
    return policy;
}

WorldOptions world_options(std::uint64_t seed, const Schema& schema, std::uint64_t wall_start_ms) {
    WorldOptions options;
    options.seed = seed;
    options.hub.schema = schema;
    options.hub.policy = house_policy(schema);
    options.wall_start_ms = wall_start_ms;
    return options;
}

const char* role_name(Role role) {
    switch (role) {
        case Role::kCoordinator:
            return "coordinator";
        case Role::kStaff:
            return "staff";
        case Role::kOffice:
            return "office";
    }
    return "";
}

/// A venue's Wi-Fi: enough most of the time, with loss, stalls and broken connections.
LinkOptions venue_wifi() {
    LinkOptions link;
    link.rtt_ms = 40;
    link.faults.loss_per_mille = 5;
    link.faults.jitter_ms_max = 60;
    link.faults.reset_per_million = 2'000;
    link.faults.stall = {20 * kMinuteMs, 2'000, 15'000};
    return link;
}

struct Place {
    const char* device;
    Role role;
    std::uint64_t down_kbps;
    std::uint64_t up_kbps;
    std::int64_t clock_ahead_ms;
};
constexpr std::array<Place, kCrew.size()> kPlaces{{
    {"Coordinator's tablet", Role::kCoordinator, 12'000, 4'000, 0},
    {"Hall tablet", Role::kStaff, 6'000, 2'000, 0},
    {"Garden tablet", Role::kStaff, 2'000, 500, kWrongClockMs},
    {"Office laptop", Role::kOffice, 50'000, 20'000, 0},
}};

}  // namespace

DayStage::DayStage(std::uint64_t seed, const Schema& schema, std::uint64_t wall_start_ms,
                   const std::vector<importers::VenueWedding>& weddings)
    : world_(world_options(seed, schema, wall_start_ms)) {
    observe();
    for (const importers::VenueWedding& wedding : weddings) {
        world_.add_scope(loaders::scope_id_of(wedding.name), wedding.name);
    }
    Prng prng(seed ^ kCrewSeed);
    std::set<std::string> taken;
    for (const Crew who : kCrew) {
        const Place& place = kPlaces[number(who)];
        std::string person = importers::make_person(prng).full();
        while (!taken.insert(person.substr(0, person.find(' '))).second) {
            person = importers::make_person(prng).full();
        }
        members_[number(who)] = {person, place.device, place.role};
        meters_[number(who)] = std::make_unique<WireMeter>();
        DeviceOptions device;
        device.author = {person, place.device, role_name(place.role), 0};
        device.schema = schema;
        device.network = Trace::constant(place.down_kbps, place.up_kbps);
        device.clock_ahead_ms = place.clock_ahead_ms;
        if (place.role != Role::kOffice) device.link = venue_wifi();
        for (const importers::VenueWedding& wedding : weddings) {
            device.scopes.emplace_back(loaders::scope_id_of(wedding.name), wedding.name);
        }
        world_.add_device(std::move(device));
    }
}

void DayStage::observe() {
    WorldObserver observer;
    observer.accepted = [this](std::size_t device, ScopeId, const std::vector<DotRange>&) {
        is_dirty_[device] = true;
    };
    observer.sending = [this](std::size_t device, Side from, const Bytes& frame) {
        const std::uint64_t generation = world_.device(device).link().generation();
        if (generation != generations_[device]) meters_[device]->open();
        generations_[device] = generation;
        meters_[device]->send(from, frame);
        return true;
    };
    world_.set_observer(std::move(observer));
}

Result<replica::Committed> DayStage::act(Crew who, const Draft& draft, const std::string& words) {
    replica::Committed made = WEDSYNC_TRY(world_.commit(number(who), draft));
    ++edits_[number(who)];
    is_dirty_[number(who)] = true;
    for (const Edit& edit : draft.edits) {
        const auto* deletion = std::get_if<edit::Delete>(&edit);
        if (deletion != nullptr) deletions_[deletion->record] = {who, world_.wall_ms()};
    }
    tell(HappeningKind::kEdit, who, words);
    return made;
}

std::optional<DayStage::Deletion> DayStage::deletion_of(const RecordId& record) const {
    const auto found = deletions_.find(record);
    if (found == deletions_.end()) return std::nullopt;
    return found->second;
}

Result<void> DayStage::decide(Crew who, ScopeId scope, const RecordId& record, FieldId field,
                              const merge::Choice& choice) {
    WEDSYNC_TRY(world_.decide(number(who), scope, record, field, choice));
    ++edits_[number(who)];
    is_dirty_[number(who)] = true;
    return {};
}

Result<void> DayStage::undo(Crew who, ScopeId scope, const Dot& dot, const std::string& words) {
    const replica::Undone undone = WEDSYNC_TRY(world_.undo(number(who), scope, dot));
    if (undone.dot.has_value()) ++edits_[number(who)];
    is_dirty_[number(who)] = true;
    tell(HappeningKind::kUndone, who, words);
    return {};
}

void DayStage::lose_network(Crew who, const std::string& why) {
    is_offline_[number(who)] = true;
    world_.set_offline(number(who), true);
    tell(HappeningKind::kOffline, who, why);
}

void DayStage::find_network(Crew who) {
    std::size_t waiting = 0;
    for (const ScopeId scope : replica(who).scopes()) {
        waiting += replica(who).scope(scope)->pending.size();
    }
    is_offline_[number(who)] = false;
    tell(HappeningKind::kOnline, who,
         "is back online, with " + std::to_string(waiting) + " changes to share");
    world_.set_offline(number(who), false);
}

void DayStage::lose_power(Crew who) {
    world_.crash(number(who), Damage::kPowerCutTorn);
    tell(HappeningKind::kTrouble, who, "has an empty battery: the tablet is off");
}

void DayStage::find_power(Crew who) {
    world_.start(number(who));
    is_dirty_[number(who)] = true;
    tell(HappeningKind::kTrouble, who, "has the tablet on again; everything typed is still there");
}

void DayStage::restart_hub() {
    world_.crash_hub(Damage::kProcessCrash);
    if (world_.start_hub()) {
        tell(HappeningKind::kTrouble, std::nullopt, "The hub restarts; everybody works on");
    }
}

void DayStage::tell(HappeningKind kind, std::optional<Crew> who, std::string words) {
    const bool is_apart = who.has_value() && is_offline(*who);
    happenings_.push_back({world_.wall_ms(), kind, who, std::move(words), is_apart});
}

std::vector<Happening> DayStage::take_happenings() {
    return std::exchange(happenings_, {});
}

bool DayStage::take_dirty(Crew who) {
    return std::exchange(is_dirty_[number(who)], false);
}

}  // namespace wedsync::sim
