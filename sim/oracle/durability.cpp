#include "sim/oracle/durability.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace wedsync::sim {

bool is_held(const Ledger& ledger, const Commit& commit, const replica::Replica& replica) {
    const replica::ScopeState* state = replica.scope(commit.scope);
    if (state == nullptr) return false;
    const std::vector<Dot> names = ledger.names_of(commit.scope, commit.change.dot);
    return std::any_of(names.begin(), names.end(), [&](const Dot& name) {
        // What waits here or was refused is the device's own, whatever the hub has by that name.
        if (state->pending_by_dot.contains(name) || state->refused.contains(name)) return true;
        return state->row.have.contains(name) && ledger.is_its_own(commit, name);
    });
}

void check_kept(std::size_t device, const replica::Replica& replica, Ledger& ledger,
                Findings& findings) {
    for (Commit& commit : ledger.commits()) {
        if (commit.device != device || commit.is_excused || commit.is_elsewhere) continue;
        if (ledger.is_discarded(commit) || ledger.is_accepted(commit)) continue;
        if (ledger.is_taken_for_another(commit) || ledger.is_erased(commit)) continue;
        if (is_held(ledger, commit, replica)) continue;
        commit.is_excused = true;  // Said once.
        findings.add(Promise::kDurability, "device " + std::to_string(device) + " acknowledged " +
                                               to_text(commit.change.dot) +
                                               " and lost it in a restart");
    }
}

void note_replaced(std::size_t device, const replica::Replica* replica, Ledger& ledger) {
    for (Commit& commit : ledger.commits()) {
        if (commit.device != device) continue;
        commit.is_elsewhere = replica == nullptr || !is_held(ledger, commit, *replica);
    }
}

void check_hub_kept(const hub::Hub& hub, const Ledger& ledger, Findings& findings) {
    for (const auto& [scope, dot] : ledger.acknowledged()) {
        const store::ScopeRow* row = hub.scope(scope);
        if (row != nullptr && row->have.contains(dot)) continue;
        findings.add(Promise::kDurability,
                     "the hub acknowledged " + to_text(dot) + " and does not have it");
    }
}

void check_given_back(const hub::Hub& hub, const Ledger& ledger, Findings& findings) {
    for (const auto& [scope, dot] : ledger.owed()) {
        const store::ScopeRow* row = hub.scope(scope);
        if (row != nullptr && row->have.contains(dot)) continue;
        findings.add(Promise::kNoLoss, "the hub was restored without " + to_text(dot) +
                                           ", a device had it, and it did not come back");
    }
}

void excuse_lost(const std::vector<const replica::Replica*>& replicas, Ledger& ledger) {
    for (Commit& commit : ledger.commits()) {
        if (commit.is_excused || ledger.is_accepted(commit)) continue;
        commit.is_excused = std::none_of(
            replicas.begin(), replicas.end(),
            [&](const replica::Replica* replica) { return is_held(ledger, commit, *replica); });
    }
    const std::set<std::pair<ScopeId, Dot>> owed = ledger.owed();
    for (const auto& change : owed) {
        const ScopeId scope = change.first;
        const Dot dot = change.second;
        const Ledger::Scope* known = ledger.scope(scope);
        if (known != nullptr && known->have.contains(dot)) continue;
        const bool is_held_by_any =
            std::any_of(replicas.begin(), replicas.end(), [&](const replica::Replica* replica) {
                const replica::ScopeState* state = replica->scope(scope);
                return state != nullptr &&
                       (state->row.have.contains(dot) || state->pending_by_dot.contains(dot));
            });
        if (!is_held_by_any) ledger.excuse_owed(scope, dot);
    }
}

}  // namespace wedsync::sim
