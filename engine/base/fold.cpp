#include "engine/base/fold.hpp"

#include <cstddef>

namespace wedsync {
namespace {

/// The ASCII letters for U+00C0 to U+017F, both cases alike; a space: no letter.
constexpr std::string_view kLatin =
    "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"   // U+00C0
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"   // U+0100
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";  // U+0140
static_assert(kLatin.size() == 192);

}  // namespace

std::string folded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        if (c >= 'A' && c <= 'Z') {
            result += static_cast<char>(c - 'A' + 'a');
        } else if (byte >= 0xC3 && byte <= 0xC5 && i + 1 < text.size()) {
            const auto next = static_cast<unsigned char>(text[i + 1]);
            const std::size_t at = (byte - 0xC3U) * 64U + (next & 0x3FU);
            if (kLatin[at] != ' ') result += kLatin[at];
            ++i;
        } else if (text.substr(i).starts_with("\xC2\xA0")) {
            ++i;
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (byte & 0x80U) != 0) {
            result += c;
        }
    }
    return result;
}

}  // namespace wedsync
