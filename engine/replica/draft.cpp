#include "engine/replica/draft.hpp"

#include <utility>

namespace wedsync {

NewRecord Draft::create(std::string collection) {
    edits.emplace_back(edit::Create{std::move(collection)});
    return NewRecord{created_++};
}

void Draft::set(RecordRef record, std::string field, Value value) {
    edits.emplace_back(edit::Set{record, std::move(field), std::move(value), std::nullopt});
}

}  // namespace wedsync
