#include "engine/sync/outbox.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "engine/model/change.hpp"

namespace wedsync::sync {
namespace {

/// Smaller goes first: starving changes by age, then near deadlines, then priority, then age.
using Urgency = std::tuple<int, std::uint64_t, int, std::uint64_t>;

Urgency urgency_of(const store::OwnRow& row, std::uint64_t wall_ms) {
    const bool is_starving = wall_ms >= row.created_ms + kStarvationMs;
    if (is_starving) return {0, row.sequence, 0, row.sequence};
    const bool is_near = row.deadline_ms != 0 && row.deadline_ms <= wall_ms + kDeadlineNearMs;
    if (is_near) return {1, row.deadline_ms, -static_cast<int>(row.priority), row.sequence};
    return {2, 0, -static_cast<int>(row.priority), row.sequence};
}

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

class Picker {
public:
    Picker(const replica::ScopeState& scope, std::size_t limit,
           const std::function<bool(const store::OwnRow&)>& is_due)
        : scope_(scope), limit_(limit), is_due_(is_due) {}

    [[nodiscard]] bool is_full() const { return picked_.size() >= limit_; }

    /// Picks the change with everything that has to go before it, or nothing if that is too much
    /// for this batch (unless the batch is empty: then as much of the closure as fits).
    void pick(std::uint64_t sequence) {
        if (chosen_.contains(sequence)) return;
        const std::set<std::uint64_t> closure = closure_of(sequence);
        if (!picked_.empty() && picked_.size() + closure.size() > limit_) return;
        for (const std::uint64_t member : closure) {
            if (is_full()) return;
            chosen_.insert(member);
            picked_.push_back(member);
        }
    }

    std::vector<std::uint64_t> take() { return std::move(picked_); }

private:
    /// Sequences are in the order of writing, so the closure in that order is a causal order.
    [[nodiscard]] std::set<std::uint64_t> closure_of(std::uint64_t sequence) const {
        std::set<std::uint64_t> closure;
        std::vector<std::uint64_t> open{sequence};
        while (!open.empty()) {
            const std::uint64_t next = open.back();
            open.pop_back();
            const auto row = scope_.pending.find(next);
            if (chosen_.contains(next) || !is_due_(row->second)) continue;
            if (!closure.insert(next).second) continue;
            for (const RecordId& record : records_named(row->second.change)) {
                const auto touching = scope_.touching.find(record);
                if (touching == scope_.touching.end()) continue;
                for (const std::uint64_t earlier : touching->second) {
                    if (earlier < next) open.push_back(earlier);
                }
            }
        }
        return closure;
    }

    const replica::ScopeState& scope_;
    std::size_t limit_;
    const std::function<bool(const store::OwnRow&)>& is_due_;
    std::set<std::uint64_t> chosen_;
    std::vector<std::uint64_t> picked_;
};

}  // namespace

std::vector<std::uint64_t> next_batch(const replica::ScopeState& scope, const pace::Plan& plan,
                                      std::uint64_t wall_ms,
                                      const std::function<bool(const store::OwnRow&)>& is_due) {
    std::vector<std::pair<Urgency, std::uint64_t>> due;
    for (const auto& [sequence, row] : scope.pending) {
        const Urgency urgency = urgency_of(row, wall_ms);
        const bool is_allowed = row.priority >= plan.priority_min || std::get<0>(urgency) == 0;
        if (is_allowed && is_due(row)) due.emplace_back(urgency, sequence);
    }
    std::sort(due.begin(), due.end());
    Picker picker(scope, plan.batch_changes, is_due);
    for (const auto& [urgency, sequence] : due) {
        if (picker.is_full()) break;
        picker.pick(sequence);
    }
    return picker.take();
}

}  // namespace wedsync::sync
