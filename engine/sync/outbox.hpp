#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/pace/plan.hpp"
#include "engine/replica/scope_state.hpp"

namespace wedsync::sync {

/// After so much time with an open connection a change is one of those that starve.
inline constexpr std::uint64_t kStarvationMs = 600'000;
/// A deadline this near lifts a change above all priorities without one.
inline constexpr std::uint64_t kDeadlineNearMs = 60'000;
inline constexpr std::uint8_t kPriorityLast = 9;

/// The times an outbox looks at.
struct OutboxTime {
    /// For deadlines, which people set.
    std::uint64_t wall_ms = 0;
    /// How long there has been a connection, in all: only that time counts as waiting.
    std::uint64_t open_ms = 0;
};

/// Which of one scope's pending changes go out next.
///
/// 1. Near deadlines first, then priority, then age.
/// 2. A quarter of each batch (one at least) belongs to those that starve, oldest first: nothing
///    waits for ever, and what is urgent passes a backlog even when all of that starves.
/// 3. Before a change go the earlier ones that wait on the records it touches or refers to, however
///    unimportant: the hub judges in that order.
///
/// Everything that waits is kept in order, so a batch costs its own size times log n, however much
/// waits and in whatever order it came: steps() counts.
class Outbox {
public:
    using IsDue = std::function<bool(const store::OwnRow&)>;

    /// Takes up the changes that were written since the last call.
    void refresh(const replica::ScopeState& scope, OutboxTime time, const IsDue& is_due);
    /// Looks at every pending change anew: after some were issued again, or an answer was lost. How
    /// long each has waited is kept.
    void rebuild(const replica::ScopeState& scope, OutboxTime time, const IsDue& is_due);
    void put_back(const store::OwnRow& row, OutboxTime time);

    /// Takes the next batch out, by sequence, in the order to send; at most `plan.batch_changes`.
    /// Requires refresh() since the last commit.
    [[nodiscard]] std::vector<std::uint64_t> take(const replica::ScopeState& scope,
                                                  const pace::Plan& plan, OutboxTime time);
    /// How urgent the first of the batch would be: smaller is more. None: nothing may go.
    using Rank = std::pair<int, std::uint64_t>;
    [[nodiscard]] std::optional<Rank> rank(const pace::Plan& plan, OutboxTime time) const;

    /// How many changes and places in a queue were looked at so far.
    [[nodiscard]] std::uint64_t steps() const { return steps_; }

private:
    struct Waiting {
        std::uint8_t priority = 0;
        std::uint64_t deadline_ms = 0;
        std::uint64_t entered_ms = 0;
        std::vector<RecordId> touched;
    };
    using Queue = std::set<std::pair<std::uint64_t, std::uint64_t>>;

    void add(const store::OwnRow& row, OutboxTime time);
    void remove(std::uint64_t sequence);
    [[nodiscard]] std::optional<std::uint64_t> starving(OutboxTime time) const;
    [[nodiscard]] std::optional<std::uint64_t> urgent(const pace::Plan& plan,
                                                      OutboxTime time) const;
    [[nodiscard]] std::optional<std::uint64_t> earlier(const replica::ScopeState& scope,
                                                       std::uint64_t sequence) const;
    void take_closure(const replica::ScopeState& scope, std::uint64_t sequence, std::size_t limit,
                      std::vector<std::uint64_t>& taken);

    std::map<std::uint64_t, Waiting> waiting_;
    /// Each with the sequences that wait: by priority, by priority and deadline, by when they came
    /// in, by record.
    std::array<std::set<std::uint64_t>, kPriorityLast + 1> by_priority_;
    std::array<Queue, kPriorityLast + 1> by_deadline_;
    Queue by_entry_;
    std::map<RecordId, std::set<std::uint64_t>> by_record_;
    /// When each change was first seen, in open milliseconds; kept while it is on its way.
    std::map<std::uint64_t, std::uint64_t> entered_;
    std::uint64_t sequence_last_ = 0;
    mutable std::uint64_t steps_ = 0;
};

}  // namespace wedsync::sync
