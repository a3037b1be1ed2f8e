#include "sim/day/day_stories.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "engine/base/assert.hpp"
#include "engine/merge/reading.hpp"
#include "sim/day/day_words.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kMinuteMs = 60'000;
constexpr std::uint64_t kHourMs = 60 * kMinuteMs;

/// A record of a scene with what a story needs around it.
struct Prop {
    ScopeId scope;
    RecordId record;
    std::string name;
};

class Stories {
public:
    Stories(DayStage& stage, Disagreements& disagreements, Agenda& agenda, Prng& prng)
        : stage_(stage), disagreements_(disagreements), agenda_(agenda), prng_(prng) {}

    void two_seats(Scene& scene);
    void two_starts(Scene& scene);
    void cancelled_and_edited(Scene& scene, bool is_kept);
    void two_allergies(Scene& scene);
    void two_notes(Scene& scene);
    void two_check_ins(Scene& scene);
    void bottles_from_three(Scene& scene);
    void refused_price(Scene& scene);
    void wrong_arrival(Scene& scene);

private:
    std::optional<Prop> take(const Scene& scene, std::vector<RecordId>& records);
    [[nodiscard]] FieldId field(std::string_view collection, std::string_view name) const;
    [[nodiscard]] Value read(Crew who, const Prop& prop, FieldId id);
    [[nodiscard]] std::string person(Crew who) const { return stage_.member(who).person; }

    /// Somebody sets one field at a time of the day.
    void set_at(TimeOfDay time, Crew who, const Prop& prop, std::string field, Value value,
                const std::string& words);
    void draft_at(TimeOfDay time, Crew who, Draft draft, const std::string& words);
    [[nodiscard]] static Draft draft_of(const Prop& prop, std::string type);

    DayStage& stage_;
    Disagreements& disagreements_;
    Agenda& agenda_;
    Prng& prng_;
};

std::optional<Prop> Stories::take(const Scene& scene, std::vector<RecordId>& records) {
    if (records.empty()) return std::nullopt;
    const auto at = static_cast<std::ptrdiff_t>(prng_.below(records.size()));
    const RecordId record = records[static_cast<std::size_t>(at)];
    records.erase(records.begin() + at);
    return Prop{scene.scope, record, title_of(stage_.replica(Crew::kOffice), scene.scope, record)};
}

FieldId Stories::field(std::string_view collection, std::string_view name) const {
    const CollectionSchema* found = stage_.replica(Crew::kOffice).schema().find(collection);
    WEDSYNC_ASSERT(found != nullptr);
    const FieldSchema* field = found->find(name);
    WEDSYNC_ASSERT(field != nullptr);
    return field->id;
}

Value Stories::read(Crew who, const Prop& prop, FieldId id) {
    replica::Replica& replica = stage_.replica(who);
    const Result<merge::RecordState> state = replica.get(prop.scope, prop.record);
    const FieldSchema* field = replica.schema().find(id);
    if (!state.ok() || field == nullptr) return {};
    return merge::read_field(state.value(), *field).value;
}

Draft Stories::draft_of(const Prop& prop, std::string type) {
    Draft draft;
    draft.scope = prop.scope;
    draft.type = std::move(type);
    return draft;
}

void Stories::draft_at(TimeOfDay time, Crew who, Draft draft, const std::string& words) {
    agenda_.at(time,
               [this_stage = &stage_, who, draft = std::move(draft), words]() -> Result<void> {
                   WEDSYNC_TRY(this_stage->act(who, draft, words));
                   return {};
               });
}

void Stories::set_at(TimeOfDay time, Crew who, const Prop& prop, std::string field, Value value,
                     const std::string& words) {
    Draft draft = draft_of(prop, "edit");
    draft.set(prop.record, std::move(field), std::move(value));
    draft_at(time, who, std::move(draft), words);
}

void Stories::two_seats(Scene& scene) {
    if (scene.tables.size() < 2) return;
    const auto guest = take(scene, scene.guests);
    if (!guest) return;
    const RecordId first = scene.tables.front();
    const RecordId second = scene.tables.back();
    replica::Replica& replica = stage_.replica(Crew::kOffice);
    const auto seat = [&](std::uint32_t minute, Crew who, const RecordId& table) {
        Draft draft = draft_of(*guest, "seating");
        draft.set(guest->record, "table", Reference{table});
        draft.edits.emplace_back(edit::Clear{guest->record, "seat"});
        draft_at({10, minute}, who, std::move(draft),
                 "seats " + guest->name + " at " + title_of(replica, scene.scope, table));
    };
    seat(41, Crew::kHall, first);
    seat(56, Crew::kGarden, second);
    disagreements_.plan(guest->record, field("guests", "table"), Reference{first},
                        "the family sits there");
}

void Stories::two_starts(Scene& scene) {
    const auto item = take(scene, scene.timeline);
    if (!item) return;
    const FieldId starts_at = field("timeline_items", "starts_at");
    const Value start = read(Crew::kOffice, *item, starts_at);
    const auto* start_ms = std::get_if<std::int64_t>(&start);
    if (start_ms == nullptr) return;
    const auto later = [&](std::int64_t minutes) {
        return *start_ms + minutes * static_cast<std::int64_t>(kMinuteMs);
    };
    set_at({11, 5}, Crew::kOffice, *item, "starts_at", later(15),
           "moves “" + item->name + "” 15 minutes later");
    set_at({11, 21}, Crew::kHall, *item, "starts_at", later(30),
           "moves “" + item->name + "” 30 minutes later");
    disagreements_.plan(item->record, starts_at, later(20), "the band needs 20");
}

void Stories::cancelled_and_edited(Scene& scene, bool is_kept) {
    const auto guest = take(scene, scene.guests);
    if (!guest) return;
    Draft cancel = draft_of(*guest, "guest");
    cancel.edits.emplace_back(edit::Delete{guest->record});
    draft_at({11, is_kept ? 33U : 36U}, Crew::kOffice, std::move(cancel),
             "takes " + guest->name + " off the list, who cancelled");
    Draft edited = draft_of(*guest, "guest");
    edited.set(guest->record, "needs_wheelchair", true);
    edited.set(guest->record, "meal", std::string("vegetarian"));
    draft_at({11, is_kept ? 45U : 49U}, Crew::kGarden, std::move(edited),
             "puts down a wheelchair and a vegetarian meal for " + guest->name);
    disagreements_.plan_record(guest->record, is_kept,
                               is_kept ? "called: is coming after all" : "the family confirmed it");
}

void Stories::two_allergies(Scene& scene) {
    const auto guest = take(scene, scene.guests);
    if (!guest) return;
    set_at({10, 48}, Crew::kHall, *guest, "allergies", std::string("nuts"),
           "puts down an allergy of " + guest->name + ": nuts");
    set_at({11, 14}, Crew::kGarden, *guest, "allergies", std::string("shellfish"),
           "puts down an allergy of " + guest->name + ": shellfish");
    disagreements_.plan(guest->record, field("guests", "allergies"), std::string("nuts, shellfish"),
                        "asked: it is both");
}

void Stories::two_notes(Scene& scene) {
    const auto guest = take(scene, scene.guests);
    if (!guest) return;
    const std::string first = "Comes by train.";
    const std::string last = "Gift: on the piano.";
    set_at({8, 31}, Crew::kCoordinator, *guest, "notes", first + "\n\n" + last,
           "writes a note about " + guest->name);
    set_at({10, 52}, Crew::kHall, *guest, "notes", "Comes by train at 15:40.\n\n" + last,
           "adds the time of the train to the note about " + guest->name);
    set_at({11, 9}, Crew::kGarden, *guest, "notes", first + "\n\nGift: on the piano, fragile.",
           "adds “fragile” to the note about " + guest->name);
    const FieldId notes = field("guests", "notes");
    agenda_.at({13, 25}, [this_story = *this, guest = *guest, notes]() mutable -> Result<void> {
        const Value value = this_story.read(Crew::kCoordinator, guest, notes);
        const auto* text = std::get_if<std::string>(&value);
        if (text != nullptr && text->find("15:40") != std::string::npos &&
            text->find("fragile") != std::string::npos) {
            this_story.stage_.tell(HappeningKind::kSettled, std::nullopt,
                                   "The note about " + guest.name + " has what both wrote");
        }
        return {};
    });
}

void Stories::two_check_ins(Scene& scene) {
    const auto guest = take(scene, scene.guests);
    if (!guest) return;
    const auto check_in = [&](std::uint32_t minute, Crew who) {
        Draft draft = draft_of(*guest, "check-in");
        draft.set(guest->record, "checked_in", true);
        draft.set(guest->record, "checked_in_at",
                  static_cast<std::int64_t>(agenda_.wall_ms({11, minute})));
        draft_at({11, minute}, who, std::move(draft), "checks in " + guest->name);
    };
    check_in(2, Crew::kHall);
    check_in(17, Crew::kGarden);
    const FieldId time = field("guests", "checked_in_at");
    agenda_.at({13, 26}, [this_story = *this, guest = *guest, time]() mutable -> Result<void> {
        replica::Replica& replica = this_story.stage_.replica(Crew::kCoordinator);
        const Value value = this_story.read(Crew::kCoordinator, guest, time);
        this_story.stage_.tell(
            HappeningKind::kSettled, std::nullopt,
            guest.name + " was checked in twice; the earlier time holds: " +
                value_words(replica, guest.scope, replica.schema().find(time), value));
        return {};
    });
}

void Stories::bottles_from_three(Scene& scene) {
    const auto table = take(scene, scene.tables);
    if (!table) return;
    const auto bring = [&](std::uint32_t minute, Crew who, std::int64_t bottles) {
        Draft draft = draft_of(*table, "service");
        draft.edits.emplace_back(edit::Increment{table->record, "wine_bottles", bottles});
        draft_at({11, minute}, who, std::move(draft),
                 bottles_words(static_cast<std::uint64_t>(bottles), table->name));
    };
    bring(24, Crew::kHall, 3);
    bring(28, Crew::kGarden, 2);
    bring(31, Crew::kOffice, 4);
    const FieldId bottles = field("tables", "wine_bottles");
    agenda_.at({13, 27}, [this_story = *this, table = *table, bottles]() mutable -> Result<void> {
        const Value value = this_story.read(Crew::kCoordinator, table, bottles);
        const auto* count = std::get_if<std::int64_t>(&value);
        this_story.stage_.tell(HappeningKind::kSettled, std::nullopt,
                               table.name + " has the bottles of all three: " +
                                   std::to_string(count == nullptr ? 0 : *count));
        return {};
    });
}

void Stories::refused_price(Scene& scene) {
    const auto vendor = take(scene, scene.vendors);
    if (!vendor) return;
    set_at({11, 30}, Crew::kHall, *vendor, "price_cents", std::int64_t{99'900},
           "changes the price of " + vendor->name);
    set_at({11, 32}, Crew::kHall, *vendor, "crew_size", std::int64_t{3},
           "puts down a crew of 3 for " + vendor->name);
    agenda_.at({12, 45}, [this_stage = &stage_, vendor = *vendor]() -> Result<void> {
        replica::Replica& replica = this_stage->replica(Crew::kHall);
        std::vector<Dot> refused;
        for (const auto& [dot, row] : replica.scope(vendor.scope)->refused)
            refused.push_back(dot);
        for (const Dot& dot : refused) {
            WEDSYNC_TRY(replica.discard_refused(vendor.scope, dot));
            this_stage->tell(HappeningKind::kRefused, Crew::kHall,
                             "has seen it and lets the price of " + vendor.name + " be");
        }
        return {};
    });
}

void Stories::wrong_arrival(Scene& scene) {
    const auto arrival = take(scene, scene.arrivals);
    if (!arrival) return;
    Draft draft = draft_of(*arrival, "arrival");
    draft.set(arrival->record, "has_arrived", true);
    agenda_.at(
        {9, 20},
        [this_stage = &stage_, this_agenda = &agenda_, arrival = *arrival,
         draft]() -> Result<void> {
            const replica::Committed made =
                WEDSYNC_TRY(this_stage->act(Crew::kGarden, draft, "ticks off: " + arrival.name));
            this_agenda->at({9, 23}, [this_stage, arrival, dot = made.dot]() -> Result<void> {
                return this_stage->undo(Crew::kGarden, arrival.scope, dot,
                                        "takes that back: it was not " + arrival.name);
            });
            return {};
        });
}

}  // namespace

std::uint64_t Agenda::wall_ms(TimeOfDay time) const {
    return midnight_ms_ + time.hour * kHourMs + time.minute * kMinuteMs;
}

void Agenda::at(TimeOfDay time, Action action) {
    at(wall_ms(time), std::move(action));
}

Agenda::Due Agenda::take_next(std::uint64_t wall_ms) {
    if (actions_.empty() || actions_.begin()->first > wall_ms) return {};
    Due due{actions_.begin()->first, std::move(actions_.begin()->second)};
    actions_.erase(actions_.begin());
    return due;
}

void add_troubles(DayStage& stage, Agenda& agenda) {
    const auto lose = [&](TimeOfDay time, Crew who, const char* why) {
        agenda.at(time, [&stage, who, why]() -> Result<void> {
            stage.lose_network(who, why);
            return {};
        });
    };
    const auto find = [&](TimeOfDay time, Crew who) {
        agenda.at(time, [&stage, who]() -> Result<void> {
            stage.find_network(who);
            return {};
        });
    };
    lose({10, 0}, Crew::kHall, "is in the cellar: no network there");
    find({12, 10}, Crew::kHall);
    lose({10, 20}, Crew::kGarden, "is in the garden, beyond the Wi-Fi");
    find({13, 0}, Crew::kGarden);
    agenda.at({14, 5}, [&stage]() -> Result<void> {
        stage.restart_hub();
        return {};
    });
    lose({15, 30}, Crew::kCoordinator, "walks a couple to the lake: no network");
    find({16, 50}, Crew::kCoordinator);
    lose({16, 0}, Crew::kOffice, "has a router that restarts");
    find({16, 35}, Crew::kOffice);
    lose({18, 0}, Crew::kHall, "is in the cellar again");
    find({19, 0}, Crew::kHall);
    agenda.at({18, 10}, [&stage]() -> Result<void> {
        stage.lose_power(Crew::kGarden);
        return {};
    });
    agenda.at({18, 40}, [&stage]() -> Result<void> {
        stage.find_power(Crew::kGarden);
        return {};
    });
}

void add_stories(DayStage& stage, Disagreements& disagreements, std::vector<Scene>& scenes,
                 Agenda& agenda, Prng& prng) {
    if (scenes.empty()) return;
    Stories stories(stage, disagreements, agenda, prng);
    std::size_t next = 0;
    const auto scene = [&]() -> Scene& { return scenes[next++ % scenes.size()]; };
    stories.wrong_arrival(scene());
    stories.two_seats(scene());
    stories.two_allergies(scene());
    stories.two_notes(scene());
    stories.two_check_ins(scene());
    stories.two_starts(scene());
    stories.bottles_from_three(scene());
    stories.refused_price(scene());
    stories.cancelled_and_edited(scene(), true);
    stories.cancelled_and_edited(scene(), false);
}

}  // namespace wedsync::sim
