#include "tests/replica/reference_replica.hpp"

#include <algorithm>
#include <utility>

#include "engine/merge/conflict.hpp"
#include "engine/merge/reading.hpp"

namespace wedsync::property {
namespace {

using Covered = std::map<CellKey, std::vector<Dot>>;

Covered covered_by(const Change& change) {
    Covered covered;
    for (const Operation& operation : change.operations) {
        if (const auto* put = std::get_if<operation::Put>(&operation)) {
            covered[put->key] = put->covers;
        } else if (const auto* drop = std::get_if<operation::Drop>(&operation)) {
            covered[drop->key] = drop->covers;
        } else if (const auto* kill = std::get_if<operation::Kill>(&operation)) {
            for (const operation::KilledCell& cell : kill->cells)
                covered[{kill->record, cell.field, cell.sub}] = cell.covers;
        }
    }
    return covered;
}

/// New names and what lies under names that are gone.
struct Names {
    std::map<Dot, Dot> renamed;
    std::map<Dot, Covered> gone;

    [[nodiscard]] Dot of(const Dot& dot) const {
        const auto at = renamed.find(dot);
        return at == renamed.end() ? dot : at->second;
    }
    [[nodiscard]] RecordId of(const RecordId& record) const {
        return {of(record.dot), record.index};
    }
    [[nodiscard]] std::vector<Dot> covers(const CellKey& key, const std::vector<Dot>& old) const {
        std::set<Dot> led;
        for (const Dot& dot : old) {
            const auto under = gone.find(dot);
            if (under == gone.end()) {
                led.insert(of(dot));
                continue;
            }
            const auto cell = under->second.find(key);
            if (cell == under->second.end()) continue;
            for (const Dot& deeper : covers(key, cell->second))
                led.insert(deeper);
        }
        return {led.begin(), led.end()};
    }
    [[nodiscard]] bool concern(const Change& change) const {
        for (const Dot& dot : named_dots(change)) {
            if (renamed.contains(dot) || gone.contains(dot)) return true;
        }
        return false;
    }
    [[nodiscard]] bool make_stand(const Change& change) const {
        for (const Operation& operation : change.operations) {
            if (const auto* put = std::get_if<operation::Put>(&operation)) {
                const auto* to = std::get_if<Reference>(&put->value);
                if (gone.contains(put->key.record.dot)) return false;
                if (to != nullptr && gone.contains(to->record.dot)) return false;
            } else if (const auto* drop = std::get_if<operation::Drop>(&operation)) {
                if (gone.contains(drop->key.record.dot)) return false;
            } else if (const auto* kill = std::get_if<operation::Kill>(&operation)) {
                if (gone.contains(kill->record.dot)) return false;
            }
        }
        return true;
    }
};

/// The change with everything it names under its present name. May have no operations left.
Change led(const Change& change, const Dot& dot, Names names) {
    Change again = change;
    again.dot = dot;
    again.operations.clear();
    if (again.note.kind == NoteKind::kNone) {
        again.note = {NoteKind::kReissue, 0, change.dot};
    } else {
        again.note.dot = names.of(again.note.dot);
    }
    names.renamed[change.dot] = dot;
    for (const Operation& operation : change.operations) {
        if (const auto* put = std::get_if<operation::Put>(&operation)) {
            operation::Put made{{names.of(put->key.record), put->key.field, put->key.sub},
                                put->value,
                                names.covers(put->key, put->covers)};
            if (const auto* to = std::get_if<Reference>(&put->value)) {
                made.value = Reference{names.of(to->record)};
            }
            again.operations.emplace_back(std::move(made));
        } else if (const auto* drop = std::get_if<operation::Drop>(&operation)) {
            operation::Drop made{{names.of(drop->key.record), drop->key.field, drop->key.sub},
                                 names.covers(drop->key, drop->covers)};
            if (!made.covers.empty()) again.operations.emplace_back(std::move(made));
        } else if (const auto* kill = std::get_if<operation::Kill>(&operation)) {
            operation::Kill made{names.of(kill->record), {}};
            for (const operation::KilledCell& cell : kill->cells) {
                const CellKey key{kill->record, cell.field, cell.sub};
                operation::KilledCell left{cell.field, cell.sub, names.covers(key, cell.covers)};
                if (!left.covers.empty()) made.cells.push_back(std::move(left));
            }
            if (!made.cells.empty()) again.operations.emplace_back(std::move(made));
        }
    }
    return again;
}

}  // namespace

Records state_of(const std::vector<Change>& changes) {
    std::map<CellKey, std::set<Dot>> covered;
    for (const Change& change : changes) {
        for (const auto& [key, dots] : covered_by(change))
            covered[key].insert(dots.begin(), dots.end());
    }
    Records records;
    for (const Change& change : changes) {
        for (const Operation& operation : change.operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            if (put == nullptr || covered[put->key].contains(change.dot)) continue;
            merge::RecordState& record = records[put->key.record];
            record.id = put->key.record;
            merge::restore(record,
                           {put->key, {change.dot, change.time, put->value, change.note.rank}});
        }
    }
    return records;
}

Records ReferenceReplica::accepted() const {
    return state_of(accepted_);
}

Records ReferenceReplica::visible() const {
    std::vector<Change> all = accepted_;
    for (const Pending& pending : pending_)
        all.push_back(pending.change);
    return state_of(all);
}

DotSet ReferenceReplica::have() const {
    DotSet have;
    for (const Change& change : accepted_)
        have.add(change.dot);
    return have;
}

bool ReferenceReplica::has_accepted(const Dot& dot) const {
    return std::any_of(accepted_.begin(), accepted_.end(),
                       [&](const Change& change) { return change.dot == dot; });
}

void ReferenceReplica::accept(const Change& change, bool is_logged) {
    if (has_accepted(change.dot)) return;
    if (!is_logged) unlogged_.insert(change.dot);
    const auto own = std::find_if(pending_.begin(), pending_.end(), [&](const Pending& pending) {
        return pending.change.dot == change.dot;
    });
    if (own != pending_.end()) {
        if (own->change == change) {
            pending_.erase(own);
        } else {
            fork(change.dot);
        }
    }
    accepted_.push_back(change);
    refused_.erase(change.dot);
    refusals_.erase(change.dot);
    const auto listed = refused_list_.find(change.dot);
    if (listed != refused_list_.end() && listed->second == change) refused_list_.erase(listed);
}

void ReferenceReplica::refuse(const Dot& dot, RefusalReason reason) {
    if (has_accepted(dot)) return;
    refused_.insert(dot);
    refusals_.emplace(dot, reason);
}

void ReferenceReplica::acknowledge(const Dot& dot) {
    for (Pending& pending : pending_) {
        if (pending.change.dot == dot) pending.is_durable = true;
    }
}

/// What a counter's write counts on from, given the pending changes before it. Nothing where a
/// snapshot brought it, without a log, and somebody has deleted it since.
std::optional<std::int64_t> ReferenceReplica::subtotal(const std::vector<Pending>& before,
                                                       const operation::Put& put) const {
    if (put.covers.empty()) return 0;
    const auto counted = [&](const Change& change) -> std::optional<std::int64_t> {
        for (const Operation& operation : change.operations) {
            const auto* earlier = std::get_if<operation::Put>(&operation);
            if (earlier == nullptr || earlier->key != put.key) continue;
            const auto& covers = put.covers;
            if (std::find(covers.begin(), covers.end(), change.dot) == covers.end()) continue;
            return *std::get_if<std::int64_t>(&earlier->value);
        }
        return std::nullopt;
    };
    for (auto at = before.rbegin(); at != before.rend(); ++at) {
        if (const auto subtotal = counted(at->change)) return subtotal;
    }
    const Records records = accepted();
    const auto record = records.find(put.key.record);
    const merge::Cell* cell =
        record == records.end() ? nullptr : record->second.find(put.key.field, put.key.sub);
    const std::vector<Dot> standing = merge::dots_of(cell);
    for (auto at = accepted_.rbegin(); at != accepted_.rend(); ++at) {
        const bool stands = std::find(standing.begin(), standing.end(), at->dot) != standing.end();
        if (!stands && unlogged_.contains(at->dot)) continue;
        if (const auto subtotal = counted(*at)) return subtotal;
    }
    return std::nullopt;
}

void ReferenceReplica::settle(Dot lane) {
    const std::map<Incarnation, std::set<Dot>> forks = std::exchange(forks_, {});
    for (const auto& [forked_lane, forked] : forks)
        lead_over_forked(forked_lane, forked);
    lead_over_refused(lane);
}

void ReferenceReplica::lead_over_refused(Dot lane) {
    const auto refusals = std::exchange(refusals_, {});
    Names names;
    std::vector<Pending> left;
    for (Pending& pending : pending_) {
        const Dot old = pending.change.dot;
        const auto refusal = refusals.find(old);
        const bool is_concerned = names.concern(pending.change);
        if (refusal == refusals.end() && !is_concerned) {
            left.push_back(std::move(pending));
            continue;
        }
        const bool is_judged = refusal != refusals.end() &&
                               (refusal->second != RefusalReason::kAfterRefused || !is_concerned);
        Change again = led(pending.change, {lane.incarnation, lane.counter + 1}, names);
        if (is_judged || !names.make_stand(pending.change) || again.operations.empty()) {
            names.gone[old] = covered_by(pending.change);
            refused_list_[old] = pending.change;
            refused_.insert(old);
            continue;
        }
        ++lane.counter;
        names.renamed[old] = again.dot;
        Pending reissued{std::move(again), {}, false};
        for (const auto& [key, added] : pending.added) {
            const CellKey key_now{names.of(key.record), key.field, key.sub};
            reissued.added[key_now] = added;
            for (Operation& operation : reissued.change.operations) {
                auto* put = std::get_if<operation::Put>(&operation);
                if (put != nullptr && put->key == key_now)
                    put->value = subtotal(left, *put).value_or(0) + added;
            }
        }
        refused_.insert(old);
        left.push_back(std::move(reissued));
    }
    pending_ = std::move(left);
}

/// What has a forked name gets one of a new lane, and so does what names it; their counters start
/// there from nothing.
void ReferenceReplica::lead_over_forked(const Incarnation& forked_lane,
                                        const std::set<Dot>& forked) {
    const std::string sub_from = merge::counter_sub(forked_lane);
    const std::string sub_to = merge::counter_sub(next_);
    Names names;
    Dot lane{next_, 0};
    std::vector<Pending> left;
    for (Pending& pending : pending_) {
        const Dot old = pending.change.dot;
        const bool is_own = forked.contains(old);
        if (!is_own && !names.concern(pending.change)) {
            left.push_back(std::move(pending));
            continue;
        }
        ++lane.counter;
        Pending again{led(pending.change, lane, names), {}, false};
        names.renamed[old] = lane;
        const auto is_new = [&](const Dot& dot) { return dot.incarnation == next_; };
        for (Operation& operation : again.change.operations) {
            if (auto* put = std::get_if<operation::Put>(&operation)) {
                if (put->key.sub != sub_from) continue;
                put->key.sub = sub_to;
                std::erase_if(put->covers, [&](const Dot& dot) { return !is_new(dot); });
            } else if (auto* kill = std::get_if<operation::Kill>(&operation)) {
                std::vector<operation::KilledCell> cells;
                for (const operation::KilledCell& cell : kill->cells) {
                    operation::KilledCell stays{cell.field, cell.sub, {}};
                    operation::KilledCell moves{cell.field, sub_to, {}};
                    for (const Dot& dot : cell.covers) {
                        const bool is_moved = cell.sub == sub_from && is_new(dot);
                        (is_moved ? moves : stays).covers.push_back(dot);
                    }
                    if (!stays.covers.empty()) cells.push_back(stays);
                    if (!moves.covers.empty()) cells.push_back(moves);
                }
                kill->cells = cells;
            }
        }
        for (const auto& [key, added] : pending.added) {
            const bool is_moved = key.sub == sub_from;
            const CellKey now{names.of(key.record), key.field, is_moved ? sub_to : key.sub};
            again.added[now] = added;
            if (!is_moved) continue;
            for (const Operation& operation : pending.change.operations) {
                const auto* put = std::get_if<operation::Put>(&operation);
                if (put == nullptr || put->key != key) continue;
                if (subtotal(pending_, *put) || subtotal(left, *put)) continue;
                // Nobody knows what it stood on: all of it moves.
                again.added[now] = *std::get_if<std::int64_t>(&put->value);
            }
            for (Operation& operation : again.change.operations) {
                auto* put = std::get_if<operation::Put>(&operation);
                if (put != nullptr && put->key == now) {
                    put->value = subtotal(left, *put).value_or(0) + again.added[now];
                }
            }
        }
        if (!is_own) refused_.insert(old);
        left.push_back(std::move(again));
    }
    pending_ = std::move(left);
}

}  // namespace wedsync::property
