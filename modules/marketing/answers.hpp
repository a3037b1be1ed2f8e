#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "engine/json/strict_json.hpp"
#include "modules/kit/module.hpp"
#include "modules/marketing/records.hpp"

namespace wedsync::marketing {

/// By model. One of them is worked out when asked for, so it is asked once for all campaigns.
using AllCredits = std::array<Credits, kModels>;
[[nodiscard]] AllCredits all_credits(const State& state);

/// What one campaign did:
///   {"campaign", "title", "is_known": true, "is_running": true,
///    "opened" | "clicked" | "converted": {"times", "people"},
///    "credit_millionths": {"first", "last", "linear", "position", "time_decay", "data_driven"},
///    "lift"?: {"shown" | "held_back" | "difference": {"value", "low", "high"}, "is_clear": true}}
[[nodiscard]] boost::json::object json_of(const State& state, const AllCredits& credits,
                                          const std::string& campaign, std::int64_t now_ms);

/// Makes a campaign. Fails with kInvalid for a name that is there already, and for one that would
/// end before it starts.
[[nodiscard]] Result<void> add_campaign(const modules::Place& place, ScopeId scope,
                                        const Campaign& campaign);

/// Questions:
///   {"question": "campaigns", "scope"?}
///     {"campaigns": [json_of()], "conversions", "unattributed", "as_of": ms}
///   {"question": "to_show", "user", "scope"?}      (showable_to())
///     {"campaigns": [{"campaign", "title", "body", "shown_today"}], "as_of": ms}
/// Actions:
///   {"action": "add", "scope", "campaign", "title"?, "starts_at"?: ms, "ends_at"?: ms,
///    "held_back_percent"?: 0 to 90, "body"?, "shown_a_day"?: 1 to 20}
///     null                                (fails for a name that is there already)
///   {"action": "track", "scope", "campaign", "kind", "user", "at"?: ms}
///     null
[[nodiscard]] const modules::Module& module();

}  // namespace wedsync::marketing
