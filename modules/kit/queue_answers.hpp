#pragma once

#include "modules/kit/module.hpp"

namespace wedsync::modules {

/// The queue of actions (action_queue.hpp) as programs have it: whoever can make an HTTP request
/// can send what waits.
///
/// Questions:
///   {"question": "next"}
///     null, or {"path", "body", "ids"}: POST the text `body` to the hub's `path`, then `settle`
///   {"question": "list", "limit"?}
///     {"actions": [{"id", "type", "scope", "label", "priority", "attempts", "created_at",
///     "not_before", "status", "code", "reason"}], "waiting", "held", "next_at": ms or null,
///     "as_of"}
///   {"question": "state"}
///     {"waiting", "held", "next_at", "as_of"}
/// Actions, all answered with a state:
///   {"action": "settle", "ids", "status", "body"}: what the hub answered; status 0: nothing
///   {"action": "discard", "id"}
///   {"action": "retry", "id"}
[[nodiscard]] const Module& queue_module();

}  // namespace wedsync::modules
