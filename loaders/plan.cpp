#include "loaders/plan.hpp"

#include <map>

#include "engine/base/hash.hpp"

namespace wedsync::loaders {
namespace {

constexpr std::uint64_t kScopeSeed = 0x77656473636f7065;  // "wedscope"

/// Writes down one record; what is empty is not written.
class Wanted {
public:
    Wanted(std::string collection, std::vector<std::vector<std::string>> keys) {
        record_.collection = std::move(collection);
        record_.keys = std::move(keys);
    }

    Wanted& text(const char* field, const std::string& value) {
        if (!value.empty()) add(field, Value{value});
        return *this;
    }
    Wanted& integer(const char* field, std::int64_t value) {
        add(field, Value{value});
        return *this;
    }
    Wanted& real(const char* field, double value) {
        add(field, make_real(value));
        return *this;
    }
    Wanted& time(const char* field, std::int64_t value_ms) {
        if (value_ms != 0) add(field, Value{value_ms});
        return *this;
    }
    Wanted& flag(const char* field, bool value) {
        if (value) add(field, Value{true});
        return *this;
    }
    Wanted& reference(const char* field, std::size_t index) {
        record_.fields.emplace_back(field, PlannedRecord{index});
        return *this;
    }
    Wanted& elements(const char* field, const Elements& values) {
        if (!values.empty()) record_.fields.emplace_back(field, values);
        return *this;
    }
    Wanted& initial_text(const char* field, const std::string& value) {
        record_.defaults.emplace_back(field, Value{value});
        return *this;
    }
    Wanted& line(std::size_t number) {
        record_.line = number;
        return *this;
    }

    /// Its place in the plan.
    std::size_t add_to(Plan& plan) {
        plan.push_back(std::move(record_));
        return plan.size() - 1;
    }

private:
    void add(const char* field, Value value) {
        record_.fields.emplace_back(field, std::move(value));
    }

    WantedRecord record_;
};

Wanted wanted_table(const std::string& label) {
    Wanted table("tables", {{"label"}});
    table.text("label", label);
    return table;
}

Wanted wanted_seat(const std::string& label, std::size_t table) {
    Wanted seat("seats", {{"label"}});
    seat.text("label", label).reference("table", table).text("kind", "standard");
    return seat;
}

void add_tables(const importers::VenueWedding& wedding, WeddingPlan& planned) {
    for (const importers::VenueTable& table : wedding.tables) {
        planned.tables.push_back(wanted_table(table.label)
                                     .integer("capacity", table.capacity)
                                     .text("shape", table.shape)
                                     .real("x", table.x_cm)
                                     .real("y", table.y_cm)
                                     .add_to(planned.plan));
    }
    for (std::size_t i = 0; i < wedding.tables.size(); ++i) {
        std::vector<std::size_t>& seats = planned.seats.emplace_back();
        for (const importers::VenueSeat& seat : wedding.tables[i].seats) {
            seats.push_back(wanted_seat(seat.label, planned.tables[i])
                                .integer("number", seat.number)
                                .add_to(planned.plan));
        }
    }
}

void add_vendors(const importers::VenueWedding& wedding, WeddingPlan& planned) {
    for (const importers::VenueVendor& vendor : wedding.vendors) {
        Wanted wanted("vendors", {{"name"}});
        wanted.text("name", vendor.name)
            .text("category", vendor.category)
            .text("status", "booked")
            .text("contact_name", vendor.contact_name)
            .text("email", vendor.email)
            .text("phone", vendor.phone)
            .integer("crew_size", vendor.crew_size);
        if (vendor.price_cents != 0) wanted.integer("price_cents", vendor.price_cents);
        planned.vendors.push_back(wanted.add_to(planned.plan));
    }
    for (const importers::VenueArrival& arrival : wedding.arrivals) {
        planned.arrivals.push_back(Wanted("arrivals", {{"label"}})
                                       .text("label", arrival.label)
                                       .reference("vendor", planned.vendors[arrival.vendor])
                                       .time("due_at", arrival.due_at_ms)
                                       .text("gate", arrival.gate)
                                       .flag("has_arrived", arrival.arrived_at_ms.has_value())
                                       .time("arrived_at", arrival.arrived_at_ms.value_or(0))
                                       .add_to(planned.plan));
    }
}

void add_timeline(const importers::VenueWedding& wedding, WeddingPlan& planned) {
    for (const importers::VenueTimelineItem& item : wedding.timeline) {
        Wanted wanted("timeline_items", {{"title", "room"}});
        wanted.text("title", item.title)
            .text("room", item.room)
            .text("kind", item.kind)
            .time("starts_at", item.starts_at_ms)
            .integer("duration_min", item.duration_min)
            .text("owner", item.owner)
            .flag("is_done", item.is_done);
        if (item.vendor) wanted.reference("vendor", planned.vendors[*item.vendor]);
        planned.timeline.push_back(wanted.add_to(planned.plan));
    }
    for (const importers::VenueTask& task : wedding.tasks) {
        Wanted wanted("tasks", {{"title"}});
        wanted.text("title", task.title)
            .text("assignee", task.assignee)
            .text("urgency", task.urgency)
            .time("due_at", task.due_at_ms)
            .flag("is_done", task.is_done);
        if (task.timeline_item) {
            wanted.reference("timeline_item", planned.timeline[*task.timeline_item]);
        }
        planned.tasks.push_back(wanted.add_to(planned.plan));
    }
}

void add_notes(const importers::VenueWedding& wedding, WeddingPlan& planned) {
    for (const importers::VenueNote& note : wedding.notes) {
        Wanted("notes", {{"title"}})
            .text("title", note.title)
            .text("body", note.body)
            .text("author", note.author)
            .time("written_at", note.written_at_ms)
            .add_to(planned.plan);
    }
}

/// Lists have other words for it, names for instance.
bool is_side(std::string_view text) {
    return text == "first" || text == "second" || text == "both";
}

/// What both kinds of guest have.
template <class Guest>
void add_details(Wanted& wanted, const Guest& guest) {
    wanted.text("full_name", guest.full_name)
        .text("first_name", guest.first_name)
        .text("last_name", guest.last_name)
        .text("email", guest.email)
        .text("phone", guest.phone)
        .text("party", guest.party)
        .text("side", is_side(guest.side) ? guest.side : std::string())
        .text("meal", guest.meal)
        .elements("diets", guest.diets)
        .text("allergies", guest.allergies)
        .elements("tags", guest.tags)
        .flag("is_child", guest.is_child);
}

void add_guests(const importers::VenueWedding& wedding, WeddingPlan& planned) {
    for (const importers::VenueGuest& guest : wedding.guests) {
        Wanted wanted("guests", {{"full_name", "email", "party"}});
        add_details(wanted, guest);
        wanted.text("rsvp", guest.rsvp)
            .flag("checked_in", guest.checked_in_at_ms.has_value())
            .time("checked_in_at", guest.checked_in_at_ms.value_or(0));
        if (guest.table) wanted.reference("table", planned.tables[*guest.table]);
        if (guest.table && guest.seat) {
            wanted.reference("seat", planned.seats[*guest.table][*guest.seat]);
        }
        planned.guests.push_back(wanted.add_to(planned.plan));
    }
}

}  // namespace

ScopeId scope_id_of(std::string_view name) {
    const std::uint64_t id = hash64(as_bytes(name), kScopeSeed);
    return ScopeId{id == 0 ? 1 : id};
}

WeddingPlan plan_of(const importers::VenueWedding& wedding) {
    WeddingPlan planned;
    Wanted event("events", {{"name"}});
    event.text("name", wedding.name)
        .text("couple", wedding.couple)
        .text("hall", wedding.hall)
        .text("status", "confirmed")
        .time("starts_at", wedding.starts_at_ms)
        .time("ends_at", wedding.ends_at_ms)
        .text("coordinator", wedding.coordinator);
    if (!wedding.guests.empty()) {
        event.integer("expected_guests", static_cast<std::int64_t>(wedding.guests.size()));
    }
    planned.event = event.add_to(planned.plan);
    add_tables(wedding, planned);
    add_vendors(wedding, planned);
    add_timeline(wedding, planned);
    add_guests(wedding, planned);
    add_notes(wedding, planned);
    return planned;
}

namespace {

/// The tables and seats that a list names, each once in its plan.
class Places {
public:
    explicit Places(Plan& plan) : plan_(plan) {}

    void add_to(Wanted& wanted, const importers::ImportedGuest& guest) {
        if (!guest.table.empty()) wanted.reference("table", table_of(guest));
        if (!guest.seat.empty()) wanted.reference("seat", seat_of(guest));
    }

private:
    std::size_t table_of(const importers::ImportedGuest& guest) {
        const auto [table, is_new] = tables_.try_emplace(guest.table, 0);
        if (is_new) table->second = wanted_table(guest.table).line(guest.line).add_to(plan_);
        return table->second;
    }

    std::size_t seat_of(const importers::ImportedGuest& guest) {
        // Lists number the seats of each table from 1: the label has to say which table.
        const bool has_table = !guest.table.empty();
        const std::string label = has_table ? guest.table + " / " + guest.seat : guest.seat;
        const auto [seat, is_new] = seats_.try_emplace(label, 0);
        if (is_new) {
            Wanted wanted("seats", {{"label"}});
            wanted.text("label", label).text("kind", "standard").line(guest.line);
            if (has_table) wanted.reference("table", table_of(guest));
            seat->second = wanted.add_to(plan_);
        }
        return seat->second;
    }

    Plan& plan_;
    std::map<std::string, std::size_t> tables_;
    std::map<std::string, std::size_t> seats_;
};

}  // namespace

Plan plan_of(const std::vector<importers::ImportedGuest>& guests) {
    Plan plan;
    Places places(plan);
    for (const importers::ImportedGuest& guest : guests) {
        Wanted wanted("guests", {{std::string(kImportKey)}, {"full_name", "party"}});
        add_details(wanted, guest);
        wanted.text("import_key", guest.import_key)
            .text("notes", guest.notes)
            .flag("needs_wheelchair", guest.needs_wheelchair)
            .line(guest.line);
        if (guest.plus_ones != 0) wanted.integer("plus_ones", guest.plus_ones);
        // A list without an answer does not take one back.
        if (guest.is_rsvp_said) {
            wanted.text("rsvp", guest.rsvp);
        } else {
            wanted.initial_text("rsvp", guest.rsvp);
        }
        places.add_to(wanted, guest);
        wanted.add_to(plan);
    }
    return plan;
}

}  // namespace wedsync::loaders
