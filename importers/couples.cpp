// cell  := part { joint part } [ more ]
// joint := "&" | "+" | "/" | "and" | "und" | "et" | "y" | "e" | "och" | "og" | "en"
// more  := "+" digits | "plus one"
// A part is titles and words; the surname stands in the last part, or before a comma.

#include "importers/couples.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "importers/fold.hpp"

namespace wedsync::importers {
namespace {

using Words = std::vector<std::string>;

constexpr std::array<std::string_view, 5> kJoints{"and", "und", "et", "och", "og"};
/// These stand in surnames, too.
constexpr std::array<std::string_view, 3> kWeakJoints{"y", "e", "en"};
constexpr std::array<std::string_view, 22> kTitles{
    "mr",   "mrs", "ms",  "miss", "mx",  "dr",      "prof", "herr", "frau", "m",    "mme",
    "mlle", "sr",  "sra", "srta", "sig", "signora", "rev",  "sir",  "lady", "lord", "fru"};
constexpr std::array<std::string_view, 10> kUnnamed{
    "guest",      "partner", "companion", "plusone",     "plus1",
    "begleitung", "gast",    "invite",    "acompanante", "1"};
constexpr std::array<std::string_view, 9> kUncounted{
    "family", "familie", "familia", "famille", "kids", "children", "kinder", "ninos", "enfants"};

template <std::size_t Count>
bool is_one_of(const std::array<std::string_view, Count>& known, const std::string& word) {
    return std::find(known.begin(), known.end(), word) != known.end();
}

std::string text_of(const Words& words, std::size_t first, std::size_t end) {
    std::string text;
    for (std::size_t i = first; i < end; ++i)
        text = joined(text, words[i]);
    return text;
}

/// Where the surname starts: at a particle in lower case ("van der Berg"), or at the last word.
std::size_t surname_at(const Words& words) {
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
        if (words[i].front() >= 'a' && words[i].front() <= 'z') return i;
    }
    return words.size() - 1;
}

/// A part between two joints, without its titles.
struct Part {
    std::string title;
    Words words;
};

/// Words may repeat ("Anna Anna"), so not split_list().
Words all_words(std::string_view text) {
    Words words;
    while (!(text = trimmed(text)).empty()) {
        const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return words;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// "&", "/" and "+" stand apart; "+1" stays as it is, and so does what is between digits.
std::string spaced(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_joint = text[i] == '&' || text[i] == '/' || text[i] == '+';
        const bool is_after_digit = i > 0 && is_digit(text[i - 1]);
        const bool is_before_digit = i + 1 < text.size() && is_digit(text[i + 1]);
        if (is_joint && !is_after_digit && !is_before_digit) {
            result += " & ";
        } else {
            result += text[i];
        }
    }
    return result;
}

/// Takes "+2", "+ 1" and "plus one" off the end.
std::uint32_t take_count(Words& words) {
    if (words.size() < 2) return 0;
    const std::string& last = words.back();
    if (last.size() == 2 && last[0] == '+' && last[1] >= '1' && last[1] <= '9') {
        const auto count = static_cast<std::uint32_t>(last[1] - '0');
        words.pop_back();
        return count;
    }
    const std::string word = folded(last);
    if (words.size() > 2 && words[words.size() - 2] == "&" && word == "1") {
        words.resize(words.size() - 2);
        return 1;
    }
    if (words.size() > 2 && folded(words[words.size() - 2]) == "plus" &&
        (word == "one" || word == "1" || word == "guest")) {
        words.resize(words.size() - 2);
        return 1;
    }
    return 0;
}

bool is_joint(const Words& words, std::size_t at) {
    if (words[at] == "&") return true;
    const std::string word = folded(words[at]);
    if (at == 0 || at + 1 == words.size()) return false;
    if (is_one_of(kJoints, word)) return true;
    return is_one_of(kWeakJoints, word) && at == 1 && words.size() >= 4;
}

std::vector<Part> parts_of(const Words& words) {
    std::vector<Part> parts(1);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (is_joint(words, i)) {
            const bool is_empty = parts.back().words.empty() && parts.back().title.empty();
            if (!is_empty) parts.emplace_back();
        } else {
            parts.back().words.push_back(words[i]);
        }
    }
    if (parts.back().words.empty()) parts.pop_back();
    for (Part& part : parts) {
        while (!part.words.empty() && is_one_of(kTitles, folded(part.words.front()))) {
            if (part.title.empty()) part.title = part.words.front();
            part.words.erase(part.words.begin());
        }
    }
    return parts;
}

GuestName name_of(std::string first, std::string last) {
    return {joined(first, last), std::move(first), std::move(last)};
}

/// The guests of parts whose surname stands in the last one.
std::vector<GuestName> guests_of(const std::vector<Part>& parts) {
    std::vector<GuestName> guests;
    if (parts.empty()) return guests;
    const Words& last = parts.back().words;
    const bool has_given = last.size() > 1;
    const bool has_surname = has_given || (last.size() == 1 && !parts.back().title.empty());
    const std::size_t split = last.empty() ? 0 : has_given ? surname_at(last) : 0;
    const std::string surname = has_surname ? text_of(last, split, last.size()) : std::string();
    bool is_given_taken = false;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Words& words = parts[i].words;
        const bool is_last = i + 1 == parts.size();
        if (words.empty() && has_given && !is_given_taken) {
            // "Mr and Mrs John Smith": the given name is his.
            guests.push_back(name_of(text_of(last, 0, split), surname));
            is_given_taken = true;
        } else if (words.empty() || (is_last && has_surname && (!has_given || is_given_taken))) {
            guests.push_back({joined(parts[i].title, surname), {}, surname});
        } else if (words.size() == 1) {
            guests.push_back(name_of(words.front(), is_last ? std::string() : surname));
        } else {
            const std::size_t at = surname_at(words);
            guests.push_back(name_of(text_of(words, 0, at), text_of(words, at, words.size())));
        }
    }
    return guests;
}

/// Takes the parts that are no names: "guest", "family".
void take_others(std::vector<Part>& parts, NameCell& cell) {
    std::vector<Part> named;
    for (Part& part : parts) {
        const std::string word = folded(text_of(part.words, 0, part.words.size()));
        if (!named.empty() && is_one_of(kUnnamed, word)) {
            ++cell.plus_ones;
        } else if (!named.empty() && is_one_of(kUncounted, word)) {
            cell.uncounted = text_of(part.words, 0, part.words.size());
        } else {
            named.push_back(std::move(part));
        }
    }
    parts = std::move(named);
}

/// "Doe, John and Jane": the surname stands before the comma; "Anna, Ben & Cy Lee" is a list.
std::vector<GuestName> guests_with_comma(std::string_view before, std::string_view after) {
    std::vector<Part> parts;
    for (const std::string& piece : split_list(after, ",")) {
        for (Part& part : parts_of(all_words(piece)))
            parts.push_back(std::move(part));
    }
    if (!parts.empty() && parts.back().words.size() < 2) {
        std::vector<GuestName> guests;
        guests.reserve(parts.size());
        const std::string surname = text_of(all_words(before), 0, all_words(before).size());
        for (const Part& part : parts)
            guests.push_back(name_of(text_of(part.words, 0, part.words.size()), surname));
        return guests;
    }
    std::vector<Part> first = parts_of(all_words(before));
    first.insert(first.end(), parts.begin(), parts.end());
    return guests_of(first);
}

}  // namespace

GuestName complete_name(GuestName name) {
    const std::size_t comma = name.full.find(", ");
    if (comma != std::string::npos && name.first.empty() && name.last.empty()) {
        name.last = trimmed(std::string_view(name.full).substr(0, comma));
        name.first = trimmed(std::string_view(name.full).substr(comma + 1));
        name.full = joined(name.first, name.last);
    }
    if (name.full.empty()) name.full = joined(name.first, name.last);
    if (name.first.empty() && name.last.empty()) {
        const std::size_t space = name.full.rfind(' ');
        name.first = name.full.substr(0, space);
        if (space != std::string::npos) name.last = name.full.substr(space + 1);
    }
    return name;
}

NameCell read_names(std::string_view text) {
    NameCell cell;
    Words words = all_words(spaced(text));
    cell.plus_ones = take_count(words);
    if (words.size() > 1 && words.back() == "&") words.pop_back();
    const std::string rest = text_of(words, 0, words.size());
    std::vector<Part> parts = parts_of(words);
    const bool is_too_many = parts.size() > kNamesPerCellMax;
    const bool was_couple = parts.size() > 1 && !is_too_many;
    if (was_couple) take_others(parts, cell);
    if (!was_couple || parts.size() == 1) {
        const bool is_as_written = !was_couple && cell.plus_ones == 0;
        std::string name = is_as_written ? std::string(trimmed(text)) : rest;
        if (was_couple) {
            name = text_of(parts[0].words, 0, parts[0].words.size());
            if (parts[0].words.size() < 2) name = joined(parts[0].title, name);
        }
        cell.guests.push_back(complete_name({std::move(name), {}, {}}));
        return cell;
    }
    const std::size_t comma = rest.find(',');
    cell.guests = comma == std::string::npos || cell.plus_ones != 0 || !cell.uncounted.empty()
                      ? guests_of(parts)
                      : guests_with_comma(std::string_view(rest).substr(0, comma),
                                          std::string_view(rest).substr(comma + 1));
    std::erase_if(cell.guests, [](const GuestName& guest) { return guest.full.empty(); });
    if (cell.guests.empty()) cell.guests.push_back(complete_name({rest, {}, {}}));
    return cell;
}

}  // namespace wedsync::importers
