#include "importers/fold.hpp"

#include <algorithm>
#include <cstddef>

namespace wedsync::importers {
namespace {

constexpr std::size_t kNoBreakSpace = 2;

bool is_space_at(std::string_view text, std::size_t& length) {
    length = 1;
    if (text.starts_with("\xC2\xA0")) {
        length = kNoBreakSpace;
        return true;
    }
    return !text.empty() &&
           (text[0] == ' ' || text[0] == '\t' || text[0] == '\r' || text[0] == '\n');
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    std::size_t length = 0;
    while (is_space_at(text, length))
        text.remove_prefix(length);
    while (!text.empty()) {
        if (text.ends_with("\xC2\xA0")) {
            text.remove_suffix(kNoBreakSpace);
        } else if (is_space_at(text.substr(text.size() - 1), length)) {
            text.remove_suffix(1);
        } else {
            break;
        }
    }
    return text;
}

std::vector<std::string> split_list(std::string_view text, std::string_view separators) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(separators), text.size());
        const std::string_view part = trimmed(text.substr(0, end));
        const bool is_new = std::find(parts.begin(), parts.end(), part) == parts.end();
        if (!part.empty() && is_new) parts.emplace_back(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::string joined(std::string_view first, std::string_view second) {
    std::string name(first);
    if (!first.empty() && !second.empty()) name += ' ';
    return name.append(second);
}

}  // namespace wedsync::importers
