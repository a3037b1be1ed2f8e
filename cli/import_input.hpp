#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/schema.hpp"
#include "importers/guests.hpp"
#include "importers/schedule.hpp"
#include "loaders/plan.hpp"

namespace wedsync::cli {

enum class InputKind : std::uint8_t {
    kSchedule,
    kGuests,
    kCalendar,
    kContacts,
    kOwnTable,
    kOwnJson
};

/// What `--kind` says, or else what the first bytes look like.
[[nodiscard]] InputKind kind_of(const std::string& said, std::string_view bytes);

/// How a list is read, where the file does not say it.
struct ReadOptions {
    std::string scope;  ///< The name of the event, as far as it is known.
    std::optional<int> utc_offset_min;
    bool contacts_are_guests = false;
};

/// A file that goes into one scope: what it holds as a plan, and what in it could not be read.
struct ListInput {
    InputKind kind = InputKind::kGuests;
    std::string file;
    loaders::Plan plan;
    std::vector<importers::RowError> errors;
    std::vector<std::string> unknown_columns;
    /// As it was read, where it is a table: rows in error are shown from here.
    importers::CsvTable table;
    /// The event whose answers were taken, and rows that are not invited to it.
    std::string event;
    std::size_t not_invited = 0;
    std::vector<importers::ImportedGuest> guests;
    /// The scope that the file itself names.
    std::string scope;
    /// What it holds, in the plural, and how many.
    std::string noun = "guests";
    std::size_t count = 0;
};

/// Reads one such file. Throws Failure.
[[nodiscard]] ListInput read_list(InputKind kind, const std::string& file, std::string_view bytes,
                                  const ReadOptions& options, const Schema& schema);

[[nodiscard]] importers::Schedule read_schedule(const std::string& file, std::string_view bytes);

}  // namespace wedsync::cli
