#include "engine/replica/lead_over.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "engine/base/overloaded.hpp"

namespace wedsync::replica {
namespace {

std::int64_t wrapping_subtract(std::int64_t left, std::int64_t right) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(left) -
                                     static_cast<std::uint64_t>(right));
}

class Leader {
public:
    Leader(const Change& change, const Dot& dot, const Leading& leading)
        : old_dot_(change.dot), dot_(dot), leading_(leading) {}

    void operator()(operation::Put& put) const {
        const auto shift = leading_.shift.find(put.key);
        if (shift != leading_.shift.end()) {
            put.value = wrapping_subtract(integer_of(put.value), shift->second);
        }
        put.covers = covers(put.key, put.covers);
        if (moves(put.key)) put.key.sub = leading_.sub_to;
        put.key.record = record(put.key.record);
        if (auto* reference = std::get_if<Reference>(&put.value)) {
            reference->record = record(reference->record);
        }
    }
    void operator()(operation::Drop& drop) const {
        drop.covers = covers(drop.key, drop.covers);
        drop.key.record = record(drop.key.record);
    }
    void operator()(operation::Kill& kill) const {
        for (operation::KilledCell& cell : kill.cells) {
            cell.covers = covers({kill.record, cell.field, cell.sub}, cell.covers);
        }
        std::erase_if(kill.cells,
                      [](const operation::KilledCell& cell) { return cell.covers.empty(); });
        kill.record = record(kill.record);
    }
    void operator()(operation::Unknown&) const {}

private:
    [[nodiscard]] bool moves(const CellKey& key) const {
        return !leading_.sub_from.empty() && key.sub == leading_.sub_from;
    }

    [[nodiscard]] RecordId record(const RecordId& id) const {
        if (id.dot == old_dot_) return {dot_, id.index};
        const auto at = leading_.renamed.find(id.dot);
        return at == leading_.renamed.end() ? id : RecordId{at->second, id.index};
    }

    void lead(const CellKey& key, const Dot& dot, std::set<Dot>& led) const {
        const auto gone = leading_.gone.find(dot);
        if (gone != leading_.gone.end()) {
            const auto cell = gone->second.find(key);
            if (cell == gone->second.end()) return;
            for (const Dot& earlier : cell->second)
                lead(key, earlier, led);
            return;
        }
        const auto renamed = leading_.renamed.find(dot);
        if (renamed != leading_.renamed.end()) {
            led.insert(renamed->second);
        } else if (!moves(key)) {
            led.insert(dot);
        }
    }

    [[nodiscard]] std::vector<Dot> covers(const CellKey& key, const std::vector<Dot>& old) const {
        std::set<Dot> led;
        for (const Dot& dot : old)
            lead(key, dot, led);
        return {led.begin(), led.end()};
    }

    Dot old_dot_;
    Dot dot_;
    const Leading& leading_;
};

bool is_empty(const Operation& operation) {
    return std::visit(Overloaded{[](const operation::Put&) { return false; },
                                 [](const operation::Drop& drop) { return drop.covers.empty(); },
                                 [](const operation::Kill& kill) { return kill.cells.empty(); },
                                 [](const operation::Unknown&) { return false; }},
                      operation);
}

}  // namespace

CoversByCell covers_by_cell(const Change& change) {
    CoversByCell covers;
    for (const Operation& operation : change.operations) {
        std::visit(Overloaded{[&](const operation::Put& put) { covers[put.key] = put.covers; },
                              [&](const operation::Drop& drop) { covers[drop.key] = drop.covers; },
                              [&](const operation::Kill& kill) {
                                  for (const operation::KilledCell& cell : kill.cells) {
                                      covers[{kill.record, cell.field, cell.sub}] = cell.covers;
                                  }
                              },
                              [](const operation::Unknown&) {}},
                   operation);
    }
    return covers;
}

bool stands_on(const Change& change, const std::function<bool(const Dot&)>& is_gone) {
    return std::any_of(
        change.operations.begin(), change.operations.end(), [&](const Operation& operation) {
            return std::visit(
                Overloaded{
                    [&](const operation::Put& put) {
                        const auto* to = std::get_if<Reference>(&put.value);
                        return is_gone(put.key.record.dot) ||
                               (to != nullptr && is_gone(to->record.dot));
                    },
                    [&](const operation::Drop& drop) { return is_gone(drop.key.record.dot); },
                    [&](const operation::Kill& kill) { return is_gone(kill.record.dot); },
                    [](const operation::Unknown&) { return false; }},
                operation);
        });
}

std::int64_t integer_of(const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value);
    return number == nullptr ? 0 : *number;
}

Change led_over(const Change& change, const Dot& dot, const Leading& leading) {
    Change again = change;
    again.dot = dot;
    const Leader leader(change, dot, leading);
    for (Operation& operation : again.operations)
        std::visit(leader, operation);
    std::erase_if(again.operations, is_empty);
    if (again.note.kind == NoteKind::kNone) again.note = {NoteKind::kReissue, 0, change.dot};
    return again;
}

}  // namespace wedsync::replica
