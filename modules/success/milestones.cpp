#include "modules/success/milestones.hpp"

namespace wedsync::success {

const std::vector<MilestoneRule>& default_milestones() {
    static const std::vector<MilestoneRule> kRules = {
        {"first_client_added", "client", 1},
        {"first_guest_list_imported", "guest_list", 1},
        {"first_form_created", "form", 1},
        {"first_form_submitted", "form_submitted", 1},
        {"first_invitation_accepted", "invitation_accepted", 1},
        {"first_event_completed", "event_completed", 1},
        {"ten_forms_submitted", "form_submitted", 10},
        {"ten_events_completed", "event_completed", 10},
    };
    return kRules;
}

std::vector<Reached> reached_by(const ActivityBook::Kinds* did,
                                const std::vector<MilestoneRule>& rules, std::int64_t now_ms) {
    std::vector<Reached> reached;
    if (did == nullptr) return reached;
    for (const MilestoneRule& rule : rules) {
        const auto found = did->find(rule.kind);
        if (found == did->end() || rule.count < 1) continue;
        std::int64_t left = rule.count;
        for (const auto& [at_ms, times] : found->second) {
            if (at_ms > now_ms) break;
            left -= times;
            if (left > 0) continue;
            reached.push_back({rule.type, at_ms});
            break;
        }
    }
    return reached;
}

}  // namespace wedsync::success
