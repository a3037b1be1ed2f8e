#include "engine/sync/outbox.hpp"

#include <algorithm>

#include "engine/base/assert.hpp"
#include "engine/model/change.hpp"

namespace wedsync::sync {
namespace {

/// The records whose earlier changes must travel first: those touched and those referred to.
std::vector<RecordId> records_named(const Change& change) {
    std::vector<RecordId> records = touched_records(change);
    for (const Operation& operation : change.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr) continue;
        const auto* reference = std::get_if<Reference>(&put->value);
        if (reference != nullptr) records.push_back(reference->record);
    }
    return records;
}

}  // namespace

void Outbox::add(const store::OwnRow& row, OutboxTime time) {
    ++steps_;
    if (waiting_.contains(row.sequence)) return;
    const std::uint64_t entered_ms = entered_.try_emplace(row.sequence, time.open_ms).first->second;
    Waiting waiting{std::min(row.priority, kPriorityLast), row.deadline_ms, entered_ms,
                    touched_records(row.change)};
    by_priority_[waiting.priority].insert(row.sequence);
    if (waiting.deadline_ms != 0) {
        by_deadline_[waiting.priority].emplace(waiting.deadline_ms, row.sequence);
    }
    by_entry_.emplace(entered_ms, row.sequence);
    for (const RecordId& record : waiting.touched)
        by_record_[record].insert(row.sequence);
    waiting_.emplace(row.sequence, std::move(waiting));
}

void Outbox::remove(std::uint64_t sequence) {
    const auto at = waiting_.find(sequence);
    WEDSYNC_ASSERT(at != waiting_.end());
    const Waiting& waiting = at->second;
    by_priority_[waiting.priority].erase(sequence);
    by_deadline_[waiting.priority].erase({waiting.deadline_ms, sequence});
    by_entry_.erase({waiting.entered_ms, sequence});
    for (const RecordId& record : waiting.touched) {
        const auto list = by_record_.find(record);
        list->second.erase(sequence);
        if (list->second.empty()) by_record_.erase(list);
    }
    waiting_.erase(at);
}

void Outbox::refresh(const replica::ScopeState& scope, OutboxTime time, const IsDue& is_due) {
    for (auto row = scope.pending.upper_bound(sequence_last_); row != scope.pending.end(); ++row) {
        sequence_last_ = row->first;
        if (is_due(row->second)) add(row->second, time);
    }
}

void Outbox::rebuild(const replica::ScopeState& scope, OutboxTime time, const IsDue& is_due) {
    std::map<std::uint64_t, std::uint64_t> entered = std::move(entered_);
    const std::uint64_t steps = steps_;
    *this = {};
    steps_ = steps;
    std::erase_if(entered, [&](const auto& item) { return !scope.pending.contains(item.first); });
    entered_ = std::move(entered);
    for (const auto& [sequence, row] : scope.pending) {
        sequence_last_ = sequence;
        if (is_due(row)) add(row, time);
    }
}

void Outbox::put_back(const store::OwnRow& row, OutboxTime time) {
    add(row, time);
}

std::optional<std::uint64_t> Outbox::starving(OutboxTime time) const {
    if (by_entry_.empty()) return std::nullopt;
    const auto& [entered_ms, sequence] = *by_entry_.begin();
    if (time.open_ms < entered_ms + kStarvationMs) return std::nullopt;
    return sequence;
}

std::optional<std::uint64_t> Outbox::urgent(const pace::Plan& plan, OutboxTime time) const {
    const std::uint8_t least = std::min(plan.priority_min, kPriorityLast);
    std::optional<std::pair<std::uint64_t, std::uint64_t>> near;
    for (std::size_t priority = least; priority <= kPriorityLast; ++priority) {
        ++steps_;
        const Queue& queue = by_deadline_[priority];
        if (queue.empty() || queue.begin()->first > time.wall_ms + kDeadlineNearMs) continue;
        if (!near || *queue.begin() < *near) near = *queue.begin();
    }
    if (near) return near->second;
    for (std::size_t priority = kPriorityLast + 1U; priority-- > least;) {
        if (!by_priority_[priority].empty()) return *by_priority_[priority].begin();
    }
    return std::nullopt;
}

std::optional<Outbox::Rank> Outbox::rank(const pace::Plan& plan, OutboxTime time) const {
    if (const auto sequence = urgent(plan, time)) {
        const Waiting& waiting = waiting_.find(*sequence)->second;
        const bool is_near =
            waiting.deadline_ms != 0 && waiting.deadline_ms <= time.wall_ms + kDeadlineNearMs;
        return Rank{is_near ? -1 : kPriorityLast - waiting.priority, waiting.entered_ms};
    }
    if (const auto sequence = starving(time)) {
        return Rank{kPriorityLast + 1, waiting_.find(*sequence)->second.entered_ms};
    }
    return std::nullopt;
}

/// The earliest change that waits and has to go before this one, directly.
std::optional<std::uint64_t> Outbox::earlier(const replica::ScopeState& scope,
                                             std::uint64_t sequence) const {
    const auto row = scope.pending.find(sequence);
    if (row == scope.pending.end()) return std::nullopt;
    std::optional<std::uint64_t> first;
    for (const RecordId& record : records_named(row->second.change)) {
        ++steps_;
        const auto list = by_record_.find(record);
        if (list == by_record_.end()) continue;
        const std::uint64_t candidate = *list->second.begin();
        if (candidate < sequence && (!first || candidate < *first)) first = candidate;
    }
    return first;
}

/// Walks down to a change that nothing has to go before, takes it, and comes up again: what is
/// taken is in a causal order, and nothing is looked at that is not about to be taken.
void Outbox::take_closure(const replica::ScopeState& scope, std::uint64_t sequence,
                          std::size_t limit, std::vector<std::uint64_t>& taken) {
    std::vector<std::uint64_t> open{sequence};
    while (!open.empty() && taken.size() < limit) {
        const std::uint64_t next = open.back();
        if (const std::optional<std::uint64_t> before = earlier(scope, next)) {
            open.push_back(*before);
            continue;
        }
        open.pop_back();
        // What left the outbox meanwhile (seen back, refused) is dropped here.
        if (scope.pending.contains(next)) taken.push_back(next);
        remove(next);
    }
}

std::vector<std::uint64_t> Outbox::take(const replica::ScopeState& scope, const pace::Plan& plan,
                                        OutboxTime time) {
    const std::size_t limit = std::max(plan.batch_changes, 1U);
    const std::size_t starving_max = std::max<std::size_t>(limit / 4, 1);
    std::vector<std::uint64_t> taken;
    while (taken.size() < starving_max) {
        const std::optional<std::uint64_t> next = starving(time);
        if (!next) break;
        take_closure(scope, *next, starving_max, taken);
    }
    while (taken.size() < limit) {
        const std::optional<std::uint64_t> next = urgent(plan, time);
        if (!next) break;
        take_closure(scope, *next, limit, taken);
    }
    return taken;
}

}  // namespace wedsync::sync
