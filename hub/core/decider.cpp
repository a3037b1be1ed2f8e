#include "hub/core/decider.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/merge/cell_history.hpp"
#include "engine/merge/conflict.hpp"
#include "engine/merge/reading.hpp"
#include "engine/merge/same_words.hpp"
#include "engine/merge/text_merge.hpp"
#include "hub/core/cell_past.hpp"

namespace wedsync::hub {
namespace {

bool are_same_words(const merge::Cell& cell) {
    const auto* first = std::get_if<std::string>(&cell.siblings.front().value);
    return first != nullptr &&
           std::all_of(cell.siblings.begin() + 1, cell.siblings.end(),
                       [&](const merge::Sibling& sibling) {
                           const auto* text = std::get_if<std::string>(&sibling.value);
                           return text != nullptr && merge::are_same_words(*first, *text);
                       });
}

/// What a cell is settled to, and why.
struct Settled {
    DecisionReason reason = DecisionReason::kSameWords;
    std::string text;
};

Result<std::optional<Settled>> settle(const Uncommitted& scope, store::Store& store,
                                      const CellKey& key, const merge::Cell& cell, bool is_text) {
    const CellPast past = WEDSYNC_TRY(load_past(scope, store, key, cell));
    if (past.was_taken_back) return std::optional<Settled>{};
    if (is_text) {
        std::optional<std::string> text = settle_text(cell, past.history);
        if (text) return std::optional{Settled{DecisionReason::kEditsApart, *std::move(text)}};
    }
    if (are_same_words(cell)) {
        const auto shown =
            std::min_element(cell.siblings.begin(), cell.siblings.end(), merge::is_shown_before);
        return std::optional{
            Settled{DecisionReason::kSameWords, std::get<std::string>(shown->value)}};
    }
    return std::optional<Settled>{};
}

}  // namespace

bool is_decidable(const merge::Cell& cell, const Schema& schema) {
    if (cell.siblings.size() < 2) return false;
    const FieldSchema* field = schema.find(cell.field);
    if (field == nullptr || field->is_protected) return false;
    const bool is_free = field->kind == FieldKind::kRegister && field->type == ValueType::kText &&
                         field->choices.empty() && are_same_words(cell);
    if (field->kind != FieldKind::kText && !is_free) return false;
    const auto is_human = [](const merge::Sibling& sibling) { return sibling.rank == 0; };
    const auto is_other = [&](const merge::Sibling& sibling) {
        return sibling.value != cell.siblings.front().value;
    };
    return std::any_of(cell.siblings.begin(), cell.siblings.end(), is_human) &&
           std::any_of(cell.siblings.begin(), cell.siblings.end(), is_other);
}

std::optional<std::string> settle_text(const merge::Cell& cell, const merge::CellHistory& history) {
    const std::optional<Dot> base = merge::common_base(cell, history);
    if (!base.has_value()) return std::nullopt;
    const auto written = history.find(*base);
    if (written == history.end()) return std::nullopt;
    const auto* base_text = std::get_if<std::string>(&written->second.value);
    if (base_text == nullptr) return std::nullopt;
    std::optional<std::string> merged;
    for (const merge::Sibling& sibling : cell.siblings) {
        const auto* text = std::get_if<std::string>(&sibling.value);
        if (text == nullptr) return std::nullopt;
        merged = merged.has_value() ? merge::merge_text(*base_text, *merged, *text) : *text;
        if (!merged.has_value()) return std::nullopt;
    }
    return merged;
}

Incarnation decider_lane(Epoch epoch) {
    constexpr std::uint64_t kHubLane = 0x6875620000000000ULL | 1U;  // "hub", number 1
    return {epoch.value(), kHubLane};
}

Author decider_author() {
    return {"", "hub", "decider", 0};
}

Result<std::vector<Change>> decide(Uncommitted& scope, const RecordId& record, const Schema& schema,
                                   store::Store& store, const std::function<HybridTime()>& tick) {
    auto state = scope.records.find(record);
    if (state == scope.records.end()) {
        merge::RecordState loaded = WEDSYNC_TRY(store.load_record(scope.row.scope, record));
        state = scope.records.emplace(record, std::move(loaded)).first;
    }
    std::vector<Change> changes;
    // What is edited and deleted waits for people as a whole.
    if (merge::status_of(state->second) != merge::RecordStatus::kAlive) return changes;
    std::map<DecisionReason, std::vector<Operation>> settled_for;
    for (const merge::Cell& cell : state->second.cells) {
        if (!is_decidable(cell, schema)) continue;
        const CellKey key{record, cell.field, cell.sub};
        const bool is_text = schema.find(cell.field)->kind == FieldKind::kText;
        std::optional<Settled> settled = WEDSYNC_TRY(settle(scope, store, key, cell, is_text));
        if (!settled.has_value()) continue;
        settled_for[settled->reason].emplace_back(
            operation::Put{key, std::move(settled->text), merge::dots_of(&cell)});
    }
    const Incarnation lane = decider_lane(scope.row.cursor.epoch);
    Dot dot{lane, scope.row.have.last_of(lane)};
    for (auto& [reason, operations] : settled_for) {
        Change change;
        change.dot = {lane, dot.counter + 1};
        change.time = tick();
        change.note = {NoteKind::kAutoDecides, rank_of(reason), {}};
        change.operations = std::move(operations);
        if (!validate(change).ok()) continue;
        dot = change.dot;
        changes.push_back(std::move(change));
    }
    return changes;
}

}  // namespace wedsync::hub
