#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/json/strict_json.hpp"
#include "modules/kit/module.hpp"
#include "modules/viral/records.hpp"

namespace wedsync::viral {

/// What became of a wish to invite somebody.
struct Invited {
    std::string shown_as;
    std::string recipient;
    /// Empty: this person is invited already, and nothing was done.
    std::string action_id;
    /// Who invited them first, and when.
    std::string by;
    std::int64_t at_ms = 0;

    [[nodiscard]] bool is_new() const { return !action_id.empty(); }
};

enum class WhenKnown : std::uint8_t {
    kTell,  ///< Somebody who is invited already is not invited again.
    kAgain,
};

/// Invites: the records, and what waits for the hub, in commits of at most kWishesMax. Each address
/// once. Nothing is sent by this. Fails with kTooLarge where the queue is full; what was committed
/// before stays, and is known then.
[[nodiscard]] Result<std::vector<Invited>> invite(const modules::Place& place, ScopeId scope,
                                                  std::vector<Wish> wishes, WhenKnown when_known);
/// Notes that somebody accepted. kNotFound if nobody is invited under that key.
[[nodiscard]] Result<InvitationRecord> accept(const modules::Place& place, ScopeId scope,
                                              const std::string& recipient, std::int64_t at_ms);

/// By the id of the action what of this device's still waits or is held.
using Waiting = std::map<std::string, modules::QueuedAction>;
[[nodiscard]] Result<Waiting> waiting_here(replica::Replica& replica);
/// How far an invitation is, as one word: "waiting" (on this device), "stuck", "declined" (the hub
/// said no), "on_the_way" (it waits on another device, or the hub has not said anything yet),
/// "with_hub", "sent", "bounced", "refused", "unknown", "opted_out", "expired", "opened",
/// "accepted", "active".
[[nodiscard]] std::string_view state_of(const InvitationRecord& record, const Waiting& waiting);

[[nodiscard]] boost::json::object json_of(const InvitationRecord& record, const Waiting& waiting);
/// `members`: how many people could have invited; 0: as many as did.
[[nodiscard]] boost::json::object json_of_metrics(const State& state, std::uint64_t members);

/// Questions:
///   {"question": "invitations", "scope"?, "limit"?}: the newest first
///     {"invitations": [{"id", "scope", "actor", "recipient", "shown_as", "about", "language",
///     "state", "reason", "sent_at", "expires_at", "mailed_at", "opened_at", "accepted_at",
///     "active_at", "action_id"}], "count", "waiting", "held", "as_of"}
///   {"question": "metrics", "scope"?, "members"?}
///     {"funnel": {"sent", "opened", "accepted", "active"}, "repeated", "actors", "conversion",
///     "k_factor": {"value", "low", "high"} or null, "cycle_ms", "leaders": [{"actor", ...}],
///     "waiting", "held", "as_of"}
/// Actions:
///   {"action": "invite", "scope", "recipient" or "recipients", "consent", "actor"?, "about"?,
///    "language"?, "expires_at"?, "again"?}
///     {"results": [{"status": "saved" or "known", "shown_as", "recipient", "action_id", "by",
///     "at"}], "waiting", "held", "as_of"}
///   {"action": "accepted", "scope", "recipient", "at"?}: an address, or the key of one
///     the invitation
[[nodiscard]] const modules::Module& module();

}  // namespace wedsync::viral
