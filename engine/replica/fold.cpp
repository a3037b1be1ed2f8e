#include "engine/replica/fold.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/base/overloaded.hpp"
#include "engine/merge/reading.hpp"

namespace wedsync::replica {
namespace {

bool wrote(const Change& change, const CellKey& key, const merge::Sibling& sibling) {
    return change.time == sibling.time &&
           std::any_of(change.operations.begin(), change.operations.end(),
                       [&](const Operation& operation) {
                           const auto* put = std::get_if<operation::Put>(&operation);
                           return put != nullptr && put->key == key && put->value == sibling.value;
                       });
}

/// More changes than a scope can see in a lifetime: a peer that claims so many is wrong.
constexpr std::uint64_t kJoinDotsMax = 50'000'000;

/// The put, if it is one to this record; null for any other operation.
const operation::Put* put_to(const RecordId& record, const Operation& operation) {
    const auto* put = std::get_if<operation::Put>(&operation);
    return put != nullptr && put->key.record == record ? put : nullptr;
}

/// Sum of the siblings that a change adds to one record.
std::uint64_t sum_of_puts(const Change& change, const RecordId& record) {
    std::uint64_t sum = 0;
    for (const Operation& operation : change.operations) {
        const operation::Put* put = put_to(record, operation);
        if (put != nullptr) sum += merge::checksum(*put, change);
    }
    return sum;
}

/// Whether all records that it touches were created by these changes.
bool touches_only(const Change& change, const std::set<Dot>& creating) {
    const std::vector<RecordId> records = touched_records(change);
    return !records.empty() &&
           std::all_of(records.begin(), records.end(),
                       [&](const RecordId& record) { return creating.contains(record.dot); });
}

/// Whether the change does nothing to the record that a row edit does not take.
bool takes(const codec::RowEdit& row, const Change& change) {
    return std::all_of(
        change.operations.begin(), change.operations.end(), [&](const Operation& operation) {
            return std::visit(
                Overloaded{[&](const operation::Put& put) {
                               return put.key.record != row.id() || row.takes(put);
                           },
                           [&](const operation::Drop& drop) { return drop.key.record != row.id(); },
                           [&](const operation::Kill& kill) { return kill.record != row.id(); },
                           [](const operation::Unknown&) { return true; }},
                operation);
        });
}

}  // namespace

Fold::Fold(Context context)
    : context_(std::move(context)), lane_(context_.lane), row_(context_.scope.row) {}

Result<Fold::Slot*> Fold::slot(const RecordId& record) {
    const auto at = slots_.find(record);
    if (at != slots_.end()) return &at->second;
    Slot slot;
    const auto edited = rows_edited_.find(record);
    if (edited != rows_edited_.end()) {
        // Nothing waits on it: all of it is accepted.
        slot.visible = edited->second.before();
        slot.accepted = edited->second.after();
        rows_edited_.erase(edited);
        return &slots_.emplace(record, std::move(slot)).first->second;
    }
    slot.visible = WEDSYNC_TRY(context_.load(record));
    slot.accepted = accepted_under(slot.visible, context_.scope.pending_on(record));
    return &slots_.emplace(record, std::move(slot)).first->second;
}

Result<codec::RowEdit*> Fold::row_of(const RecordId& record, const Change& change) {
    if (context_.load_row == nullptr) return nullptr;
    const auto at = rows_edited_.lower_bound(record);
    if (at != rows_edited_.end() && at->first == record) {
        return takes(at->second, change) ? &at->second : nullptr;
    }
    if (slots_.contains(record) || context_.scope.touching.contains(record)) return nullptr;
    std::optional<codec::RowEdit> row = WEDSYNC_TRY(context_.load_row(record));
    if (!row || !takes(*row, change)) return nullptr;
    return &rows_edited_.emplace_hint(at, record, std::move(*row))->second;
}

const store::OwnRow* Fold::pending(std::uint64_t sequence) const {
    if (removed_.contains(sequence)) return nullptr;
    const auto replaced = replaced_.find(sequence);
    if (replaced != replaced_.end()) return &replaced->second;
    const auto at = context_.scope.pending.find(sequence);
    return at == context_.scope.pending.end() ? nullptr : &at->second;
}

const store::OwnRow* Fold::pending(const Dot& dot) const {
    const auto replaced = replaced_by_dot_.find(dot);
    const auto at = context_.scope.pending_by_dot.find(dot);
    const store::OwnRow* row = nullptr;
    if (replaced != replaced_by_dot_.end()) {
        row = pending(replaced->second);
    } else if (at != context_.scope.pending_by_dot.end()) {
        row = pending(at->second);
    }
    return row == nullptr || row->change.dot != dot ? nullptr : row;
}

std::vector<std::uint64_t> Fold::pending_sequences() const {
    std::vector<std::uint64_t> sequences;
    for (const auto& [sequence, row] : context_.scope.pending) {
        if (!removed_.contains(sequence)) sequences.push_back(sequence);
    }
    return sequences;
}

void Fold::add_to_have(const Dot& dot) {
    if (row_.have.add(dot)) row_.have_sum += merge::checksum(dot);
    // Invariant 3: a refusal is one hub's verdict, an acceptance is final.
    row_.refused.remove(dot);
    refusals_.erase(dot);
}

Result<void> Fold::apply_accepted(const Change& change) {
    if (!names_only(change, row_.have)) {
        return Error{ErrorCode::kProtocol, "a change came before one that it names"};
    }
    const bool has_erased =
        has_more_on(change, context_.scope.erased) || has_more_on(change, erased_);
    WEDSYNC_TRY(apply_to_records(has_erased ? kept_of(change) : change));
    add_to_have(change.dot);
    return {};
}

RecordSet Fold::all_erased() const {
    RecordSet all = context_.scope.erased;
    all.insert(erased_.begin(), erased_.end());
    all.insert(foretold_.begin(), foretold_.end());
    return all;
}

Change Fold::kept_of(const Change& change) const {
    return without(without(change, context_.scope.erased), erased_);
}

void Fold::see_erased(const merge::RecordState& accepted) {
    if (merge::is_erased(accepted) && !context_.scope.erased.contains(accepted.id))
        erased_.insert(accepted.id);
}

/// The change has no part in `have` yet.
Result<void> Fold::apply_to_records(const Change& change) {
    const auto* only = change.operations.size() == 1
                           ? std::get_if<operation::Put>(&change.operations.front())
                           : nullptr;
    if (only != nullptr) return apply_to_record(only->key.record, change);
    for (const RecordId& record : touched_records(change))
        WEDSYNC_TRY(apply_to_record(record, change));
    return {};
}

Result<void> Fold::apply_to_record(const RecordId& record, const Change& change) {
    displaced_.clear();
    codec::RowEdit* row = WEDSYNC_TRY(row_of(record, change));
    if (row != nullptr) {
        for (const Operation& operation : change.operations) {
            const operation::Put* put = put_to(record, operation);
            if (put != nullptr) row->put(*put, change, displaced_);
        }
    } else {
        Slot* touched = WEDSYNC_TRY(slot(record));
        merge::apply(touched->accepted, change, &displaced_);
        see_erased(touched->accepted);
    }
    for (const merge::Displaced& gone : displaced_)
        row_.cells_sum -= merge::checksum(gone.key, gone.sibling);
    row_.cells_sum += sum_of_puts(change, record);
    return {};
}

Result<void> Fold::accept_thinned(const std::vector<Entry>& entries,
                                  const message::Thinned& thinned) {
    if (thinned.have.dot_count() > kJoinDotsMax || thinned.refused.dot_count() > kJoinDotsMax) {
        return Error{ErrorCode::kTooLarge, "a dot set beyond every bound"};
    }
    std::uint64_t new_count = 0;
    for (const DotRange& range : thinned.have.minus(row_.have))
        new_count += range.last - range.first + 1;
    if (new_count != thinned.have.dot_count()) {
        return Error{ErrorCode::kProtocol, "a thinned page of what is here already"};
    }
    for (const Entry& item : entries) {
        const auto* accepted = std::get_if<entry::Accepted>(&item);
        const bool is_of_page = accepted != nullptr && thinned.have.contains(accepted->change.dot);
        if (!is_of_page)
            return Error{ErrorCode::kProtocol, "a thinned page with what is not in it"};
        for (const Dot& dot : named_dots(accepted->change)) {
            if (!row_.have.contains(dot) && !thinned.have.contains(dot)) {
                return Error{ErrorCode::kProtocol, "a change came before one that it names"};
            }
        }
    }
    // Own changes may come back in what is not shown any more: their records are looked at too.
    for (const std::uint64_t sequence : pending_sequences()) {
        const Change& change = pending(sequence)->change;
        if (!thinned.have.contains(change.dot)) continue;
        for (const RecordId& record : touched_records(change)) {
            static_cast<void>(WEDSYNC_TRY(slot(record)));
        }
    }
    for (const Entry& item : entries) {
        WEDSYNC_TRY(apply_to_records(kept_of(std::get<entry::Accepted>(item).change)));
    }
    take_over_have(thinned.have);
    WEDSYNC_TRY(settle_joined());
    take_over_refused(thinned.refused);
    return {};
}

void Fold::take_over_have(const DotSet& have) {
    for (const DotRange& range : have.minus(row_.have)) {
        for (std::uint64_t counter = range.first; counter <= range.last; ++counter) {
            const Dot dot{range.incarnation, counter};
            add_to_have(dot);
            if (context_.scope.refused.contains(dot)) refused_removed_.push_back(dot);
        }
    }
}

void Fold::take_over_refused(const DotSet& refused) {
    for (const DotRange& range : refused.minus(row_.refused)) {
        for (std::uint64_t counter = range.first; counter <= range.last; ++counter) {
            refuse(Dot{range.incarnation, counter}, RefusalReason::kAfterRefused);
        }
    }
}

Result<void> Fold::accept(const Change& change) {
    if (row_.have.contains(change.dot)) return {};
    const auto refused = context_.scope.refused.find(change.dot);
    if (refused != context_.scope.refused.end() &&
        is_left_of(change, refused->second.change, all_erased())) {
        refused_removed_.push_back(change.dot);
    }
    const store::OwnRow* own = pending(change.dot);
    if (own != nullptr && is_left_of(change, own->change, all_erased())) {
        WEDSYNC_TRY(take_out(own->sequence));
        return apply_accepted(change);
    }
    const bool is_unwritten =
        change.dot.incarnation == lane_.incarnation && change.dot.counter > lane_.counter;
    if (own != nullptr || is_unwritten) fork(change.dot);
    return apply_accepted(change);
}

Result<void> Fold::accept_own(const Dot& dot) {
    if (row_.have.contains(dot)) return {};
    const store::OwnRow* own = pending(dot);
    if (own == nullptr) return Error{ErrorCode::kProtocol, "echo of a change that is not here"};
    const Change change = own->change;
    WEDSYNC_TRY(take_out(own->sequence));
    return apply_accepted(change);
}

Result<void> Fold::take_out(std::uint64_t sequence) {
    // Its records are shown anew without it: load them while it still counts as pending.
    for (const RecordId& record : touched_records(pending(sequence)->change)) {
        static_cast<void>(WEDSYNC_TRY(slot(record)));
    }
    removed_.insert(sequence);
    replaced_.erase(sequence);
    return {};
}

void Fold::refuse(const Dot& dot, RefusalReason reason) {
    if (row_.have.contains(dot)) return;
    row_.refused.add(dot);
    if (pending(dot) != nullptr) refusals_.emplace(dot, reason);
}

void Fold::acknowledge(const Dot& dot) {
    const store::OwnRow* row = pending(dot);
    if (row != nullptr) statuses_[row->sequence] = store::OwnStatus::kDurable;
}

void Fold::move_to(Cursor cursor) {
    if (cursor.epoch != row_.cursor.epoch) {
        for (const auto& [sequence, row] : context_.scope.pending) {
            if (row.status == store::OwnStatus::kDurable) {
                statuses_[sequence] = store::OwnStatus::kPending;
            }
        }
    }
    row_.cursor = cursor;
}

Result<void> Fold::join(const Joined& theirs, const std::vector<RecordId>& mine) {
    if (theirs.have.dot_count() > kJoinDotsMax || theirs.refused.dot_count() > kJoinDotsMax) {
        return Error{ErrorCode::kTooLarge, "a dot set beyond every bound"};
    }
    std::map<RecordId, const merge::RecordState*> records;
    for (const merge::RecordState& record : theirs.records)
        records[record.id] = &record;
    for (const RecordId& record : mine)
        records.emplace(record, nullptr);
    // A record that a pending change deleted is not visible, but accepted.
    for (const auto& [record, unused] : context_.scope.touching)
        records.emplace(record, nullptr);
    for (const auto& [id, state] : records) {
        Slot* joined = WEDSYNC_TRY(slot(id));
        const merge::RecordState nothing{id, {}};
        const merge::RecordState& other = state == nullptr ? nothing : *state;
        row_.cells_sum -= merge::checksum(joined->accepted);
        joined->accepted = merge::join(joined->accepted, row_.have, other, theirs.have);
        see_erased(joined->accepted);
        row_.cells_sum += merge::checksum(joined->accepted);
    }
    take_over_have(theirs.have);
    WEDSYNC_TRY(settle_joined());
    take_over_refused(theirs.refused);
    return {};
}

Result<void> Fold::cover(const Change& change) {
    Change covering = change;
    for (Operation& operation : covering.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put != nullptr) operation = Operation(operation::Drop{put->key, put->covers});
    }
    for (const RecordId& record : touched_records(covering)) {
        Slot* covered = WEDSYNC_TRY(slot(record));
        row_.cells_sum -= merge::checksum(covered->accepted);
        merge::apply(covered->accepted, covering);
        row_.cells_sum += merge::checksum(covered->accepted);
    }
    return {};
}

/// Pending changes that the joined state has already were seen back, unless it shows other content
/// under their dot, or under the dot of the record that they were made on: then they stand on
/// somebody else's record there, and are issued again with their own.
Result<void> Fold::settle_joined() {
    const DotSet& have = row_.have;
    const std::uint64_t last = have.last_of(lane_.incarnation);
    if (last > lane_.counter) fork({lane_.incarnation, last});
    const std::set<Dot> forked = contradicted();
    for (const std::uint64_t sequence : pending_sequences()) {
        const Change& change = pending(sequence)->change;
        if (!have.contains(change.dot)) continue;
        if (forked.contains(change.dot)) {
            fork(change.dot);
        } else if (touches_only(change, forked)) {
            forks_[touched_records(change).front().dot.incarnation].insert(change.dot);
        } else {
            WEDSYNC_TRY(take_out(sequence));
        }
    }
    return {};
}

/// The pending changes under whose dots something is accepted that they did not write.
std::set<Dot> Fold::contradicted() const {
    std::set<Dot> dots;
    // A row that is edited holds nothing of what waits here.
    for (const auto& [record, slot] : slots_) {
        for (const merge::Cell& cell : slot.accepted.cells) {
            const CellKey key{record, cell.field, cell.sub};
            for (const merge::Sibling& sibling : cell.siblings) {
                const store::OwnRow* own = pending(sibling.dot);
                if (own != nullptr && !wrote(own->change, key, sibling)) dots.insert(sibling.dot);
            }
        }
    }
    return dots;
}

Result<void> Fold::mend(const merge::RecordState& accepted) {
    Slot* mended = WEDSYNC_TRY(slot(accepted.id));
    row_.cells_sum -= merge::checksum(mended->accepted);
    mended->accepted = accepted;
    see_erased(accepted);
    row_.cells_sum += merge::checksum(accepted);
    return {};
}

void Fold::start_over() {
    move_to({});
    row_.have = {};
    row_.refused = {};
    row_.have_sum = 0;
    row_.cells_sum = 0;
}

/// Which pending changes touch which of the loaded records, as the fold leaves them.
std::map<RecordId, std::vector<std::uint64_t>> Fold::touching_slots() const {
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
    for (auto& [record, sequences] : touching)
        std::sort(sequences.begin(), sequences.end());
    return touching;
}

/// Invariant 1: applies the pending changes to the accepted state, and notes what they displace
/// now.
void Fold::show(Slot& slot, const std::vector<std::uint64_t>& sequences) {
    const RecordId record = slot.visible.id;
    merge::RecordState visible = slot.accepted;
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
    slot.accepted = std::move(visible);
}

/// Invariant 5. What becomes of a change that the hub has already, or will get, is what it makes of
/// it too.
Result<void> Fold::forget_erased() {
    if (erased_.empty()) return {};
    for (const std::uint64_t sequence : pending_sequences()) {
        const store::OwnRow& row = *pending(sequence);
        if (!has_more_on(row.change, erased_)) continue;
        store::OwnRow kept = row;
        kept.change = kept_of(row.change);
        std::erase_if(kept.displaced, [&](const merge::Displaced& displaced) {
            return erased_.contains(displaced.key.record);
        });
        replaced_.insert_or_assign(sequence, std::move(kept));
    }
    for (const auto& [dot, row] : context_.scope.refused) {
        if (!has_more_on(row.change, erased_)) continue;
        store::RefusedRow kept = row;
        kept.change = kept_of(row.change);
        const bool is_empty = is_erased_mark(kept.change.operations.front());
        refused_removed_.push_back(dot);
        if (!is_empty) refused_added_.push_back(std::move(kept));
    }
    return {};
}

Result<Folded> Fold::finish() {
    WEDSYNC_TRY(forget_erased());
    for (const auto& [lane, forked] : forks_)
        WEDSYNC_TRY(lead_over_forked(lane, forked));
    WEDSYNC_TRY(lead_over_refused());
    Folded folded;
    const std::map<RecordId, std::vector<std::uint64_t>> touching = touching_slots();
    for (auto& [record, slot] : slots_) {
        const auto pending_here = touching.find(record);
        if (pending_here != touching.end()) show(slot, pending_here->second);
        folded.records.push_back({std::move(slot.visible), std::move(slot.accepted)});
    }
    folded.rows.reserve(rows_edited_.size());
    for (auto& [record, row] : rows_edited_)
        folded.rows.push_back(std::move(row));
    for (const auto& [sequence, status] : statuses_) {
        const store::OwnRow* row = pending(sequence);
        if (row == nullptr || row->status == status) continue;
        const auto replaced = replaced_.find(sequence);
        if (replaced == replaced_.end()) {
            folded.own_progress.push_back({sequence, status, row->attempts});
        } else {
            replaced->second.status = status;
        }
    }
    for (auto& [sequence, row] : replaced_)
        folded.own_changed.push_back(std::move(row));
    folded.own_removed.assign(removed_.begin(), removed_.end());
    folded.refused_added = std::move(refused_added_);
    folded.refused_removed = std::move(refused_removed_);
    folded.withdrawn_added = std::move(withdrawn_);
    folded.erased = std::move(erased_);
    folded.renamed = std::move(renamed_);
    folded.row = std::move(row_);
    folded.lane = lane_;
    return folded;
}

}  // namespace wedsync::replica
