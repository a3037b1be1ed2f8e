#pragma once

#include <string>
#include <string_view>

namespace wedsync::merge {

/// What a text says, without how it was typed: white space is one blank between words, typographic
/// quotes and dashes are the plain ones, ASCII letters are small, stops at the end are gone.
/// Letters beyond ASCII stay as they are: no table of Unicode is needed, and the result is the same
/// everywhere. Any bytes will do.
[[nodiscard]] std::string words_of(std::string_view text);

/// Whether two texts say the same in the same words, and say anything.
[[nodiscard]] bool are_same_words(std::string_view left, std::string_view right);

}  // namespace wedsync::merge
