#pragma once

#include <string>
#include <vector>

#include "engine/json/strict_json.hpp"
#include "modules/kit/module.hpp"
#include "modules/success/records.hpp"

namespace wedsync::success {

/// What a part of a score was counted from, as an English sentence without its end.
[[nodiscard]] std::string words_for(Part part, const Health& health);
[[nodiscard]] boost::json::object json_of(const std::string& supplier, const Health& health);

/// Notes that something happened, and celebrates what was reached by it: what it gives was noted,
/// too, so that no other device does it again.
[[nodiscard]] Result<std::vector<Reached>> note_activity(const modules::Place& place, ScopeId scope,
                                                         const Activity& activity,
                                                         const std::string& about);

/// Questions:
///   {"question": "health", "supplier"?, "scope"?}
///     {"suppliers": [json_of()], "as_of": ms}
///   {"question": "milestones", "supplier"?, "scope"?}
///     {"milestones": [{"supplier", "type", "achieved_at", "celebrated": true}], "as_of": ms}
/// Actions:
///   {"action": "note", "scope", "supplier", "kind", "at"?: ms, "about"?}
///     json_of(), and "milestones": [{"type", "achieved_at"}], those that it reached
///   {"action": "say", "scope", "supplier", "risk", "until": ms, "reason"?}
///     json_of()
[[nodiscard]] const modules::Module& module();

}  // namespace wedsync::success
