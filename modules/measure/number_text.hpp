#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wedsync::measure {

/// Reads whole numbers out of a text, strictly: no spaces, no plus, no leading zeros.
class NumberReader {
public:
    /// The text is borrowed for as long as this lives.
    explicit NumberReader(std::string_view text) : text_(text) {}

    [[nodiscard]] bool is_at_end() const { return at_ == text_.size(); }
    /// Goes on behind this character, where it is the next one.
    [[nodiscard]] bool take(char character);
    /// The number that stands here, if it is `most` at most.
    [[nodiscard]] std::optional<std::uint64_t> whole(std::uint64_t most);
    /// The same with a minus in front, where there is one ("-0" is none). Requires most < 2^63.
    [[nodiscard]] std::optional<std::int64_t> signed_whole(std::uint64_t most);

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace wedsync::measure
