#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/replica/replica.hpp"

namespace wedsync::loaders {

// What a scope shows, as files. A file depends on what the records say and on nothing else: read
// into an empty store (see own_files.hpp) and exported again it is the same, byte for byte. Each
// record is named by its import key, or by its own id where it has none.

inline constexpr std::string_view kTableHeader = "wedsync:";  ///< Then the collection.
inline constexpr std::string_view kJsonMark = "wedsync_export";

struct Exported {
    std::string bytes;
    std::size_t records = 0;
    /// What is here and not in the file, for people.
    std::vector<std::string> left_out;
};

/// The records of a collection as CSV, guarded against formulas: the column of names first, then
/// each field that any of them has. References by title; files are left out. Fails with kInvalid
/// for a text that CSV cannot hold, kStore or kCorrupt.
[[nodiscard]] Result<Exported> export_table(replica::Replica& replica, ScopeId scope,
                                            const std::string& name);

/// The timeline items that have a time and a title, as iCalendar (RFC 5545).
[[nodiscard]] Result<Exported> export_calendar(replica::Replica& replica, ScopeId scope);

/// Everything that the scope shows, as one JSON document (docs/import.md).
[[nodiscard]] Result<Exported> export_json(replica::Replica& replica, ScopeId scope);

}  // namespace wedsync::loaders
