#include "engine/merge/same_words.hpp"

#include <algorithm>
#include <array>

namespace wedsync::merge {
namespace {

struct Plain {
    std::string_view typed;
    std::string_view plain;
};

/// What stands for what, in UTF-8.
constexpr std::array<Plain, 17> kPlain = {{
    {"\t", " "},
    {"\n", " "},
    {"\r", " "},
    {"\xC2\xA0", " "},      // no-break space
    {"\xE2\x80\x89", " "},  // thin space
    {"\xE2\x80\xAF", " "},  // narrow no-break space
    {"\xE3\x80\x80", " "},  // ideographic space
    {"\xE2\x80\x8B", ""},   // zero width space
    {"\xE2\x80\x98", "'"},
    {"\xE2\x80\x99", "'"},
    {"\xE2\x80\x9A", "'"},  // single quotes
    {"\xE2\x80\x9C", "\""},
    {"\xE2\x80\x9D", "\""},
    {"\xE2\x80\x9E", "\""},  // double quotes
    {"\xE2\x80\x90", "-"},
    {"\xE2\x80\x93", "-"},
    {"\xE2\x80\x94", "-"},  // hyphen and dashes
}};

char small(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_stop(char letter) {
    return letter == '.' || letter == '!' || letter == ' ';
}

}  // namespace

std::string words_of(std::string_view text) {
    std::string words;
    words.reserve(text.size());
    const auto add = [&](char letter) {
        if (letter == ' ' && (words.empty() || words.back() == ' ')) return;
        words.push_back(small(letter));
    };
    while (!text.empty()) {
        const auto* const found =
            std::find_if(kPlain.begin(), kPlain.end(),
                         [&](const Plain& each) { return text.starts_with(each.typed); });
        if (found == kPlain.end()) {
            add(text.front());
            text.remove_prefix(1);
            continue;
        }
        for (const char letter : found->plain)
            add(letter);
        text.remove_prefix(found->typed.size());
    }
    while (!words.empty() && is_stop(words.back()))
        words.pop_back();
    return words;
}

bool are_same_words(std::string_view left, std::string_view right) {
    const std::string words = words_of(left);
    return !words.empty() && words == words_of(right);
}

}  // namespace wedsync::merge
