#include "engine/replica/lead_over.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/merge/reading.hpp"
#include "engine/replica/subtotal.hpp"

namespace wedsync::replica {
namespace {

class Leader {
public:
    Leader(const Change& change, const Dot& dot, const Leading& leading)
        : old_dot_(change.dot), dot_(dot), leading_(leading) {}

    void operator()(operation::Put& put) const {
        put.covers = covers(put.key, put.covers);
        put.key.record = record(put.key.record);
        const auto shift = leading_.shift.find(put.key);
        if (shift != leading_.shift.end()) {
            put.value = wrapping_subtract(integer_of(put.value), shift->second);
        }
        if (moves(put.key.sub)) {
            // What the old lane had counted before stays where it is, uncovered.
            std::erase_if(put.covers, [&](const Dot& dot) { return !is_moved(dot); });
            put.key.sub = leading_.sub_to;
        }
        if (auto* reference = std::get_if<Reference>(&put.value)) {
            reference->record = record(reference->record);
        }
    }
    void operator()(operation::Drop& drop) const {
        drop.covers = covers(drop.key, drop.covers);
        drop.key.record = record(drop.key.record);
    }
    void operator()(operation::Kill& kill) const {
        std::vector<operation::KilledCell> cells;
        for (operation::KilledCell& cell : kill.cells) {
            operation::KilledCell led{cell.field, cell.sub, {}};
            operation::KilledCell moved{cell.field, leading_.sub_to, {}};
            for (const Dot& dot : covers({kill.record, cell.field, cell.sub}, cell.covers)) {
                (moves(cell.sub) && is_moved(dot) ? moved : led).covers.push_back(dot);
            }
            if (!led.covers.empty()) cells.push_back(std::move(led));
            if (!moved.covers.empty()) cells.push_back(std::move(moved));
        }
        kill.cells = std::move(cells);
        kill.record = record(kill.record);
    }
    void operator()(operation::Unknown&) const {}

private:
    [[nodiscard]] bool moves(const std::string& sub) const {
        return !leading_.sub_from.empty() && sub == leading_.sub_from;
    }
    /// The lane that counters move to is new: whatever is of it was issued again just now.
    [[nodiscard]] bool is_moved(const Dot& dot) const {
        return merge::counter_sub(dot.incarnation) == leading_.sub_to;
    }

    [[nodiscard]] RecordId record(const RecordId& id) const {
        if (id.dot == old_dot_) return {dot_, id.index};
        return leading_.present(id);
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
        led.insert(renamed == leading_.renamed.end() ? dot : renamed->second);
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

RecordId Leading::present(const RecordId& record) const {
    const auto at = renamed.find(record.dot);
    return at == renamed.end() ? record : RecordId{at->second, record.index};
}

void Leading::start_counters(const Change& change) {
    if (shift.empty()) return;
    for (const Operation& operation : change.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr || !put->covers.empty()) continue;
        shift.erase({present(put->key.record), put->key.field, put->key.sub});
    }
}

bool Leading::concerns(const Change& change) const {
    if (gone.empty() && renamed.empty()) return false;
    const std::vector<Dot> named = named_dots(change);
    return std::any_of(named.begin(), named.end(),
                       [&](const Dot& dot) { return gone.contains(dot) || renamed.contains(dot); });
}

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

Change led_over(const Change& change, const Dot& dot, const Leading& leading) {
    Change again = change;
    again.dot = dot;
    const Leader leader(change, dot, leading);
    for (Operation& operation : again.operations)
        std::visit(leader, operation);
    std::erase_if(again.operations, is_empty);
    if (again.note.kind == NoteKind::kNone) {
        again.note = {NoteKind::kReissue, 0, change.dot};
    } else if (const auto at = leading.renamed.find(again.note.dot); at != leading.renamed.end()) {
        again.note.dot = at->second;
    }
    return again;
}

}  // namespace wedsync::replica
