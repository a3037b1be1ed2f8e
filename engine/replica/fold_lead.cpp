// What a fold does with own pending changes that cannot stand as they are.
#include <algorithm>
#include <string>
#include <utility>

#include "engine/merge/reading.hpp"
#include "engine/replica/fold.hpp"
#include "engine/replica/subtotal.hpp"

namespace wedsync::replica {
namespace {

/// What a change wrote to a cell; null if it did not.
const operation::Put* put_of(const Change& change, const CellKey& key) {
    for (const Operation& operation : change.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put != nullptr && put->key == key) return put;
    }
    return nullptr;
}

}  // namespace

/// The subtotal that this write counts on from (invariant 4): that of the pending change it covers,
/// as this fold left it; else the accepted one, also where somebody's deletion has taken it out of
/// the accepted state since (0 if the log does not have it any more either). `row` is the change as
/// it was before it was led.
Result<std::int64_t> Fold::subtotal_before(const store::OwnRow& row,
                                           const operation::Put& put) const {
    for (auto dot = put.covers.rbegin(); dot != put.covers.rend(); ++dot) {
        const store::OwnRow* earlier = pending(*dot);
        if (earlier == nullptr) continue;
        const operation::Put* counted = put_of(earlier->change, put.key);
        if (counted != nullptr) return integer_of(counted->value);
    }
    for (auto dot = put.covers.rbegin(); dot != put.covers.rend(); ++dot) {
        for (const merge::Displaced& displaced : row.displaced) {
            if (displaced.key == put.key && displaced.sibling.dot == *dot) {
                return integer_of(displaced.sibling.value);
            }
        }
        const std::optional<Change> earlier = WEDSYNC_TRY(context_.find_accepted(*dot));
        if (!earlier) continue;
        const operation::Put* counted = put_of(*earlier, put.key);
        if (counted != nullptr) return integer_of(counted->value);
    }
    return 0;
}

void Fold::withdraw(const Dot& dot) {
    row_.refused.add(dot);
    withdrawn_.push_back(dot);
}

Result<void> Fold::give_up(const store::OwnRow& row, RefusalReason reason, Leading& leading) {
    leading.start_counters(row.change);
    const Change led = led_over(row.change, row.change.dot, leading);
    refused_added_.push_back({row.scope, row.change, reason, context_.wall_ms});
    leading.gone[row.change.dot] = covers_by_cell(row.change);
    WEDSYNC_TRY(take_out(row.sequence));
    for (const Operation& operation : led.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr || !is_subtotal(*put)) continue;
        const std::int64_t before = WEDSYNC_TRY(subtotal_before(row, *put));
        std::int64_t& shift = leading.shift[put->key];
        shift = wrapping_add(shift, wrapping_subtract(integer_of(put->value), before));
    }
    return {};
}

Result<void> Fold::reissue(const store::OwnRow& row, Leading& leading) {
    const Dot dot{lane_.incarnation, ++lane_.counter};
    store::OwnRow again = row;
    leading.start_counters(row.change);
    again.change = led_over(row.change, dot, leading);
    again.status = store::OwnStatus::kPending;
    again.attempts = 0;
    again.displaced.clear();
    WEDSYNC_TRY(take_out(row.sequence));
    for (const RecordId& record : touched_records(again.change))
        static_cast<void>(WEDSYNC_TRY(slot(record)));
    statuses_.erase(row.sequence);
    leading.renamed[row.change.dot] = dot;
    renamed_[row.change.dot] = dot;
    replaced_by_dot_[dot] = row.sequence;
    removed_.erase(row.sequence);
    replaced_.insert_or_assign(again.sequence, std::move(again));
    return {};
}

/// One look at every pending change: a refused one goes to the refused list; one that stands on a
/// record of a change that is gone goes with it; one that only names it is issued again, its covers
/// led to what that one had covered.
Result<void> Fold::lead_over_refused() {
    if (refusals_.empty()) return {};
    Leading leading;
    const auto is_gone = [&](const Dot& dot) { return leading.gone.contains(dot); };
    for (const std::uint64_t sequence : pending_sequences()) {
        const auto refusal = refusals_.find(pending(sequence)->change.dot);
        const bool is_refused = refusal != refusals_.end();
        const bool is_concerned = leading.concerns(pending(sequence)->change);
        if (!is_refused && !is_concerned) continue;
        const store::OwnRow row = *pending(sequence);
        // A verdict on what it stood on is none on itself: led over it may be offered again.
        const bool is_judged =
            is_refused && (refusal->second != RefusalReason::kAfterRefused || !is_concerned);
        if (is_judged) {
            WEDSYNC_TRY(give_up(row, refusal->second, leading));
            continue;
        }
        const bool can_stand = !stands_on(row.change, is_gone) &&
                               !led_over(row.change, row.change.dot, leading).operations.empty();
        if (can_stand) {
            WEDSYNC_TRY(reissue(row, leading));
        } else {
            WEDSYNC_TRY(give_up(row, RefusalReason::kAfterRefused, leading));
        }
        withdraw(row.change.dot);
    }
    return {};
}

/// What a change of the forked lane counted on there stays there: its counters start anew.
Result<void> Fold::shift_forked_counters(const store::OwnRow& row, Leading& leading) const {
    for (const Operation& operation : row.change.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr || put->key.sub != leading.sub_from) continue;
        const bool goes_on =
            std::any_of(put->covers.begin(), put->covers.end(),
                        [&](const Dot& dot) { return leading.renamed.contains(dot); });
        if (put->covers.empty() || goes_on) continue;
        CellKey key{leading.present(put->key.record), put->key.field, put->key.sub};
        const std::int64_t subtotal = WEDSYNC_TRY(subtotal_before(row, *put));
        leading.shift.emplace(std::move(key), subtotal);
    }
    return {};
}

/// Gives new names to the pending changes whose own are taken, and to those that name one.
Result<void> Fold::lead_over_forked(const Incarnation& lane, const std::set<Dot>& forked) {
    const OwnLane new_lane{context_.draw_incarnation(), 0, false};
    if (lane_.incarnation == lane) lane_ = new_lane;
    Leading leading;
    leading.sub_from = merge::counter_sub(lane);
    leading.sub_to = merge::counter_sub(new_lane.incarnation);
    for (const std::uint64_t sequence : pending_sequences()) {
        const Change& change = pending(sequence)->change;
        const bool is_forked = forked.contains(change.dot);
        if (!is_forked && !leading.concerns(change)) continue;
        const store::OwnRow row = *pending(sequence);
        lane_ = lane_.incarnation == new_lane.incarnation ? lane_ : new_lane;
        for (const RecordId& record : touched_records(row.change))
            static_cast<void>(WEDSYNC_TRY(slot(record)));
        leading.start_counters(row.change);
        WEDSYNC_TRY(shift_forked_counters(row, leading));
        WEDSYNC_TRY(reissue(row, leading));
        // The forked names are somebody else's: they may be accepted yet. What is accepted stays
        // so.
        if (!is_forked && !row_.have.contains(row.change.dot)) withdraw(row.change.dot);
    }
    return {};
}

}  // namespace wedsync::replica
