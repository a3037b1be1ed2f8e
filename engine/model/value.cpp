#include "engine/model/value.hpp"

#include <cmath>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "engine/base/assert.hpp"

namespace wedsync {

Value make_real(double number) {
    WEDSYNC_ASSERT(std::isfinite(number));
    if (number == 0.0) return std::int64_t{0};
    Real real;
    std::memcpy(&real.bits, &number, sizeof number);
    return real;
}

double to_double(Real real) {
    double number = 0.0;
    std::memcpy(&number, &real.bits, sizeof number);
    return number;
}

namespace {

bool is_continuation(unsigned char byte) {
    return (byte & 0xC0U) == 0x80U;
}

/// The length of the sequence that starts with these bytes, 0 if it is not well formed.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    const std::size_t length = lead < 0xE0 ? 2U : lead < 0xF0 ? 3U : 4U;
    if (text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(byte(i))) return 0;
    }
    const bool is_bad = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F) ||
                        (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F);
    return is_bad ? 0 : length;
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace wedsync
