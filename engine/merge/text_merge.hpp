#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wedsync::merge {

/// Longer texts, and edits larger than this, are left to people.
inline constexpr std::size_t kTextTokensMax = 4'096;
inline constexpr std::size_t kTextEditsMax = 1'024;

/// The text with the edits of both sides, each made to `base`; nothing where the edits overlap or
/// touch, or a limit is passed. It is the same with `left` and `right` exchanged, an edit that both
/// made is made once, and every word of the result is a word of one of the three.
[[nodiscard]] std::optional<std::string> merge_text(std::string_view base, std::string_view left,
                                                    std::string_view right);

}  // namespace wedsync::merge
