#include "hub/core/decider.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/merge/cell_history.hpp"
#include "engine/merge/conflict.hpp"
#include "engine/merge/reading.hpp"
#include "engine/merge/same_words.hpp"
#include "engine/merge/text_merge.hpp"

namespace wedsync::hub {
namespace {

const operation::Put* find_put(const Change& change, const CellKey& key) {
    for (const Operation& operation : change.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put != nullptr && put->key == key) return put;
    }
    return nullptr;
}

/// The write to a cell that a change made: from the group's own entries, or from the log.
Result<std::optional<merge::Written>> find_written(const Uncommitted& scope, store::Store& store,
                                                   const CellKey& key, const Dot& dot) {
    std::optional<Entry> entry;
    const auto pending = scope.accepted.find(dot);
    if (pending != scope.accepted.end()) {
        entry = scope.entries[pending->second];
    } else {
        const ScopeId id = scope.row.scope;
        const std::optional<Position> at = WEDSYNC_TRY(store.find_in_log(id, dot));
        if (!at.has_value()) return std::optional<merge::Written>{};
        store::Store::LogSlice slice =
            WEDSYNC_TRY(store.load_log(id, Position{at->value() - 1}, 1));
        if (!slice.entries.empty()) entry = std::move(slice.entries.front());
    }
    const auto* accepted = entry.has_value() ? std::get_if<entry::Accepted>(&*entry) : nullptr;
    if (accepted == nullptr) return std::optional<merge::Written>{};
    const operation::Put* put = find_put(accepted->change, key);
    if (put == nullptr) return std::optional<merge::Written>{};
    return std::optional{merge::Written{put->value, put->covers}};
}

/// Follows the covers back from the siblings. Empty if there is too much of it.
Result<merge::CellHistory> load_history(const Uncommitted& scope, store::Store& store,
                                        const CellKey& key, const merge::Cell& cell) {
    merge::CellHistory history;
    std::set<Dot> seen;
    std::vector<Dot> open = merge::dots_of(&cell);
    while (!open.empty()) {
        const Dot dot = open.back();
        open.pop_back();
        if (!seen.insert(dot).second) continue;
        if (seen.size() > kHistoryMax) return merge::CellHistory{};
        std::optional<merge::Written> written = WEDSYNC_TRY(find_written(scope, store, key, dot));
        if (!written.has_value()) continue;
        open.insert(open.end(), written->covers.begin(), written->covers.end());
        history.emplace(dot, *std::move(written));
    }
    return history;
}

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
    if (is_text) {
        const merge::CellHistory history = WEDSYNC_TRY(load_history(scope, store, key, cell));
        std::optional<std::string> text = settle_text(cell, history);
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
