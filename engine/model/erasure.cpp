#include "engine/model/erasure.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/overloaded.hpp"

namespace wedsync {
namespace {

/// The record that an operation changes, without erasing it; null for any other operation.
const RecordId* changed_by(const Operation& operation) {
    using Found = const RecordId*;
    return std::visit(
        Overloaded{[](const operation::Put& put) -> Found {
                       return is_erasure(put) ? nullptr : &put.key.record;
                   },
                   [](const operation::Drop& drop) -> Found { return &drop.key.record; },
                   [](const operation::Kill& kill) -> Found { return &kill.record; },
                   [](const operation::Unknown&) -> Found { return nullptr; }},
        operation);
}

bool is_on(const Operation& operation, const RecordSet& records) {
    const RecordId* record = changed_by(operation);
    return record != nullptr && records.contains(*record);
}

}  // namespace

operation::Put erasure_of(const RecordId& record) {
    return {{record, kErasedField, {}}, Value{}, {}};
}

bool is_erasure(const operation::Put& put) {
    return put.key.field == kErasedField && put.key.sub.empty();
}

bool is_erased_mark(const Operation& operation) {
    const auto* unknown = std::get_if<operation::Unknown>(&operation);
    return unknown != nullptr && unknown->kind == kErasedMark && unknown->payload.empty();
}

std::vector<RecordId> erased_by(const Change& change) {
    std::vector<RecordId> records;
    for (const Operation& operation : change.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put != nullptr && is_erasure(*put)) records.push_back(put->key.record);
    }
    return records;
}

bool has_more_on(const Change& change, const RecordSet& erased) {
    if (erased.empty()) return false;
    return std::any_of(change.operations.begin(), change.operations.end(),
                       [&](const Operation& operation) { return is_on(operation, erased); });
}

Change without(const Change& change, const RecordSet& erased) {
    Change left{change.dot, change.time, {}, change.note, change.group};
    for (const Operation& operation : change.operations) {
        if (!is_on(operation, erased)) left.operations.push_back(operation);
    }
    if (left.operations.empty()) left.operations.emplace_back(operation::Unknown{kErasedMark, {}});
    return left;
}

bool is_left_of(const Change& kept, const Change& made, const RecordSet& erased) {
    if (kept == made) return true;
    if (kept.dot != made.dot || kept.time != made.time) return false;
    RecordSet gone;
    for (const Operation& operation : made.operations) {
        const RecordId* record = changed_by(operation);
        if (record != nullptr && erased.contains(*record)) gone.insert(*record);
    }
    for (const Operation& operation : kept.operations) {
        if (const RecordId* record = changed_by(operation)) gone.erase(*record);
    }
    return kept == without(made, gone);
}

}  // namespace wedsync
