#include "sim/day/day_work.hpp"

#include <array>
#include <string_view>
#include <utility>
#include <variant>

#include "engine/merge/reading.hpp"
#include "engine/merge/record_state.hpp"
#include "importers/names.hpp"
#include "sim/day/day_words.hpp"

namespace wedsync::sim {
namespace {

using Deeds = std::optional<Deed>;
using MakeDeed = Deeds (*)(const Worker&, Prng&);

constexpr std::uint64_t kMinuteMs = 60'000;

constexpr std::array<std::string_view, 6> kMeals{"beef",  "fish",  "vegetarian",
                                                 "vegan", "child", "chicken"};
constexpr std::array<std::string_view, 5> kDiets{"gluten-free", "lactose-free", "halal", "kosher",
                                                 "no pork"};
constexpr std::array<std::string_view, 8> kRemarks{
    "wants to sit near the door",  "asks for a quieter place", "arrives after the ceremony",
    "brings a gift for the table", "needs a taxi at 23:00",    "knows the photographer",
    "prefers still water",         "will give a short speech"};
constexpr std::array<std::string_view, 6> kChores{"Bring two chairs to the terrace",
                                                  "Refill the ice",
                                                  "Charge the microphones",
                                                  "Move the coat rack",
                                                  "Print the menu cards",
                                                  "Check the candles"};

std::optional<merge::RecordState> living(const Worker& worker, const RecordId& record) {
    Result<merge::RecordState> state = worker.replica.get(worker.scene.scope, record);
    if (!state.ok()) return std::nullopt;
    if (merge::status_of(state.value()) != merge::RecordStatus::kAlive) return std::nullopt;
    return std::move(state).value();
}

Value read(const Worker& worker, const RecordId& record, std::string_view field) {
    const std::optional<merge::RecordState> state = living(worker, record);
    if (!state.has_value()) return {};
    const CollectionSchema* collection = worker.replica.schema().find(merge::collection_of(*state));
    const FieldSchema* schema = collection == nullptr ? nullptr : collection->find(field);
    return schema == nullptr ? Value{} : merge::read_field(*state, *schema).value;
}

bool is_true(const Value& value) {
    const bool* flag = std::get_if<bool>(&value);
    return flag != nullptr && *flag;
}

/// One of these records that is still there.
std::optional<RecordId> pick(const Worker& worker, const std::vector<RecordId>& records,
                             Prng& prng) {
    if (records.empty()) return std::nullopt;
    const RecordId& record = prng.pick(records);
    if (!living(worker, record).has_value()) return std::nullopt;
    return record;
}

template <class Words>
std::string one_of(const Words& words, Prng& prng) {
    return std::string(words[static_cast<std::size_t>(prng.below(words.size()))]);
}

Draft draft_of(const Worker& worker, std::string type, std::uint8_t priority) {
    Draft draft;
    draft.scope = worker.scene.scope;
    draft.type = std::move(type);
    draft.priority = priority;
    return draft;
}

std::string name(const Worker& worker, const RecordId& record) {
    return title_of(worker.replica, worker.scene.scope, record);
}

Value time_now(const Worker& worker) {
    return static_cast<std::int64_t>(worker.wall_ms);
}

Deeds check_in(const Worker& worker, Prng& prng) {
    const auto guest = pick(worker, worker.scene.guests, prng);
    if (!guest || is_true(read(worker, *guest, "checked_in"))) return std::nullopt;
    Draft draft = draft_of(worker, "check-in", 7);
    draft.set(*guest, "checked_in", true);
    draft.set(*guest, "checked_in_at", time_now(worker));
    return Deed{std::move(draft), "checks in " + name(worker, *guest)};
}

Deeds receive_vendor(const Worker& worker, Prng& prng) {
    const auto arrival = pick(worker, worker.scene.arrivals, prng);
    if (!arrival || is_true(read(worker, *arrival, "has_arrived"))) return std::nullopt;
    Draft draft = draft_of(worker, "arrival", 8);
    draft.set(*arrival, "has_arrived", true);
    draft.set(*arrival, "arrived_at", time_now(worker));
    draft.set(*arrival, "signed_by", worker.person);
    draft.edits.emplace_back(
        edit::Increment{*arrival, "boxes", static_cast<std::int64_t>(prng.between(1, 12))});
    return Deed{std::move(draft), "ticks off: " + name(worker, *arrival)};
}

Deeds move_seat(const Worker& worker, Prng& prng) {
    const auto guest = pick(worker, worker.scene.guests, prng);
    const auto table = pick(worker, worker.scene.tables, prng);
    if (!guest || !table) return std::nullopt;
    Draft draft = draft_of(worker, "seating", 6);
    draft.set(*guest, "table", Reference{*table});
    draft.edits.emplace_back(edit::Clear{*guest, "seat"});
    return Deed{std::move(draft), "seats " + name(worker, *guest) + " at " + name(worker, *table)};
}

Deeds note_guest(const Worker& worker, Prng& prng) {
    const auto guest = pick(worker, worker.scene.guests, prng);
    if (!guest) return std::nullopt;
    const std::string remark = one_of(kRemarks, prng);
    Draft draft = draft_of(worker, "note", 4);
    draft.set(*guest, "notes", remark);
    return Deed{std::move(draft), "notes that " + name(worker, *guest) + " " + remark};
}

Deeds finish_task(const Worker& worker, Prng& prng) {
    const auto task = pick(worker, worker.scene.tasks, prng);
    if (!task || is_true(read(worker, *task, "is_done"))) return std::nullopt;
    Draft draft = draft_of(worker, "task", 5);
    draft.set(*task, "is_done", true);
    draft.set(*task, "done_at", time_now(worker));
    return Deed{std::move(draft), "has done: " + name(worker, *task)};
}

Deeds add_task(const Worker& worker, Prng& prng) {
    const std::string chore = one_of(kChores, prng);
    Draft draft = draft_of(worker, "task", 5);
    const NewRecord task = draft.create("tasks");
    draft.set(task, "title", chore);
    draft.set(task, "urgency", std::string("normal"));
    draft.set(task, "due_at", static_cast<std::int64_t>(worker.wall_ms + 30 * kMinuteMs));
    return Deed{std::move(draft), "adds a task: " + chore};
}

Deeds shift_timeline(const Worker& worker, Prng& prng) {
    const auto item = pick(worker, worker.scene.timeline, prng);
    if (!item) return std::nullopt;
    const Value start = read(worker, *item, "starts_at");
    const auto* start_ms = std::get_if<std::int64_t>(&start);
    if (start_ms == nullptr) return std::nullopt;
    const std::int64_t minutes = static_cast<std::int64_t>(prng.between(1, 3)) * 5;
    Draft draft = draft_of(worker, "timeline", 8);
    draft.set(*item, "starts_at", *start_ms + minutes * static_cast<std::int64_t>(kMinuteMs));
    return Deed{std::move(draft), "moves “" + name(worker, *item) + "” " + std::to_string(minutes) +
                                      " minutes later"};
}

Deeds finish_item(const Worker& worker, Prng& prng) {
    const auto item = pick(worker, worker.scene.timeline, prng);
    if (!item || is_true(read(worker, *item, "is_done"))) return std::nullopt;
    const Value start = read(worker, *item, "starts_at");
    const auto* start_ms = std::get_if<std::int64_t>(&start);
    if (start_ms == nullptr || *start_ms > static_cast<std::int64_t>(worker.wall_ms)) {
        return std::nullopt;
    }
    Draft draft = draft_of(worker, "timeline", 8);
    draft.set(*item, "is_done", true);
    draft.set(*item, "ended_at", time_now(worker));
    return Deed{std::move(draft), "closes “" + name(worker, *item) + "”"};
}

Deeds serve_drinks(const Worker& worker, Prng& prng) {
    const auto table = pick(worker, worker.scene.tables, prng);
    if (!table) return std::nullopt;
    const std::uint64_t bottles = prng.between(1, 4);
    Draft draft = draft_of(worker, "service", 3);
    draft.edits.emplace_back(
        edit::Increment{*table, "wine_bottles", static_cast<std::int64_t>(bottles)});
    return Deed{std::move(draft), bottles_words(bottles, name(worker, *table))};
}

Deeds add_walk_in(const Worker& worker, Prng& prng) {
    const auto table = pick(worker, worker.scene.tables, prng);
    if (!table) return std::nullopt;
    const importers::PersonName person = importers::make_person(prng);
    Draft draft = draft_of(worker, "walk-in", 7);
    const NewRecord guest = draft.create("guests");
    draft.set(guest, "full_name", person.full());
    draft.set(guest, "first_name", person.first);
    draft.set(guest, "last_name", person.last);
    draft.set(guest, "rsvp", std::string("accepted"));
    draft.set(guest, "table", Reference{*table});
    draft.set(guest, "checked_in", true);
    draft.set(guest, "checked_in_at", time_now(worker));
    return Deed{std::move(draft),
                "lets in " + person.full() + ", who was on no list, at " + name(worker, *table)};
}

Deeds change_meal(const Worker& worker, Prng& prng) {
    const auto guest = pick(worker, worker.scene.guests, prng);
    if (!guest) return std::nullopt;
    const std::string meal = one_of(kMeals, prng);
    Draft draft = draft_of(worker, "meal", 6);
    draft.set(*guest, "meal", meal);
    if (prng.chance(300)) {
        draft.edits.emplace_back(edit::AddElement{*guest, "diets", one_of(kDiets, prng)});
    }
    return Deed{std::move(draft), "puts down “" + meal + "” for " + name(worker, *guest)};
}

Deeds change_phone(const Worker& worker, Prng& prng) {
    const auto vendor = pick(worker, worker.scene.vendors, prng);
    if (!vendor) return std::nullopt;
    Draft draft = draft_of(worker, "vendor", 5);
    draft.set(*vendor, "phone", importers::make_phone(prng));
    return Deed{std::move(draft), "has a new number for " + name(worker, *vendor)};
}

Deeds cancel_guest(const Worker& worker, Prng& prng) {
    const auto guest = pick(worker, worker.scene.guests, prng);
    if (!guest || is_true(read(worker, *guest, "checked_in"))) return std::nullopt;
    const std::string who = name(worker, *guest);
    Draft draft = draft_of(worker, "guest", 6);
    draft.edits.emplace_back(edit::Delete{*guest});
    return Deed{std::move(draft), "takes " + who + " off the list, who cancelled"};
}

struct Habit {
    MakeDeed make;
    std::uint32_t hour_first;
    std::uint32_t hour_last;
    std::uint32_t weight;
};

constexpr std::array<Habit, 9> kStaffHabits{{{receive_vendor, 6, 13, 8},
                                             {finish_task, 7, 20, 3},
                                             {move_seat, 9, 16, 4},
                                             {note_guest, 9, 21, 2},
                                             {check_in, 11, 19, 12},
                                             {add_walk_in, 12, 18, 1},
                                             {serve_drinks, 14, 23, 6},
                                             {finish_item, 11, 23, 2},
                                             {add_task, 8, 21, 1}}};
constexpr std::array<Habit, 6> kCoordinatorHabits{{{shift_timeline, 7, 20, 2},
                                                   {move_seat, 8, 15, 3},
                                                   {finish_item, 11, 23, 5},
                                                   {add_task, 7, 20, 2},
                                                   {note_guest, 8, 20, 2},
                                                   {check_in, 11, 18, 2}}};
constexpr std::array<Habit, 5> kOfficeHabits{{{change_meal, 7, 15, 6},
                                              {change_phone, 7, 18, 2},
                                              {cancel_guest, 7, 13, 1},
                                              {add_task, 8, 18, 2},
                                              {note_guest, 8, 18, 2}}};

template <class Habits>
Deeds deed_among(const Habits& habits, const Worker& worker, Prng& prng) {
    const auto is_time = [&](const Habit& habit) {
        return worker.hour >= habit.hour_first && worker.hour <= habit.hour_last;
    };
    std::uint64_t total = 0;
    for (const Habit& habit : habits) {
        if (is_time(habit)) total += habit.weight;
    }
    if (total == 0) return std::nullopt;
    std::uint64_t left = prng.below(total);
    for (const Habit& habit : habits) {
        if (!is_time(habit)) continue;
        if (left < habit.weight) return habit.make(worker, prng);
        left -= habit.weight;
    }
    return std::nullopt;
}

}  // namespace

Scene scene_of(const loaders::LoadedWedding& wedding) {
    const auto records = [&](const std::vector<std::size_t>& places) {
        std::vector<RecordId> found;
        found.reserve(places.size());
        for (const std::size_t place : places)
            found.push_back(wedding.record(place));
        return found;
    };
    const loaders::WeddingPlan& plan = wedding.planned;
    Scene scene;
    scene.scope = wedding.loaded.scope;
    scene.name = wedding.name;
    scene.tables = records(plan.tables);
    scene.guests = records(plan.guests);
    scene.vendors = records(plan.vendors);
    scene.arrivals = records(plan.arrivals);
    scene.timeline = records(plan.timeline);
    scene.tasks = records(plan.tasks);
    return scene;
}

std::optional<Deed> next_deed(const Worker& worker, Prng& prng) {
    switch (worker.role) {
        case Role::kCoordinator:
            return deed_among(kCoordinatorHabits, worker, prng);
        case Role::kStaff:
            return deed_among(kStaffHabits, worker, prng);
        case Role::kOffice:
            return deed_among(kOfficeHabits, worker, prng);
    }
    return std::nullopt;
}

}  // namespace wedsync::sim
