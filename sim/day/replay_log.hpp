#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/schema.hpp"
#include "importers/network_trace.hpp"
#include "importers/usage_log.hpp"
#include "sim/net/trace.hpp"

namespace wedsync::sim {

/// How a recorded log is dealt out to devices.
struct ReplayDeal {
    std::uint32_t devices = 4;
    std::uint32_t scopes = 1;
    /// A pause of the log that is longer costs only so much: nights and holidays are skipped.
    std::uint64_t pause_max_ms = 20'000;
    /// The first so many edits only; 0: all.
    std::size_t limit = 0;
};

/// One row of a log, as one edit of one device: `status`, `owner` and `note` of record `item`.
struct ReplayEdit {
    /// Since the replay began, pauses cut short. Never goes back from one edit to the next.
    std::uint64_t at_ms = 0;
    /// When it really happened, since 1970.
    std::int64_t happened_ms = 0;
    std::uint32_t device = 0;
    std::uint32_t scope = 0;
    std::uint32_t item = 0;
    std::string status;
    std::string owner;
    std::string note;

    friend bool operator==(const ReplayEdit&, const ReplayEdit&) = default;
};

/// The edits of a log in its order. Rows of user 0 (nobody, or automatic) are left out; a user
/// always works at the same device, and an item lies in the same scope, by a stable hash. Requires
/// at least one device and one scope.
[[nodiscard]] std::vector<ReplayEdit> deal(const std::vector<importers::UsageEvent>& events,
                                           const ReplayDeal& how);

/// The collection `items` that a replay works on.
[[nodiscard]] Schema replay_schema();

/// A recorded network as the capacity of a link. Of two rows of one time the later one holds.
[[nodiscard]] Trace network_of(const importers::NetworkTrace& recorded);

}  // namespace wedsync::sim
