#include "hub/service/qr_code.hpp"

#include <memory>
#include <qrencode.h>

namespace wedsync::hub {
namespace {

constexpr std::size_t kTextBytesMax = 512;
/// What the standard asks for around a code, in modules.
constexpr std::size_t kQuiet = 4;

struct Free {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

bool is_dark(const QrCode& code, std::size_t row, std::size_t column) {
    return code.modules.at(row * code.side + column);
}

/// With the quiet zone counted; what is beyond the code is light.
bool is_dark_within_quiet(const QrCode& code, std::size_t row, std::size_t column) {
    if (row < kQuiet || column < kQuiet) return false;
    if (row - kQuiet >= code.side || column - kQuiet >= code.side) return false;
    return is_dark(code, row - kQuiet, column - kQuiet);
}

}  // namespace

Result<QrCode> make_qr_code(std::string_view text) {
    if (text.size() > kTextBytesMax) {
        return Error{ErrorCode::kTooLarge, "a QR code here holds 512 bytes at most"};
    }
    if (text.empty() || text.find('\0') != std::string_view::npos) {
        return Error{ErrorCode::kInvalid, "no text for a QR code"};
    }
    const std::unique_ptr<QRcode, Free> made(
        QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_M));
    if (made == nullptr) return Error{ErrorCode::kInvalid, "no QR code can be made of this"};
    QrCode code;
    code.side = static_cast<std::size_t>(made->width);
    code.modules.reserve(code.side * code.side);
    for (std::size_t at = 0; at < code.side * code.side; ++at)
        code.modules.push_back((made->data[at] & 1U) != 0);
    return code;
}

std::string to_svg(const QrCode& code) {
    const std::string side = std::to_string(code.side + 2 * kQuiet);
    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " +
                      side + "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" +
                      side + "v" + side + "H0z\"/><path d=\"";
    for (std::size_t row = 0; row < code.side; ++row) {
        for (std::size_t column = 0; column < code.side; ++column) {
            if (!is_dark(code, row, column)) continue;
            svg += "M" + std::to_string(column + kQuiet) + " " + std::to_string(row + kQuiet) +
                   "h1v1h-1z";
        }
    }
    return svg + "\"/></svg>\n";
}

std::string to_blocks(const QrCode& code) {
    const std::size_t side = code.side + 2 * kQuiet;
    std::string text;
    for (std::size_t row = 0; row < side; row += 2) {
        for (std::size_t column = 0; column < side; ++column) {
            const bool upper = is_dark_within_quiet(code, row, column);
            const bool lower = is_dark_within_quiet(code, row + 1, column);
            if (upper) {
                text += lower ? "\u2588" : "\u2580";
            } else {
                text += lower ? "\u2584" : " ";
            }
        }
        text += "\n";
    }
    return text;
}

}  // namespace wedsync::hub
