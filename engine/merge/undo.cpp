#include "engine/merge/undo.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/merge/conflict.hpp"
#include "engine/merge/reading.hpp"

namespace wedsync::merge {
namespace {

std::int64_t integer_of(const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value);
    return number == nullptr ? 0 : *number;
}

std::int64_t wrapping_subtract(std::int64_t left, std::int64_t right) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(left) -
                                     static_cast<std::uint64_t>(right));
}

/// What a reader saw in a cell before: of several displaced siblings the one that was shown.
std::optional<Value> value_before(const std::vector<Displaced>& all, const CellKey& key,
                                  const Schema& schema) {
    Cell cell{key.field, {}, {}};
    for (const Displaced& displaced : all) {
        if (displaced.key == key) cell.siblings.push_back(displaced.sibling);
    }
    if (cell.siblings.empty()) return std::nullopt;
    const FieldSchema* field = schema.find(key.field);
    if (field != nullptr && field->kind == FieldKind::kCounter) {
        cell.sub = key.sub;
        return subtotal_of(&cell);
    }
    const bool is_plain = field == nullptr || field->kind == FieldKind::kSet;
    const RecordState before{key.record, {std::move(cell)}};
    return is_plain ? read_unknown(before, key.field).value : read_field(before, *field).value;
}

class Undoer {
public:
    Undoer(const Change& undone, const std::vector<Displaced>& displaced, const Incarnation& author,
           const Schema& schema, const std::function<RecordState(const RecordId&)>& state_of,
           const StandIns& stand_ins)
        : undone_(undone),
          displaced_(displaced),
          author_(author),
          schema_(schema),
          state_of_(state_of),
          stand_ins_(stand_ins) {}

    void operator()(const operation::Put& put) {
        if (put.key.record.dot == undone_.dot) return;  // Its record is killed as a whole.
        const RecordState state = state_of_(put.key.record);
        const FieldSchema* field = schema_.find(put.key.field);
        const bool is_own_subtotal = put.key.sub == counter_sub(undone_.dot.incarnation);
        if (field != nullptr && field->kind == FieldKind::kCounter && is_own_subtotal) {
            give_back_difference(put, state);
        } else {
            take_back(put.key, state);
        }
    }
    void operator()(const operation::Drop& drop) { bring_back(drop.key); }
    void operator()(const operation::Kill& kill) {
        for (const operation::KilledCell& cell : kill.cells) {
            bring_back({kill.record, cell.field, cell.sub});
        }
    }
    void operator()(const operation::Unknown&) {}

    /// Records that the undone change created go, with everything in them that one can see.
    void kill_created() {
        for (const RecordId& record : touched_records(undone_)) {
            if (record.dot != undone_.dot) continue;
            const RecordState state = state_of_(record);
            if (!state.empty()) result_.operations.emplace_back(kill_of(state));
        }
    }

    Undo take() { return std::move(result_); }

private:
    [[nodiscard]] std::optional<Value> value_before(const CellKey& key) const {
        return merge::value_before(displaced_, key, schema_);
    }

    void take_back(const CellKey& key, const RecordState& state) {
        const Cell* cell = state.find(key.field, key.sub);
        const bool is_untouched = cell != nullptr && cell->siblings.size() == 1 &&
                                  is_undone(key, cell->siblings.front().dot);
        if (!is_untouched) {
            result_.left.push_back(
                {key, cell == nullptr ? std::vector<Sibling>{} : cell->siblings});
            return;
        }
        const std::optional<Value> before = value_before(key);
        if (before) {
            result_.operations.emplace_back(operation::Put{key, *before, dots_of(cell)});
        } else {
            result_.operations.emplace_back(operation::Drop{key, dots_of(cell)});
        }
    }

    [[nodiscard]] bool is_undone(const CellKey& key, const Dot& dot) const {
        return dot == undone_.dot || stand_ins_.contains({key, dot});
    }

    void bring_back(const CellKey& key) {
        const std::optional<Value> before = value_before(key);
        if (!before) return;
        const RecordState state = state_of_(key.record);
        const Cell* cell = state.find(key.field, key.sub);
        if (cell != nullptr) {
            result_.left.push_back({key, cell->siblings});
            return;
        }
        result_.operations.emplace_back(operation::Put{key, *before, {}});
    }

    /// The lane's subtotal less what the undone change added to its own. Where that has left the
    /// sum already (its record was deleted) there is nothing to give back; where the record has no
    /// life, a further subtotal would only keep it from being gone, so the count itself goes.
    void give_back_difference(const operation::Put& put, const RecordState& state) {
        if (state.find(put.key.field, put.key.sub) == nullptr) {
            result_.left.push_back({put.key, {}});
            return;
        }
        if (status_of(state) != RecordStatus::kAlive) return take_back(put.key, state);
        const std::int64_t before = integer_of(value_before(put.key).value_or(Value{}));
        const std::int64_t added = wrapping_subtract(integer_of(put.value), before);
        const CellKey mine{put.key.record, put.key.field, counter_sub(author_)};
        const Cell* cell = state.find(mine.field, mine.sub);
        result_.operations.emplace_back(
            operation::Put{mine, wrapping_subtract(subtotal_of(cell), added), dots_of(cell)});
    }

    const Change& undone_;
    const std::vector<Displaced>& displaced_;
    const Incarnation& author_;
    const Schema& schema_;
    const std::function<RecordState(const RecordId&)>& state_of_;
    const StandIns& stand_ins_;
    Undo result_;
};

}  // namespace

Undo undo(const Change& undone, const std::vector<Displaced>& displaced, const Incarnation& author,
          const Schema& schema, const std::function<RecordState(const RecordId&)>& state_of,
          const StandIns& stand_ins) {
    Undoer undoer(undone, displaced, author, schema, state_of, stand_ins);
    for (const Operation& operation : undone.operations)
        std::visit(undoer, operation);
    undoer.kill_created();
    return undoer.take();
}

std::vector<Operation> bring_back(const std::vector<Displaced>& gone, const RecordState& state,
                                  const Schema& schema) {
    std::set<CellKey> cells;
    for (const Displaced& displaced : gone) {
        if (state.find(displaced.key.field, displaced.key.sub) == nullptr) {
            cells.insert(displaced.key);
        }
    }
    std::vector<Operation> operations;
    for (const CellKey& key : cells) {
        const std::optional<Value> before = value_before(gone, key, schema);
        if (before) operations.emplace_back(operation::Put{key, *before, {}});
    }
    return operations;
}

}  // namespace wedsync::merge
