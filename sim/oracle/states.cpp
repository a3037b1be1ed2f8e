#include "sim/oracle/states.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "engine/merge/reading.hpp"
#include "sim/oracle/reference_state.hpp"

namespace wedsync::sim {
namespace {

using Records = std::map<RecordId, merge::RecordState>;

Result<Records> read_all(store::Store& store, ScopeId scope) {
    Records records;
    WEDSYNC_TRY(store.visit_records(scope, std::nullopt, [&](const merge::RecordState& state) {
        records[state.id] = state;
        return true;
    }));
    return records;
}

Records without(Records records, const std::set<RecordId>& left_out) {
    for (const RecordId& record : left_out)
        records.erase(record);
    return records;
}

/// Takes the accepted changes of `have` in; says which dot the ledger does not know, if any.
std::optional<Dot> take_in(ReferenceState& reference, const DotSet& have,
                           const Ledger::Scope* scope) {
    for (const DotRange& range : have.ranges()) {
        for (std::uint64_t counter = range.first; counter <= range.last; ++counter) {
            const Dot dot{range.incarnation, counter};
            const auto change = scope == nullptr ? std::map<Dot, Change>::const_iterator{}
                                                 : scope->changes.find(dot);
            if (scope == nullptr || change == scope->changes.end()) return dot;
            reference.accept(change->second);
        }
    }
    return std::nullopt;
}

void compare(const Records& found, const Records& expected, const std::string& where,
             Findings& findings) {
    if (found == expected) return;
    std::size_t differing = 0;
    std::string first;
    const auto note = [&](const RecordId& id, const char* how) {
        if (differing++ == 0) first = to_text(id.dot) + how;
    };
    for (const auto& [id, state] : expected) {
        const auto here = found.find(id);
        if (here == found.end()) {
            note(id, " is not there");
        } else if (here->second != state) {
            note(id, " differs");
        }
    }
    for (const auto& [id, state] : found) {
        if (!expected.contains(id)) note(id, " should not be there");
    }
    findings.add(Promise::kConvergence, where + std::to_string(differing) +
                                            " records are not what the accepted changes make; " +
                                            first);
}

/// What lies under the pending changes: a refusal would show it again.
void compare_accepted(replica::Replica& replica, ScopeId scope, const Records& expected,
                      const std::set<RecordId>& taken, const std::string& where,
                      Findings& findings) {
    const replica::ScopeState& state = *replica.scope(scope);
    for (const auto& [record, sequences] : state.touching) {
        if (taken.contains(record)) continue;
        const std::vector<const store::OwnRow*> pending = state.pending_on(record);
        const bool is_forked = std::any_of(
            pending.begin(), pending.end(),
            [&](const store::OwnRow* row) { return state.row.have.contains(row->change.dot); });
        const Result<merge::RecordState> found = replica.accepted(scope, record);
        if (is_forked || !found.ok()) continue;
        const auto known = expected.find(record);
        const bool agrees =
            known == expected.end() ? found.value().empty() : found.value() == known->second;
        if (agrees) continue;
        findings.add(Promise::kConvergence, where + "under the pending changes, " +
                                                to_text(record.dot) +
                                                " is not what the accepted changes make");
    }
}

void add_half_erased(const Records& records, const Ledger::Scope* scope,
                     std::set<RecordId>& left_out) {
    if (scope == nullptr) return;
    for (const RecordId& record : scope->erased) {
        const auto found = records.find(record);
        if (found == records.end() || !merge::is_erased(found->second)) left_out.insert(record);
    }
}

std::uint64_t sum_of(const Records& records) {
    std::uint64_t sum = 0;
    for (const auto& [id, state] : records)
        sum += merge::checksum(state);
    return sum;
}

}  // namespace

void check_state(replica::Replica& replica, ScopeId scope, const std::string& who,
                 const Ledger& ledger, Findings& findings) {
    const std::string where = who + ", scope " + std::to_string(scope.value()) + ": ";
    const replica::ScopeState& state = *replica.scope(scope);
    ReferenceState reference;
    if (const auto unknown = take_in(reference, state.row.have, ledger.scope(scope))) {
        findings.add(Promise::kConvergence,
                     where + "has " + to_text(*unknown) + ", which no hub ever accepted");
        return;
    }
    // A device may still have the truth where a restored hub was told a lie under the same name
    // (docs/limits.md); where all trouble is over, check_same_bytes() looks at these, too.
    std::set<RecordId> taken = ledger.taken_records(scope);
    // Before an erasure arrives a device may have what was done to the record before, or what is
    // left of it, or some of both: that depends on when it was told.
    add_half_erased(reference.records(), ledger.scope(scope), taken);
    if (state.pending.empty() && taken.empty()) {
        const std::uint64_t sum = sum_of(reference.records());
        if (sum != state.row.cells_sum) {
            findings.add(Promise::kConvergence, where + "the sum of its cells is wrong");
        }
    }
    compare_accepted(replica, scope, without(reference.records(), taken), taken, where, findings);
    for (const auto& [sequence, row] : state.pending) {
        if (!state.row.have.contains(row.change.dot)) reference.accept(row.change);
    }
    const Result<Records> found = read_all(replica.store(), scope);
    if (!found.ok()) return;  // A disk with faults: the next look at it will tell.
    compare(without(found.value(), taken), without(reference.records(), taken), where, findings);
}

void check_hub_state(hub::Hub& hub, ScopeId scope, const Ledger& ledger, Findings& findings) {
    const store::ScopeRow* row = hub.scope(scope);
    if (row == nullptr) return;
    const std::string where = "hub, scope " + std::to_string(scope.value()) + ": ";
    const Ledger::Scope* known = ledger.scope(scope);
    ReferenceState reference;
    if (const auto unknown = take_in(reference, row->have, known)) {
        findings.add(Promise::kConvergence,
                     where + "has " + to_text(*unknown) + ", which its log never had");
        return;
    }
    if (known != nullptr && !(known->have == row->have)) {
        findings.add(Promise::kNoLoss, where + "has other changes than its log");
    }
    if (known != nullptr && !(known->refused_now == row->refused)) {
        findings.add(Promise::kRefusal, where + "has refused other changes than its log");
    }
    const Result<Records> found = read_all(hub.store(), scope);
    if (!found.ok()) return;
    const Records expected = reference.records();
    compare(found.value(), expected, where, findings);
    if (sum_of(expected) != row->cells_sum) {
        findings.add(Promise::kConvergence, where + "the sum of its cells is wrong");
    }
}

void check_pairs(replica::Replica& replica, const std::vector<Pair>& pairs, const std::string& who,
                 Findings& findings) {
    for (const Pair& pair : pairs) {
        if (replica.scope(pair.scope) == nullptr) continue;
        const auto state = replica.get(pair.scope, pair.record);
        if (!state.ok() || state.value().empty()) continue;
        const CollectionSchema* collection =
            replica.schema().find(merge::collection_of(state.value()));
        // A forger may have taken the dot for a record of another kind.
        if (collection == nullptr || collection->name != "pairs") continue;
        std::int64_t sum = 0;
        for (const char* name : {"left", "right"}) {
            const merge::FieldReading reading =
                merge::read_field(state.value(), *collection->find(name));
            const auto* number = std::get_if<std::int64_t>(&reading.value);
            sum += number == nullptr ? 0 : *number;
        }
        if (sum != kPairSum) {
            findings.add(Promise::kAtomicity, who + " shows half of a change of " +
                                                  to_text(pair.record.dot) + ": the sum is " +
                                                  std::to_string(sum));
        }
    }
}

}  // namespace wedsync::sim
