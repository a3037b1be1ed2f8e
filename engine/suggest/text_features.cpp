#include "engine/suggest/text_features.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace wedsync::suggest {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_word(char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Bytes of the UTF-8 character at `at`; 1 for what is none.
std::size_t width_at(std::string_view text, std::size_t at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    std::size_t width = 1;
    if (byte >= 0xF0 && byte < 0xF8) {
        width = 4;
    } else if (byte >= 0xE0) {
        width = byte < 0xF0 ? 3 : 1;
    } else if (byte >= 0xC2) {
        width = 2;
    }
    if (at + width > text.size()) return 1;
    for (std::size_t i = 1; i < width; ++i) {
        if ((static_cast<unsigned char>(text[at + i]) & 0xC0U) != 0x80U) return 1;
    }
    return width;
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return text.find(word) != std::string_view::npos;
    });
}

void sort_once(Parts& parts) {
    std::sort(parts.begin(), parts.end());
    parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
}

/// The items of a list in JSON, whole or cut; what is within an item is not looked at.
Parts items_of(std::string_view text) {
    Parts items;
    std::string item;
    int depth = 0;
    bool is_quoted = false;
    bool is_escaped = false;
    const auto finish = [&] {
        if (!item.empty()) items.push_back(item);
        item.clear();
    };
    for (const char c : text) {
        if (is_quoted) {
            item.push_back(c);
            if (!is_escaped && c == '"') is_quoted = false;
            is_escaped = !is_escaped && c == '\\';
            continue;
        }
        if (c == '[' || c == '{') ++depth;
        if (depth == 1 && (c == ',' || c == '[' || c == ']')) {
            if (c == ']') --depth;
            finish();
            continue;
        }
        if (c == ']' || c == '}') --depth;
        if (c == '"') is_quoted = true;
        if (c != ' ') item.push_back(c);
    }
    if (depth == 0) finish();  // Else the text was cut: half an item is none.
    sort_once(items);
    return items;
}

}  // namespace

std::string_view cut_text(std::string_view text) {
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size() && count < kValueCharactersMax; ++count) {
        at += width_at(text, at);
    }
    return text.substr(0, at);
}

FactValue make_value(ValueKind kind, std::string_view text) {
    if (kind == ValueKind::kAbsent) return {};
    const std::size_t bytes = std::min(text.size(), kValueBytesMax);
    std::size_t characters = 0;
    for (const char c : text.substr(0, std::size_t{64} * 1024)) {
        if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++characters;
    }
    return {kind, std::string(cut_text(text.substr(0, bytes))), static_cast<double>(characters)};
}

ValueKind kind_of_text(std::string_view text) {
    constexpr std::size_t kShortMax = 40;
    constexpr std::ptrdiff_t kShortSpacesMax = 3;
    if (text.empty()) return ValueKind::kEmpty;
    const bool is_date = text.size() >= 8 && text.size() <= 24 && is_digit(text[0]) &&
                         is_digit(text[3]) && text[4] == '-';
    if (is_date) return ValueKind::kDate;
    if (number_of(text).has_value()) return ValueKind::kNumberText;
    if (text.starts_with("http://") || text.starts_with("https://")) return ValueKind::kUrl;
    if (const auto version = version_of(text); version && version->numbers.size() >= 3) {
        return ValueKind::kVersion;
    }
    const bool is_short =
        text.size() <= kShortMax && std::count(text.begin(), text.end(), ' ') <= kShortSpacesMax;
    return is_short ? ValueKind::kShortText : ValueKind::kText;
}

Characters characters_of(std::string_view text) {
    Characters characters;
    for (std::size_t at = 0; at < text.size() && characters.size() < kValueCharactersMax;) {
        const std::size_t width = width_at(text, at);
        std::uint32_t character = 0;
        for (std::size_t i = 0; i < width; ++i) {
            character = (character << 8U) | static_cast<unsigned char>(text[at + i]);
        }
        characters.push_back(character);
        at += width;
    }
    return characters;
}

// Hyyrö 2004: the row of the table as bits of a number, of four words here.
std::size_t common_length(const Characters& a, const Characters& b) {
    constexpr std::size_t kWords = 4;
    static_assert(kWords * 64 >= kValueCharactersMax);
    using Row = std::array<std::uint64_t, kWords>;
    std::array<Row, 128> low{};
    std::vector<std::pair<std::uint32_t, Row>> high;
    const auto row_of = [&](std::uint32_t character) -> Row* {
        if (character < low.size()) return &low[character];
        for (auto& [known, row] : high) {
            if (known == character) return &row;
        }
        return nullptr;
    };
    for (std::size_t i = 0; i < a.size(); ++i) {
        Row* row = row_of(a[i]);
        if (row == nullptr) row = &high.emplace_back(a[i], Row{}).second;
        (*row)[i / 64] |= std::uint64_t{1} << (i % 64);
    }
    Row state;
    state.fill(~std::uint64_t{0});
    for (const std::uint32_t character : b) {
        const Row* match = row_of(character);
        if (match == nullptr) continue;
        std::uint64_t carry = 0;
        for (std::size_t w = 0; w < kWords; ++w) {
            const std::uint64_t both = state[w] & (*match)[w];
            const std::uint64_t sum = state[w] + both;
            const std::uint64_t total = sum + carry;
            carry = (sum < both || total < sum) ? 1 : 0;
            state[w] = total | (state[w] & ~(*match)[w]);
        }
    }
    std::size_t length = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if ((state[i / 64] >> (i % 64) & 1U) == 0) ++length;
    }
    return length;
}

double similarity(const Characters& a, const Characters& b) {
    if (a.empty() && b.empty()) return 1;
    return 2 * static_cast<double>(common_length(a, b)) / static_cast<double>(a.size() + b.size());
}

Parts parts_of(const FactValue& value) {
    const std::string_view text = cut_text(value.text);
    if (value.kind == ValueKind::kList) return items_of(text);
    Parts parts;
    std::string word;
    for (const char c : text) {
        if (is_word(c)) {
            word.push_back(lower(c));
        } else if (!word.empty()) {
            parts.push_back(std::move(word));
            word.clear();
        }
    }
    if (!word.empty()) parts.push_back(std::move(word));
    sort_once(parts);
    return parts;
}

std::size_t missing_from(const Parts& a, const Parts& b) {
    std::size_t missing = 0;
    auto other = b.begin();
    for (const std::string& part : a) {
        while (other != b.end() && *other < part)
            ++other;
        if (other == b.end() || *other != part) ++missing;
    }
    return missing;
}

int natural_order(std::string_view a, std::string_view b) {
    a = cut_text(a);
    b = cut_text(b);
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (is_digit(a[i]) && is_digit(b[j])) {
            while (i < a.size() && a[i] == '0')
                ++i;
            while (j < b.size() && b[j] == '0')
                ++j;
            const std::size_t a_start = i;
            const std::size_t b_start = j;
            while (i < a.size() && is_digit(a[i]))
                ++i;
            while (j < b.size() && is_digit(b[j]))
                ++j;
            const std::string_view a_run = a.substr(a_start, i - a_start);
            const std::string_view b_run = b.substr(b_start, j - b_start);
            if (a_run.size() != b_run.size()) return a_run.size() < b_run.size() ? -1 : 1;
            if (const int order = a_run.compare(b_run); order != 0) return order < 0 ? -1 : 1;
            continue;
        }
        if (a[i] != b[j]) {
            return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]) ? -1 : 1;
        }
        ++i;
        ++j;
    }
    if (i == a.size() && j == b.size()) return 0;
    return i == a.size() ? -1 : 1;
}

std::optional<Version> version_of(std::string_view text) {
    constexpr std::size_t kDigitsMax = 15;
    std::size_t at = 0;
    while (at < text.size() && at < 3 &&
           std::string_view("^~v=<>≤ ").find(text[at]) != std::string_view::npos) {
        ++at;
    }
    Version version;
    while (at < text.size() && is_digit(text[at]) && version.numbers.size() < kVersionNumbersMax) {
        double number = 0;
        for (std::size_t digits = 0; at < text.size() && is_digit(text[at]); ++at, ++digits) {
            if (digits == kDigitsMax) return std::nullopt;
            number = number * 10 + (text[at] - '0');
        }
        version.numbers.push_back(number);
        if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
            ++at;
        } else {
            break;
        }
    }
    if (version.numbers.empty()) return std::nullopt;
    if (at < text.size()) {
        const bool is_suffix = text[at] == '-' || text[at] == '+' || is_word(text[at]);
        if (!is_suffix || text.find(' ') != std::string_view::npos) return std::nullopt;
        version.is_prerelease = text[at] != '+';
    }
    return version;
}

int version_order(const Version& a, const Version& b) {
    for (std::size_t i = 0; i < kVersionNumbersMax; ++i) {
        const double left = i < a.numbers.size() ? a.numbers[i] : 0;
        const double right = i < b.numbers.size() ? b.numbers[i] : 0;
        const int where = static_cast<int>(i) + 1;
        if (left < right) return -where;
        if (left > right) return where;
    }
    const int where = static_cast<int>(kVersionNumbersMax) + 1;
    if (a.is_prerelease != b.is_prerelease) return a.is_prerelease ? -where : where;
    return 0;
}

std::optional<double> number_of(std::string_view text) {
    constexpr std::size_t kLengthMax = 17;
    if (text.empty() || text.size() > kLengthMax) return std::nullopt;
    const bool is_negative = text[0] == '-';
    std::size_t at = is_negative || text[0] == '+' ? 1 : 0;
    double number = 0;
    double scale = 1;
    bool has_point = false;
    bool has_digit = false;
    for (; at < text.size(); ++at) {
        if (text[at] == '.' && !has_point) {
            has_point = true;
        } else if (is_digit(text[at])) {
            has_digit = true;
            number = number * 10 + (text[at] - '0');
            if (has_point) scale *= 10;
        } else {
            return std::nullopt;
        }
    }
    if (!has_digit) return std::nullopt;
    number /= scale;
    return is_negative ? -number : number;
}

std::string normal_form(std::string_view text) {
    std::string normal;
    for (const char c : cut_text(text)) {
        if (is_word(c)) normal.push_back(lower(c));
    }
    return normal;
}

bool is_placeholder(std::string_view text) {
    constexpr std::array kWords{"tbd",     "tba",  "na",      "null",  "none", "0",
                                "unknown", "todo", "preview", "false", "xxx",  "example"};
    const std::string normal = normal_form(text);
    if (normal.empty()) return true;
    return std::find(kWords.begin(), kWords.end(), normal) != kWords.end();
}

FieldClass class_of_field(std::string_view name) {
    std::string field;
    for (const char c : name.substr(0, 64))
        field.push_back(lower(c));
    if (contains_any(field, {"hash", "sha", "md5", "checksum", "integrity"})) {
        return FieldClass::kHash;
    }
    if (contains_any(field, {"version", "latest", "release"}) && !contains_any(field, {"date"})) {
        return FieldClass::kVersion;
    }
    if (contains_any(field, {"date", "time", "deadline", "_at", "year", "until", "recorded"})) {
        return FieldClass::kDate;
    }
    if (contains_any(field, {"url", "link", "href", "homepage", "$ref", "website", "path", "dir",
                             "logo", "icon", "image"})) {
        return FieldClass::kAddress;
    }
    if (field == "id" || contains_any(field, {"_id", "identifier", "slug", "uuid", "key"})) {
        return FieldClass::kIdentity;
    }
    if (contains_any(field, {"descr", "note", "text", "summary", "comment", "definition", "about",
                             "message", "content"})) {
        return FieldClass::kNote;
    }
    if (contains_any(field, {"member", "owner", "author", "maintainer", "person", "people",
                             "speaker", "contact", "email", "user"})) {
        return FieldClass::kPerson;
    }
    if (contains_any(field, {"status", "state", "type", "support", "enabled", "is_", "experimental",
                             "deprecated", "category", "kind", "level"})) {
        return FieldClass::kStatus;
    }
    if (contains_any(field, {"name", "title", "label"})) return FieldClass::kName;
    if (contains_any(field, {"count", "number", "num", "size", "star", "total", "price", "amount",
                             "capacity", "order", "index", "weight", "value"})) {
        return FieldClass::kCount;
    }
    if (contains_any(field, {"list", "tags", "include", "[]", "features", "names", "items",
                             "values", "depend"})) {
        return FieldClass::kGroup;
    }
    return FieldClass::kOther;
}

}  // namespace wedsync::suggest
