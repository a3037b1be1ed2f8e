#include "cli/demo_input.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "cli/failure.hpp"
#include "cli/store_file.hpp"

#include "importers/guests.hpp"
#include "importers/schedule.hpp"

namespace wedsync::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAdvice =
    "A folder for the demonstration has a schedule (frab or pentabarf, XML or JSON) and guest "
    "lists (CSV with a header row).";

/// The files with one of these endings, the largest first, equal ones by name.
std::vector<fs::path> files_in(const std::string& folder, const std::vector<std::string>& endings) {
    std::vector<std::pair<std::uintmax_t, fs::path>> found;
    for (const char* place : {"", "schedules", "guests", "people"}) {
        std::error_code error;
        const fs::path where = *place == '\0' ? fs::path(folder) : fs::path(folder) / place;
        for (const fs::directory_entry& entry : fs::directory_iterator(where, error)) {
            const std::string ending = entry.path().extension().string();
            if (!entry.is_regular_file(error)) continue;
            if (std::find(endings.begin(), endings.end(), ending) == endings.end()) continue;
            found.emplace_back(entry.file_size(error), entry.path());
        }
    }
    std::sort(found.begin(), found.end(), [](const auto& left, const auto& right) {
        return left.first != right.first ? left.first > right.first : left.second < right.second;
    });
    std::vector<fs::path> files;
    files.reserve(found.size());
    for (auto& [size, path] : found)
        files.push_back(std::move(path));
    return files;
}

std::string plural(std::size_t count, const char* what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

importers::Schedule read_schedule(const std::string& folder, DemoInput& input) {
    std::string reason = "no .xml or .json file there";
    for (const fs::path& file : files_in(folder, {".xml", ".json"})) {
        Result<importers::Schedule> schedule = importers::parse_schedule(read_file(file.string()));
        if (schedule.ok() && !schedule.value().items.empty()) {
            input.remarks.push_back(file.filename().string() + ": " +
                                    plural(schedule.value().items.size(), "item"));
            return std::move(schedule).value();
        }
        if (!schedule.ok()) reason = file.filename().string() + ": " + schedule.error().detail;
    }
    throw Failure(ExitCode::kBadInput, folder + " has no schedule (" + reason + ")", kAdvice);
}

std::vector<importers::ImportedGuest> made_up_guests(std::uint64_t seed) {
    std::vector<importers::ImportedGuest> guests;
    for (const importers::VenueWedding& wedding : importers::make_venue(seed).weddings) {
        for (const importers::VenueGuest& made : wedding.guests) {
            importers::ImportedGuest guest;
            guest.full_name = made.full_name;
            guest.first_name = made.first_name;
            guest.last_name = made.last_name;
            guest.email = made.email;
            guest.phone = made.phone;
            guest.party = made.party;
            guest.rsvp = made.rsvp;
            guest.meal = made.meal;
            guests.push_back(std::move(guest));
        }
    }
    return guests;
}

std::vector<importers::ImportedGuest> read_guests(const std::string& folder, std::uint64_t seed,
                                                  DemoInput& input) {
    std::vector<importers::ImportedGuest> guests;
    for (const fs::path& file : files_in(folder, {".csv"})) {
        const importers::GuestList list =
            take_input(importers::parse_guests(read_file(file.string())), file.string(), kAdvice);
        guests.insert(guests.end(), list.guests.begin(), list.guests.end());
        input.remarks.push_back(file.filename().string() + ": " +
                                plural(list.guests.size(), "guest"));
    }
    if (!guests.empty()) return guests;
    guests = made_up_guests(seed);
    input.remarks.push_back("no guest list (.csv) there: " + plural(guests.size(), "guest") +
                            " made up");
    return guests;
}

}  // namespace

DemoInput read_demo_folder(const std::string& folder, std::uint64_t seed) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
        throw Failure(ExitCode::kNotFound, "there is no folder " + folder, kAdvice);
    }
    DemoInput input;
    const importers::Schedule schedule = read_schedule(folder, input);
    input.venue = importers::venue_from(schedule, read_guests(folder, seed, input));
    return input;
}

}  // namespace wedsync::cli
