#include "hub/agent/mail_notes.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace wedsync::hub {
namespace {

using modules::Row;

/// Where its fields are in a row; the times after them.
constexpr std::size_t kState = 0;
constexpr std::size_t kReason = 1;
constexpr std::size_t kMailed = 2;

std::vector<std::string_view> fields() {
    return {"mail_state", "mail_reason", "mailed_at", "opened_at", "accepted_at"};
}

}  // namespace

/// False: its record is not here.
Result<bool> MailNotes::write(Now now, const MailStanding& standing) {
    const ScopeId scope{standing.scope};
    const std::vector<Row> found = WEDSYNC_TRY(agent_.index().find(
        agent_.replica(), {scope, "invitations", {"action_id"}, {standing.id}}, fields(), 1));
    if (found.empty()) return false;
    const Row& row = found.front();
    Draft draft;
    draft.scope = scope;
    draft.type = "viral_action";
    const std::string state(name_of(standing.state));
    if (row.text(kState) != state) draft.set(row.record, "mail_state", state);
    if (row.text(kReason) != standing.reason) draft.set(row.record, "mail_reason", standing.reason);
    const std::optional<std::int64_t> times[] = {standing.mailed_at_ms, standing.opened_at_ms,
                                                 standing.accepted_at_ms};
    for (std::size_t i = 0; i < std::size(times); ++i) {
        const std::size_t at = kMailed + i;
        const auto known = row.time_ms(at);
        if (!times[i] || (known && *known <= *times[i])) continue;
        draft.set(row.record, std::string(fields()[at]), *times[i]);
    }
    if (!draft.edits.empty()) static_cast<void>(WEDSYNC_TRY(agent_.write(now, std::move(draft))));
    return true;
}

Result<std::size_t> MailNotes::look(Now now) {
    const std::vector<MailStanding> standings =
        WEDSYNC_TRY(sources_.unreported(kStandingsMax + std::min(missing_, kStandingsMissingMax)));
    missing_ = 0;
    std::vector<const MailStanding*> written;
    std::set<ScopeId> scopes;
    for (const MailStanding& standing : standings) {
        const ScopeId scope{standing.scope};
        const bool is_of_here = agent_.replica().scope(scope) != nullptr;
        const bool has_record =
            is_of_here && agent_.is_up_to_date(scope) && WEDSYNC_TRY(write(now, standing));
        if (is_of_here && !has_record) {
            ++missing_;
            continue;
        }
        written.push_back(&standing);
        if (is_of_here) scopes.insert(scope);
    }
    for (const ScopeId scope : scopes)
        WEDSYNC_TRY(agent_.settle(now, scope));
    for (const MailStanding* standing : written)
        WEDSYNC_TRY(sources_.reported(standing->id, standing->version));
    return written.size();
}

}  // namespace wedsync::hub
