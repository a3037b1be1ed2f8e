#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

namespace wedsync::hub {

/// A QR code (ISO/IEC 18004): a square of dark and light modules, without its quiet zone.
struct QrCode {
    std::size_t side = 0;
    /// Row by row, side * side of them; true is dark.
    std::vector<bool> modules;
};

/// The smallest code that holds the text as bytes and can be read with 15 % of it gone. kTooLarge
/// where it holds no more than 512 bytes, kInvalid for an empty text or one with a zero byte.
[[nodiscard]] Result<QrCode> make_qr_code(std::string_view text);

/// As a picture that takes any size, dark on white whatever is around it.
[[nodiscard]] std::string to_svg(const QrCode& code);
/// As lines of half blocks (UTF-8) for a terminal, light on dark or dark on light: a line holds two
/// rows, and the quiet zone is drawn.
[[nodiscard]] std::string to_blocks(const QrCode& code);

}  // namespace wedsync::hub
