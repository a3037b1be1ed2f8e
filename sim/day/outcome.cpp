#include "sim/day/outcome.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <variant>

#include "engine/merge/conflict.hpp"
#include "engine/merge/record_state.hpp"

namespace wedsync::sim {
namespace {

/// Sums over the rows of a hub's scope, beside those it keeps.
std::string hub_problem(hub::Hub& hub, const store::ScopeRow& row, std::uint64_t& records) {
    std::uint64_t cells = 0;
    const Result<void> visited =
        hub.store().visit_records(row.scope, std::nullopt, [&](const merge::RecordState& state) {
            cells += merge::checksum(state);
            ++records;
            return true;
        });
    if (!visited.ok()) return visited.error().detail;
    if (cells != row.cells_sum) return "the sums over its rows are not those it keeps";
    return {};
}

CopyCheck check_hub(World& world, ScopeId scope) {
    CopyCheck check;
    check.scope = scope;
    const store::ScopeRow* row = world.hub().scope(scope);
    if (row == nullptr) {
        check.problem = "the hub does not have this scope";
        return check;
    }
    check.problem = hub_problem(world.hub(), *row, check.records);
    const Result<std::uint64_t> hash = state_hash(world.hub().store(), scope);
    if (hash.ok()) {
        check.state_hash = hash.value();
    } else {
        check.problem = hash.error().detail;
    }
    return check;
}

CopyCheck check_device(World& world, std::size_t device, const CopyCheck& hub) {
    CopyCheck check;
    check.scope = hub.scope;
    check.device = device;
    replica::Replica& replica = world.replica(device);
    const auto verified = replica.verify(hub.scope);
    const auto hash = state_hash(replica.store(), hub.scope);
    if (!verified.ok()) {
        check.problem = verified.error().detail;
    } else if (!verified.value().ok()) {
        check.problem = "the sums over its rows are not those it keeps";
    } else if (!hash.ok()) {
        check.problem = hash.error().detail;
    } else {
        check.records = verified.value().records;
        check.state_hash = hash.value();
        if (check.state_hash != hub.state_hash) check.problem = "another state than the hub's";
    }
    return check;
}

using Open = std::set<FieldId>;

Open open_of(const merge::RecordState& state, const Schema& schema) {
    Open open;
    if (state.empty()) return open;
    for (const merge::Conflict& conflict : merge::conflicts_of(state, schema)) {
        open.insert(conflict.field);
    }
    return open;
}

/// Follows a log, change by change.
class Follower {
public:
    explicit Follower(const Schema& schema) : schema_(schema) {}

    void take(const Change& change) {
        for (const RecordId& id : touched_records(change)) {
            merge::RecordState& state =
                states_.try_emplace(id, merge::RecordState{id, {}}).first->second;
            const Open before = open_of(state, schema_);
            merge::apply(state, change);
            const Open after = open_of(state, schema_);
            count(change, state, before, after);
            meetings_.open += after.size();
            meetings_.open -= before.size();
        }
    }
    [[nodiscard]] const Meetings& meetings() const { return meetings_; }

private:
    void count(const Change& change, const merge::RecordState& state, const Open& before,
               const Open& after) {
        for (const FieldId& field : after) {
            if (!before.contains(field)) ++meetings_.conflicts;
        }
        for (const FieldId& field : before) {
            if (after.contains(field)) continue;
            if (confidence_of(change.note.rank)) {
                ++meetings_.likely;
            } else if (change.note.kind == NoteKind::kAutoDecides) {
                --meetings_.conflicts;
                ++meetings_.auto_merged;
            } else {
                ++meetings_.decided;
            }
        }
        for (const Operation& operation : change.operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            if (put == nullptr || put->key.record != state.id) continue;
            const merge::Cell* cell = state.find(put->key.field, put->key.sub);
            const bool is_met = cell != nullptr && cell->siblings.size() > 1;
            if (is_met && !after.contains(put->key.field)) ++meetings_.auto_merged;
        }
    }

    const Schema& schema_;
    std::map<RecordId, merge::RecordState> states_;
    Meetings meetings_;
};

}  // namespace

std::vector<CopyCheck> check_copies(World& world) {
    std::set<ScopeId> scopes;
    for (std::size_t i = 0; i < world.device_count(); ++i) {
        for (const ScopeId scope : world.replica(i).scopes())
            scopes.insert(scope);
    }
    std::vector<CopyCheck> checks;
    for (const ScopeId scope : scopes) {
        const CopyCheck hub = check_hub(world, scope);
        checks.push_back(hub);
        for (std::size_t i = 0; i < world.device_count(); ++i) {
            if (world.replica(i).scope(scope) == nullptr) continue;
            checks.push_back(check_device(world, i, hub));
        }
    }
    return checks;
}

bool all_ok(const std::vector<CopyCheck>& checks) {
    return std::all_of(checks.begin(), checks.end(),
                       [](const CopyCheck& each) { return each.ok(); });
}

Result<Meetings> meetings_in(store::Store& store, ScopeId scope, const Schema& schema) {
    constexpr std::size_t kSlice = 1'000;
    Follower follower(schema);
    Position after{0};
    while (true) {
        const store::Store::LogSlice slice = WEDSYNC_TRY(store.load_log(scope, after, kSlice));
        if (slice.entries.empty()) return follower.meetings();
        for (const Entry& entry : slice.entries) {
            if (const auto* accepted = std::get_if<entry::Accepted>(&entry)) {
                follower.take(accepted->change);
            }
        }
        after = slice.last;
    }
}

}  // namespace wedsync::sim
