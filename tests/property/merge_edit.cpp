#include "tests/property/merge_edit.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "engine/merge/conflict.hpp"
#include "engine/model/erasure.hpp"
#include "tests/support/merging.hpp"

namespace wedsync::property {
namespace {

using merge::Cell;
using merge::RecordState;

/// Few values and few times, so that equal ones and ties are common.
constexpr std::uint64_t kValues = 3;
constexpr std::uint64_t kTimes = 4;
constexpr std::size_t kRecordsMax = 4;

class Hand {
public:
    Hand(const Site& site, const Schema& schema, const Dot& dot, Sight sight, Prng& prng)
        : site_(site), schema_(schema), sight_(sight), prng_(prng) {
        change_.dot = dot;
        change_.time = make_hybrid_time(1'000 + prng.below(kTimes), 0);
    }

    Change write() {
        // Two decisions beside each other need two deciders that are both quick.
        if (prng_.chance(300)) decide_any();
        if (change_.operations.empty()) {
            const RecordId record = pick_record();
            act(prng_.below(100), record);
        }
        if (prng_.chance(100)) put_number(support::kTable);
        if (change_.operations.empty()) put_number(support::kName);
        return std::move(change_);
    }

private:
    // Draws stand in statements of their own: compilers differ in the order of arguments.
    void put_number(FieldId field) {
        const Value value = number();
        put(pick_record(), field, value);
    }
    void act(std::uint64_t draw, const RecordId& record) {
        if (draw < 7) return create();
        if (draw < 21) {
            const Value value = number();
            return put(record,
                       pick({support::kName, support::kTable, support::kNotes, support::kStrange}),
                       value);
        }
        if (draw < 27) {
            const bool value = prng_.chance(500);
            return put(record, pick({support::kPresent, support::kSober}), value);
        }
        if (draw < 34) {
            const Value value = number();
            return put(record, pick({support::kArrives, support::kLeaves}), value);
        }
        if (draw < 38) return put(record, support::kPlace, number());
        if (draw < 46) return put(record, support::kTags, true, prng_.chance(500) ? "u" : "v");
        if (draw < 53) return drop(record);
        if (draw < 66) return count(record);
        if (draw < 75) return kill(record);
        if (draw < 80) return put(record, support::kLife, true);
        if (draw < 89) return resolve(record);
        if (draw < 94) return decide(record);
        if (draw < 97) {
            return put(record, support::kPartner, Reference{pick_record()});
        }
        if (draw == 97) return erase(record);
        change_.operations.emplace_back(operation::Unknown{77, {1, 2, 3}});
    }

    RecordId pick_record() {
        const auto& records = site_.records();
        // Now and then one that is gone: its page is still open somewhere.
        if (records.empty() || prng_.chance(60)) return {first_change().dot, 0};
        auto at = records.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(prng_.below(records.size())));
        return at->first;
    }

    FieldId pick(const std::vector<FieldId>& fields) { return prng_.pick(fields); }
    Value number() { return static_cast<std::int64_t>(prng_.below(kValues)); }

    std::vector<Dot> covers(const Cell* cell) {
        std::vector<Dot> dots = merge::dots_of(cell);
        if (sight_ == Sight::kPartial && prng_.chance(200)) {
            std::erase_if(dots, [&](const Dot&) { return prng_.chance(500); });
        }
        return dots;
    }

    /// False if this change has written the cell already.
    bool claim(const CellKey& key) {
        if (std::find(written_.begin(), written_.end(), key) != written_.end()) return false;
        written_.push_back(key);
        return true;
    }

    void put(const RecordId& record, FieldId field, Value value, const std::string& sub = {}) {
        if (!claim({record, field, sub})) return;
        const RecordState state = site_.state(record);
        change_.operations.push_back(
            support::put_sub(record, field, sub, std::move(value), covers(state.find(field, sub))));
    }

    void create() {
        if (site_.records().size() >= kRecordsMax) return;
        const RecordId record{change_.dot, 0};
        put(record, support::kLife, true);
        put(record, support::kName, number());
    }

    void drop(const RecordId& record) {
        const RecordState state = site_.state(record);
        for (const Cell& cell : state.cells) {
            if (cell.field != support::kTags && !prng_.chance(100)) continue;
            if (cell.field == kErasedField) return;
            std::vector<Dot> dots = covers(&cell);
            if (dots.empty() || !claim({record, cell.field, cell.sub})) continue;
            change_.operations.emplace_back(
                operation::Drop{{record, cell.field, cell.sub}, std::move(dots)});
            return;
        }
    }

    void count(const RecordId& record) {
        const RecordState state = site_.state(record);
        const std::string lane = merge::counter_sub(change_.dot.incarnation);
        const Cell* cell = state.find(support::kGlasses, lane);
        const auto more = static_cast<std::int64_t>(prng_.between(1, 3));
        const std::int64_t by = prng_.chance(200) ? more - 4 : more;
        put(record, support::kGlasses, merge::subtotal_of(cell) + by, lane);
    }

    void kill(const RecordId& record) {
        operation::Kill kill{record, {}};
        if (merge::is_erased(site_.state(record))) return;
        for (const Cell& cell : site_.state(record).cells) {
            std::vector<Dot> dots = covers(&cell);
            if (dots.empty() || !claim({record, cell.field, cell.sub})) continue;
            kill.cells.push_back({cell.field, cell.sub, std::move(dots)});
        }
        if (!kill.cells.empty()) change_.operations.emplace_back(std::move(kill));
    }

    void erase(const RecordId& record) {
        if (!claim({record, kErasedField, {}})) return;
        change_.operations.emplace_back(erasure_of(record));
    }

    void resolve(const RecordId& record) {
        const RecordState state = site_.state(record);
        const auto conflicts = merge::conflicts_of(state, schema_);
        if (conflicts.empty()) return;
        const merge::Conflict& conflict = prng_.pick(conflicts);
        merge::Choice choice = merge::choice::Write{number()};
        if (conflict.kind == merge::ConflictKind::kEditedAndDeleted) {
            choice = merge::choice::KeepRecord{};
            if (prng_.chance(500)) choice = merge::choice::DeleteRecord{};
        } else if (prng_.chance(700)) {
            choice = merge::choice::Take{prng_.pick(conflict.siblings).dot};
        }
        settle(merge::resolve(state, conflict, choice), {NoteKind::kDecides, 0, {}});
    }

    /// The decider: settles a disagreement that has a person's value in it.
    void decide(const RecordId& record) {
        const RecordState state = site_.state(record);
        for (const merge::Conflict& conflict : merge::conflicts_of(state, schema_)) {
            if (conflict.kind != merge::ConflictKind::kDisagreement) continue;
            const Dot taken = prng_.pick(conflict.siblings).dot;
            const auto rank = static_cast<std::uint8_t>(prng_.between(1, 2));
            return settle(merge::resolve(state, conflict, merge::choice::Take{taken}),
                          {NoteKind::kAutoDecides, rank, taken});
        }
    }

    void decide_any() {
        for (const auto& [record, state] : site_.records()) {
            decide(record);
            if (!change_.operations.empty()) return;
        }
    }

    void settle(const Result<std::vector<Operation>>& operations, const Note& note) {
        WEDSYNC_ASSERT(operations.ok());
        for (const Operation& operation : operations.value()) {
            if (const auto* put = std::get_if<operation::Put>(&operation)) claim(put->key);
            if (const auto* kill = std::get_if<operation::Kill>(&operation)) {
                for (const auto& cell : kill->cells)
                    claim({kill->record, cell.field, cell.sub});
            }
            change_.operations.push_back(operation);
        }
        change_.note = note;
    }

    const Site& site_;
    const Schema& schema_;
    Sight sight_;
    Prng& prng_;
    Change change_;
    std::vector<CellKey> written_;
};

}  // namespace

Change random_change(const Site& site, const Schema& schema, const Dot& dot, Sight sight,
                     Prng& prng) {
    return Hand(site, schema, dot, sight, prng).write();
}

Change first_change() {
    const Dot dot{{0, 1}, 1};
    const RecordId guest{dot, 0};
    const RecordId other{dot, 1};
    return support::change(dot, 1'000,
                           {support::put(guest, support::kLife, true),
                            support::put(guest, support::kName, support::number(0)),
                            support::put_sub(guest, support::kTags, "u", true),
                            support::put(other, support::kLife, true)});
}

}  // namespace wedsync::property
