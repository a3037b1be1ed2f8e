#include "cli/import_input.hpp"

#include <utility>

#include "cli/failure.hpp"

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
    input.guests = std::move(list.guests);
    input.errors = std::move(list.errors);
    input.unknown_columns = std::move(list.unknown_columns);
    input.table = std::move(list.table);
    input.event = std::move(list.event);
    input.not_invited = list.not_invited;
    return input;
}

}  // namespace

InputKind kind_of(const std::string& said, std::string_view bytes) {
    if (said == "schedule") return InputKind::kSchedule;
    if (said == "guests") return InputKind::kGuests;
    const std::string_view line = first_line_of(bytes);
    const bool is_schedule = line.starts_with('<') || line.starts_with('{');
    return is_schedule ? InputKind::kSchedule : InputKind::kGuests;
}

ListInput read_list(InputKind kind, const std::string& file, std::string_view bytes,
                    const std::string& scope) {
    ListInput input = read_guests(bytes, file, scope);
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
