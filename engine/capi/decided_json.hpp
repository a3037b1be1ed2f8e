#pragma once

#include <cstddef>

#include "engine/json/strict_json.hpp"
#include "engine/model/schema.hpp"
#include "engine/replica/advice.hpp"

namespace wedsync::capi {

/// Items that one answer holds.
inline constexpr std::size_t kDecisionsShownMax = 1'000;

/// What wedsync_decisions() answers: the items are the last `limit` by time, all else counts all.
[[nodiscard]] boost::json::value json_of_decided(const replica::DecidedLog& log,
                                                 const Schema& schema, std::size_t limit);

}  // namespace wedsync::capi
