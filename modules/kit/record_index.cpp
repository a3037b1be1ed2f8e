#include "modules/kit/record_index.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/hash.hpp"
#include "engine/merge/reading.hpp"

namespace wedsync::modules {
namespace {

/// 0: nothing that is looked up by.
std::uint32_t hash_of(const Value& value) {
    std::string text;
    if (const auto* found = std::get_if<std::string>(&value)) {
        text = *found;
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
        text = std::to_string(*number);
    } else {
        return 0;
    }
    return static_cast<std::uint32_t>(hash64(as_bytes(text)) | 1U);
}

bool is_there(const merge::RecordState& state) {
    return merge::status_of(state) != merge::RecordStatus::kGone;
}

bool begins_with(const std::vector<FieldSchema>& fields,
                 const std::vector<std::string_view>& names) {
    return names.size() <= fields.size() &&
           std::equal(
               names.begin(), names.end(), fields.begin(),
               [](std::string_view name, const FieldSchema& field) { return field.name == name; });
}

/// The collection's fields by their names.
Result<std::vector<const FieldSchema*>> fields_of(const Schema& schema, std::string_view collection,
                                                  const std::vector<std::string_view>& names) {
    const CollectionSchema* found = schema.find(collection);
    if (found == nullptr) {
        return Error{ErrorCode::kInvalid,
                     "the schema has no collection " + std::string(collection)};
    }
    std::vector<const FieldSchema*> fields;
    for (const std::string_view name : names) {
        fields.push_back(found->find(name));
        if (fields.back() == nullptr) {
            return Error{ErrorCode::kInvalid, found->name + " has no field " + std::string(name)};
        }
    }
    return fields;
}

}  // namespace

RecordIndex::Hashes RecordIndex::hashes_of(const Kept& kept, const merge::RecordState& state) {
    Hashes hashes{};
    for (std::size_t i = 0; i < kept.fields.size(); ++i)
        hashes[i] = hash_of(merge::read_field(state, kept.fields[i]).value);
    return hashes;
}

void RecordIndex::put(ScopeId scope, const merge::RecordState& state) {
    if (state.empty() || !is_there(state)) return;
    const std::uint16_t collection = merge::collection_of(state);
    for (std::size_t i = 0; i < kept_.size(); ++i) {
        if (kept_[i].collection != collection) continue;
        entries_.emplace(static_cast<std::uint32_t>(i), scope, hashes_of(kept_[i], state),
                         state.id);
    }
}

Result<void> RecordIndex::begin(replica::Replica& replica, const std::vector<LookUp>& by) {
    kept_.clear();
    entries_.clear();
    for (const LookUp& look_up : by) {
        const auto fields = fields_of(replica.schema(), look_up.collection, look_up.fields);
        if (!fields.ok()) continue;
        Kept kept{
            replica.schema().find(look_up.collection)->number, std::string(look_up.collection), {}};
        for (const FieldSchema* field : fields.value())
            kept.fields.push_back(*field);
        kept_.push_back(std::move(kept));
    }
    std::set<std::uint16_t> collections;
    for (const Kept& kept : kept_)
        collections.insert(kept.collection);
    for (const ScopeId scope : replica.scopes()) {
        for (const std::uint16_t collection : collections) {
            WEDSYNC_TRY(replica.store().visit_records(scope, collection,
                                                      [&](const merge::RecordState& state) {
                                                          put(scope, state);
                                                          return true;
                                                      }));
        }
    }
    return {};
}

void RecordIndex::change(const replica::RecordChange& change) {
    const merge::RecordState& known = change.before;
    if (!known.empty() && is_there(known)) {
        const std::uint16_t collection = merge::collection_of(known);
        for (std::size_t i = 0; i < kept_.size(); ++i) {
            if (kept_[i].collection != collection) continue;
            entries_.erase({static_cast<std::uint32_t>(i), change.scope, hashes_of(kept_[i], known),
                            known.id});
        }
    }
    put(change.scope, change.after);
}

Result<std::vector<Row>> RecordIndex::find(replica::Replica& replica, const Sought& sought,
                                           const std::vector<std::string_view>& wanted,
                                           std::size_t most) const {
    std::vector<Row> rows;
    const auto kept = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& each) {
        return each.name == sought.collection && begins_with(each.fields, sought.fields);
    });
    if (kept == kept_.end()) return rows;
    std::vector<std::string_view> fields(sought.fields);
    fields.insert(fields.end(), wanted.begin(), wanted.end());
    Hashes first{};
    for (std::size_t i = 0; i < sought.values.size(); ++i)
        first[i] = hash_of(sought.values[i]);
    const auto number = static_cast<std::uint32_t>(kept - kept_.begin());
    const auto count = static_cast<std::ptrdiff_t>(sought.values.size());
    for (auto at = entries_.lower_bound({number, sought.scope, first, RecordId{}});
         at != entries_.end() && rows.size() < most; ++at) {
        const auto& [index, scope, hashes, record] = *at;
        if (index != number || scope != sought.scope ||
            !std::equal(first.begin(), first.begin() + count, hashes.begin())) {
            break;
        }
        std::optional<Row> row =
            WEDSYNC_TRY(read_row(replica, scope, record, sought.collection, fields));
        if (!row) continue;
        if (!std::equal(sought.values.begin(), sought.values.end(), row->values.begin())) continue;
        row->values.erase(row->values.begin(), row->values.begin() + count);
        rows.push_back(*std::move(row));
    }
    return rows;
}

Result<std::optional<Row>> read_row(replica::Replica& replica, ScopeId scope,
                                    const RecordId& record, std::string_view collection,
                                    const std::vector<std::string_view>& fields) {
    const auto schemas = WEDSYNC_TRY(fields_of(replica.schema(), collection, fields));
    const merge::RecordState state = WEDSYNC_TRY(replica.get(scope, record));
    if (state.empty() || !is_there(state)) return std::optional<Row>{};
    Row row{scope, record, {}};
    for (const FieldSchema* field : schemas)
        row.values.push_back(merge::read_field(state, *field).value);
    return std::optional{std::move(row)};
}

}  // namespace wedsync::modules
