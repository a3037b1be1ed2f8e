#include "sim/oracle/violations.hpp"

#include <algorithm>
#include <utility>

namespace wedsync::sim {
namespace {

using Found = std::vector<rules::Violation>;

/// All of it read anew.
Result<Found> read_anew(store::Store& store, const Schema& schema,
                        const std::vector<ScopeId>& scopes) {
    rules::Source source;
    source.load = [&](const rules::RecordKey& key) {
        return store.load_record(key.scope, key.record);
    };
    source.visit = [&](ScopeId scope, std::uint16_t collection,
                       const rules::Source::Visitor& visit) {
        return store.visit_records(scope, collection, visit);
    };
    rules::Book book(schema, std::move(source));
    const rules::Index* index = WEDSYNC_TRY(book.look(scopes));
    return index->violations();
}

void compare(const Found& found, const Found& expected, const std::string& who,
             Findings& findings) {
    if (found == expected) return;
    findings.add(Promise::kConvergence, who + " names " + std::to_string(found.size()) +
                                            " violations of rules, there are " +
                                            std::to_string(expected.size()));
}

}  // namespace

void check_rules(replica::Replica& replica, const std::string& who, Findings& findings) {
    const Result<Found> found = replica.violations();
    if (!found.ok()) return;  // A disk with faults: the next look at it will tell.
    const Result<Found> expected = read_anew(replica.store(), replica.schema(), replica.scopes());
    if (expected.ok()) compare(found.value(), expected.value(), who, findings);
}

void check_rules_agree(World& world, const std::vector<ScopeId>& scopes, Findings& findings) {
    const auto found = world.hub().violations();
    if (!found.ok() || !found.value().has_value()) return;
    const auto in = [&](const std::vector<ScopeId>& wanted) {
        Found kept = *found.value();
        std::erase_if(kept, [&](const rules::Violation& violation) {
            const ScopeId scope = violation.parts.front().key.scope;
            return std::find(wanted.begin(), wanted.end(), scope) == wanted.end();
        });
        return kept;
    };
    const Result<Found> expected = read_anew(world.hub().store(), world.hub().schema(), scopes);
    if (expected.ok()) compare(in(scopes), expected.value(), "the hub", findings);
    for (std::size_t i = 0; i < world.device_count(); ++i) {
        if (!world.is_running(i)) continue;
        const Result<Found> mine = world.replica(i).violations();
        if (!mine.ok()) continue;
        compare(mine.value(), in(world.replica(i).scopes()), "device " + std::to_string(i),
                findings);
    }
}

}  // namespace wedsync::sim
