#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "importers/csv.hpp"

namespace wedsync::importers {

/// A guest as a list names one. What the list does not say is empty.
struct ImportedGuest {
    /// What names the guest in the list for good (an id column); empty if it has none.
    std::string import_key;
    std::string full_name;  ///< Never empty.
    std::string first_name;
    std::string last_name;
    std::string email;
    std::string phone;
    std::string party;
    std::string side;
    std::string rsvp = "invited";  ///< invited, accepted, declined or tentative.
    /// False: the list says nothing of it, and `rsvp` is what a new guest begins with.
    bool is_rsvp_said = false;
    std::string table;
    std::string seat;
    std::string meal;
    std::vector<std::string> diets;
    std::string allergies;
    std::string notes;
    std::vector<std::string> tags;
    /// Guests this one may bring who have no name yet.
    std::uint32_t plus_ones = 0;
    bool is_child = false;
    bool needs_wheelchair = false;
    /// The line of the file the guest comes from.
    std::size_t line = 0;

    friend bool operator==(const ImportedGuest&, const ImportedGuest&) = default;
};

/// Something in a row that could not be taken as it stands.
struct RowError {
    std::size_t line = 0;
    std::string column;
    std::string what;
    /// True: the whole row was left out; false: only this cell was.
    bool is_row_lost = false;

    friend bool operator==(const RowError&, const RowError&) = default;
};

struct GuestList {
    std::vector<ImportedGuest> guests;
    /// By line.
    std::vector<RowError> errors;
    /// Columns that have no place here, or whose meaning is not known: shown to the person who
    /// imports, then left out.
    std::vector<std::string> unknown_columns;
    /// The event whose column of answers was taken, where the list has one.
    std::string event;
    /// Rows that this column leaves empty: not invited to it, so left out.
    std::size_t not_invited = 0;
    /// The list as it was read, for showing rows in error.
    CsvTable table;
};

inline constexpr std::size_t kGuestsMax = 100'000;

/// Reads a guest list from CSV, whatever program wrote it: columns are known by many names, in any
/// order (docs/import.md). Couples in one cell and further guests of one row become guests of the
/// same party. Of answers for several events those for `event` count. Rows that cannot be taken are
/// listed. Fails where there is no table (as parse_csv), no column of names, or too much.
[[nodiscard]] Result<GuestList> parse_guests(std::string_view csv, std::string_view event = {});

}  // namespace wedsync::importers
