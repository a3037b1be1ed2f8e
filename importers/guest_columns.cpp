#include "importers/guest_columns.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "importers/fold.hpp"
#include "importers/guest_words.hpp"
#include "importers/number_cell.hpp"

namespace wedsync::importers {
namespace {

struct HeaderName {
    std::string_view name;
    Column column;
};

/// Header names, folded, as they occur in the exports of planning programs, in templates and in
/// what people write themselves, in four languages.
constexpr std::array kHeaderNames{
    HeaderName{"id", Column::kKey},
    HeaderName{"guestid", Column::kKey},
    HeaderName{"guestnumber", Column::kKey},
    HeaderName{"guestno", Column::kKey},
    HeaderName{"ticketid", Column::kKey},
    HeaderName{"biddernumber", Column::kKey},
    HeaderName{"importkey", Column::kKey},
    HeaderName{"uid", Column::kKey},
    HeaderName{"name", Column::kFullName},
    HeaderName{"fullname", Column::kFullName},
    HeaderName{"guest", Column::kFullName},
    HeaderName{"guestname", Column::kFullName},
    HeaderName{"guestfullname", Column::kFullName},
    HeaderName{"displayname", Column::kFullName},
    HeaderName{"invitee", Column::kFullName},
    HeaderName{"gast", Column::kFullName},
    HeaderName{"gastname", Column::kFullName},
    HeaderName{"nom", Column::kFullName},
    HeaderName{"nomcomplet", Column::kFullName},
    HeaderName{"invite", Column::kFullName},
    HeaderName{"nombre", Column::kFullName},
    HeaderName{"nombrecompleto", Column::kFullName},
    HeaderName{"invitado", Column::kFullName},
    HeaderName{"nome", Column::kFullName},
    HeaderName{"guest1and2fullnames", Column::kCoupleNames},
    HeaderName{"names", Column::kCoupleNames},
    HeaderName{"couple", Column::kCoupleNames},
    HeaderName{"firstname", Column::kFirstName},
    HeaderName{"guestfirstname", Column::kFirstName},
    HeaderName{"givenname", Column::kFirstName},
    HeaderName{"forename", Column::kFirstName},
    HeaderName{"first", Column::kFirstName},
    HeaderName{"vorname", Column::kFirstName},
    HeaderName{"prenom", Column::kFirstName},
    HeaderName{"nombredepila", Column::kFirstName},
    HeaderName{"primernombre", Column::kFirstName},
    HeaderName{"lastname", Column::kLastName},
    HeaderName{"guestlastname", Column::kLastName},
    HeaderName{"surname", Column::kLastName},
    HeaderName{"familyname", Column::kLastName},
    HeaderName{"last", Column::kLastName},
    HeaderName{"nachname", Column::kLastName},
    HeaderName{"familienname", Column::kLastName},
    HeaderName{"nomdefamille", Column::kLastName},
    HeaderName{"apellido", Column::kLastName},
    HeaderName{"apellidos", Column::kLastName},
    HeaderName{"cognome", Column::kLastName},
    HeaderName{"title", Column::kTitle},
    HeaderName{"prefix", Column::kTitle},
    HeaderName{"salutation", Column::kTitle},
    HeaderName{"anrede", Column::kTitle},
    HeaderName{"civilite", Column::kTitle},
    HeaderName{"suffix", Column::kTitle},
    HeaderName{"email", Column::kEmail},
    HeaderName{"emailaddress", Column::kEmail},
    HeaderName{"emailprimary", Column::kEmail},
    HeaderName{"mail", Column::kEmail},
    HeaderName{"emailadresse", Column::kEmail},
    HeaderName{"courriel", Column::kEmail},
    HeaderName{"adressemail", Column::kEmail},
    HeaderName{"correo", Column::kEmail},
    HeaderName{"correoelectronico", Column::kEmail},
    HeaderName{"phone", Column::kPhone},
    HeaderName{"phonenumber", Column::kPhone},
    HeaderName{"phoneprimary", Column::kPhone},
    HeaderName{"mobile", Column::kPhone},
    HeaderName{"mobilenumber", Column::kPhone},
    HeaderName{"mobilephone", Column::kPhone},
    HeaderName{"cell", Column::kPhone},
    HeaderName{"cellphone", Column::kPhone},
    HeaderName{"telephone", Column::kPhone},
    HeaderName{"tel", Column::kPhone},
    HeaderName{"telefon", Column::kPhone},
    HeaderName{"telefonnummer", Column::kPhone},
    HeaderName{"handy", Column::kPhone},
    HeaderName{"portable", Column::kPhone},
    HeaderName{"telefono", Column::kPhone},
    HeaderName{"movil", Column::kPhone},
    HeaderName{"party", Column::kParty},
    HeaderName{"partyname", Column::kParty},
    HeaderName{"household", Column::kParty},
    HeaderName{"householdname", Column::kParty},
    HeaderName{"family", Column::kParty},
    HeaderName{"group", Column::kParty},
    HeaderName{"groupname", Column::kParty},
    HeaderName{"company", Column::kParty},
    HeaderName{"familie", Column::kParty},
    HeaderName{"haushalt", Column::kParty},
    HeaderName{"gruppe", Column::kParty},
    HeaderName{"foyer", Column::kParty},
    HeaderName{"famille", Column::kParty},
    HeaderName{"groupe", Column::kParty},
    HeaderName{"grupo", Column::kParty},
    HeaderName{"familia", Column::kParty},
    HeaderName{"side", Column::kSide},
    HeaderName{"seite", Column::kSide},
    HeaderName{"cote", Column::kSide},
    HeaderName{"lado", Column::kSide},
    HeaderName{"rsvp", Column::kRsvp},
    HeaderName{"rsvpstatus", Column::kRsvp},
    HeaderName{"status", Column::kRsvp},
    HeaderName{"attending", Column::kRsvp},
    HeaderName{"attendance", Column::kRsvp},
    HeaderName{"response", Column::kRsvp},
    HeaderName{"answer", Column::kRsvp},
    HeaderName{"antwort", Column::kRsvp},
    HeaderName{"zusage", Column::kRsvp},
    HeaderName{"teilnahme", Column::kRsvp},
    HeaderName{"reponse", Column::kRsvp},
    HeaderName{"presence", Column::kRsvp},
    HeaderName{"respuesta", Column::kRsvp},
    HeaderName{"asistencia", Column::kRsvp},
    HeaderName{"confirmacion", Column::kRsvp},
    HeaderName{"table", Column::kTable},
    HeaderName{"tablenumber", Column::kTable},
    HeaderName{"tablename", Column::kTable},
    HeaderName{"tableno", Column::kTable},
    HeaderName{"tableassignment", Column::kTable},
    HeaderName{"tisch", Column::kTable},
    HeaderName{"tischnummer", Column::kTable},
    HeaderName{"numerodetable", Column::kTable},
    HeaderName{"mesa", Column::kTable},
    HeaderName{"numerodemesa", Column::kTable},
    HeaderName{"seat", Column::kSeat},
    HeaderName{"seatnumber", Column::kSeat},
    HeaderName{"seatno", Column::kSeat},
    HeaderName{"chair", Column::kSeat},
    HeaderName{"platz", Column::kSeat},
    HeaderName{"sitzplatz", Column::kSeat},
    HeaderName{"siege", Column::kSeat},
    HeaderName{"asiento", Column::kSeat},
    HeaderName{"meal", Column::kMeal},
    HeaderName{"mealchoice", Column::kMeal},
    HeaderName{"mealselection", Column::kMeal},
    HeaderName{"menu", Column::kMeal},
    HeaderName{"menuchoice", Column::kMeal},
    HeaderName{"entree", Column::kMeal},
    HeaderName{"menue", Column::kMeal},
    HeaderName{"menuwahl", Column::kMeal},
    HeaderName{"repas", Column::kMeal},
    HeaderName{"choixdumenu", Column::kMeal},
    HeaderName{"plato", Column::kMeal},
    HeaderName{"dietary", Column::kDiets},
    HeaderName{"dietarynotes", Column::kDiets},
    HeaderName{"dietaryneeds", Column::kDiets},
    HeaderName{"dietaryrequirements", Column::kDiets},
    HeaderName{"dietaryrestrictions", Column::kDiets},
    HeaderName{"diet", Column::kDiets},
    HeaderName{"diets", Column::kDiets},
    HeaderName{"ernahrung", Column::kDiets},
    HeaderName{"ernaehrung", Column::kDiets},
    HeaderName{"regime", Column::kDiets},
    HeaderName{"regimealimentaire", Column::kDiets},
    HeaderName{"dieta", Column::kDiets},
    HeaderName{"restriccionesalimentarias", Column::kDiets},
    HeaderName{"allergies", Column::kAllergies},
    HeaderName{"allergy", Column::kAllergies},
    HeaderName{"foodallergies", Column::kAllergies},
    HeaderName{"allergien", Column::kAllergies},
    HeaderName{"allergie", Column::kAllergies},
    HeaderName{"alergias", Column::kAllergies},
    HeaderName{"notes", Column::kNotes},
    HeaderName{"note", Column::kNotes},
    HeaderName{"comments", Column::kNotes},
    HeaderName{"comment", Column::kNotes},
    HeaderName{"adminnotes", Column::kNotes},
    HeaderName{"message", Column::kNotes},
    HeaderName{"notizen", Column::kNotes},
    HeaderName{"anmerkungen", Column::kNotes},
    HeaderName{"bemerkungen", Column::kNotes},
    HeaderName{"remarques", Column::kNotes},
    HeaderName{"notas", Column::kNotes},
    HeaderName{"comentarios", Column::kNotes},
    HeaderName{"tags", Column::kTags},
    HeaderName{"tag", Column::kTags},
    HeaderName{"labels", Column::kTags},
    HeaderName{"etiquettes", Column::kTags},
    HeaderName{"etiquetas", Column::kTags},
    HeaderName{"plusone", Column::kPlusOne},
    HeaderName{"plusones", Column::kPlusOne},
    HeaderName{"plus1", Column::kPlusOne},
    HeaderName{"begleitung", Column::kPlusOne},
    HeaderName{"accompagnant", Column::kPlusOne},
    HeaderName{"acompanante", Column::kPlusOne},
    HeaderName{"plusonesallowed", Column::kPlusOnesAllowed},
    HeaderName{"plusoneallowed", Column::kPlusOnesAllowed},
    HeaderName{"numberofplusones", Column::kPlusOnesAllowed},
    HeaderName{"child", Column::kChild},
    HeaderName{"ischild", Column::kChild},
    HeaderName{"kid", Column::kChild},
    HeaderName{"kind", Column::kChild},
    HeaderName{"enfant", Column::kChild},
    HeaderName{"nino", Column::kChild},
    HeaderName{"wheelchair", Column::kWheelchair},
    HeaderName{"needswheelchair", Column::kWheelchair},
    HeaderName{"rollstuhl", Column::kWheelchair},
    HeaderName{"fauteuilroulant", Column::kWheelchair},
    HeaderName{"line", Column::kOwnNote},
    HeaderName{"problem", Column::kOwnNote},
    HeaderName{"rowleftout", Column::kOwnNote},
    HeaderName{"address", Column::kNoPlace},
    HeaderName{"streetaddress1", Column::kNoPlace},
    HeaderName{"streetaddress2", Column::kNoPlace},
    HeaderName{"street", Column::kNoPlace},
    HeaderName{"city", Column::kNoPlace},
    HeaderName{"state", Column::kNoPlace},
    HeaderName{"stateregion", Column::kNoPlace},
    HeaderName{"postalcode", Column::kNoPlace},
    HeaderName{"zip", Column::kNoPlace},
    HeaderName{"zipcode", Column::kNoPlace},
    HeaderName{"country", Column::kNoPlace},
    HeaderName{"citystatezip", Column::kNoPlace},
    HeaderName{"fulladdress", Column::kNoPlace},
    HeaderName{"adresse", Column::kNoPlace},
    HeaderName{"plz", Column::kNoPlace},
    HeaderName{"ort", Column::kNoPlace},
    HeaderName{"savethedate", Column::kNoPlace},
    HeaderName{"thankyou", Column::kNoPlace},
    HeaderName{"guest1and2firstnames", Column::kNoPlace},
    HeaderName{"groupid", Column::kNoPlace},
    HeaderName{"isprimarycontact", Column::kNoPlace},
    HeaderName{"nextto", Column::kNoPlace},
    HeaderName{"nearto", Column::kNoPlace},
    HeaderName{"notnextto", Column::kNoPlace},
    HeaderName{"notnearto", Column::kNoPlace},
    HeaderName{"orderid", Column::kNoPlace},
    HeaderName{"quantity", Column::kNoPlace},
    HeaderName{"created", Column::kNoPlace},
    HeaderName{"modified", Column::kNoPlace},
    HeaderName{"barcode", Column::kNoPlace},
    HeaderName{"from", Column::kNoPlace},
    HeaderName{"to", Column::kNoPlace},
    HeaderName{"type", Column::kNoPlace},
    HeaderName{"sitename", Column::kNoPlace},
    HeaderName{"hostemail", Column::kNoPlace},
    HeaderName{"subject", Column::kNoPlace},
};

/// What the columns of a further guest begin with; "guest" only with a number from 2.
constexpr std::array<std::string_view, 8> kMembers{
    "additionalguest", "companion", "partner", "spouse", "plusone", "plus1", "begleitung", "guest"};

/// Ceremonies of one wedding, each with a column of its own.
constexpr std::array<std::string_view, 12> kCeremonies{
    "mehndi",   "sangeet",   "haldi",  "baraat",          "nikah",         "walima",
    "ceremony", "reception", "brunch", "rehearsaldinner", "welcomedinner", "afterparty"};

/// How many rows are looked at where a header does not help.
constexpr std::size_t kRowsLookedAt = 1'000;

std::optional<Column> known(std::string_view name) {
    const auto* found = std::find_if(kHeaderNames.begin(), kHeaderNames.end(),
                                     [&](const HeaderName& header) { return header.name == name; });
    if (found == kHeaderNames.end()) return std::nullopt;
    return found->column;
}

/// "companion2firstname": which further guest, and what of that guest.
std::optional<ColumnMeaning> member_meaning(std::string_view name) {
    for (const std::string_view prefix : kMembers) {
        if (!name.starts_with(prefix)) continue;
        std::string_view rest = name.substr(prefix.size());
        const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
        const std::string_view number = rest.substr(0, digits);
        rest.remove_prefix(digits);
        if (prefix == "guest" && number.empty()) return std::nullopt;
        const std::optional<Column> column = rest.empty() ? Column::kFullName : known(rest);
        if (!column) return std::nullopt;
        const bool is_first = prefix == "guest" && number == "1";
        return ColumnMeaning{*column,
                             is_first ? "" : std::string(name.substr(0, name.size() - rest.size())),
                             {},
                             false};
    }
    return std::nullopt;
}

/// Cells of a column that are not empty, and how many of them look like something.
struct Look {
    std::size_t cells = 0;
    std::size_t fitting = 0;

    [[nodiscard]] bool is_half() const { return cells > 0 && fitting * 2 >= cells; }
    [[nodiscard]] bool is_all() const { return cells > 0 && fitting == cells; }
};

template <class Fits>
Look look(const CsvTable& table, std::size_t column, Fits fits) {
    Look seen;
    for (std::size_t i = 0; i < table.rows.size() && i < kRowsLookedAt; ++i) {
        const std::string_view cell = trimmed(table.rows[i].cell(column));
        if (cell.empty()) continue;
        ++seen.cells;
        if (fits(cell)) ++seen.fitting;
    }
    return seen;
}

bool is_invited_count(std::string_view cell) {
    const std::optional<int> count = parse_integer<int>(cell);
    return count && *count >= -1 && *count <= 50;
}

/// Only with a country code: numbers without one may be anything.
bool is_phone(std::string_view cell) {
    const auto digits =
        std::count_if(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; });
    return csv_unguarded(cell).starts_with('+') && digits >= 8 &&
           cell.find_first_not_of("'+0123456789 ()-./") == std::string_view::npos;
}

bool has(const std::vector<ColumnMeaning>& columns, Column column) {
    return std::any_of(columns.begin(), columns.end(), [&](const ColumnMeaning& meaning) {
        return meaning.column == column && meaning.member.empty();
    });
}

/// A column that no header name explains, by its cells.
ColumnMeaning meaning_by_cells(const CsvTable& table, std::size_t column,
                               const std::vector<ColumnMeaning>& columns) {
    const std::string& header = table.header[column];
    const auto looks_like = [&](auto fits) { return look(table, column, fits).is_half(); };
    if (looks_like([](std::string_view cell) { return read_answer(cell).has_value(); })) {
        return {Column::kRsvp, {}, std::string(trimmed(header)), true};
    }
    const std::string name = folded(header);
    const bool is_ceremony =
        std::find(kCeremonies.begin(), kCeremonies.end(), name) != kCeremonies.end();
    if (is_ceremony && look(table, column, is_invited_count).is_all()) {
        return {Column::kInvitedCount, {}, std::string(trimmed(header)), true};
    }
    if (!has(columns, Column::kEmail) && looks_like(is_email))
        return {Column::kEmail, {}, {}, false};
    if (!has(columns, Column::kPhone) && looks_like(is_phone))
        return {Column::kPhone, {}, {}, false};
    if (!has(columns, Column::kTable) && looks_like(names_table)) {
        return {Column::kTable, {}, {}, false};
    }
    return {};
}

bool is_answer(const ColumnMeaning& meaning) {
    return meaning.member.empty() &&
           (meaning.column == Column::kRsvp || meaning.column == Column::kInvitedCount);
}

/// The column of answers that counts: for the event, or else the first.
std::optional<std::size_t> chosen_answer(const std::vector<ColumnMeaning>& columns,
                                         std::string_view event) {
    const std::string wanted = folded(event);
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!is_answer(columns[i])) continue;
        if (!first) first = i;
        const std::string name = folded(columns[i].event);
        const bool is_named = !name.empty() && !wanted.empty();
        if (is_named && wanted.find(name) != std::string::npos) return i;
    }
    return first;
}

/// Leaves the answers and meals of other events out.
void keep_one_event(std::vector<ColumnMeaning>& columns, std::string_view event) {
    const std::optional<std::size_t> chosen = chosen_answer(columns, event);
    if (!chosen) return;
    const bool has_events = columns[*chosen].is_named_after_event;
    bool is_of_other = false;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (is_answer(columns[i])) {
            is_of_other = i != *chosen;
            if (is_of_other) columns[i] = ColumnMeaning{};
        } else if (has_events && is_of_other && columns[i].column == Column::kMeal) {
            columns[i].column = Column::kUnknown;
        }
    }
    const bool is_for_event =
        !event.empty() && folded(event).find(folded(columns[*chosen].event)) != std::string::npos;
    if (!is_for_event) columns[*chosen].is_named_after_event = false;
}

}  // namespace

ColumnMeaning meaning_of(std::string_view header) {
    // "rsvp / Ceremony": the answer for one event.
    const std::size_t slash = header.find(" / ");
    const std::string name = folded(header.substr(0, slash));
    if (const std::optional<Column> column = known(name)) {
        ColumnMeaning meaning{*column, {}, {}, false};
        if (slash != std::string_view::npos && *column == Column::kRsvp) {
            meaning.event = trimmed(header.substr(slash + 3));
        }
        return meaning;
    }
    if (const std::optional<Column> column = known(folded(header))) return {*column, {}, {}, false};
    return member_meaning(name).value_or(ColumnMeaning{});
}

std::vector<ColumnMeaning> understand_columns(const CsvTable& table, std::string_view event) {
    std::vector<ColumnMeaning> columns;
    for (const std::string& header : table.header)
        columns.push_back(meaning_of(header));
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].column != Column::kUnknown) continue;
        columns[i] = meaning_by_cells(table, i, columns);
    }
    keep_one_event(columns, event);
    return columns;
}

}  // namespace wedsync::importers
