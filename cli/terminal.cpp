#include "cli/terminal.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <unistd.h>

#include <sys/ioctl.h>

namespace wedsync::cli {
namespace {

struct CodePoint {
    std::uint32_t value = 0;
    std::size_t bytes = 0;  ///< 0: not UTF-8.
};

CodePoint decode(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
    const std::uint8_t lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    std::size_t length = 0;
    if (lead >= 0xc2 && lead < 0xe0) length = 2;
    if (lead >= 0xe0 && lead < 0xf0) length = 3;
    if (lead >= 0xf0 && lead < 0xf5) length = 4;
    if (length == 0 || text.size() < length) return {};
    std::uint32_t value = lead & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U) return {};
        value = (value << 6U) | (byte(i) & 0x3fU);
    }
    return {value, length};
}

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};
/// Controls, and the marks that turn, hide or break a line of text.
constexpr std::array<Range, 9> kUnsafe{{{0x00, 0x1f},
                                        {0x7f, 0x9f},
                                        {0xad, 0xad},
                                        {0x61c, 0x61c},
                                        {0x200b, 0x200f},
                                        {0x2028, 0x202e},
                                        {0x2060, 0x206f},
                                        {0xfeff, 0xfeff},
                                        {0xe0000, 0xe0fff}}};
constexpr std::array<Range, 6> kCombining{{{0x300, 0x36f},
                                           {0x483, 0x489},
                                           {0x591, 0x5bd},
                                           {0x1ab0, 0x1aff},
                                           {0x20d0, 0x20ff},
                                           {0xfe00, 0xfe0f}}};
constexpr std::array<Range, 9> kWide{{{0x1100, 0x115f},
                                      {0x2e80, 0x303e},
                                      {0x3041, 0x33ff},
                                      {0x3400, 0x4dbf},
                                      {0x4e00, 0x9fff},
                                      {0xac00, 0xd7a3},
                                      {0xf900, 0xfaff},
                                      {0xff00, 0xff60},
                                      {0x1f300, 0x1faff}}};

template <std::size_t Count>
bool is_in(const std::array<Range, Count>& ranges, std::uint32_t value) {
    for (const Range& range : ranges) {
        if (value >= range.first && value <= range.last) return true;
    }
    return false;
}

std::size_t width_of(CodePoint point) {
    if (is_in(kCombining, point.value)) return 0;
    return is_in(kWide, point.value) ? 2 : 1;
}

std::string hex(std::uint32_t value, std::size_t digits) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text(digits, '0');
    for (std::size_t i = 0; i < digits; ++i) {
        text[digits - 1 - i] = kDigits[(value >> (4 * i)) & 0xfU];
    }
    return text;
}

std::string spelled(CodePoint point) {
    if (point.value == '\n') return "\\n";
    if (point.value == '\t') return "\\t";
    if (point.value == '\r') return "\\r";
    if (point.value < 0x100) return "\\x" + hex(point.value, 2);
    if (point.value < 0x10000) return "\\u" + hex(point.value, 4);
    return "\\U" + hex(point.value, 8);
}

std::string_view code_of(Style style) {
    switch (style) {
        case Style::kPlain:
            return "";
        case Style::kBold:
            return "\x1b[1m";
        case Style::kDim:
            return "\x1b[2m";
        case Style::kRed:
            return "\x1b[31m";
        case Style::kGreen:
            return "\x1b[32m";
        case Style::kYellow:
            return "\x1b[33m";
        case Style::kCyan:
            return "\x1b[36m";
    }
    return "";
}

}  // namespace

Terminal Terminal::detect() {
    Terminal terminal;
    terminal.is_out_tty = isatty(STDOUT_FILENO) == 1;
    terminal.is_error_tty = isatty(STDERR_FILENO) == 1;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the command has one thread.
    const char* no_colour = std::getenv("NO_COLOR");
    terminal.has_colour =
        terminal.is_out_tty && (no_colour == nullptr || std::string_view(no_colour).empty());
    winsize size{};
    if (terminal.is_out_tty && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        terminal.columns = size.ws_col;
    }
    return terminal;
}

std::string styled(const Terminal& terminal, Style style, std::string_view text) {
    if (!terminal.has_colour || style == Style::kPlain) return std::string(text);
    return std::string(code_of(style)) + std::string(text) + "\x1b[0m";
}

std::string printable(std::string_view text) {
    std::string shown;
    while (!text.empty()) {
        const CodePoint point = decode(text);
        if (point.bytes == 0) {
            shown += "\\x" + hex(static_cast<std::uint8_t>(text[0]), 2);
            text.remove_prefix(1);
            continue;
        }
        if (is_in(kUnsafe, point.value)) {
            shown += spelled(point);
        } else {
            shown += text.substr(0, point.bytes);
        }
        text.remove_prefix(point.bytes);
    }
    return shown;
}

std::size_t width_of(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const CodePoint point = decode(text);
        width += point.bytes == 0 ? 1 : width_of(point);
        text.remove_prefix(point.bytes == 0 ? 1 : point.bytes);
    }
    return width;
}

std::string cut_to(std::string_view text, std::size_t columns) {
    if (width_of(text) <= columns) return std::string(text);
    std::string cut;
    std::size_t width = 0;
    while (!text.empty()) {
        const CodePoint point = decode(text);
        const std::size_t bytes = point.bytes == 0 ? 1 : point.bytes;
        const std::size_t next = point.bytes == 0 ? 1 : width_of(point);
        if (width + next + 1 > columns) break;
        cut += text.substr(0, bytes);
        width += next;
        text.remove_prefix(bytes);
    }
    return columns == 0 ? std::string() : cut + "…";
}

}  // namespace wedsync::cli
