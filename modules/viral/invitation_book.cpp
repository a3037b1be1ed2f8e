#include "modules/viral/invitation_book.hpp"

#include <algorithm>

#include "engine/base/assert.hpp"

namespace wedsync::viral {
namespace {

void take_earlier(std::optional<std::int64_t>& found, const std::optional<std::int64_t>& other) {
    if (other && (!found || *other < *found)) found = other;
}

Stage stage_of(const Invitation& invitation) {
    if (invitation.active_at_ms) return Stage::kActive;
    if (invitation.accepted_at_ms) return Stage::kAccepted;
    return invitation.opened_at_ms ? Stage::kOpened : Stage::kSent;
}

void step(std::uint64_t& number, bool is_there) {
    WEDSYNC_ASSERT(is_there || number > 0);
    number += is_there ? 1 : static_cast<std::uint64_t>(-1);
}

}  // namespace

const char* name_of(Stage stage) {
    constexpr const char* kNames[kStages] = {"sent", "opened", "accepted", "active"};
    return kNames[static_cast<std::size_t>(stage)];
}

void InvitationBook::add(const Invitation& invitation) {
    Group& group = by_recipient_[invitation.recipient];
    if (!group.empty()) count(group, false);
    const bool is_new = group.insert(invitation).second;
    WEDSYNC_ASSERT(is_new);
    count(group, true);
}

void InvitationBook::remove(const Invitation& invitation) {
    const auto found = by_recipient_.find(invitation.recipient);
    WEDSYNC_ASSERT(found != by_recipient_.end());
    Group& group = found->second;
    count(group, false);
    const std::size_t removed = group.erase(invitation);
    WEDSYNC_ASSERT(removed == 1);
    if (group.empty()) {
        by_recipient_.erase(found);
    } else {
        count(group, true);
    }
}

const Invitation* InvitationBook::first_to(const std::string& recipient) const {
    const auto found = by_recipient_.find(recipient);
    return found == by_recipient_.end() ? nullptr : &*found->second.begin();
}

void InvitationBook::count(const Group& group, bool is_there) {
    Invitation counted = *group.begin();
    for (const Invitation& each : group) {
        take_earlier(counted.opened_at_ms, each.opened_at_ms);
        take_earlier(counted.accepted_at_ms, each.accepted_at_ms);
        take_earlier(counted.active_at_ms, each.active_at_ms);
        if (each.id != group.begin()->id) step(repeated_, is_there);
    }
    Funnel& funnel = by_actor_[counted.actor];
    for (std::size_t i = 0; i <= static_cast<std::size_t>(stage_of(counted)); ++i)
        step(funnel[i], is_there);
    if (funnel[0] == 0) by_actor_.erase(counted.actor);
    if (!counted.accepted_at_ms) return;
    const std::int64_t cycle_ms =
        std::max<std::int64_t>(0, *counted.accepted_at_ms - counted.sent_at_ms);
    std::uint64_t& times = cycles_ms_[cycle_ms];
    step(times, is_there);
    if (times == 0) cycles_ms_.erase(cycle_ms);
    step(accepted_with_cycle_, is_there);
}

Metrics InvitationBook::metrics(std::uint64_t members) const {
    Metrics metrics;
    metrics.repeated = repeated_;
    metrics.actors = by_actor_.size();
    for (const auto& [actor, funnel] : by_actor_) {
        for (std::size_t i = 0; i < kStages; ++i)
            metrics.funnel[i] += funnel[i];
        metrics.leaders.push_back({actor, funnel});
    }
    const auto accepted = static_cast<std::size_t>(Stage::kAccepted);
    metrics.conversion = measure::estimate_share({metrics.funnel[accepted], metrics.funnel[0]});
    if (members > 0 && metrics.conversion) {
        const double each = static_cast<double>(metrics.funnel[0]) / static_cast<double>(members);
        const measure::Estimate& share = *metrics.conversion;
        metrics.k_factor =
            measure::Estimate{each * share.value, each * share.low, each * share.high};
    }
    std::uint64_t before = 0;
    for (const auto& [cycle_ms, times] : cycles_ms_) {
        before += times;
        if (2 * before < accepted_with_cycle_) continue;
        metrics.cycle_ms = cycle_ms;
        break;
    }
    std::stable_sort(metrics.leaders.begin(), metrics.leaders.end(),
                     [&](const Leader& a, const Leader& b) {
                         return std::pair(a.funnel[accepted], a.funnel[0]) >
                                std::pair(b.funnel[accepted], b.funnel[0]);
                     });
    if (metrics.leaders.size() > kLeadersMax) metrics.leaders.resize(kLeadersMax);
    return metrics;
}

}  // namespace wedsync::viral
