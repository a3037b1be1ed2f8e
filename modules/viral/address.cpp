#include "modules/viral/address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/base/bytes.hpp"
#include "engine/base/hash.hpp"

namespace wedsync::viral {
namespace {

constexpr std::size_t kLocalBytesMax = 64;
constexpr std::size_t kLabelBytesMax = 63;

bool is_small_letter_or_digit(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

/// What RFC 5322 calls an atom, or a byte of a letter beyond ASCII (RFC 6531).
bool may_stand_before_at(char letter) {
    constexpr std::string_view kSigns = "!#$%&'*+-/=?^_`{|}~.";
    return is_small_letter_or_digit(letter) || kSigns.find(letter) != std::string_view::npos ||
           static_cast<unsigned char>(letter) >= 0x80U;
}

bool has_empty_part(std::string_view dotted) {
    return dotted.empty() || dotted.front() == '.' || dotted.back() == '.' ||
           dotted.find("..") != std::string_view::npos;
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= kLabelBytesMax && label.front() != '-' &&
           label.back() != '-' && std::all_of(label.begin(), label.end(), [](char letter) {
               return letter == '-' || is_small_letter_or_digit(letter);
           });
}

bool is_domain(std::string_view domain) {
    if (domain.find('.') == std::string_view::npos) return false;
    while (true) {
        const std::size_t dot = domain.find('.');
        if (!is_label(domain.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        domain.remove_prefix(dot + 1);
    }
}

std::string_view without_spaces_around(std::string_view text) {
    const auto is_space = [](char letter) {
        return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
    };
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

void append_hex(std::string& text, std::uint64_t number) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (int shift = 60; shift >= 0; shift -= 4) {
        text += kDigits[static_cast<std::size_t>((number >> static_cast<unsigned>(shift)) & 15U)];
    }
}

/// Bytes of the first letter.
std::size_t first_letter_bytes(std::string_view text) {
    std::size_t count = std::min<std::size_t>(text.size(), 1);
    while (count < text.size() && (static_cast<unsigned char>(text[count]) & 0xc0U) == 0x80U)
        ++count;
    return count;
}

}  // namespace

std::optional<std::string> normal_address(std::string_view typed) {
    const std::string_view trimmed = without_spaces_around(typed);
    if (trimmed.size() > kAddressBytesMax) return std::nullopt;
    std::string address(trimmed);
    for (char& letter : address) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    const std::size_t at = address.find('@');
    if (at == std::string::npos || at > kLocalBytesMax) return std::nullopt;
    const std::string_view local = std::string_view(address).substr(0, at);
    if (has_empty_part(local) || !std::all_of(local.begin(), local.end(), may_stand_before_at))
        return std::nullopt;
    if (!is_domain(std::string_view(address).substr(at + 1))) return std::nullopt;
    return address;
}

std::string key_of_address(std::string_view normal) {
    const std::string text = "invitation\n" + std::string(normal);
    std::string key;
    for (const std::uint64_t seed : {1U, 2U})
        append_hex(key, hash64(as_bytes(text), seed));
    return key;
}

std::string masked(std::string_view normal) {
    const std::size_t at = normal.find('@');
    if (at == std::string_view::npos) return "•••";
    return std::string(normal.substr(0, first_letter_bytes(normal))) + "•••" +
           std::string(normal.substr(at));
}

}  // namespace wedsync::viral
