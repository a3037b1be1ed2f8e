#pragma once

#include "engine/codec/json_node.hpp"
#include "engine/model/schema.hpp"
#include "engine/replica/advice.hpp"

namespace wedsync::capi {

/// A suggestion as wedsync_suggestions() gives it.
[[nodiscard]] boost::json::value json_of_advice(const replica::Advice& advice,
                                                const Schema& schema);

}  // namespace wedsync::capi
