#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wedsync::importers {

struct GuestName {
    std::string full;
    std::string first;
    std::string last;

    friend bool operator==(const GuestName&, const GuestName&) = default;
};

/// What one cell of names says.
struct NameCell {
    std::vector<GuestName> guests;
    /// "+1", "& guest": people without a name.
    std::uint32_t plus_ones = 0;
    /// "and family": words that say there are more, but not how many.
    std::string uncounted;

    friend bool operator==(const NameCell&, const NameCell&) = default;
};

inline constexpr std::size_t kNamesPerCellMax = 20;

/// One name: "Jane Doe" and "Doe, Jane" are split, what is said of the parts is kept.
[[nodiscard]] GuestName complete_name(GuestName name);

/// The people whom a cell names together: "Anna & Ben Smith", "Anna Jones and Ben Smith",
/// "John/Jane Doe", "Doe, John and Jane", "Mr and Mrs Smith", "Ana y Luis García", "Ann Lee +1". A
/// cell that is none of these is one name. "Ortega y Gasset" stays together: "y" and "e" join only
/// a single given name to a longer one.
[[nodiscard]] NameCell read_names(std::string_view text);

}  // namespace wedsync::importers
