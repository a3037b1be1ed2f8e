#include "engine/replica/history.hpp"

#include <algorithm>

#include "engine/base/overloaded.hpp"
#include "engine/merge/reading.hpp"

namespace wedsync::replica {
namespace {

/// Where a value stands, if it does stand in the record.
std::optional<ValuePlace> place_in(const merge::RecordState& visible, const Schema& schema,
                                   const HistoryItem::Effect& effect, const Dot& dot) {
    const merge::Cell* cell = visible.find(effect.field, effect.sub);
    if (cell == nullptr) return std::nullopt;
    const auto has_dot = [&](const merge::Sibling& sibling) { return sibling.dot == dot; };
    if (std::none_of(cell->siblings.begin(), cell->siblings.end(), has_dot)) return std::nullopt;
    const FieldSchema* field = schema.find(effect.field);
    if (effect.field.field == kLifeField || !effect.sub.empty()) return ValuePlace::kCurrent;
    const merge::FieldReading reading = field == nullptr
                                            ? merge::read_unknown(visible, effect.field)
                                            : merge::read_field(visible, *field);
    if (reading.status == merge::FieldStatus::kDisagreement) return ValuePlace::kInConflict;
    const bool is_shown = reading.status == merge::FieldStatus::kEqual || reading.winner == dot;
    return is_shown ? ValuePlace::kCurrent : ValuePlace::kBeside;
}

}  // namespace

void HistoryBuilder::add_effect(HistoryItem& item, const CellKey& key, std::optional<Value> value,
                                const std::vector<Dot>& covers) {
    if (key.record != record_) return;
    HistoryItem::Effect effect{key.field, key.sub, std::move(value), {}, {}, {}};
    for (const Dot& dot : covers) {
        if (!item.refusal) covered_by_[{key, dot}].push_back(item.dot);
        const auto at = written_.find({key, dot});
        if (at == written_.end()) {
            lacks_covered_ = lacks_covered_ || !item.refusal;
            continue;
        }
        const merge::Sibling& lost = at->second;
        effect.replaced.push_back({lost.dot, lost.time, lost.value, lost.rank, {}});
    }
    item.effects.push_back(std::move(effect));
}

void HistoryBuilder::add(const Change& change, bool is_pending,
                         std::optional<RefusalReason> refusal) {
    HistoryItem item{change.dot, {}, change.time, change.note, is_pending, refusal, {}};
    for (const Operation& operation : change.operations) {
        std::visit(Overloaded{[&](const operation::Put& put) {
                                  add_effect(item, put.key, put.value, put.covers);
                              },
                              [&](const operation::Drop& drop) {
                                  add_effect(item, drop.key, std::nullopt, drop.covers);
                              },
                              [&](const operation::Kill& kill) {
                                  for (const operation::KilledCell& cell : kill.cells) {
                                      add_effect(item, {kill.record, cell.field, cell.sub},
                                                 std::nullopt, cell.covers);
                                  }
                              },
                              [](const operation::Unknown&) {}},
                   operation);
    }
    if (item.effects.empty()) return;
    for (const HistoryItem::Effect& effect : item.effects) {
        if (!effect.value) continue;
        written_[{{record_, effect.field, effect.sub}, change.dot}] = {
            change.dot, change.time, *effect.value, change.note.rank};
    }
    items_.push_back(std::move(item));
}

bool HistoryBuilder::is_whole(const merge::RecordState& visible) const {
    if (lacks_covered_) return false;
    for (const merge::Cell& cell : visible.cells) {
        for (const merge::Sibling& sibling : cell.siblings) {
            if (!written_.contains({{record_, cell.field, cell.sub}, sibling.dot})) return false;
        }
    }
    return std::any_of(items_.begin(), items_.end(),
                       [&](const HistoryItem& item) { return item.dot == record_.dot; });
}

RecordHistory HistoryBuilder::finish(const merge::RecordState& visible, const Schema& schema,
                                     const std::map<Incarnation, Author>& authors) {
    const bool whole = is_whole(visible);
    RecordHistory history{std::move(items_), whole};
    for (HistoryItem& item : history.items) {
        const auto author = authors.find(item.dot.incarnation);
        if (author != authors.end()) item.author = author->second;
        for (HistoryItem::Effect& effect : item.effects) {
            const CellKey key{record_, effect.field, effect.sub};
            const auto place_of = [&](const Dot& dot) {
                return place_in(visible, schema, effect, dot).value_or(ValuePlace::kReplaced);
            };
            for (HistoryItem::Replaced& replaced : effect.replaced)
                replaced.place = place_of(replaced.dot);
            const auto covering = covered_by_.find({key, item.dot});
            if (covering != covered_by_.end()) effect.replaced_by = covering->second;
            effect.place = item.refusal ? ValuePlace::kRefused : place_of(item.dot);
        }
    }
    return history;
}

}  // namespace wedsync::replica
