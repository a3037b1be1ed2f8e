#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "importers/csv.hpp"

namespace wedsync::importers {

/// What a column of a guest list says of a guest.
enum class Column : std::uint8_t {
    kUnknown,
    kNoPlace,  ///< Known, but there is no field for it (an address, a thank-you).
    kOwnNote,  ///< What an errors file adds to each row.
    kKey,
    kFullName,
    kCoupleNames,  ///< "Guest 1 and 2 Full Names": counts where no column names anybody.
    kFirstName,
    kLastName,
    kTitle,
    kEmail,
    kPhone,
    kParty,
    kSide,
    kRsvp,
    kInvitedCount,  ///< One ceremony of several: 0 not invited, N a party of N, -1 no limit.
    kTable,
    kSeat,
    kMeal,
    kDiets,
    kAllergies,
    kNotes,
    kTags,
    kPlusOne,
    kPlusOnesAllowed,
    kChild,
    kWheelchair,
};

struct ColumnMeaning {
    Column column = Column::kUnknown;
    /// Empty: of the guest whom the row is about; otherwise the same text for all columns of one
    /// further guest ("companion2").
    std::string member;
    /// The event that an answer is for, as the header names it.
    std::string event;
    /// The column is named after the event, so an empty cell says "not invited".
    bool is_named_after_event = false;

    friend bool operator==(const ColumnMeaning&, const ColumnMeaning&) = default;
};

/// By header alone.
[[nodiscard]] ColumnMeaning meaning_of(std::string_view header);

/// By header, and by what the cells look like where no header helps: answers, e-mail addresses,
/// phone numbers, tables. Of answers for several events those for `event` are taken, or else the
/// first; the others' columns, meals included, become kUnknown.
[[nodiscard]] std::vector<ColumnMeaning> understand_columns(const CsvTable& table,
                                                            std::string_view event);

}  // namespace wedsync::importers
