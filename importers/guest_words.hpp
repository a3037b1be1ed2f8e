#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wedsync::importers {

/// An answer as a list writes it: "Accepted (2 of 3)", "No reply", "Zugesagt".
struct Answer {
    std::string_view rsvp;  ///< invited, accepted, declined or tentative.
    /// The 2 of "(2 of 3)".
    std::optional<std::uint32_t> count;
};
[[nodiscard]] std::optional<Answer> read_answer(std::string_view text);

/// Yes or no, in some languages, as a word, a cross or a number.
[[nodiscard]] std::optional<bool> read_yes_no(std::string_view text);

/// "Table 5", "Tisch Rose": the text as it is; nothing where it names no table.
[[nodiscard]] bool names_table(std::string_view text);

struct Household {
    std::string name;
    std::optional<std::uint32_t> size;
};
/// "Ross household (3)".
[[nodiscard]] Household read_household(std::string_view text);

/// One @, something at both sides, no spaces or brackets.
[[nodiscard]] bool is_email(std::string_view text);

}  // namespace wedsync::importers
