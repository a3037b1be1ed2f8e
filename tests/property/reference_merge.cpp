#include "tests/property/reference_merge.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace wedsync::property {
namespace {

using merge::Conflict;
using merge::ConflictKind;
using merge::FieldReading;
using merge::FieldStatus;
using merge::Sibling;

bool names(const std::vector<Dot>& covers, const Dot& dot) {
    return std::find(covers.begin(), covers.end(), dot) != covers.end();
}

bool covers(const Operation& operation, const CellKey& key, const Dot& dot) {
    if (const auto* put = std::get_if<operation::Put>(&operation)) {
        return put->key == key && names(put->covers, dot);
    }
    if (const auto* drop = std::get_if<operation::Drop>(&operation)) {
        return drop->key == key && names(drop->covers, dot);
    }
    if (const auto* kill = std::get_if<operation::Kill>(&operation)) {
        for (const operation::KilledCell& cell : kill->cells) {
            if (CellKey{kill->record, cell.field, cell.sub} == key && names(cell.covers, dot)) {
                return true;
            }
        }
    }
    return false;
}

/// The siblings as a reader prefers them: the latest first, and of one time the greatest dot.
std::vector<Sibling> latest_first(std::vector<Sibling> siblings) {
    std::sort(siblings.begin(), siblings.end(), [](const Sibling& one, const Sibling& other) {
        return one.time == other.time ? one.dot > other.dot : one.time > other.time;
    });
    return siblings;
}

/// The first sibling of the greatest score.
const Sibling& best(const std::vector<Sibling>& siblings,
                    const std::function<std::int64_t(const Sibling&)>& score) {
    const Sibling* found = &siblings.front();
    for (const Sibling& sibling : siblings) {
        if (score(sibling) > score(*found)) found = &sibling;
    }
    return *found;
}

std::int64_t score_of(const Sibling& sibling, const FieldSchema& field) {
    constexpr std::int64_t kWorst = -1'000'000;  // The tests write small numbers.
    const auto* flag = std::get_if<bool>(&sibling.value);
    const auto* number = std::get_if<std::int64_t>(&sibling.value);
    if (field.kind == FieldKind::kFlag) return flag != nullptr && *flag == field.flag_wins ? 1 : 0;
    if (field.kind == FieldKind::kEarliest) return number != nullptr ? -*number : kWorst;
    if (field.kind == FieldKind::kLatest) return number != nullptr ? *number : kWorst;
    return 0;
}

bool has_policy(FieldKind kind) {
    return kind == FieldKind::kFlag || kind == FieldKind::kEarliest || kind == FieldKind::kLatest ||
           kind == FieldKind::kPosition;
}

/// Reads what is neither a counter nor a set. Null: a field that the schema does not know.
FieldReading read_plain(const std::vector<Sibling>& unsorted, const FieldSchema* field) {
    if (unsorted.empty()) return {};
    const std::vector<Sibling> siblings = latest_first(unsorted);
    const bool is_equal = std::all_of(siblings.begin(), siblings.end(), [&](const Sibling& one) {
        return one.value == siblings.front().value;
    });
    const bool is_by_machine = std::all_of(siblings.begin(), siblings.end(),
                                           [](const Sibling& one) { return one.rank > 0; });
    const Sibling* shown = &siblings.front();
    FieldStatus status = is_equal ? FieldStatus::kEqual : FieldStatus::kDisagreement;
    if (field != nullptr && has_policy(field->kind)) {
        shown = &best(siblings, [&](const Sibling& one) { return score_of(one, *field); });
        status = is_equal ? FieldStatus::kEqual : FieldStatus::kByPolicy;
    } else if (is_by_machine) {
        const auto lowest = [](const Sibling& one, const Sibling& other) {
            return one.rank == other.rank ? one.dot < other.dot : one.rank < other.rank;
        };
        shown = &*std::min_element(siblings.begin(), siblings.end(), lowest);
        status = FieldStatus::kByPolicy;
    }
    if (siblings.size() == 1) status = FieldStatus::kSettled;
    return {status, shown->value, {}, shown->dot};
}

/// A lane's cell counts as its own last write says, or as another's where it has none of its own.
std::int64_t subtotal(const merge::Cell& cell) {
    const auto rank = [&](const Sibling& sibling) {
        return std::pair(merge::counter_sub(sibling.dot.incarnation) == cell.sub, sibling.dot);
    };
    const Sibling* counts = &cell.siblings.front();
    for (const Sibling& sibling : cell.siblings) {
        if (rank(sibling) > rank(*counts)) counts = &sibling;
    }
    const auto* number = std::get_if<std::int64_t>(&counts->value);
    return number == nullptr ? 0 : *number;
}

}  // namespace

void ReferenceMerge::unite(const ReferenceMerge& other) {
    accepted_.insert(other.accepted_.begin(), other.accepted_.end());
}

std::set<CellKey> ReferenceMerge::keys() const {
    std::set<CellKey> keys;
    for (const auto& [dot, change] : accepted_) {
        for (const Operation& operation : change->operations) {
            if (const auto* put = std::get_if<operation::Put>(&operation)) keys.insert(put->key);
        }
    }
    return keys;
}

bool ReferenceMerge::is_covered(const CellKey& key, const Dot& dot) const {
    for (const auto& [other, change] : accepted_) {
        for (const Operation& operation : change->operations) {
            if (covers(operation, key, dot)) return true;
        }
    }
    return false;
}

bool ReferenceMerge::is_erased(const RecordId& record) const {
    const CellKey erasing{record, {0, 0}, {}};
    for (const auto& [dot, change] : accepted_) {
        for (const Operation& operation : change->operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            if (put != nullptr && put->key == erasing) return true;
        }
    }
    return false;
}

std::vector<Sibling> ReferenceMerge::siblings_of(const CellKey& key) const {
    std::vector<Sibling> siblings;
    if (key.field != FieldId{0, 0} && is_erased(key.record)) return siblings;
    for (const auto& [dot, change] : accepted_) {
        for (const Operation& operation : change->operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            if (put == nullptr || put->key != key || is_covered(key, dot)) continue;
            siblings.push_back({dot, change->time, put->value, change->note.rank});
        }
    }
    return siblings;
}

std::map<RecordId, merge::RecordState> ReferenceMerge::states() const {
    std::map<RecordId, merge::RecordState> states;
    for (const CellKey& key : keys()) {
        const std::vector<Sibling> siblings = siblings_of(key);
        if (siblings.empty()) continue;
        merge::RecordState& state = states[key.record];
        state.id = key.record;
        state.cells.push_back({key.field, key.sub, siblings});
    }
    return states;
}

FieldReading read(const merge::RecordState& state, const FieldSchema& field) {
    FieldReading reading;
    std::int64_t sum = 0;
    for (const merge::Cell& cell : state.cells) {
        if (cell.field != field.id) continue;
        if (field.kind == FieldKind::kSet) {
            reading.status = FieldStatus::kSettled;
            reading.elements.push_back(cell.sub);
        } else if (field.kind == FieldKind::kCounter) {
            reading.status = FieldStatus::kSettled;
            reading.value = sum += subtotal(cell);
        } else if (cell.sub.empty()) {
            return read_plain(cell.siblings, &field);
        }
    }
    return reading;
}

std::vector<Conflict> conflicts_of(const merge::RecordState& state, const Schema& schema) {
    std::vector<Conflict> conflicts;
    bool is_alive = false;
    for (const merge::Cell& cell : state.cells) {
        if (cell.field.field == kLifeField) is_alive = true;
        if (cell.field.field == kLifeField || !cell.sub.empty()) continue;
        const FieldReading reading = read_plain(cell.siblings, schema.find(cell.field));
        if (reading.status != FieldStatus::kDisagreement) continue;
        conflicts.push_back(
            {ConflictKind::kDisagreement, state.id, cell.field, cell.siblings, reading.winner});
    }
    if (state.cells.empty() || is_alive) return conflicts;
    const FieldId life{state.cells.front().field.collection, kLifeField};
    conflicts.insert(conflicts.begin(),
                     {ConflictKind::kEditedAndDeleted, state.id, life, {}, std::nullopt});
    return conflicts;
}

}  // namespace wedsync::property
