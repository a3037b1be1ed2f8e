#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/suggest/facts.hpp"

/// How texts relate to each other. All of it looks at kValueCharactersMax characters at most, so
/// that the work for any input is bounded; a byte that is not UTF-8 counts as a character.
namespace wedsync::suggest {

/// The first characters of a text, as many as are looked at. A view into it.
[[nodiscard]] std::string_view cut_text(std::string_view text);

/// The characters of a text, cut.
using Characters = std::vector<std::uint32_t>;
[[nodiscard]] Characters characters_of(std::string_view text);

/// Length of the longest common subsequence.
[[nodiscard]] std::size_t common_length(const Characters& a, const Characters& b);
/// 2 * common / (length of both): 1 for equal texts, 0 for texts with nothing in common.
[[nodiscard]] double similarity(const Characters& a, const Characters& b);

/// The parts a value consists of, sorted, each once: the items of a list, or else the words and
/// numbers of a text in lower case.
using Parts = std::vector<std::string>;
[[nodiscard]] Parts parts_of(const FactValue& value);
/// How many of `a` are not in `b`. Both sorted.
[[nodiscard]] std::size_t missing_from(const Parts& a, const Parts& b);

/// Order of two texts that takes runs of digits as numbers: "1.10" is above "1.9", and a date or an
/// address with a later number above an earlier one. Less than 0, 0, more than 0.
[[nodiscard]] int natural_order(std::string_view a, std::string_view b);

/// A text as a version: numbers between points, and whether something like "-beta" follows.
struct Version {
    std::vector<double> numbers;
    bool is_prerelease = false;
};
inline constexpr std::size_t kVersionNumbersMax = 6;
[[nodiscard]] std::optional<Version> version_of(std::string_view text);
/// The order of two versions: its sign says which is higher, its size where they differ: 1 in the
/// first number, 2 in the second, ..., kVersionNumbersMax + 1 only in the prerelease. 0: equal.
[[nodiscard]] int version_order(const Version& a, const Version& b);

/// A text as a number, digits with at most one point and a sign.
[[nodiscard]] std::optional<double> number_of(std::string_view text);

/// Lower case (ASCII), without white space and punctuation (ASCII).
[[nodiscard]] std::string normal_form(std::string_view text);
/// TBD, n/a, null, none, 0, -, ?: a value that stands for one to come.
[[nodiscard]] bool is_placeholder(std::string_view text);

/// What kind of thing a field holds, by its name.
enum class FieldClass : std::uint8_t {
    kOther = 0,
    kIdentity = 1,
    kName = 2,
    kVersion = 3,
    kDate = 4,
    kAddress = 5,  ///< URL, link, path.
    kHash = 6,
    kNote = 7,
    kStatus = 8,
    kPerson = 9,
    kCount = 10,
    kGroup = 11,
};
[[nodiscard]] FieldClass class_of_field(std::string_view name);

}  // namespace wedsync::suggest
