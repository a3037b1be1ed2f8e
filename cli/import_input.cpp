#include "cli/import_input.hpp"

#include <algorithm>
#include <utility>

#include "cli/failure.hpp"

#include "importers/calendar.hpp"
#include "importers/contacts.hpp"
#include "loaders/own_files.hpp"
#include "loaders/plan_lists.hpp"

namespace wedsync::cli {
namespace {

constexpr const char* kSafe = "Nothing was imported.";

std::string_view first_line_of(std::string_view bytes) {
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
    const std::size_t at = bytes.find_first_not_of(" \t\r\n");
    if (at == std::string_view::npos) return {};
    bytes.remove_prefix(at);
    return bytes.substr(0, bytes.find_first_of("\r\n"));
}

ListInput read_guests(std::string_view bytes, const std::string& file, const std::string& scope) {
    importers::GuestList list =
        take_input(importers::parse_guests(bytes, scope), file,
                   std::string(kSafe) +
                       " A guest list is CSV with a header row and a column of names (name, or "
                       "first_name and last_name).");
    ListInput input;
    input.plan = loaders::plan_of(list.guests);
    input.count = list.guests.size();
    input.guests = std::move(list.guests);
    input.errors = std::move(list.errors);
    input.unknown_columns = std::move(list.unknown_columns);
    input.table = std::move(list.table);
    input.event = std::move(list.event);
    input.not_invited = list.not_invited;
    return input;
}

ListInput read_calendar(std::string_view bytes, const std::string& file,
                        const ReadOptions& options) {
    importers::Calendar calendar =
        take_input(importers::parse_calendar(bytes, options.utc_offset_min), file,
                   std::string(kSafe) + " A calendar is an iCalendar file (.ics).");
    ListInput input;
    input.plan = loaders::plan_of(calendar.items);
    input.errors = std::move(calendar.errors);
    input.noun = "events";
    input.count = calendar.items.size();
    return input;
}

ListInput read_contacts(std::string_view bytes, const std::string& file,
                        const ReadOptions& options) {
    importers::ContactList list =
        take_input(importers::parse_contacts(bytes), file,
                   std::string(kSafe) + " An address book is a vCard file (.vcf).");
    ListInput input;
    if (options.contacts_are_guests) {
        input.guests = importers::guests_of(list.contacts);
        input.plan = loaders::plan_of(input.guests);
        for (loaders::WantedRecord& wanted : input.plan)
            wanted.reach = loaders::KeyReach::kGlobal;
    } else {
        input.plan = loaders::plan_of(list.contacts);
        input.noun = "contacts";
    }
    input.count = list.contacts.size();
    input.errors = std::move(list.errors);
    input.unknown_columns = std::move(list.unknown_properties);
    return input;
}

ListInput read_own(Result<loaders::OwnFile> parsed, const std::string& file) {
    loaders::OwnFile own =
        take_input(std::move(parsed), file,
                   std::string(kSafe) + " It looks like a file that `wedsync export` wrote.");
    ListInput input;
    input.plan = std::move(own.plan);
    input.errors = std::move(own.errors);
    input.unknown_columns = std::move(own.unknown_columns);
    input.table = std::move(own.table);
    input.scope = std::move(own.scope);
    input.noun = "records";
    input.count = input.plan.size();
    return input;
}

bool begins_with(std::string_view line, std::string_view start) {
    return std::equal(
        start.begin(), start.end(), line.begin(),
        line.begin() + static_cast<std::ptrdiff_t>(std::min(line.size(), start.size())),
        [](char left, char right) {
            return left == (right >= 'a' && right <= 'z' ? right - 'a' + 'A' : right);
        });
}

}  // namespace

InputKind kind_of(const std::string& said, std::string_view bytes) {
    if (said == "schedule") return InputKind::kSchedule;
    if (said == "guests" && !loaders::is_own_table(first_line_of(bytes))) return InputKind::kGuests;
    if (said == "calendar") return InputKind::kCalendar;
    if (said == "contacts") return InputKind::kContacts;
    const std::string_view line = first_line_of(bytes);
    if (begins_with(line, "BEGIN:VCARD")) return InputKind::kContacts;
    if (begins_with(line, "BEGIN:V")) return InputKind::kCalendar;
    if (loaders::is_own_table(line)) return InputKind::kOwnTable;
    if (loaders::is_own_json(bytes)) return InputKind::kOwnJson;
    const bool is_schedule = line.starts_with('<') || line.starts_with('{');
    return is_schedule ? InputKind::kSchedule : InputKind::kGuests;
}

ListInput read_list(InputKind kind, const std::string& file, std::string_view bytes,
                    const ReadOptions& options, const Schema& schema) {
    const auto read = [&] {
        switch (kind) {
            case InputKind::kCalendar:
                return read_calendar(bytes, file, options);
            case InputKind::kContacts:
                return read_contacts(bytes, file, options);
            case InputKind::kOwnTable:
                return read_own(loaders::parse_own_table(bytes, schema), file);
            case InputKind::kOwnJson:
                return read_own(loaders::parse_own_json(bytes, schema), file);
            case InputKind::kSchedule:
            case InputKind::kGuests:
                break;
        }
        return read_guests(bytes, file, options.scope);
    };
    ListInput input = read();
    input.kind = kind;
    input.file = file;
    return input;
}

importers::Schedule read_schedule(const std::string& file, std::string_view bytes) {
    importers::Schedule schedule =
        take_input(importers::parse_schedule(bytes), file,
                   std::string(kSafe) + " A schedule is a frab (pentabarf) XML or JSON file.");
    if (schedule.items.empty()) {
        throw Failure(ExitCode::kBadInput, file + ": a schedule without a single item", kSafe);
    }
    return schedule;
}

}  // namespace wedsync::cli
