#include "modules/kit/visit.hpp"

#include "engine/merge/public_id.hpp"
#include "engine/merge/reading.hpp"

namespace wedsync::modules {

const std::string* Row::find_text(std::size_t at) const {
    return std::get_if<std::string>(&values[at]);
}

std::string Row::text(std::size_t at) const {
    const std::string* found = find_text(at);
    return found == nullptr ? std::string() : *found;
}

std::optional<std::int64_t> Row::number(std::size_t at) const {
    const auto* found = std::get_if<std::int64_t>(&values[at]);
    return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<std::int64_t> Row::time_ms(std::size_t at) const {
    const auto found = number(at);
    return found && *found >= -kTimeMsMax && *found <= kTimeMsMax ? found : std::nullopt;
}

bool Row::flag(std::size_t at) const {
    const auto* found = std::get_if<bool>(&values[at]);
    return found != nullptr && *found;
}

std::string Row::name() const {
    return merge::to_text(merge::public_id(scope, record, 0));
}

Result<RowReader> RowReader::create(const Schema& schema, std::string_view collection,
                                    const std::vector<std::string_view>& fields) {
    const CollectionSchema* found = schema.find(collection);
    if (found == nullptr) {
        return Error{ErrorCode::kInvalid,
                     "the schema has no collection " + std::string(collection)};
    }
    RowReader reader;
    reader.collection_ = found->number;
    for (const std::string_view name : fields) {
        const FieldSchema* field = found->find(name);
        if (field == nullptr) {
            return Error{ErrorCode::kInvalid, found->name + " has no field " + std::string(name)};
        }
        reader.fields_.push_back(field);
    }
    return reader;
}

std::optional<Row> RowReader::read(ScopeId scope, const merge::RecordState& state) const {
    if (merge::status_of(state) == merge::RecordStatus::kGone ||
        merge::collection_of(state) != collection_) {
        return std::nullopt;
    }
    Row row{scope, state.id, {}};
    row.values.reserve(fields_.size());
    for (const FieldSchema* field : fields_)
        row.values.push_back(merge::read_field(state, *field).value);
    return row;
}

Result<void> visit_rows(replica::Replica& replica, const std::vector<ScopeId>& scopes,
                        std::string_view collection, const std::vector<std::string_view>& fields,
                        const std::function<void(const Row&)>& visit) {
    const RowReader reader = WEDSYNC_TRY(RowReader::create(replica.schema(), collection, fields));
    for (const ScopeId scope : scopes) {
        WEDSYNC_TRY(replica.store().visit_records(scope, reader.collection(),
                                                  [&](const merge::RecordState& state) {
                                                      const auto row = reader.read(scope, state);
                                                      if (row) visit(*row);
                                                      return true;
                                                  }));
    }
    return {};
}

}  // namespace wedsync::modules
