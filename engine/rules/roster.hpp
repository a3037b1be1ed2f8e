#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/rules/violation.hpp"

namespace wedsync::rules {

/// Who is where in one scope, as the hints of one rule see it.
struct Roster {
    struct Entry {
        std::optional<RecordId> fine;
        std::optional<RecordId> coarse;
        /// Records with the same are not parted; empty: alone.
        std::string together;
    };
    std::map<RecordId, Entry> entries;
    /// Fine places that somebody has.
    std::set<RecordId> taken;
    /// The coarse places that nobody closed, and the fine ones of each.
    std::vector<RecordId> open;
    std::map<RecordId, std::vector<RecordId>> fine_of;
};

}  // namespace wedsync::rules
