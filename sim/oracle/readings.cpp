// Reading as docs/merge.md defines it, in the plainest words; shares nothing with engine/merge but
// the types.
#include "sim/oracle/readings.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "sim/oracle/ledger.hpp"

namespace wedsync::sim {
namespace {

using merge::Cell;
using merge::Sibling;
using Conflicts = std::set<std::pair<RecordId, FieldId>>;

bool is_later(const Sibling& left, const Sibling& right) {
    return std::pair(left.time, left.dot) > std::pair(right.time, right.dot);
}

bool are_all_decisions(const Cell& cell) {
    return std::all_of(cell.siblings.begin(), cell.siblings.end(),
                       [](const Sibling& sibling) { return sibling.rank > 0; });
}

bool have_all_one_value(const Cell& cell) {
    return std::all_of(cell.siblings.begin(), cell.siblings.end(), [&](const Sibling& sibling) {
        return sibling.value == cell.siblings.front().value;
    });
}

Value latest_value(const Cell& cell) {
    Sibling shown = cell.siblings.front();
    for (const Sibling& sibling : cell.siblings) {
        if (is_later(sibling, shown)) shown = sibling;
    }
    return shown.value;
}

/// Of several decisions that of the highest decider, else the one with the least dot.
Value register_value(const Cell& cell) {
    if (!are_all_decisions(cell)) return latest_value(cell);
    Sibling shown = cell.siblings.front();
    for (const Sibling& sibling : cell.siblings) {
        if (std::pair(sibling.rank, sibling.dot) < std::pair(shown.rank, shown.dot)) {
            shown = sibling;
        }
    }
    return shown.value;
}

Value extreme_value(const Cell& cell, bool is_latest) {
    std::vector<std::int64_t> numbers;
    for (const Sibling& sibling : cell.siblings) {
        const auto* number = std::get_if<std::int64_t>(&sibling.value);
        if (number != nullptr) numbers.push_back(*number);
    }
    if (numbers.empty()) return latest_value(cell);
    const auto [least, greatest] = std::minmax_element(numbers.begin(), numbers.end());
    return is_latest ? *greatest : *least;
}

Value flag_value(const Cell& cell, bool wins) {
    const bool has_winner =
        std::any_of(cell.siblings.begin(), cell.siblings.end(),
                    [&](const Sibling& sibling) { return sibling.value == Value(wins); });
    return has_winner ? Value(wins) : latest_value(cell);
}

/// What a cell of its own shows; nothing for parts of a counter or a set.
std::optional<Value> shown_value(const Cell& cell, const FieldSchema& field) {
    switch (field.kind) {
        case FieldKind::kCounter:
        case FieldKind::kSet:
            return std::nullopt;
        case FieldKind::kFlag:
            return flag_value(cell, field.flag_wins);
        case FieldKind::kEarliest:
        case FieldKind::kLatest:
            return extreme_value(cell, field.kind == FieldKind::kLatest);
        case FieldKind::kPosition:
            return latest_value(cell);
        case FieldKind::kRegister:
        case FieldKind::kText:
        case FieldKind::kReference:
        case FieldKind::kBlob:
            return register_value(cell);
    }
    return std::nullopt;
}

bool settles_itself(const FieldSchema* field) {
    if (field == nullptr) return false;
    return field->kind != FieldKind::kRegister && field->kind != FieldKind::kText &&
           field->kind != FieldKind::kReference && field->kind != FieldKind::kBlob;
}

bool is_disagreement(const Cell& cell, const FieldSchema* field) {
    const bool is_plain = cell.sub.empty() && cell.field.field != kLifeField;
    return is_plain && !settles_itself(field) && !have_all_one_value(cell) &&
           !are_all_decisions(cell);
}

class Reader {
public:
    Reader(const Schema& schema, std::string where, Findings& findings)
        : schema_(schema), where_(std::move(where)), findings_(findings) {}

    void look_at(const merge::RecordState& state) {
        if (state.empty()) return;
        const Cell& first = state.cells.front();
        if (first.field.field != kLifeField) {
            open_.emplace(state.id, FieldId{first.field.collection, kLifeField});
        }
        for (const Cell& cell : state.cells) {
            const FieldSchema* field = schema_.find(cell.field);
            if (is_disagreement(cell, field)) open_.emplace(state.id, cell.field);
            if (field == nullptr || !cell.sub.empty()) continue;
            const std::optional<Value> expected = shown_value(cell, *field);
            if (!expected || merge::read_field(state, *field).value == *expected) continue;
            findings_.add(Promise::kNoLoss, where_ + "\"" + field->name + "\" of " +
                                                to_text(state.id.dot) +
                                                " does not show what its kind says");
        }
    }

    [[nodiscard]] const Conflicts& open() const { return open_; }

private:
    const Schema& schema_;
    std::string where_;
    Findings& findings_;
    Conflicts open_;
};

}  // namespace

void check_readings(replica::Replica& replica, ScopeId scope, const std::string& who,
                    Findings& findings) {
    const std::string where = who + ", scope " + std::to_string(scope.value()) + ": ";
    Reader reader(replica.schema(), where, findings);
    const Result<void> visited =
        replica.store().visit_records(scope, std::nullopt, [&](const merge::RecordState& state) {
            reader.look_at(state);
            return true;
        });
    const auto listed = replica.conflicts(scope);
    if (!visited.ok() || !listed.ok()) return;  // A disk with faults: the next look will tell.
    Conflicts found;
    for (const merge::Conflict& conflict : listed.value())
        found.emplace(conflict.record, conflict.field);
    if (found == reader.open()) return;
    findings.add(Promise::kNoLoss, where + std::to_string(found.size()) +
                                       " conflicts are listed, open are " +
                                       std::to_string(reader.open().size()));
}

}  // namespace wedsync::sim
