#include "importers/guests.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "engine/model/value.hpp"
#include "importers/couples.hpp"
#include "importers/fold.hpp"
#include "importers/guest_columns.hpp"
#include "importers/guest_words.hpp"
#include "importers/number_cell.hpp"

namespace wedsync::importers {
namespace {

constexpr std::uint32_t kPlusOnesMax = 50;

struct SideWord {
    std::string_view word;
    std::string_view side;
};
/// Folded. The bride is the first of the couple, as lists have it.
constexpr std::array kSideWords{
    SideWord{"first", "first"},   SideWord{"second", "second"}, SideWord{"both", "both"},
    SideWord{"bride", "first"},   SideWord{"groom", "second"},  SideWord{"brides", "first"},
    SideWord{"grooms", "second"}, SideWord{"braut", "first"},   SideWord{"brautigam", "second"},
    SideWord{"mariee", "first"},  SideWord{"marie", "second"},  SideWord{"novia", "first"},
    SideWord{"novio", "second"},  SideWord{"mutual", "both"},   SideWord{"beide", "both"},
};

/// Reads one row: the guests it names.
class RowReader {
public:
    RowReader(const CsvTable& table, const std::vector<ColumnMeaning>& columns, const CsvRow& row,
              GuestList& list)
        : table_(table), columns_(columns), row_(row), list_(list) {
        guests_.emplace_back();
        members_.emplace_back();
    }

    /// `table_above` is the table that an earlier row named for those below it.
    void read(std::string_view table_above) {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const std::string_view cell = trimmed(csv_unguarded(row_.cell(i)));
            if (cell.empty() && columns_[i].is_named_after_event) is_invited_ = false;
            if (!cell.empty()) take(i, cell);
        }
        if (!is_invited_) {
            ++list_.not_invited;
            return;
        }
        for (std::size_t i = columns_.size(); i < row_.cells.size(); ++i) {
            if (!trimmed(row_.cell(i)).empty()) {
                error(std::to_string(i + 1), "a cell beyond the last column", false);
            }
        }
        if (guests_[0].table.empty()) guests_[0].table = table_above;
        name_guests();
        if (guests_[0].full_name.empty()) return error("name", "a row without a name", true);
        complete();
        for (ImportedGuest& guest : guests_)
            list_.guests.push_back(std::move(guest));
    }

private:
    ImportedGuest& guest_of(const ColumnMeaning& meaning) {
        const auto found = std::find(members_.begin(), members_.end(), meaning.member);
        const auto at = static_cast<std::size_t>(found - members_.begin());
        if (found == members_.end()) {
            members_.push_back(meaning.member);
            guests_.emplace_back();
        }
        return guests_[at];
    }

    void take(std::size_t column, std::string_view text) {
        ImportedGuest& guest = guest_of(columns_[column]);
        switch (columns_[column].column) {
            case Column::kUnknown:
            case Column::kNoPlace:
            case Column::kOwnNote:
            case Column::kTitle:
                return;
            case Column::kKey:
                return keep(guest.import_key, text);
            case Column::kFullName:
                return keep(guest.full_name, text);
            case Column::kCoupleNames:
                return keep(couple_, text);
            case Column::kFirstName:
                return keep(guest.first_name, text);
            case Column::kLastName:
                return keep(guest.last_name, text);
            case Column::kEmail:
                return is_email(text) ? keep(guest.email, text)
                                      : error(column, "not an e-mail address");
            case Column::kPhone:
                return keep(guest.phone, text);
            case Column::kParty:
                return take_party(guest, text);
            case Column::kSide:
                return take_side(guest, text);
            case Column::kRsvp:
                return take_rsvp(guest, column, text);
            case Column::kInvitedCount:
                return take_invited_count(column, text);
            case Column::kTable:
                return keep(guest.table, text);
            case Column::kSeat:
                return keep(guest.seat, text);
            case Column::kMeal:
                return keep(guest.meal, text);
            case Column::kDiets:
                return append(guest.diets, column, text);
            case Column::kAllergies:
                return keep(guest.allergies, text);
            case Column::kNotes:
                guest.notes += (guest.notes.empty() ? "" : "\n") + std::string(text);
                return;
            case Column::kTags:
                return take_tags(guest, column, text);
            case Column::kPlusOne:
            case Column::kPlusOnesAllowed:
                return take_plus_one(column, text);
            case Column::kChild:
                guest.is_child = read_yes_no(text).value_or(false);
                return;
            case Column::kWheelchair:
                guest.needs_wheelchair = read_yes_no(text).value_or(false);
                return;
        }
    }

    static void keep(std::string& field, std::string_view text) {
        if (field.empty()) field = text;
    }

    void append(std::vector<std::string>& items, std::size_t column, std::string_view text) {
        for (std::string& item : split_list(text, ",;|")) {
            if (item.size() > kSubBytesMax) {
                error(column, "more than 256 bytes for one of a list");
            } else if (std::find(items.begin(), items.end(), item) == items.end()) {
                items.push_back(std::move(item));
            }
        }
    }

    void take_tags(ImportedGuest& guest, std::size_t column, std::string_view text) {
        append(guest.tags, column, text);
        const auto seating = std::find_if(guest.tags.begin(), guest.tags.end(), names_table);
        if (seating == guest.tags.end() || !guest.table.empty()) return;
        guest.table = *seating;
        guest.tags.erase(seating);
    }

    void take_party(ImportedGuest& guest, std::string_view text) {
        Household household = read_household(text);
        keep(guest.party, household.name);
        if (household.size) household_size_ = household.size;
    }

    /// Other words than those for one of the couple's sides are worth a tag.
    static void take_side(ImportedGuest& guest, std::string_view text) {
        const std::string word = folded(text);
        const auto* side = std::find_if(kSideWords.begin(), kSideWords.end(),
                                        [&](const SideWord& known) { return known.word == word; });
        if (side != kSideWords.end()) {
            guest.side = side->side;
        } else if (text.size() <= kSubBytesMax) {
            guest.tags.emplace_back(text);
        }
    }

    void take_rsvp(ImportedGuest& guest, std::size_t column, std::string_view text) {
        const std::optional<Answer> answer = read_answer(text);
        if (!answer) return error(column, "an answer that is not understood");
        guest.rsvp = answer->rsvp;
        guest.is_rsvp_said = true;
        if (answer->count) household_size_ = answer->count;
    }

    /// 0: not invited; -1: as many as they like; N: a party of N.
    void take_invited_count(std::size_t column, std::string_view text) {
        const std::optional<int> count = parse_integer<int>(text);
        if (!count || *count < -1 || *count > static_cast<int>(kPlusOnesMax)) {
            return error(column, "not a number of guests");
        }
        if (*count == 0) is_invited_ = false;
        if (*count == -1) error(column, "without a limit: add further guests by hand");
        if (*count > 0) household_size_ = static_cast<std::uint32_t>(*count);
    }

    void take_plus_one(std::size_t column, std::string_view text) {
        if (const std::optional<std::uint32_t> count = parse_integer<std::uint32_t>(text)) {
            if (*count > kPlusOnesMax) return error(column, "more than 50 further guests");
            guests_[0].plus_ones = *count;
            has_plus_ones_ = true;
        } else if (const std::optional<bool> is_one = read_yes_no(text)) {
            guests_[0].plus_ones = *is_one ? 1 : 0;
            has_plus_ones_ = true;
        } else if (columns_[column].column == Column::kPlusOnesAllowed) {
            error(column, "not a number");
        } else {
            ColumnMeaning other = columns_[column];
            other.member = table_.header[column];
            keep(guest_of(other).full_name, text);
        }
    }

    void name_guests() {
        ImportedGuest& main = guests_[0];
        const bool has_parts = !main.first_name.empty() || !main.last_name.empty();
        if (main.full_name.empty() && !has_parts) main.full_name = couple_;
        if (main.first_name.empty() && !main.full_name.empty() && !main.last_name.empty() &&
            !main.full_name.ends_with(main.last_name)) {
            // "Nombre", "Apellidos": a name beside a family name is the given name.
            main.first_name = std::exchange(main.full_name, {});
        }
        const bool is_whole = has_parts && !main.full_name.empty();
        std::string text =
            main.full_name.empty() ? joined(main.first_name, main.last_name) : main.full_name;
        const bool may_be_couple =
            !is_whole && (!has_parts || read_names(main.first_name).guests.size() > 1);
        if (may_be_couple && !text.empty()) {
            split(text);
        } else {
            set_name(main, complete_name({main.full_name, main.first_name, main.last_name}));
        }
        for (std::size_t i = 1; i < guests_.size(); ++i) {
            ImportedGuest& guest = guests_[i];
            set_name(guest, complete_name({guest.full_name, guest.first_name, guest.last_name}));
        }
        // A further guest with an e-mail address alone is nobody yet.
        for (std::size_t i = guests_.size(); i > 1; --i) {
            if (!guests_[i - 1].full_name.empty()) continue;
            guests_.erase(guests_.begin() + static_cast<std::ptrdiff_t>(i - 1));
        }
    }

    /// The people of one cell; the rest of the row is said of the first.
    void split(const std::string& text) {
        NameCell cell = read_names(text);
        if (cell.guests.size() > 1) keep(guests_[0].party, text);
        if (cell.plus_ones != 0) {
            guests_[0].plus_ones += cell.plus_ones;
            has_plus_ones_ = true;
        }
        if (!cell.uncounted.empty()) {
            error("name", "\"" + cell.uncounted + "\" is no number of guests: add them by hand",
                  false);
        }
        for (std::size_t i = 0; i < cell.guests.size(); ++i) {
            if (i > 0)
                guests_.insert(guests_.begin() + static_cast<std::ptrdiff_t>(i), ImportedGuest{});
            set_name(guests_[i], std::move(cell.guests[i]));
        }
    }

    static void set_name(ImportedGuest& guest, GuestName name) {
        guest.full_name = std::move(name.full);
        guest.first_name = std::move(name.first);
        guest.last_name = std::move(name.last);
    }

    /// What is said of the row is said of everyone in it.
    void complete() {
        ImportedGuest& main = guests_[0];
        if (main.party.empty() && guests_.size() > 1) main.party = main.full_name;
        const auto named = static_cast<std::uint32_t>(guests_.size());
        const bool has_more = household_size_ && *household_size_ > named && !has_plus_ones_;
        if (has_more && main.rsvp != "declined") main.plus_ones = *household_size_ - named;
        for (std::size_t i = 0; i < guests_.size(); ++i) {
            ImportedGuest& guest = guests_[i];
            guest.line = row_.line;
            if (i == 0) continue;
            keep(guest.party, main.party);
            keep(guest.side, main.side);
            keep(guest.table, main.table);
            if (!guest.is_rsvp_said) guest.rsvp = main.rsvp;
            guest.is_rsvp_said = guest.is_rsvp_said || main.is_rsvp_said;
            if (guest.import_key.empty() && !main.import_key.empty()) {
                guest.import_key = main.import_key + "#" + std::to_string(i + 1);
            }
        }
    }

    void error(std::size_t column, const std::string& what) {
        error(table_.header[column], what, false);
    }
    void error(const std::string& column, const std::string& what, bool is_row_lost) {
        list_.errors.push_back({row_.line, column, what, is_row_lost});
    }

    const CsvTable& table_;
    const std::vector<ColumnMeaning>& columns_;
    const CsvRow& row_;
    GuestList& list_;
    /// The one the row is about, then further ones; `members_` says which columns are whose.
    std::vector<ImportedGuest> guests_;
    std::vector<std::string> members_;
    std::string couple_;
    std::optional<std::uint32_t> household_size_;
    bool has_plus_ones_ = false;
    bool is_invited_ = true;
};

bool names_guests(const std::vector<ColumnMeaning>& columns) {
    return std::any_of(columns.begin(), columns.end(), [](const ColumnMeaning& meaning) {
        return meaning.member.empty() &&
               (meaning.column == Column::kFullName || meaning.column == Column::kFirstName ||
                meaning.column == Column::kLastName || meaning.column == Column::kCoupleNames);
    });
}

/// Two rows of one id would be one guest: the later one is left out.
void drop_equal_keys(GuestList& list) {
    std::map<std::string, std::size_t> lines;
    std::set<std::size_t> dropped;
    for (const ImportedGuest& guest : list.guests) {
        if (guest.import_key.empty()) continue;
        const auto [at, is_new] = lines.try_emplace(guest.import_key, guest.line);
        if (is_new || at->second == guest.line || !dropped.insert(guest.line).second) continue;
        list.errors.push_back(
            {guest.line, "id", "the id of line " + std::to_string(at->second) + " again", true});
    }
    std::erase_if(list.guests,
                  [&](const ImportedGuest& guest) { return dropped.contains(guest.line); });
}

Result<void> read_rows(GuestList& list, const std::vector<ColumnMeaning>& columns) {
    const CsvTable& table = list.table;
    const bool is_one_column = columns.size() == 1;
    std::string table_above;
    for (const CsvRow& row : table.rows) {
        const std::string_view first = trimmed(row.cell(0));
        if (is_one_column && row.cells.size() == 1 && names_table(first)) {
            table_above = first;
            continue;
        }
        RowReader(table, columns, row, list).read(table_above);
        if (list.guests.size() > kGuestsMax) {
            return Error{ErrorCode::kTooLarge, "more than 100,000 guests"};
        }
    }
    return {};
}

}  // namespace

Result<GuestList> parse_guests(std::string_view csv, std::string_view event) {
    CsvLimits limits;
    limits.bytes_max = std::size_t{32} * 1024 * 1024;
    limits.rows_max = kGuestsMax;
    limits.cell_bytes_max = std::size_t{16} * 1024;
    limits.on_bad_row = OnBadRow::kCollect;
    GuestList list;
    list.table = WEDSYNC_TRY(parse_csv(csv, limits));
    const std::vector<ColumnMeaning> columns = understand_columns(list.table, event);
    if (!names_guests(columns)) {
        return Error{ErrorCode::kCorrupt,
                     "line 1: no column of names (name, first name, last name)"};
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string& header = list.table.header[i];
        const bool is_left_out =
            columns[i].column == Column::kUnknown || columns[i].column == Column::kNoPlace;
        if (is_left_out && !trimmed(header).empty()) list.unknown_columns.push_back(header);
        if (!columns[i].event.empty() && !is_left_out) list.event = columns[i].event;
    }
    for (const CsvBadRow& bad : list.table.bad_rows)
        list.errors.push_back({bad.line, "column " + std::to_string(bad.column), bad.what, true});
    WEDSYNC_TRY(read_rows(list, columns));
    drop_equal_keys(list);
    std::stable_sort(
        list.errors.begin(), list.errors.end(),
        [](const RowError& left, const RowError& right) { return left.line < right.line; });
    return list;
}

}  // namespace wedsync::importers
