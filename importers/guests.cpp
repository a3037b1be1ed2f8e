#include "importers/guests.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "importers/csv.hpp"
#include "importers/number_cell.hpp"

namespace wedsync::importers {
namespace {

enum class Column : std::uint8_t {
    kUnknown,
    kFullName,
    kFirstName,
    kLastName,
    kTitle,
    kEmail,
    kPhone,
    kParty,
    kSide,
    kRsvp,
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
    kAdditionalGuest,
};

struct HeaderName {
    std::string_view name;
    Column column;
};

/// Header names without case, spaces and punctuation, as they occur in the exports of planning
/// programs, in templates and in what people write themselves.
constexpr std::array kHeaderNames{
    HeaderName{"name", Column::kFullName},
    HeaderName{"fullname", Column::kFullName},
    HeaderName{"guest", Column::kFullName},
    HeaderName{"guestname", Column::kFullName},
    HeaderName{"guestfullname", Column::kFullName},
    HeaderName{"displayname", Column::kFullName},
    HeaderName{"firstname", Column::kFirstName},
    HeaderName{"guestfirstname", Column::kFirstName},
    HeaderName{"givenname", Column::kFirstName},
    HeaderName{"forename", Column::kFirstName},
    HeaderName{"vorname", Column::kFirstName},
    HeaderName{"lastname", Column::kLastName},
    HeaderName{"guestlastname", Column::kLastName},
    HeaderName{"surname", Column::kLastName},
    HeaderName{"familyname", Column::kLastName},
    HeaderName{"nachname", Column::kLastName},
    HeaderName{"title", Column::kTitle},
    HeaderName{"prefix", Column::kTitle},
    HeaderName{"salutation", Column::kTitle},
    HeaderName{"email", Column::kEmail},
    HeaderName{"emailaddress", Column::kEmail},
    HeaderName{"emailprimary", Column::kEmail},
    HeaderName{"mail", Column::kEmail},
    HeaderName{"phone", Column::kPhone},
    HeaderName{"phonenumber", Column::kPhone},
    HeaderName{"phoneprimary", Column::kPhone},
    HeaderName{"mobile", Column::kPhone},
    HeaderName{"mobilenumber", Column::kPhone},
    HeaderName{"cell", Column::kPhone},
    HeaderName{"telephone", Column::kPhone},
    HeaderName{"tel", Column::kPhone},
    HeaderName{"party", Column::kParty},
    HeaderName{"partyname", Column::kParty},
    HeaderName{"household", Column::kParty},
    HeaderName{"family", Column::kParty},
    HeaderName{"group", Column::kParty},
    HeaderName{"groupname", Column::kParty},
    HeaderName{"company", Column::kParty},
    HeaderName{"side", Column::kSide},
    HeaderName{"rsvp", Column::kRsvp},
    HeaderName{"rsvpstatus", Column::kRsvp},
    HeaderName{"status", Column::kRsvp},
    HeaderName{"attending", Column::kRsvp},
    HeaderName{"attendance", Column::kRsvp},
    HeaderName{"response", Column::kRsvp},
    HeaderName{"table", Column::kTable},
    HeaderName{"tablenumber", Column::kTable},
    HeaderName{"tablename", Column::kTable},
    HeaderName{"tableno", Column::kTable},
    HeaderName{"seat", Column::kSeat},
    HeaderName{"seatnumber", Column::kSeat},
    HeaderName{"seatno", Column::kSeat},
    HeaderName{"meal", Column::kMeal},
    HeaderName{"mealchoice", Column::kMeal},
    HeaderName{"menu", Column::kMeal},
    HeaderName{"menuchoice", Column::kMeal},
    HeaderName{"entree", Column::kMeal},
    HeaderName{"dietary", Column::kDiets},
    HeaderName{"dietarynotes", Column::kDiets},
    HeaderName{"dietaryneeds", Column::kDiets},
    HeaderName{"dietaryrequirements", Column::kDiets},
    HeaderName{"dietaryrestrictions", Column::kDiets},
    HeaderName{"diet", Column::kDiets},
    HeaderName{"diets", Column::kDiets},
    HeaderName{"allergies", Column::kAllergies},
    HeaderName{"allergy", Column::kAllergies},
    HeaderName{"foodallergies", Column::kAllergies},
    HeaderName{"notes", Column::kNotes},
    HeaderName{"note", Column::kNotes},
    HeaderName{"comments", Column::kNotes},
    HeaderName{"comment", Column::kNotes},
    HeaderName{"adminnotes", Column::kNotes},
    HeaderName{"message", Column::kNotes},
    HeaderName{"tags", Column::kTags},
    HeaderName{"tag", Column::kTags},
    HeaderName{"labels", Column::kTags},
    HeaderName{"plusone", Column::kPlusOne},
    HeaderName{"plusones", Column::kPlusOne},
    HeaderName{"partnername", Column::kPlusOne},
    HeaderName{"plusonesallowed", Column::kPlusOnesAllowed},
    HeaderName{"plusoneallowed", Column::kPlusOnesAllowed},
    HeaderName{"child", Column::kChild},
    HeaderName{"ischild", Column::kChild},
    HeaderName{"kid", Column::kChild},
};

struct RsvpWord {
    std::string_view start;
    std::string_view rsvp;
};
/// How answers begin, without case and punctuation; the first that fits counts.
constexpr std::array kRsvpWords{
    RsvpWord{"notsent", "invited"},    RsvpWord{"notattending", "declined"},
    RsvpWord{"notcoming", "declined"}, RsvpWord{"noreply", "invited"},
    RsvpWord{"noresponse", "invited"}, RsvpWord{"notinvited", "invited"},
    RsvpWord{"invited", "invited"},    RsvpWord{"pending", "invited"},
    RsvpWord{"waiting", "invited"},    RsvpWord{"sent", "invited"},
    RsvpWord{"accept", "accepted"},    RsvpWord{"attending", "accepted"},
    RsvpWord{"yes", "accepted"},       RsvpWord{"confirmed", "accepted"},
    RsvpWord{"coming", "accepted"},    RsvpWord{"going", "accepted"},
    RsvpWord{"decline", "declined"},   RsvpWord{"regret", "declined"},
    RsvpWord{"no", "declined"},        RsvpWord{"tentative", "tentative"},
    RsvpWord{"maybe", "tentative"},
};

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// Lower case, letters and digits only (ASCII; what lies beyond is kept).
std::string folded(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z') {
            result += static_cast<char>(c - 'A' + 'a');
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                   (static_cast<unsigned char>(c) & 0x80U) != 0) {
            result += c;
        }
    }
    return result;
}

Column column_of(std::string_view header) {
    // "rsvp / Ceremony": the answer for one event; the first such column is taken.
    const std::string name = folded(header.substr(0, header.find(" / ")));
    const auto* found = std::find_if(kHeaderNames.begin(), kHeaderNames.end(),
                                     [&](const HeaderName& known) { return known.name == name; });
    if (found != kHeaderNames.end()) return found->column;
    if (name.starts_with("additionalguest") || name.starts_with("plusonename")) {
        return Column::kAdditionalGuest;
    }
    return Column::kUnknown;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(",;|"), text.size());
        const std::string_view part = trimmed(text.substr(0, end));
        const bool is_new = std::find(parts.begin(), parts.end(), part) == parts.end();
        if (!part.empty() && is_new) parts.emplace_back(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

bool is_email(std::string_view text) {
    const std::size_t at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == std::string_view::npos &&
           text.find_first_of(" \t,;<>") == std::string_view::npos;
}

std::string joined(std::string_view first, std::string_view last) {
    std::string name(first);
    if (!first.empty() && !last.empty()) name += ' ';
    return name.append(last);
}

/// Fills in what follows from the rest: "Doe, Jane" turned round, names split and joined.
void complete_name(ImportedGuest& guest) {
    const std::size_t comma = guest.full_name.find(", ");
    if (comma != std::string::npos && guest.first_name.empty() && guest.last_name.empty()) {
        guest.last_name = trimmed(std::string_view(guest.full_name).substr(0, comma));
        guest.first_name = trimmed(std::string_view(guest.full_name).substr(comma + 1));
        guest.full_name = joined(guest.first_name, guest.last_name);
    }
    if (guest.full_name.empty()) guest.full_name = joined(guest.first_name, guest.last_name);
    if (guest.first_name.empty() && guest.last_name.empty()) {
        const std::size_t space = guest.full_name.rfind(' ');
        guest.first_name = guest.full_name.substr(0, space);
        if (space != std::string::npos) guest.last_name = guest.full_name.substr(space + 1);
    }
}

/// Reads one row: the guest it names, and further ones.
class RowReader {
public:
    RowReader(const CsvTable& table, const std::vector<Column>& columns, const CsvRow& row,
              GuestList& list)
        : table_(table), columns_(columns), row_(row), list_(list) {}

    void read() {
        guest_.line = row_.line;
        for (std::size_t i = 0; i < columns_.size(); ++i)
            take(i, trimmed(row_.cell(i)));
        for (std::size_t i = columns_.size(); i < row_.cells.size(); ++i) {
            if (!trimmed(row_.cell(i)).empty()) {
                error(std::to_string(i + 1), "a cell beyond the last column", false);
            }
        }
        complete_name(guest_);
        if (guest_.full_name.empty()) return error("name", "a row without a name", true);
        if (guest_.party.empty() && !others_.empty()) guest_.party = guest_.full_name;
        list_.guests.push_back(guest_);
        for (const std::string& name : others_) {
            ImportedGuest other;
            other.full_name = name;
            other.party = guest_.party;
            other.side = guest_.side;
            other.table = guest_.table;
            other.rsvp = guest_.rsvp;
            other.line = row_.line;
            complete_name(other);
            list_.guests.push_back(std::move(other));
        }
    }

private:
    void take(std::size_t column, std::string_view text) {
        if (text.empty()) return;
        switch (columns_[column]) {
            case Column::kFullName:
                return keep(guest_.full_name, text);
            case Column::kFirstName:
                return keep(guest_.first_name, text);
            case Column::kLastName:
                return keep(guest_.last_name, text);
            case Column::kEmail:
                if (!is_email(text)) return error(column, "not an e-mail address");
                return keep(guest_.email, text);
            case Column::kPhone:
                return keep(guest_.phone, text);
            case Column::kParty:
                return keep(guest_.party, text);
            case Column::kSide:
                return keep(guest_.side, text);
            case Column::kRsvp:
                return take_rsvp(column, text);
            case Column::kTable:
                return keep(guest_.table, text);
            case Column::kSeat:
                return keep(guest_.seat, text);
            case Column::kMeal:
                return keep(guest_.meal, text);
            case Column::kDiets:
                return append(guest_.diets, text);
            case Column::kAllergies:
                return keep(guest_.allergies, text);
            case Column::kNotes:
                return keep(guest_.notes, text);
            case Column::kTags:
                return append(guest_.tags, text);
            case Column::kPlusOne:
            case Column::kPlusOnesAllowed:
                return take_plus_one(column, text);
            case Column::kChild:
                guest_.is_child = folded(text) == "yes" || folded(text) == "true" || text == "1" ||
                                  folded(text) == "x";
                return;
            case Column::kAdditionalGuest:
                others_.emplace_back(text);
                return;
            case Column::kTitle:
            case Column::kUnknown:
                return;
        }
    }

    static void keep(std::string& field, std::string_view text) {
        if (field.empty()) field = text;
    }

    static void append(std::vector<std::string>& items, std::string_view text) {
        for (std::string& item : split(text))
            items.push_back(std::move(item));
    }

    void take_rsvp(std::size_t column, std::string_view text) {
        const std::string answer = folded(text);
        const auto* word =
            std::find_if(kRsvpWords.begin(), kRsvpWords.end(),
                         [&](const RsvpWord& known) { return answer.starts_with(known.start); });
        if (word == kRsvpWords.end()) return error(column, "an answer that is not understood");
        guest_.rsvp = word->rsvp;
    }

    void take_plus_one(std::size_t column, std::string_view text) {
        const std::string answer = folded(text);
        if (const std::optional<std::uint32_t> count = parse_integer<std::uint32_t>(text)) {
            if (*count > 50) return error(column, "more than 50 further guests");
            guest_.plus_ones = *count;
        } else if (answer == "yes" || answer == "true" || answer == "x") {
            guest_.plus_ones = 1;
        } else if (answer != "no" && answer != "false" && answer != "none") {
            if (columns_[column] == Column::kPlusOnesAllowed) return error(column, "not a number");
            others_.emplace_back(text);
        }
    }

    void error(std::size_t column, const std::string& what) {
        error(table_.header[column], what, false);
    }
    void error(const std::string& column, const std::string& what, bool is_row_lost) {
        list_.errors.push_back({row_.line, column, what, is_row_lost});
    }

    const CsvTable& table_;
    const std::vector<Column>& columns_;
    const CsvRow& row_;
    GuestList& list_;
    ImportedGuest guest_;
    std::vector<std::string> others_;
};

}  // namespace

Result<GuestList> parse_guests(std::string_view csv) {
    CsvLimits limits;
    limits.bytes_max = std::size_t{32} * 1024 * 1024;
    limits.rows_max = kGuestsMax;
    limits.cell_bytes_max = std::size_t{16} * 1024;
    const CsvTable table = WEDSYNC_TRY(parse_csv(csv, limits));
    GuestList list;
    std::vector<Column> columns;
    for (const std::string& header : table.header) {
        columns.push_back(column_of(header));
        const bool is_known = columns.back() != Column::kUnknown || trimmed(header).empty();
        if (!is_known) list.unknown_columns.push_back(header);
    }
    const bool has_names = std::any_of(columns.begin(), columns.end(), [](Column column) {
        return column == Column::kFullName || column == Column::kFirstName ||
               column == Column::kLastName;
    });
    if (!has_names) {
        return Error{ErrorCode::kCorrupt,
                     "line 1: no column of names (name, first name, last name)"};
    }
    for (const CsvRow& row : table.rows) {
        RowReader(table, columns, row, list).read();
        if (list.guests.size() > kGuestsMax) {
            return Error{ErrorCode::kTooLarge, "more than 100,000 guests"};
        }
    }
    return list;
}

}  // namespace wedsync::importers
