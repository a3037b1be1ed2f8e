// Rules across records: what is broken as this replica shows it, and what mends it.
#include <algorithm>
#include <utility>

#include "engine/replica/replica.hpp"

namespace wedsync::replica {

rules::Source Replica::rules_source() {
    rules::Source source;
    source.load = [this](const rules::RecordKey& key) {
        return store_->load_record(key.scope, key.record);
    };
    source.find_change = [this](ScopeId scope, const Dot& dot) -> Result<std::optional<Change>> {
        const auto state = scopes_.find(scope);
        if (state == scopes_.end()) return std::optional<Change>{};
        return find_change(state->second, dot);
    };
    source.visit = [this](ScopeId scope, std::uint16_t collection,
                          const rules::Source::Visitor& visit) {
        return store_->visit_records(scope, collection, visit);
    };
    return source;
}

void Replica::note_written(const store::Batch& batch) {
    if (!rules_.is_kept()) return;
    for (const auto& [scope, state] : batch.records)
        rules_.note(scope, state);
    for (const auto& [scope, row] : batch.rows)
        rules_.note({scope, row.id()}, row.collection());
}

Result<const rules::Index*> Replica::rules_index() {
    return rules_.look(scopes());
}

Result<std::uint64_t> Replica::violations_version() {
    static_cast<void>(WEDSYNC_TRY(rules_index()));
    return rules_.version();
}

Result<std::vector<rules::Violation>> Replica::violations(std::optional<ScopeId> scope) {
    const rules::Index* index = WEDSYNC_TRY(rules_index());
    std::vector<rules::Violation> found = index->violations();
    if (!scope) return found;
    static_cast<void>(WEDSYNC_TRY(find(*scope)));
    std::erase_if(found, [&](const rules::Violation& violation) {
        return std::none_of(
            violation.parts.begin(), violation.parts.end(),
            [&](const rules::Violation::Part& part) { return part.key.scope == *scope; });
    });
    return found;
}

Result<rules::Violation> Replica::find_violation(std::uint64_t id) {
    const rules::Index* index = WEDSYNC_TRY(rules_index());
    for (rules::Violation& violation : index->violations()) {
        if (rules::id_of(violation) == id) return std::move(violation);
    }
    return Error{ErrorCode::kNotFound, "this is in order already, or it changed meanwhile"};
}

Result<std::vector<rules::Repair>> Replica::repairs(const rules::Violation& violation) {
    static_cast<void>(WEDSYNC_TRY(rules_index()));
    return rules_.propose(violation);
}

Result<std::vector<rules::Proposed>> Replica::proposals(std::optional<ScopeId> scope) {
    std::vector<rules::Violation> found = WEDSYNC_TRY(violations(scope));
    return rules_.propose_each(std::move(found), rules::kProposedMax);
}

Result<Draft> Replica::repair_draft(const rules::Repair& repair) const {
    Draft draft;
    if (repair.edits.empty()) return Error{ErrorCode::kInvalid, "a repair without edits"};
    draft.scope = repair.edits.front().key.scope;
    draft.type = "repair";
    for (const rules::Repair::Edit& edit : repair.edits) {
        const FieldSchema* field = schema_.find(edit.field);
        if (field == nullptr || edit.key.scope != draft.scope) {
            return Error{ErrorCode::kInvalid, "a repair that is no change of one scope"};
        }
        draft.set(edit.key.record, field->name, edit.value);
    }
    return draft;
}

Result<Committed> Replica::repair(Now now, std::uint64_t violation, std::uint64_t repair) {
    const rules::Violation open = WEDSYNC_TRY(find_violation(violation));
    const std::vector<rules::Repair> proposed = WEDSYNC_TRY(repairs(open));
    const auto chosen = std::find_if(
        proposed.begin(), proposed.end(),
        [&](const rules::Repair& candidate) { return rules::id_of(candidate) == repair; });
    if (chosen == proposed.end()) {
        return Error{ErrorCode::kNotFound, "what was proposed would not do any more"};
    }
    const Draft draft = WEDSYNC_TRY(repair_draft(*chosen));
    return commit(now, draft);
}

}  // namespace wedsync::replica
