// The refused list: what a hub would not take waits here with its values, until a person mends it
// or lets it go.
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/model/erasure.hpp"
#include "engine/replica/compose.hpp"
#include "engine/replica/lead_over.hpp"
#include "engine/replica/replica.hpp"
#include "engine/replica/subtotal.hpp"

namespace wedsync::replica {
namespace {

/// Puts a change back into the words of the schema that it was made with.
class Drafter {
public:
    Drafter(const Change& change, const Schema& schema,
            const std::function<std::int64_t(const operation::Put&)>& subtotal_before)
        : change_(change), schema_(schema), subtotal_before_(subtotal_before) {}

    void operator()(const operation::Put& put) {
        const RecordRef record = ref(put.key.record);
        const FieldSchema* field = schema_.find(put.key.field);
        if (is_erasure(put)) {
            add(edit::Erase{put.key.record});
        } else if (put.key.field.field == kLifeField) {
            const CollectionSchema* collection = schema_.find(put.key.field.collection);
            const bool is_created = put.key.record.dot == change_.dot;
            if (is_created && collection != nullptr) draft_.create(collection->name);
        } else if (field == nullptr) {
            add(edit::SetUnknown{record, put.key.field, put.key.sub, put.value});
        } else if (field->kind == FieldKind::kSet) {
            add(edit::AddElement{record, field->name, put.key.sub});
        } else if (field->kind == FieldKind::kCounter) {
            add(edit::Increment{record, field->name,
                                wrapping_subtract(integer_of(put.value), subtotal_before_(put))});
        } else if (const auto* to = std::get_if<Reference>(&put.value)) {
            add(edit::SetReference{record, field->name, ref(to->record)});
        } else {
            draft_.set(record, field->name, put.value);
        }
    }
    void operator()(const operation::Drop& drop) {
        const FieldSchema* field = schema_.find(drop.key.field);
        if (field == nullptr) return;
        if (field->kind == FieldKind::kSet) {
            add(edit::RemoveElement{ref(drop.key.record), field->name, drop.key.sub});
        } else {
            add(edit::Clear{ref(drop.key.record), field->name});
        }
    }
    void operator()(const operation::Kill& kill) { add(edit::Delete{kill.record}); }
    void operator()(const operation::Unknown&) {}

    Draft take() { return std::move(draft_); }

private:
    [[nodiscard]] RecordRef ref(const RecordId& record) const {
        if (record.dot == change_.dot) return NewRecord{record.index};
        return record;
    }
    void add(Edit edit) { draft_.edits.push_back(std::move(edit)); }

    const Change& change_;
    const Schema& schema_;
    const std::function<std::int64_t(const operation::Put&)>& subtotal_before_;
    Draft draft_;
};

Error no_such_refused() {
    return {ErrorCode::kNotFound, "no such refused change"};
}

}  // namespace

Result<Draft> Replica::refused_draft(ScopeId scope, const Dot& dot) {
    const ScopeState* state = WEDSYNC_TRY(find(scope));
    const auto refused = state->refused.find(dot);
    if (refused == state->refused.end()) return no_such_refused();
    const Change& change = refused->second.change;
    std::map<Dot, Change> earlier;
    for (const Dot& named : named_dots(change)) {
        const std::optional<Change> found = WEDSYNC_TRY(find_change(*state, named));
        const auto gone = state->refused.find(named);
        if (found) earlier[named] = *found;
        if (gone != state->refused.end()) earlier[named] = gone->second.change;
    }
    const std::function<std::int64_t(const operation::Put&)> subtotal_before =
        [&](const operation::Put& put) {
            std::int64_t subtotal = 0;
            for (const Dot& covered : put.covers) {
                for (const Operation& operation : earlier[covered].operations) {
                    const auto* before = std::get_if<operation::Put>(&operation);
                    if (before != nullptr && before->key == put.key) {
                        subtotal = integer_of(before->value);
                    }
                }
            }
            return subtotal;
        };
    Drafter drafter(change, schema_, subtotal_before);
    for (const Operation& operation : change.operations)
        std::visit(drafter, operation);
    Draft draft = drafter.take();
    draft.scope = scope;
    draft.group = change.group;
    return draft;
}

Result<Committed> Replica::retry_refused(Now now, const Dot& dot, const Draft& draft) {
    ScopeState* state = WEDSYNC_TRY(find(draft.scope));
    const std::optional<Committed> done = WEDSYNC_TRY(find_done(draft));
    if (done) return *done;
    const auto refused = state->refused.find(dot);
    if (refused == state->refused.end()) return no_such_refused();
    Composed composed = WEDSYNC_TRY(compose_draft(*state, draft));
    composed.note = {NoteKind::kReissue, 0, dot};
    Committed committed{next_dot(draft.scope), {}, false};
    committed.created = created_records(composed.operations, committed.dot);
    store::Batch batch = beside_of(draft, committed);
    batch.refused_removed.emplace_back(draft.scope, dot);
    std::vector<store::RefusedRow> led;
    Leading leading;
    leading.renamed[dot] = committed.dot;
    const bool has_same_records =
        created_records(refused->second.change.operations, dot).size() == committed.created.size();
    for (const auto& [other, row] : state->refused) {
        if (other == dot || !has_same_records || !leading.concerns(row.change)) continue;
        led.push_back(row);
        led.back().change = led_over(row.change, other, leading);
        led.back().change.note = row.change.note;
        batch.refused_removed.emplace_back(draft.scope, other);
        batch.refused_added.push_back(led.back());
    }
    WEDSYNC_TRY(commit_composed(now, *state, std::move(composed), std::move(batch)));
    keep_key(draft, committed);
    state->refused.erase(refused);
    for (store::RefusedRow& row : led) {
        const Dot other = row.change.dot;
        state->refused.insert_or_assign(other, std::move(row));
    }
    return committed;
}

Result<void> Replica::discard_refused(ScopeId scope, const Dot& dot) {
    ScopeState* state = WEDSYNC_TRY(find(scope));
    if (!state->refused.contains(dot)) return no_such_refused();
    store::Batch batch;
    batch.refused_removed.emplace_back(scope, dot);
    WEDSYNC_TRY(store_->commit(batch));
    state->refused.erase(dot);
    return {};
}

}  // namespace wedsync::replica
