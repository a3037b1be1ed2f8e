#include "engine/merge/reading.hpp"

#include <algorithm>

#include "engine/base/assert.hpp"

namespace wedsync::merge {
namespace {

bool are_decisions_only(const std::vector<Sibling>& siblings) {
    return std::all_of(siblings.begin(), siblings.end(),
                       [](const Sibling& sibling) { return sibling.rank > 0; });
}

bool are_equal(const std::vector<Sibling>& siblings) {
    return std::all_of(siblings.begin(), siblings.end(), [&](const Sibling& sibling) {
        return sibling.value == siblings.front().value;
    });
}

FieldReading shown(const Sibling& sibling, FieldStatus status) {
    return {status, sibling.value, {}, sibling.dot};
}

FieldReading read_register(const Cell& cell) {
    const std::vector<Sibling>& siblings = cell.siblings;
    if (siblings.size() == 1) return shown(siblings.front(), FieldStatus::kSettled);
    if (are_decisions_only(siblings)) {
        const auto lowest = std::min_element(siblings.begin(), siblings.end(),
                                             [](const Sibling& left, const Sibling& right) {
                                                 if (left.rank != right.rank) {
                                                     return left.rank < right.rank;
                                                 }
                                                 return left.dot < right.dot;
                                             });
        return shown(*lowest, FieldStatus::kByPolicy);
    }
    const auto winner = std::min_element(siblings.begin(), siblings.end(), is_shown_before);
    return shown(*winner, are_equal(siblings) ? FieldStatus::kEqual : FieldStatus::kDisagreement);
}

/// Reads by a preference that is a total order up to equal values.
template <class IsBetter>
FieldReading read_best(const Cell& cell, IsBetter is_better) {
    const std::vector<Sibling>& siblings = cell.siblings;
    if (siblings.size() == 1) return shown(siblings.front(), FieldStatus::kSettled);
    const auto best = std::min_element(siblings.begin(), siblings.end(),
                                       [&](const Sibling& left, const Sibling& right) {
                                           if (left.value != right.value) {
                                               if (is_better(left.value, right.value)) return true;
                                               if (is_better(right.value, left.value)) return false;
                                           }
                                           return is_shown_before(left, right);
                                       });
    return shown(*best, are_equal(siblings) ? FieldStatus::kEqual : FieldStatus::kByPolicy);
}

/// Numbers before everything else; nothing else is comparable in time or size.
bool is_less(const Value& left, const Value& right) {
    const auto* mine = std::get_if<std::int64_t>(&left);
    const auto* theirs = std::get_if<std::int64_t>(&right);
    if (mine != nullptr && theirs != nullptr) return *mine < *theirs;
    return mine != nullptr && theirs == nullptr;
}

bool is_greater(const Value& left, const Value& right) {
    const auto* mine = std::get_if<std::int64_t>(&left);
    const auto* theirs = std::get_if<std::int64_t>(&right);
    if (mine != nullptr && theirs != nullptr) return *mine > *theirs;
    return mine != nullptr && theirs == nullptr;
}

FieldReading read_counter(const RecordState& state, FieldId field) {
    FieldReading reading;
    std::uint64_t sum = 0;  // Unsigned: a sum past the range wraps, the same everywhere.
    for (const Cell& cell : state.cells) {
        if (cell.field != field) continue;
        sum += static_cast<std::uint64_t>(subtotal_of(&cell));
        reading.status = FieldStatus::kSettled;
    }
    if (reading.status != FieldStatus::kAbsent) reading.value = static_cast<std::int64_t>(sum);
    return reading;
}

FieldReading read_set(const RecordState& state, FieldId field) {
    FieldReading reading;
    for (const Cell& cell : state.cells) {
        if (cell.field == field) reading.elements.push_back(cell.sub);
    }
    if (!reading.elements.empty()) reading.status = FieldStatus::kSettled;
    return reading;
}

}  // namespace

std::string counter_sub(const Incarnation& incarnation) {
    std::string sub;
    for (const std::uint64_t word : {incarnation.high, incarnation.low}) {
        for (unsigned shift = 64; shift > 0; shift -= 8) {
            sub.push_back(static_cast<char>((word >> (shift - 8)) & 0xFFU));
        }
    }
    return sub;
}

std::int64_t subtotal_of(const Cell* cell) {
    if (cell == nullptr) return 0;
    // From the last in dot order: of two of the lane's own (it issued one again) the later counts.
    const auto is_own = [&](const Sibling& sibling) {
        return counter_sub(sibling.dot.incarnation) == cell->sub;
    };
    const auto own = std::find_if(cell->siblings.rbegin(), cell->siblings.rend(), is_own);
    const Sibling* counts = own == cell->siblings.rend() ? &cell->siblings.back() : &*own;
    const auto* subtotal = std::get_if<std::int64_t>(&counts->value);
    return subtotal == nullptr ? 0 : *subtotal;
}

bool is_shown_before(const Sibling& left, const Sibling& right) {
    if (left.time != right.time) return left.time > right.time;
    return left.dot > right.dot;
}

FieldReading read_field(const RecordState& state, const FieldSchema& field) {
    if (field.kind == FieldKind::kCounter) return read_counter(state, field.id);
    if (field.kind == FieldKind::kSet) return read_set(state, field.id);
    const Cell* cell = state.find(field.id);
    if (cell == nullptr) return {};
    switch (field.kind) {
        case FieldKind::kRegister:
        case FieldKind::kText:
        case FieldKind::kReference:
        case FieldKind::kBlob:
            return read_register(*cell);
        case FieldKind::kPosition:
            return read_best(*cell, [](const Value&, const Value&) { return false; });
        case FieldKind::kFlag:
            return read_best(*cell, [&](const Value& left, const Value&) {
                const auto* flag = std::get_if<bool>(&left);
                return flag != nullptr && *flag == field.flag_wins;
            });
        case FieldKind::kEarliest:
            return read_best(*cell, is_less);
        case FieldKind::kLatest:
            return read_best(*cell, is_greater);
        case FieldKind::kCounter:
        case FieldKind::kSet:
            break;
    }
    WEDSYNC_ASSERT(false);
    return {};
}

FieldReading read_unknown(const RecordState& state, FieldId field) {
    const Cell* cell = state.find(field);
    return cell == nullptr ? FieldReading{} : read_register(*cell);
}

}  // namespace wedsync::merge
