#include "engine/replica/fold.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/merge/undo.hpp"

namespace wedsync::replica {
namespace {

/// More changes than a scope can see in a lifetime: a peer that claims so many is wrong.
constexpr std::uint64_t kJoinDotsMax = 50'000'000;

/// Sum of the siblings that a change adds to one record.
std::uint64_t sum_of_puts(const Change& change, const RecordId& record) {
    std::uint64_t sum = 0;
    for (const Operation& operation : change.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr || put->key.record != record) continue;
        sum += merge::checksum(put->key, {change.dot, change.time, put->value, change.note.rank});
    }
    return sum;
}

}  // namespace

Fold::Fold(Context context) : context_(std::move(context)), row_(context_.scope.row) {}

Result<Fold::Slot*> Fold::slot(const RecordId& record) {
    const auto at = slots_.find(record);
    if (at != slots_.end()) return &at->second;
    Slot slot;
    slot.visible = WEDSYNC_TRY(context_.load(record));
    std::vector<const store::OwnRow*> pending;
    const auto touching = context_.scope.touching.find(record);
    if (touching == context_.scope.touching.end()) {
        slot.accepted = slot.visible;
    } else {
        for (const std::uint64_t sequence : touching->second) {
            pending.push_back(&context_.scope.pending.find(sequence)->second);
        }
        slot.accepted = accepted_under(slot.visible, pending);
    }
    return &slots_.emplace(record, std::move(slot)).first->second;
}

const store::OwnRow* Fold::pending(std::uint64_t sequence) const {
    if (removed_.contains(sequence)) return nullptr;
    const auto replaced = replaced_.find(sequence);
    if (replaced != replaced_.end()) return &replaced->second;
    const auto at = context_.scope.pending.find(sequence);
    return at == context_.scope.pending.end() ? nullptr : &at->second;
}

std::optional<std::uint64_t> Fold::pending_sequence(const Dot& dot) const {
    const auto replaced = replaced_by_dot_.find(dot);
    const auto at = context_.scope.pending_by_dot.find(dot);
    std::uint64_t sequence = 0;
    if (replaced != replaced_by_dot_.end()) {
        sequence = replaced->second;
    } else if (at != context_.scope.pending_by_dot.end()) {
        sequence = at->second;
    }
    const store::OwnRow* row = sequence == 0 ? nullptr : pending(sequence);
    if (row == nullptr || row->change.dot != dot) return std::nullopt;
    return sequence;
}

void Fold::add_to_have(const Dot& dot) {
    if (row_.have.add(dot)) row_.have_sum += merge::checksum(dot);
    // Invariant 3: a refusal is one hub's verdict, an acceptance is final.
    row_.refused.remove(dot);
    if (context_.scope.refused.contains(dot)) refused_removed_.push_back(dot);
    std::erase_if(refused_added_,
                  [&](const store::RefusedRow& row) { return row.change.dot == dot; });
}

Result<void> Fold::apply_accepted(const Change& change) {
    for (const Dot& dot : named_dots(change)) {
        if (!row_.have.contains(dot)) {
            return Error{ErrorCode::kProtocol, "a change came before one that it names"};
        }
    }
    std::vector<merge::Displaced> displaced;
    for (const RecordId& record : touched_records(change)) {
        Slot* touched = WEDSYNC_TRY(slot(record));
        displaced.clear();
        merge::apply(touched->accepted, change, &displaced);
        for (const merge::Displaced& gone : displaced) {
            row_.cells_sum -= merge::checksum(gone.key, gone.sibling);
        }
        row_.cells_sum += sum_of_puts(change, record);
    }
    add_to_have(change.dot);
    return {};
}

Result<void> Fold::accept(const Change& change) {
    if (row_.have.contains(change.dot)) return {};
    const std::optional<std::uint64_t> sequence = pending_sequence(change.dot);
    if (!sequence) return apply_accepted(change);
    if (pending(*sequence)->change == change) return accept_own(change.dot);
    // Somebody else wrote under this dot: theirs stands, ours gets new names.
    WEDSYNC_TRY(reissue_all(change.dot.incarnation));
    return apply_accepted(change);
}

Result<void> Fold::accept_own(const Dot& dot) {
    if (row_.have.contains(dot)) return {};
    const std::optional<std::uint64_t> sequence = pending_sequence(dot);
    if (!sequence) return Error{ErrorCode::kProtocol, "echo of a change that is not here"};
    const Change change = pending(*sequence)->change;
    WEDSYNC_TRY(take_out(*sequence));
    return apply_accepted(change);
}

Result<void> Fold::take_out(std::uint64_t sequence) {
    // Its records are shown anew without it: load them while it still counts as pending.
    for (const RecordId& record : touched_records(pending(sequence)->change)) {
        WEDSYNC_TRY(slot(record));
    }
    removed_.insert(sequence);
    replaced_.erase(sequence);
    return {};
}

/// The subtotal that this write replaced: of the pending or accepted sibling that it covers.
std::int64_t Fold::subtotal_before(const operation::Put& put) const {
    for (const Dot& dot : put.covers) {
        if (const std::optional<std::uint64_t> sequence = pending_sequence(dot)) {
            for (const Operation& operation : pending(*sequence)->change.operations) {
                const auto* earlier = std::get_if<operation::Put>(&operation);
                if (earlier != nullptr && earlier->key == put.key) {
                    return integer_of(earlier->value);
                }
            }
        }
    }
    const auto slot = slots_.find(put.key.record);
    if (slot == slots_.end()) return 0;
    const merge::Cell* cell = slot->second.accepted.find(put.key.field, put.key.sub);
    return cell == nullptr ? 0 : integer_of(cell->siblings.back().value);
}

Result<void> Fold::give_up(store::OwnRow row, RefusalReason reason) {
    const Change led = led_over(row.change, row.change.dot, leading_);
    WEDSYNC_TRY(take_out(row.sequence));
    refused_added_.push_back({row.scope, row.change, reason, context_.wall_ms});
    const std::string own_sub = merge::counter_sub(row.change.dot.incarnation);
    for (const Operation& operation : led.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr || put->key.sub != own_sub) continue;
        leading_.shift[put->key] += integer_of(put->value) - subtotal_before(*put);
    }
    leading_.gone[row.change.dot] = covers_by_cell(row.change);
    return {};
}

std::vector<std::uint64_t> Fold::pending_after(std::uint64_t sequence) const {
    std::vector<std::uint64_t> sequences;
    const auto& all = context_.scope.pending;
    for (auto at = all.upper_bound(sequence); at != all.end(); ++at) {
        if (pending(at->first) != nullptr) sequences.push_back(at->first);
    }
    return sequences;
}

Result<void> Fold::refuse(const Dot& dot, RefusalReason reason) {
    if (row_.have.contains(dot)) return {};
    row_.refused.add(dot);
    const std::optional<std::uint64_t> sequence = pending_sequence(dot);
    if (!sequence) return {};
    // Subtotals of pending changes are right as they stand now, whatever was led over before.
    leading_.shift.clear();
    WEDSYNC_TRY(give_up(*pending(*sequence), reason));
    return lead_over(*sequence);
}

/// Looks at every later pending change: one that stands on a record of a change that is gone goes
/// with it; one that only names it is issued again, its covers led to what that one had covered.
Result<void> Fold::lead_over(std::uint64_t after_sequence) {
    for (const std::uint64_t sequence : pending_after(after_sequence)) {
        const store::OwnRow row = *pending(sequence);
        const std::vector<Dot> named = named_dots(row.change);
        const bool is_affected = std::any_of(named.begin(), named.end(), [&](const Dot& dot) {
            return leading_.gone.contains(dot) || leading_.renamed.contains(dot);
        });
        if (!is_affected) continue;
        const auto is_gone = [&](const Dot& dot) { return leading_.gone.contains(dot); };
        const bool can_stand = !stands_on(row.change, is_gone) &&
                               !led_over(row.change, row.change.dot, leading_).operations.empty();
        if (can_stand) {
            WEDSYNC_TRY(reissue(row));
        } else {
            WEDSYNC_TRY(give_up(row, RefusalReason::kAfterRefused));
        }
        row_.refused.add(row.change.dot);
        withdrawn_.push_back(row.change.dot);
    }
    return {};
}

Result<void> Fold::reissue(const store::OwnRow& row) {
    WEDSYNC_TRY(take_out(row.sequence));
    removed_.erase(row.sequence);
    store::OwnRow again = row;
    const Dot dot = context_.next_dot();
    again.change = led_over(row.change, dot, leading_);
    again.status = store::OwnStatus::kPending;
    again.displaced.clear();
    leading_.renamed[row.change.dot] = dot;
    for (const RecordId& record : touched_records(again.change)) {
        WEDSYNC_TRY(slot(record));
    }
    replaced_by_dot_[dot] = again.sequence;
    replaced_.insert_or_assign(again.sequence, std::move(again));
    return {};
}

Result<void> Fold::reissue_all(const Incarnation& forked) {
    // Counters go on in the new lane: what the forked one had counted before stays where it is.
    leading_.shift.clear();
    leading_.sub_from = merge::counter_sub(forked);
    leading_.sub_to = merge::counter_sub(context_.new_incarnation());
    for (const std::uint64_t sequence : pending_after(0)) {
        for (const RecordId& record : touched_records(pending(sequence)->change)) {
            const Slot* touched = WEDSYNC_TRY(slot(record));
            for (const merge::Cell& cell : touched->accepted.cells) {
                if (cell.sub != leading_.sub_from) continue;
                leading_.shift[{record, cell.field, cell.sub}] =
                    integer_of(cell.siblings.back().value);
            }
        }
    }
    for (const std::uint64_t sequence : pending_after(0)) {
        const store::OwnRow row = *pending(sequence);
        WEDSYNC_TRY(reissue(row));
    }
    leading_.sub_from.clear();
    leading_.shift.clear();
    return {};
}

Result<void> Fold::settle_pending_in_have() {
    for (const std::uint64_t sequence : pending_after(0)) {
        const Dot dot = pending(sequence)->change.dot;
        if (row_.have.contains(dot)) WEDSYNC_TRY(take_out(sequence));
    }
    return {};
}

Result<void> Fold::join(const Joined& theirs, const std::vector<RecordId>& mine) {
    // Load everything first: what is accepted here must be known before `have` grows.
    std::map<RecordId, const merge::RecordState*> records;
    for (const merge::RecordState& record : theirs.records)
        records[record.id] = &record;
    for (const RecordId& record : mine)
        records.emplace(record, nullptr);
    for (const auto& [id, state] : records) {
        Slot* joined = WEDSYNC_TRY(slot(id));
        const merge::RecordState nothing{id, {}};
        const merge::RecordState& other = state == nullptr ? nothing : *state;
        row_.cells_sum -= merge::checksum(joined->accepted);
        joined->accepted = merge::join(joined->accepted, row_.have, other, theirs.have);
        row_.cells_sum += merge::checksum(joined->accepted);
    }
    if (theirs.have.dot_count() > kJoinDotsMax || theirs.refused.dot_count() > kJoinDotsMax) {
        return Error{ErrorCode::kTooLarge, "a dot set beyond every bound"};
    }
    for (const DotRange& range : theirs.have.minus(row_.have)) {
        for (std::uint64_t counter = range.first; counter <= range.last; ++counter) {
            add_to_have(Dot{range.incarnation, counter});
        }
    }
    WEDSYNC_TRY(settle_pending_in_have());
    for (const DotRange& range : theirs.refused.minus(row_.refused)) {
        for (std::uint64_t counter = range.first; counter <= range.last; ++counter) {
            WEDSYNC_TRY(refuse(Dot{range.incarnation, counter}, RefusalReason::kAfterRefused));
        }
    }
    return {};
}

Result<void> Fold::mend(const merge::RecordState& accepted) {
    Slot* mended = WEDSYNC_TRY(slot(accepted.id));
    row_.cells_sum -= merge::checksum(mended->accepted);
    mended->accepted = accepted;
    row_.cells_sum += merge::checksum(accepted);
    return {};
}

Result<Folded> Fold::finish() {
    Folded folded;
    // Which pending changes touch which of the loaded records, as the fold leaves them.
    std::map<RecordId, std::vector<std::uint64_t>> touching;
    for (const auto& [record, unused] : slots_) {
        const auto before = context_.scope.touching.find(record);
        if (before == context_.scope.touching.end()) continue;
        for (const std::uint64_t sequence : before->second) {
            if (pending(sequence) != nullptr && !replaced_.contains(sequence)) {
                touching[record].push_back(sequence);
            }
        }
    }
    for (const auto& [sequence, row] : replaced_) {
        for (const RecordId& record : touched_records(row.change)) {
            touching[record].push_back(sequence);
        }
    }
    for (auto& [record, slot] : slots_) {
        merge::RecordState visible = slot.accepted;
        std::vector<std::uint64_t>& sequences = touching[record];
        std::sort(sequences.begin(), sequences.end());
        for (const std::uint64_t sequence : sequences) {
            const store::OwnRow& row = *pending(sequence);
            std::vector<merge::Displaced> displaced;
            merge::apply(visible, row.change, &displaced);
            std::vector<merge::Displaced> all;
            std::vector<merge::Displaced> before;
            for (const merge::Displaced& item : row.displaced) {
                (item.key.record == record ? before : all).push_back(item);
            }
            if (before == displaced && !replaced_.contains(sequence)) continue;
            all.insert(all.end(), displaced.begin(), displaced.end());
            store::OwnRow changed = row;
            changed.displaced = std::move(all);
            replaced_.insert_or_assign(sequence, std::move(changed));
        }
        folded.records.push_back({std::move(slot.visible), std::move(visible)});
    }
    for (auto& [sequence, row] : replaced_)
        folded.own_changed.push_back(std::move(row));
    folded.own_removed.assign(removed_.begin(), removed_.end());
    folded.refused_added = std::move(refused_added_);
    folded.refused_removed = std::move(refused_removed_);
    folded.withdrawn_added = std::move(withdrawn_);
    folded.row = std::move(row_);
    return folded;
}

}  // namespace wedsync::replica
