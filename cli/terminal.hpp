#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wedsync::cli {

/// What the program writes to: a person's terminal, or a file or pipe.
struct Terminal {
    bool is_out_tty = false;
    bool is_error_tty = false;
    /// Colour on standard output: a terminal, and NO_COLOR is not set.
    bool has_colour = false;
    /// Columns of the terminal; 0: no terminal, so no limit.
    std::size_t columns = 0;

    /// Asks the system.
    [[nodiscard]] static Terminal detect();
};

enum class Style { kPlain, kBold, kDim, kRed, kGreen, kYellow, kCyan };

/// The text in a style, where the terminal has colour.
[[nodiscard]] std::string styled(const Terminal& terminal, Style style, std::string_view text);

/// The text as a terminal may show it: control characters, and what reverses or hides text, are
/// spelled out (\n, \x1b, \u202e); bytes that are not UTF-8 as \xNN. One line, whatever comes in.
[[nodiscard]] std::string printable(std::string_view text);

/// Columns that printable text takes: 2 for wide characters, 0 for combining ones.
[[nodiscard]] std::size_t width_of(std::string_view text);

/// Printable text cut to so many columns, with an ellipsis where something is missing.
[[nodiscard]] std::string cut_to(std::string_view text, std::size_t columns);

}  // namespace wedsync::cli
