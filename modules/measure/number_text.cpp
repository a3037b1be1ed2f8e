#include "modules/measure/number_text.hpp"

namespace wedsync::measure {

bool NumberReader::take(char character) {
    if (is_at_end() || text_[at_] != character) return false;
    ++at_;
    return true;
}

std::optional<std::uint64_t> NumberReader::whole(std::uint64_t most) {
    std::uint64_t number = 0;
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
        const auto digit = static_cast<std::uint64_t>(text_[at_] - '0');
        if (digit > most || number > (most - digit) / 10) return std::nullopt;
        number = number * 10 + digit;
        ++at_;
    }
    const bool has_leading_zero = at_ - begin > 1 && text_[begin] == '0';
    if (at_ == begin || has_leading_zero) return std::nullopt;
    return number;
}

std::optional<std::int64_t> NumberReader::signed_whole(std::uint64_t most) {
    const bool is_negative = take('-');
    const auto number = whole(most);
    if (!number || (is_negative && *number == 0)) return std::nullopt;
    const auto size = static_cast<std::int64_t>(*number);
    return is_negative ? -size : size;
}

}  // namespace wedsync::measure
