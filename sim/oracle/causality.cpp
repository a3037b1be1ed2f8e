#include "sim/oracle/causality.hpp"

#include <algorithm>
#include <string>
#include <variant>

#include "engine/model/erasure.hpp"

namespace wedsync::sim {

void CausalityOracle::accepted(std::size_t device, const replica::Replica& replica, ScopeId scope,
                               const std::vector<DotRange>& dots) {
    const DotSet& have = replica.scope(scope)->row.have;
    DotSet& had = had_[device][scope];
    const std::string who = "device " + std::to_string(device) + ": ";
    const Ledger::Scope* known = ledger_.scope(scope);
    for (const DotRange& range : dots) {
        had.add(range);
        for (std::uint64_t counter = range.first; counter <= range.last; ++counter) {
            const Dot dot{range.incarnation, counter};
            if (known == nullptr || !known->changes.contains(dot)) continue;
            // What it did to erased records it does no more, and names nothing for it.
            const Change left = without(known->changes.find(dot)->second, known->erased);
            for (const Dot& named : named_dots(left)) {
                if (have.contains(named)) continue;
                findings_.add(Promise::kCausality, who + "shows " + to_text(dot) + " without " +
                                                       to_text(named) + ", which it names");
            }
        }
    }
    if (!had.minus(have).empty()) {
        findings_.add(Promise::kCausality, who + "does not have any more what it had shown");
        had = have;
    }
}

void CausalityOracle::committed(std::size_t device, replica::Replica& replica, ScopeId scope,
                                const Change& change) {
    for (const Operation& operation : change.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr) continue;
        const auto state = replica.store().load_record(scope, put->key.record);
        if (!state.ok()) return;
        const merge::Cell* cell = state.value().find(put->key.field, put->key.sub);
        const bool is_read =
            cell != nullptr &&
            std::any_of(cell->siblings.begin(), cell->siblings.end(),
                        [&](const merge::Sibling& sibling) { return sibling.dot == change.dot; });
        if (is_read) continue;
        findings_.add(Promise::kCausality, "device " + std::to_string(device) +
                                               " does not read its own write " +
                                               to_text(change.dot));
    }
}

void CausalityOracle::started(std::size_t device, const replica::Replica& replica) {
    for (auto& [scope, had] : had_[device]) {
        const replica::ScopeState* state = replica.scope(scope);
        const bool is_kept = state != nullptr && had.minus(state->row.have).empty();
        if (is_kept) continue;
        findings_.add(Promise::kDurability,
                      "device " + std::to_string(device) + " lost accepted changes in a restart");
        had = state == nullptr ? DotSet{} : state->row.have;
    }
}

}  // namespace wedsync::sim
