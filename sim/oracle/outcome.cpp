#include "sim/oracle/outcome.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "engine/merge/reading.hpp"
#include "sim/oracle/durability.hpp"

namespace wedsync::sim {
namespace {

std::string name_of(std::size_t device) {
    return "device " + std::to_string(device);
}

/// The values of a change without the dots, which change when it is issued again. Counters are left
/// out: their subtotals are made anew.
std::vector<std::pair<FieldId, Value>> values_of(const Change& change) {
    std::vector<std::pair<FieldId, Value>> values;
    for (const Operation& operation : change.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr || std::holds_alternative<std::int64_t>(put->value)) continue;
        if (std::holds_alternative<Reference>(put->value)) continue;
        values.emplace_back(put->key.field, put->value);
    }
    return values;
}

/// The change as it is in somebody's refused list, or null.
const Change* find_refused(World& world, const Ledger& ledger, const Commit& commit) {
    for (const Dot& name : ledger.names_of(commit.scope, commit.change.dot)) {
        for (std::size_t i = 0; i < world.device_count(); ++i) {
            if (!world.is_running(i)) continue;
            const replica::ScopeState* state = world.replica(i).scope(commit.scope);
            if (state == nullptr) continue;
            const auto refused = state->refused.find(name);
            if (refused != state->refused.end()) return &refused->second.change;
        }
    }
    return nullptr;
}

/// The change as the hub accepted it, or null.
const Change* find_accepted(const Ledger& ledger, const Commit& commit) {
    const Ledger::Scope* scope = ledger.scope(commit.scope);
    const std::vector<Dot> names = ledger.names_of(commit.scope, commit.change.dot);
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
        if (scope->have.contains(*name)) return &scope->changes.find(*name)->second;
    }
    return nullptr;
}

/// What stood on something that is gone may have been left out, but nothing may be altered.
bool is_altered(const Change& kept, const Change& written) {
    const auto before = values_of(written);
    const auto after = values_of(kept);
    return std::any_of(after.begin(), after.end(), [&](const auto& value) {
        return std::find(before.begin(), before.end(), value) == before.end();
    });
}

/// The records that a forger wrote to, or should have been written to under the name that he took
/// (later subtotals of that lane may count it all the same): what they count nobody can say.
std::set<std::pair<ScopeId, RecordId>> forged_records(const Ledger& ledger) {
    std::set<std::pair<ScopeId, RecordId>> forged;
    for (const auto& [id, scope] : ledger.scopes()) {
        for (const RecordId& record : ledger.forged_records(id))
            forged.emplace(id, record);
    }
    return forged;
}

}  // namespace

void check_at_rest(World& world, std::uint64_t limit_ms, Findings& findings) {
    const std::optional<std::string> difference = world.difference();
    if (!difference.has_value()) return;
    findings.add(Promise::kLiveness, "not at rest " + std::to_string(limit_ms / 1000) +
                                         " s after all trouble ended: " + *difference);
}

void check_same_bytes(World& world, const std::vector<ScopeId>& scopes, Findings& findings) {
    for (const ScopeId scope : scopes) {
        const auto at_hub = state_hash(world.hub().store(), scope);
        for (std::size_t i = 0; i < world.device_count(); ++i) {
            if (!world.is_running(i) || world.replica(i).scope(scope) == nullptr) continue;
            const auto here = state_hash(world.replica(i).store(), scope);
            if (at_hub.ok() && here.ok() && at_hub.value() == here.value()) continue;
            findings.add(Promise::kConvergence, name_of(i) + ", scope " +
                                                    std::to_string(scope.value()) +
                                                    ": not the bytes of the hub");
        }
    }
}

void check_nothing_lost(World& world, const Ledger& ledger, Findings& findings) {
    for (const Commit& commit : ledger.commits()) {
        if (commit.is_excused || ledger.is_discarded(commit) || ledger.is_erased(commit)) continue;
        if (ledger.is_taken_for_another(commit)) continue;
        const Change* kept = find_refused(world, ledger, commit);
        if (kept == nullptr && ledger.is_accepted(commit)) kept = find_accepted(ledger, commit);
        const std::string who =
            name_of(commit.device) + " acknowledged " + to_text(commit.change.dot);
        if (kept == nullptr) {
            findings.add(Promise::kNoLoss, who + ": neither accepted nor in a refused list");
        } else if (is_altered(*kept, commit.change)) {
            findings.add(Promise::kNoLoss, who + ": it has other values now");
        }
    }
}

void check_tallies(World& world, const Ledger& ledger,
                   const std::set<std::pair<ScopeId, RecordId>>& uncertain, Findings& findings) {
    std::map<std::pair<ScopeId, RecordId>, std::int64_t> expected;
    for (const Commit& commit : ledger.commits()) {
        if (!commit.tally.has_value() || !ledger.is_accepted(commit)) continue;
        // The record has another name where the change that created it was issued again.
        RecordId record = commit.tally->record;
        record.dot = ledger.names_of(commit.scope, record.dot).back();
        expected[{commit.scope, record}] += commit.tally->by;
    }
    const std::set<std::pair<ScopeId, RecordId>> forged = forged_records(ledger);
    for (const auto& [key, sum] : expected) {
        if (uncertain.contains(key) || forged.contains(key)) continue;
        const auto state = world.hub().store().load_record(key.first, key.second);
        if (!state.ok() || state.value().empty()) continue;
        std::int64_t found = 0;
        for (const merge::Cell& cell : state.value().cells) {
            if (!cell.sub.empty()) found += merge::subtotal_of(&cell);
        }
        if (found == sum) continue;
        findings.add(Promise::kExactlyOnce, "counter of " + to_text(key.second.dot) + " shows " +
                                                std::to_string(found) + ", added were " +
                                                std::to_string(sum));
    }
}

void check_refusals(World& world, const Ledger& ledger, Findings& findings) {
    for (const Commit& commit : ledger.commits()) {
        if (commit.is_excused || ledger.is_discarded(commit) || ledger.is_accepted(commit))
            continue;
        if (ledger.is_erased(commit)) continue;
        const Ledger::Scope* scope = ledger.scope(commit.scope);
        const Dot last = ledger.names_of(commit.scope, commit.change.dot).back();
        if (!scope->refused.contains(last)) continue;
        if (find_refused(world, ledger, commit) != nullptr) continue;
        findings.add(Promise::kRefusal, name_of(commit.device) + " does not show that " +
                                            to_text(last) + " was refused");
    }
}

}  // namespace wedsync::sim
