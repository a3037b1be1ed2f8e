#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"
#include "importers/guests.hpp"

namespace wedsync::importers {

/// One property of a calendar (RFC 5545) or an address book (RFC 6350), unfolded.
struct ContentLine {
    /// The line of the file on which it starts, from 1.
    std::size_t line = 0;
    std::string name;  ///< In capitals, without a group ("item1.").
    /// Names in capitals; values without quotes. "TEL;WORK:" is TYPE=WORK, as vCard 2.1 has it.
    std::vector<std::pair<std::string, std::string>> parameters;
    /// As it stands; escapes are those of the property's type.
    std::string value;
    bool is_cut = false;  ///< The value is longer than kContentValueBytesMax, and was dropped.

    /// The first value of a parameter; empty if there is none.
    [[nodiscard]] std::string_view parameter(std::string_view wanted) const;
    /// Whether one of the parameter's values, commas apart, is this one; case is ignored.
    [[nodiscard]] bool has_parameter(std::string_view wanted, std::string_view held) const;
};

inline constexpr std::size_t kContentBytesMax = std::size_t{32} * 1024 * 1024;
inline constexpr std::size_t kContentLinesMax = 1'000'000;
inline constexpr std::size_t kContentValueBytesMax = std::size_t{128} * 1024;
inline constexpr std::size_t kContentParametersMax = 50;
/// Components in components: a calendar, an event, an alarm, and some air.
inline constexpr std::size_t kContentDepthMax = 8;
/// Lines that are no properties: more, and the file is something else.
inline constexpr std::size_t kContentErrorsMax = 1'000;

struct ContentLines {
    std::vector<ContentLine> lines;
    std::vector<RowError> errors;
};

/// Reads the properties of a file: unfolded, also quoted-printable lines of vCard 2.1, decoded as
/// decode_text(). Lines that are no properties are listed. Fails with kCorrupt or kTooLarge.
[[nodiscard]] Result<ContentLines> parse_content_lines(std::string_view bytes);

/// Undoes the escapes of a text value: \n, \, \; and \\.
[[nodiscard]] std::string unescaped(std::string_view value);
/// The parts of a value between separators that are not escaped; each still escaped.
[[nodiscard]] std::vector<std::string> split_escaped(std::string_view value, char separator);

/// The text as a value: backslash, comma, semicolon and line ends escaped, other control
/// characters left out.
[[nodiscard]] std::string escaped(std::string_view text);
/// "NAME:value" folded at 75 bytes, never inside a character, ended by CR LF.
[[nodiscard]] std::string content_line(std::string_view name, std::string_view value);

}  // namespace wedsync::importers
