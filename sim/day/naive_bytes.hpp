#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sim/day/replay_log.hpp"

namespace wedsync::sim {

/// An edit as the queue item of a sync that knows no better (product.md, "Reference shapes"), in
/// minified JSON: {id,type,action,data,attempts,timestamp,status,priority}. Ids are UUIDs, drawn
/// from `seed`: the item's own from `number`, the record's from the edit's item.
[[nodiscard]] std::string queue_item(const ReplayEdit& edit, std::uint64_t number,
                                     std::uint64_t seed);

/// The bytes of a text as one gzip file (zlib, its default level).
[[nodiscard]] std::uint64_t gzip_bytes(std::string_view text);

}  // namespace wedsync::sim
