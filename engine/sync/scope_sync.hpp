#pragma once

#include <cstdint>
#include <optional>

#include "engine/base/prng.hpp"
#include "engine/pace/backoff.hpp"
#include "engine/replica/replica.hpp"
#include "engine/sync/client.hpp"
#include "engine/sync/pusher.hpp"
#include "engine/sync/repair_walk.hpp"
#include "engine/sync/snapshot_fetch.hpp"
#include "engine/sync/wire.hpp"

namespace wedsync::sync {

/// A live scope in which nothing came for so long compares its sums with the hub's, if it has not
/// since it caught up, or not for kCompareMs, or owns changes that should have come back.
inline constexpr std::uint64_t kQuietMs = 2'000;
inline constexpr std::uint64_t kCompareMs = 600'000;
/// Pages at the head are reported as seen so many at a time (half of what a hub has on its way by
/// default), or this long after the last.
inline constexpr std::uint32_t kUnseenPagesMax = 4;
inline constexpr std::uint64_t kSeenDelayMs = 2'000;
/// A live scope reads all its rows again so seldom, to find what went bad on the disk since.
inline constexpr std::uint64_t kRereadMs = std::uint64_t{6} * 3'600'000;
/// A scope that this device may not follow is asked for again so seldom.
inline constexpr std::uint64_t kDeniedRetryMs = 600'000;

/// One scope of the replica in the present connection: follows the hub's log, and pushes.
///
///   kIdle --open--> kCatchingUp --at the head--> kLive
///   kCatchingUp, kLive --SnapshotNeeded--> kSnapshot --joined--> kCatchingUp
///   kLive --same cursor and `have`, other cells--> kRepair --buckets joined--> compared anew
///   any --Denied--> kDenied --after long--> kCatchingUp
///   kCatchingUp --Resync, page that does not fit--> kResync --subscribed anew--> kCatchingUp
///
/// Every step that failed is taken again after a backoff, which ends when the scope is live.
/// Pushing goes on in all of them but kDenied.
class ScopeSync {
public:
    struct Parts {
        replica::Replica& replica;
        Wire& wire;
        Prng& prng;
    };
    ScopeSync(Parts parts, ScopeId scope);

    /// A connection is open. Fails, as everything here, with what makes the replica unusable.
    [[nodiscard]] Result<void> open(Now now, Epoch epoch, OutboxTime time);
    void close();
    [[nodiscard]] bool is_open() const { return phase_ != ScopePhase::kIdle; }
    /// The hub sends its pages.
    [[nodiscard]] bool is_following() const {
        return phase_ == ScopePhase::kLive || phase_ == ScopePhase::kCatchingUp ||
               phase_ == ScopePhase::kRepair;
    }
    [[nodiscard]] bool may_push() const { return is_open() && phase_ != ScopePhase::kDenied; }

    [[nodiscard]] Result<void> take(Now now, const message::Page& page, OutboxTime time);
    [[nodiscard]] Result<void> take(Now now, const message::Resync& resync, OutboxTime time);
    [[nodiscard]] Result<void> take(Now now, const message::SnapshotNeeded& needed);
    [[nodiscard]] Result<void> take(Now now, const message::SnapshotPart& part, BytesView frame,
                                    OutboxTime time);
    [[nodiscard]] Result<void> take(Now now, const message::Checksum& checksum, OutboxTime time);
    [[nodiscard]] Result<void> take(Now now, const message::BucketSums& sums);
    [[nodiscard]] Result<void> take(Now now, const message::RepairPart& part);
    [[nodiscard]] Result<void> take(Now now, const message::Denied& denied);
    /// Verdicts; what they acknowledge, for the estimate of the link.
    [[nodiscard]] Result<std::optional<pace::Acknowledged>> take(Now now,
                                                                 const message::PushResult& result,
                                                                 OutboxTime time);
    /// The next push, if there is one; see Pusher::rank().
    [[nodiscard]] Result<std::optional<Bytes>> next_push(Now now, const pace::Plan& plan,
                                                         OutboxTime time);
    [[nodiscard]] Result<void> handle_timeout(Now now, OutboxTime time);
    [[nodiscard]] std::optional<Instant> timeout() const;

    /// Since when the hub owes an answer to what was asked or pushed.
    [[nodiscard]] std::optional<Instant> owed_since() const;

    [[nodiscard]] Pusher& pusher() { return pusher_; }
    [[nodiscard]] ScopeStatus status() const;

private:
    /// What is tried again later.
    enum class Retry { kSubscribe, kResync, kSnapshot };

    [[nodiscard]] const replica::ScopeState& state() const;
    [[nodiscard]] Cursor cursor() const { return state().row.cursor; }
    void ask(Now now, const Message& message);
    void subscribe(Now now);
    void send_checksum(Now now);
    void plan_comparison(Now now);
    void begin_repair(Now now);
    void repair_next(Now now);
    /// After an answer of the hub was taken.
    [[nodiscard]] Result<void> go_on(Now now, const Result<void>& repaired);
    [[nodiscard]] Result<void> reread(Now now);
    void see(Now now, const message::Page& page);
    void send_seen();
    void retry_later(Now now, Retry what);
    /// Turns an error of the replica into a retry; what cannot be retried comes back.
    [[nodiscard]] Result<void> recover(Now now, const Error& error, Retry what);
    void at_position(Now now, Position head);
    [[nodiscard]] Result<void> go_on_with_snapshot(Now now, OutboxTime time);
    void ask_for_tail_again(Now now);
    [[nodiscard]] Result<void> join_snapshot(Now now, OutboxTime time);
    [[nodiscard]] Result<void> move_cursor(Now now, Cursor cursor, OutboxTime time);
    [[nodiscard]] Result<void> subscribe_with_have(Now now, OutboxTime time);
    [[nodiscard]] Result<void> try_again(Now now, Retry what, OutboxTime time);

    replica::Replica& replica_;
    Wire& wire_;
    Prng& prng_;
    ScopeId scope_;
    Pusher pusher_;
    SnapshotFetch fetch_;
    ScopePhase phase_ = ScopePhase::kIdle;
    Epoch epoch_;
    Position head_;
    /// What the hub said in its last Resync, until the differences are exchanged.
    std::optional<message::Resync> resync_;
    /// The first page of a stream with `have` says where this epoch's log begins.
    bool is_cursor_open_ = false;
    bool is_disk_full_ = false;
    std::optional<Retry> retry_;
    Instant retry_at_;
    pace::Backoff backoff_;
    std::optional<Instant> compare_at_;
    std::optional<Cursor> compared_;
    Instant compared_at_;
    std::optional<Instant> reread_at_;
    RepairWalk repair_;
    /// A repair ended, and the sums have not agreed since.
    bool is_mended_ = false;
    /// Pages that were applied and not reported, and when they are.
    std::uint32_t unseen_pages_ = 0;
    Position unseen_to_;
    std::optional<Instant> seen_at_;
    /// When the oldest question without an answer was asked.
    std::optional<Instant> asked_;
};

/// What the replica alone tells of a scope: as it is before the first connection.
[[nodiscard]] ScopeStatus status_of(const replica::ScopeState& scope);

}  // namespace wedsync::sync
