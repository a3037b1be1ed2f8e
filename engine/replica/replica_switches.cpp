// What machines may do about the fields of a scope: the records that say so.
#include <utility>
#include <vector>

#include "engine/merge/reading.hpp"
#include "engine/replica/replica.hpp"

namespace wedsync::replica {

Result<merge::Switches> Replica::switches(ScopeId scope) {
    static_cast<void>(WEDSYNC_TRY(find(scope)));
    merge::Switches switches;
    if (!schema_.switches) return switches;
    WEDSYNC_TRY(store_->visit_records(scope, schema_.switches->field.collection,
                                      [&](const merge::RecordState& state) {
                                          switches.add(state, schema_);
                                          return true;
                                      }));
    return switches;
}

Result<suggest::Past::SwitchesOf> Replica::all_switches() {
    suggest::Past::SwitchesOf all;
    for (const auto& [scope, state] : scopes_)
        all.emplace(scope, WEDSYNC_TRY(switches(scope)));
    return all;
}

Result<void> Replica::set_switch(Now now, ScopeId scope, const FieldSchema& field,
                                 std::optional<Decides> decides) {
    static_cast<void>(WEDSYNC_TRY(find(scope)));
    const auto refuse = [](std::string why) { return Error{ErrorCode::kInvalid, std::move(why)}; };
    if (!schema_.switches) return refuse("this schema has no switches");
    if (!can_be_open(field.kind)) {
        return refuse("people cannot disagree about " + field.name +
                      ", so there is nothing to switch");
    }
    if (field.is_protected) return refuse("only people decide about " + field.name);
    struct Known {
        RecordId record;
        merge::FieldReading decides;
    };
    const CollectionSchema& collection = *schema_.find(schema_.switches->field.collection);
    const FieldSchema& decides_field = *collection.find(schema_.switches->decides);
    std::vector<Known> known;
    WEDSYNC_TRY(store_->visit_records(
        scope, schema_.switches->field.collection, [&](const merge::RecordState& state) {
            if (merge::is_switch_of(state, field, schema_)) {
                known.push_back({state.id, merge::read_field(state, decides_field)});
            }
            return true;
        }));
    Draft draft;
    draft.scope = scope;
    draft.type = collection.name;
    // One switch stays and says it; what others said besides it goes.
    for (const Known& each : known) {
        if (!decides || &each != &known.front()) {
            draft.edits.emplace_back(edit::Delete{each.record});
            continue;
        }
        const Value said = std::string(name_of(*decides));
        const bool says_so =
            each.decides.status == merge::FieldStatus::kSettled && each.decides.value == said;
        if (!says_so) draft.set(each.record, decides_field.name, said);
    }
    if (known.empty() && decides) {
        const NewRecord record = draft.create(collection.name);
        const std::string full_name = schema_.find(field.id.collection)->name + "." + field.name;
        draft.set(record, collection.find(schema_.switches->field)->name, full_name);
        draft.set(record, decides_field.name, std::string(name_of(*decides)));
    }
    if (draft.edits.empty()) return {};
    static_cast<void>(WEDSYNC_TRY(commit(now, draft)));
    return {};
}

}  // namespace wedsync::replica
