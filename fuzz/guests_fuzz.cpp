// Any bytes as a guest list: refused with a message, or guests whose texts are UTF-8 and whose
// lines exist; and its table, written again, is the same table.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/base/assert.hpp"
#include "engine/base/bytes.hpp"
#include "engine/model/value.hpp"
#include "importers/couples.hpp"
#include "importers/guests.hpp"

namespace {

using wedsync::importers::csv_cell;
using wedsync::importers::csv_guarded;
using wedsync::importers::csv_unguarded;
using wedsync::importers::CsvLimits;
using wedsync::importers::CsvRow;
using wedsync::importers::CsvTable;
using wedsync::importers::ImportedGuest;

/// A row as one of a table with commas: a first cell that is never empty, then its own.
std::string written(const CsvRow& row) {
    std::string line = "x";
    for (const std::string& cell : row.cells)
        line += "," + csv_cell(csv_guarded(cell));
    return line + "\n";
}

void check_table(const CsvTable& table) {
    std::string text = "a,b\n";
    for (const CsvRow& row : table.rows)
        text += written(row);
    const auto again = wedsync::importers::parse_csv(text);
    WEDSYNC_ASSERT(again.ok() && again.value().rows.size() == table.rows.size());
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const CsvRow& left = table.rows[i];
        const CsvRow& right = again.value().rows[i];
        WEDSYNC_ASSERT(right.cells.size() == left.cells.size() + 1);
        for (std::size_t c = 0; c < left.cells.size(); ++c)
            WEDSYNC_ASSERT(csv_unguarded(right.cells[c + 1]) == left.cells[c]);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = wedsync::as_text({data, size});
    const auto list =
        wedsync::importers::parse_guests(text, text.substr(0, std::min<std::size_t>(size, 9)));
    if (!list.ok()) {
        WEDSYNC_ASSERT(!list.error().detail.empty());
        return 0;
    }
    // A line ends with at least one byte.
    const std::size_t lines_max = size + 1;
    for (const ImportedGuest& guest : list.value().guests) {
        WEDSYNC_ASSERT(!guest.full_name.empty() && wedsync::is_utf8(guest.full_name));
        WEDSYNC_ASSERT(wedsync::is_utf8(guest.notes));
        WEDSYNC_ASSERT(guest.line >= 1 && guest.line <= lines_max);
    }
    WEDSYNC_ASSERT(list.value().guests.size() <=
                   wedsync::importers::kGuestsMax + wedsync::importers::kNamesPerCellMax);
    const bool is_wide =
        std::any_of(list.value().table.rows.begin(), list.value().table.rows.end(),
                    [](const CsvRow& row) { return row.cells.size() >= CsvLimits{}.columns_max; });
    if (!is_wide) check_table(list.value().table);
    return 0;
}
