#include "importers/guest_words.hpp"

#include <algorithm>
#include <array>

#include "importers/fold.hpp"
#include "importers/number_cell.hpp"

namespace wedsync::importers {
namespace {

enum class Fit : std::uint8_t { kBegins, kWhole };

struct RsvpWord {
    std::string_view word;
    std::string_view rsvp;
    Fit fit = Fit::kBegins;
};
/// Folded; the first that fits counts, so "no response" stands before "no".
constexpr std::array kRsvpWords{
    RsvpWord{"notsent", "invited"},
    RsvpWord{"notattending", "declined"},
    RsvpWord{"notcoming", "declined"},
    RsvpWord{"noreply", "invited"},
    RsvpWord{"noresponse", "invited"},
    RsvpWord{"noresponded", "invited"},
    RsvpWord{"notinvited", "invited"},
    RsvpWord{"notyet", "invited"},
    RsvpWord{"invited", "invited"},
    RsvpWord{"pending", "invited"},
    RsvpWord{"awaiting", "invited"},
    RsvpWord{"waiting", "invited"},
    RsvpWord{"sent", "invited", Fit::kWhole},
    RsvpWord{"eingeladen", "invited"},
    RsvpWord{"offen", "invited", Fit::kWhole},
    RsvpWord{"ausstehend", "invited"},
    RsvpWord{"enattente", "invited"},
    RsvpWord{"invite", "invited", Fit::kWhole},
    RsvpWord{"pendiente", "invited"},
    RsvpWord{"invitado", "invited"},
    RsvpWord{"accept", "accepted"},
    RsvpWord{"akzeptiert", "accepted"},
    RsvpWord{"aceptado", "accepted"},
    RsvpWord{"attending", "accepted"},
    RsvpWord{"yes", "accepted"},
    RsvpWord{"y", "accepted", Fit::kWhole},
    RsvpWord{"confirm", "accepted"},
    RsvpWord{"coming", "accepted"},
    RsvpWord{"going", "accepted"},
    RsvpWord{"zugesagt", "accepted"},
    RsvpWord{"zusage", "accepted"},
    RsvpWord{"ja", "accepted", Fit::kWhole},
    RsvpWord{"oui", "accepted", Fit::kWhole},
    RsvpWord{"si", "accepted", Fit::kWhole},
    RsvpWord{"decline", "declined"},
    RsvpWord{"regret", "declined"},
    RsvpWord{"abgesagt", "declined"},
    RsvpWord{"absage", "declined"},
    RsvpWord{"nein", "declined", Fit::kWhole},
    RsvpWord{"refus", "declined"},
    RsvpWord{"non", "declined", Fit::kWhole},
    RsvpWord{"rechaz", "declined"},
    RsvpWord{"no", "declined", Fit::kWhole},
    RsvpWord{"n", "declined", Fit::kWhole},
    RsvpWord{"tentative", "tentative"},
    RsvpWord{"maybe", "tentative"},
    RsvpWord{"vielleicht", "tentative"},
    RsvpWord{"peutetre", "tentative"},
    RsvpWord{"quizas", "tentative"},
};

constexpr std::array<std::string_view, 9> kYes{"yes", "true", "x",  "1", "y",
                                               "ja",  "oui",  "si", "✓"};
constexpr std::array<std::string_view, 8> kNo{"no", "false", "0", "n", "none", "nein", "non", "✗"};
constexpr std::array<std::string_view, 4> kTableWords{"table", "tisch", "mesa", "tavolo"};

/// The number at the front of a text in brackets: the 2 of "Accepted (2 of 3)".
std::optional<std::uint32_t> bracketed(std::string_view text) {
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos) return std::nullopt;
    const std::string_view inside = text.substr(open + 1);
    const std::size_t end = inside.find_first_not_of("0123456789");
    if (end == std::string_view::npos || end == 0 || end > 2) return std::nullopt;
    return parse_integer<std::uint32_t>(inside.substr(0, end));
}

}  // namespace

std::optional<Answer> read_answer(std::string_view text) {
    const std::string answer = folded(text.substr(0, text.find('(')));
    const std::string first = folded(text.substr(0, text.find_first_of(" ,;.!(")));
    const auto* word =
        std::find_if(kRsvpWords.begin(), kRsvpWords.end(), [&](const RsvpWord& known) {
            return known.fit == Fit::kWhole ? answer == known.word || first == known.word
                                            : answer.starts_with(known.word);
        });
    if (word == kRsvpWords.end()) return std::nullopt;
    return Answer{word->rsvp, bracketed(text)};
}

std::optional<bool> read_yes_no(std::string_view text) {
    const std::string word = folded(text);
    if (std::find(kYes.begin(), kYes.end(), word) != kYes.end()) return true;
    if (std::find(kNo.begin(), kNo.end(), word) != kNo.end()) return false;
    return std::nullopt;
}

bool names_table(std::string_view text) {
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos || space + 1 == text.size()) return false;
    const std::string word = folded(text.substr(0, space));
    return std::find(kTableWords.begin(), kTableWords.end(), word) != kTableWords.end();
}

Household read_household(std::string_view text) {
    const std::optional<std::uint32_t> size = bracketed(text);
    if (!size || !text.ends_with(')')) return {std::string(text), std::nullopt};
    return {std::string(trimmed(text.substr(0, text.find('(')))), size};
}

bool is_email(std::string_view text) {
    const std::size_t at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == std::string_view::npos &&
           text.find_first_of(" \t,;<>") == std::string_view::npos;
}

}  // namespace wedsync::importers
