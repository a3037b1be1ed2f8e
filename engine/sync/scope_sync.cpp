#include "engine/sync/scope_sync.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/assert.hpp"

namespace wedsync::sync {
namespace {

/// A cursor that no hub gave: it is answered by Resync.
constexpr Cursor kLostCursor{Epoch{0}, Position{1}};

bool is_fatal(const Error& error) {
    return error.code == ErrorCode::kStore || error.code == ErrorCode::kCorrupt;
}

/// Whether this page can give birth to own changes under new names.
bool may_reissue(const message::Page& page, const replica::ScopeState& state) {
    return std::any_of(page.entries.begin(), page.entries.end(), [&](const Entry& entry) {
        if (const auto* refused = std::get_if<entry::Refused>(&entry)) {
            return state.pending_by_dot.contains(refused->dot);
        }
        const auto* accepted = std::get_if<entry::Accepted>(&entry);
        return accepted != nullptr && state.pending_by_dot.contains(accepted->change.dot);
    });
}

}  // namespace

ScopeSync::ScopeSync(Parts parts, ScopeId scope)
    : replica_(parts.replica),
      wire_(parts.wire),
      prng_(parts.prng),
      scope_(scope),
      pusher_(parts.replica, scope, parts.prng, parts.wire.frames()),
      fetch_(parts.replica, scope),
      repair_(parts.replica, scope) {}

const replica::ScopeState& ScopeSync::state() const {
    const replica::ScopeState* state = replica_.scope(scope_);
    WEDSYNC_ASSERT(state != nullptr);
    return *state;
}

// ---- Beginning and end ----

Result<void> ScopeSync::open(Now now, Epoch epoch, OutboxTime time) {
    epoch_ = epoch;
    head_ = cursor().position;
    retry_.reset();
    compared_.reset();
    asked_.reset();
    resync_.reset();
    is_cursor_open_ = false;
    pusher_.open(now, time);
    WEDSYNC_TRY(fetch_.load(epoch));
    if (fetch_.is_active()) {
        phase_ = ScopePhase::kSnapshot;
        return go_on_with_snapshot(now, time);
    }
    subscribe(now);
    return {};
}

void ScopeSync::close() {
    phase_ = ScopePhase::kIdle;
    retry_.reset();
    compare_at_.reset();
    unseen_pages_ = 0;
    seen_at_.reset();
    is_mended_ = false;
    asked_.reset();
    repair_.end();
}

void ScopeSync::ask(Now now, const Message& message) {
    if (!asked_) asked_ = now.monotonic;
    wire_.send(message);
}

void ScopeSync::subscribe(Now now) {
    phase_ = ScopePhase::kCatchingUp;
    is_cursor_open_ = false;
    ask(now, message::Subscribe{scope_, cursor(), std::nullopt, wire_.frames().has_short()});
    // A hub that has nothing new says nothing to Subscribe: the answer to this tells.
    send_checksum(now);
}

void ScopeSync::send_checksum(Now now) {
    compare_at_.reset();
    const store::ScopeRow& row = state().row;
    const Cursor at{epoch_, row.cursor.position};
    if (row.cursor.epoch != epoch_ && row.cursor != Cursor{}) return;
    ask(now, message::Checksum{scope_, at, row.cells_sum, row.have_sum});
}

void ScopeSync::retry_later(Now now, Retry what) {
    retry_ = what;
    retry_at_ = after(now.monotonic, backoff_.next_ms(prng_));
    compare_at_.reset();
}

Result<void> ScopeSync::recover(Now now, const Error& error, Retry what) {
    if (is_fatal(error)) return error;
    // A full disk is tried again as it was: nothing was applied, so nothing is lost.
    is_disk_full_ = error.code == ErrorCode::kFull;
    if (!is_disk_full_ && what == Retry::kSubscribe) what = Retry::kResync;
    if (what == Retry::kResync) phase_ = ScopePhase::kResync;
    if (what == Retry::kSnapshot && !is_disk_full_) {
        // What is staged would fail in the same way for ever.
        const Result<void> dropped = fetch_.restart(epoch_);
        if (!dropped.ok() && is_fatal(dropped.error())) return dropped.error();
    }
    retry_later(now, what);
    return {};
}

Result<void> ScopeSync::try_again(Now now, Retry what, OutboxTime time) {
    switch (what) {
        case Retry::kSubscribe:
            subscribe(now);
            return {};
        case Retry::kResync:
            phase_ = ScopePhase::kResync;
            ask(now, message::Subscribe{scope_, kLostCursor, std::nullopt});
            return {};
        case Retry::kSnapshot:
            return go_on_with_snapshot(now, time);
    }
    return {};
}

// ---- The hub's log ----

/// Everything up to the cursor is applied, and the hub's log ends at `head`.
void ScopeSync::at_position(Now now, Position head) {
    is_disk_full_ = false;
    head_ = std::max(head, cursor().position);
    if (cursor().position < head_) {
        phase_ = ScopePhase::kCatchingUp;
        return;
    }
    phase_ = ScopePhase::kLive;
    // Never overdue: a device that was away for a month reads when all is quiet.
    reread_at_ = std::max(reread_at_.value_or(after(now.monotonic, kRereadMs)),
                          after(now.monotonic, kQuietMs));
    plan_comparison(now);
}

void ScopeSync::plan_comparison(Now now) {
    if (compared_ == cursor()) return;
    const bool has_durable = std::any_of(
        state().pending.begin(), state().pending.end(),
        [](const auto& item) { return item.second.status == store::OwnStatus::kDurable; });
    const Instant soon = after(now.monotonic, kQuietMs);
    const bool may_wait = compared_ && !has_durable;
    compare_at_ = may_wait ? std::max(soon, after(compared_at_, kCompareMs)) : soon;
}

/// A page that is not the last is one that the hub could fill: the window is opened at once.
void ScopeSync::see(Now now, const message::Page& page) {
    ++unseen_pages_;
    unseen_to_ = page.to;
    seen_at_ = after(now.monotonic, kSeenDelayMs);
    if (page.to < page.head || unseen_pages_ >= kUnseenPagesMax) send_seen();
}

void ScopeSync::send_seen() {
    unseen_pages_ = 0;
    seen_at_.reset();
    wire_.send(message::Seen{scope_, unseen_to_});
}

Result<void> ScopeSync::take(Now now, const message::Page& page, OutboxTime time) {
    asked_.reset();
    if (retry_ || phase_ == ScopePhase::kIdle) return {};
    if (phase_ == ScopePhase::kSnapshot) {
        const Result<bool> taken = fetch_.take(page);
        if (!taken.ok()) return recover(now, taken.error(), Retry::kSnapshot);
        if (!taken.value()) {
            ask_for_tail_again(now);
            return {};
        }
        wire_.send(message::Seen{scope_, page.to});
        if (fetch_.step() != SnapshotFetch::Step::kReady) return {};
        return join_snapshot(now, time);
    }
    if (phase_ == ScopePhase::kResync && !is_cursor_open_) return {};
    // The first page for a device that has never met a hub opens its cursor too.
    const bool is_first = cursor() == Cursor{} && page.from == Position{} && page.epoch == epoch_;
    if (is_cursor_open_ || is_first) {
        WEDSYNC_TRY(move_cursor(now, {page.epoch, page.from}, time));
        if (retry_) return {};
        is_cursor_open_ = false;
    }
    // A frame of before, delivered twice; or the hub heard an old Subscribe, and waits until this
    // page is seen.
    if (page.epoch == cursor().epoch && page.to <= cursor().position) {
        see(now, page);
        return {};
    }
    const bool is_reissue = page.thinned || may_reissue(page, state());
    const Result<void> applied = replica_.apply_page(now, page);
    if (is_reissue) pusher_.look_again(time);
    if (!applied.ok()) return recover(now, applied.error(), Retry::kSubscribe);
    see(now, page);
    at_position(now, page.head);
    return {};
}

Result<void> ScopeSync::take(Now now, const message::Checksum& checksum, OutboxTime time) {
    asked_.reset();
    if (retry_) return {};
    if (phase_ == ScopePhase::kSnapshot) {
        if (!fetch_.take_head(checksum.cursor)) return {};
        return join_snapshot(now, time);
    }
    const store::ScopeRow& row = state().row;
    const bool is_here = checksum.cursor.position == row.cursor.position &&
                         checksum.cursor.epoch == epoch_ && !is_cursor_open_ &&
                         (row.cursor.epoch == epoch_ || row.cursor == Cursor{});
    if (phase_ != ScopePhase::kCatchingUp && phase_ != ScopePhase::kLive) return {};
    if (!is_here) return {};
    if (checksum.have != row.have_sum) {
        phase_ = ScopePhase::kResync;
        retry_later(now, Retry::kResync);
        return {};
    }
    if (checksum.cells != row.cells_sum) {
        begin_repair(now);
        return {};
    }
    is_mended_ = false;
    compared_ = row.cursor;
    compared_at_ = now.monotonic;
    at_position(now, checksum.cursor.position);
    backoff_.reset();
    // The hub's log holds nothing more, so what it acknowledged should have come back.
    pusher_.doubt_durable(time);
    return {};
}

// ---- Repair ----

/// What a repair did not mend is tried again after a backoff.
void ScopeSync::begin_repair(Now now) {
    phase_ = ScopePhase::kRepair;
    compare_at_.reset();
    compared_.reset();
    if (std::exchange(is_mended_, false)) {
        retry_later(now, Retry::kSubscribe);
        return;
    }
    repair_.begin();
    repair_next(now);
}

void ScopeSync::repair_next(Now now) {
    if (const std::optional<message::RepairRequest> request = repair_.next()) ask(now, *request);
    if (!repair_.is_done()) return;
    repair_.end();
    is_mended_ = true;
    subscribe(now);
}

Result<void> ScopeSync::take(Now now, const message::BucketSums& sums) {
    asked_.reset();
    // A page that came meanwhile ended the repair: the sums are compared anew when all is quiet.
    if (retry_ || phase_ != ScopePhase::kRepair || sums.cursor != cursor()) return {};
    return go_on(now, repair_.take(sums));
}

Result<void> ScopeSync::take(Now now, const message::RepairPart& part) {
    asked_.reset();
    if (retry_ || phase_ != ScopePhase::kRepair || part.cursor != cursor()) return {};
    return go_on(now, repair_.take(now, part));
}

Result<void> ScopeSync::go_on(Now now, const Result<void>& repaired) {
    if (!repaired.ok()) return recover(now, repaired.error(), Retry::kSubscribe);
    if (cursor() == Cursor{}) {
        // It starts over (Replica::rescan).
        repair_.end();
        subscribe(now);
        return {};
    }
    repair_next(now);
    return {};
}

/// Rows that went bad on the disk do not show in the sums that are kept. Where they are not what
/// they were, what they are now is compared with the hub's.
Result<void> ScopeSync::reread(Now now) {
    reread_at_ = after(now.monotonic, kRereadMs);
    const replica::Replica::Verification found = WEDSYNC_TRY(replica_.verify(scope_));
    if (found.ok()) return {};
    WEDSYNC_TRY(replica_.rescan(scope_));
    if (cursor() == Cursor{}) {
        subscribe(now);
    } else {
        send_checksum(now);
    }
    return {};
}

// ---- Scopes that are not for this device ----

Result<void> ScopeSync::take(Now now, const message::Denied& /*denied*/) {
    asked_.reset();
    if (phase_ == ScopePhase::kIdle) return {};
    phase_ = ScopePhase::kDenied;
    compare_at_.reset();
    seen_at_.reset();
    retry_ = Retry::kSubscribe;
    retry_at_ = after(now.monotonic, kDeniedRetryMs);
    return {};
}

// ---- Another hub, or another life of this one ----

Result<void> ScopeSync::take(Now now, const message::Resync& resync, OutboxTime time) {
    asked_.reset();
    if (retry_ || resync.epoch != epoch_) return {};
    if (phase_ == ScopePhase::kLive || phase_ == ScopePhase::kRepair) {
        // The hub heard an old Subscribe again, and sends no pages any more.
        subscribe(now);
        return {};
    }
    if (phase_ == ScopePhase::kSnapshot) ask_for_tail_again(now);
    const bool is_asked = phase_ == ScopePhase::kCatchingUp || phase_ == ScopePhase::kResync;
    if (!is_asked) return {};
    phase_ = ScopePhase::kResync;
    resync_ = resync;
    DotSet lacking;
    for (const DotRange& range : state().row.have.minus(resync.have))
        lacking.add(range);
    if (!lacking.empty()) pusher_.relay(lacking);
    pusher_.look_again(time);
    return subscribe_with_have(now, time);
}

/// In another epoch what was acknowledged is offered again.
Result<void> ScopeSync::move_cursor(Now now, Cursor cursor, OutboxTime time) {
    const Result<void> moved = replica_.move_cursor(scope_, cursor);
    if (!moved.ok()) return recover(now, moved.error(), Retry::kResync);
    pusher_.look_again(time);
    return {};
}

/// Asks for what is not here. A hub that has nothing of that kind is followed from its head.
Result<void> ScopeSync::subscribe_with_have(Now now, OutboxTime time) {
    if (!resync_ || pusher_.is_relaying()) return {};
    const message::Resync resync = *std::exchange(resync_, std::nullopt);
    if (resync.have.minus(state().row.have).empty()) {
        WEDSYNC_TRY(move_cursor(now, {resync.epoch, resync.head}, time));
        if (!retry_) subscribe(now);
        return {};
    }
    is_cursor_open_ = true;
    ask(now, message::Subscribe{scope_, cursor(), state().row.have});
    return {};
}

// ---- Snapshots ----

Result<void> ScopeSync::take(Now now, const message::SnapshotNeeded& needed) {
    asked_.reset();
    if (retry_ || phase_ == ScopePhase::kIdle || needed.epoch != epoch_) return {};
    const bool is_again = phase_ == ScopePhase::kSnapshot;
    phase_ = ScopePhase::kSnapshot;
    is_cursor_open_ = false;
    compare_at_.reset();
    const Result<void> started = fetch_.restart(epoch_);
    if (!started.ok()) return recover(now, started.error(), Retry::kSnapshot);
    if (is_again) {
        retry_later(now, Retry::kSnapshot);
    } else {
        ask(now, fetch_.request());
    }
    return {};
}

Result<void> ScopeSync::take(Now now, const message::SnapshotPart& part, BytesView frame,
                             OutboxTime time) {
    asked_.reset();
    if (retry_ || phase_ != ScopePhase::kSnapshot) return {};
    const Result<bool> taken = fetch_.take(part, frame);
    if (!taken.ok()) return recover(now, taken.error(), Retry::kSnapshot);
    if (!taken.value()) return {};
    return go_on_with_snapshot(now, time);
}

Result<void> ScopeSync::go_on_with_snapshot(Now now, OutboxTime time) {
    if (!fetch_.is_active()) {
        // It could not even be started before: the disk was full, or the hub talked nonsense.
        const Result<void> started = fetch_.restart(epoch_);
        if (!started.ok()) return recover(now, started.error(), Retry::kSnapshot);
    }
    switch (fetch_.step()) {
        case SnapshotFetch::Step::kParts:
            ask(now, fetch_.request());
            return {};
        case SnapshotFetch::Step::kTail:
            ask(now, message::Subscribe{scope_, fetch_.tail(), std::nullopt});
            // No page comes where nothing was written since: the answer to this tells.
            ask(now, message::Checksum{scope_, fetch_.tail(), 0, 0});
            return {};
        case SnapshotFetch::Step::kReady:
            return join_snapshot(now, time);
    }
    return {};
}

/// The hub heard an old Subscribe, and does not send what follows the snapshot.
void ScopeSync::ask_for_tail_again(Now now) {
    if (fetch_.step() == SnapshotFetch::Step::kTail) retry_later(now, Retry::kSnapshot);
}

Result<void> ScopeSync::join_snapshot(Now now, OutboxTime time) {
    const Result<void> joined = fetch_.join(now);
    pusher_.look_again(time);
    if (!joined.ok()) return recover(now, joined.error(), Retry::kSnapshot);
    subscribe(now);
    return {};
}

// ---- Pushes, time, status ----

Result<std::optional<Bytes>> ScopeSync::next_push(Now now, const pace::Plan& plan,
                                                  OutboxTime time) {
    std::optional<Bytes> frame = WEDSYNC_TRY(pusher_.next(now, plan, time));
    WEDSYNC_TRY(subscribe_with_have(now, time));
    return frame;
}

Result<std::optional<pace::Acknowledged>> ScopeSync::take(Now now,
                                                          const message::PushResult& result,
                                                          OutboxTime time) {
    std::optional<pace::Acknowledged> acknowledged = WEDSYNC_TRY(pusher_.take(now, result, time));
    WEDSYNC_TRY(subscribe_with_have(now, time));
    return acknowledged;
}

Result<void> ScopeSync::handle_timeout(Now now, OutboxTime time) {
    if (phase_ == ScopePhase::kIdle) return {};
    pusher_.handle_timeout(now, time);
    if (retry_ && retry_at_ <= now.monotonic) {
        const Retry what = *std::exchange(retry_, std::nullopt);
        WEDSYNC_TRY(try_again(now, what, time));
    }
    if (compare_at_ && *compare_at_ <= now.monotonic) send_checksum(now);
    if (seen_at_ && *seen_at_ <= now.monotonic) send_seen();
    if (phase_ == ScopePhase::kLive && reread_at_ && *reread_at_ <= now.monotonic)
        WEDSYNC_TRY(reread(now));
    return {};
}

std::optional<Instant> ScopeSync::owed_since() const {
    if (phase_ == ScopePhase::kIdle) return std::nullopt;
    const std::optional<Instant> pushed = pusher_.oldest_sent();
    if (!asked_ || (pushed && *pushed < *asked_)) return pushed;
    return asked_;
}

std::optional<Instant> ScopeSync::timeout() const {
    if (phase_ == ScopePhase::kIdle) return std::nullopt;
    std::optional<Instant> first = pusher_.timeout();
    const auto sooner = [&](Instant at) {
        if (!first || at < *first) first = at;
    };
    if (retry_) sooner(retry_at_);
    if (compare_at_) sooner(*compare_at_);
    if (seen_at_) sooner(*seen_at_);
    if (phase_ == ScopePhase::kLive && reread_at_) sooner(*reread_at_);
    return first;
}

ScopeStatus ScopeSync::status() const {
    ScopeStatus status = status_of(state());
    status.phase = phase_;
    status.head = head_;
    status.in_flight = pusher_.changes_in_flight();
    status.is_put_off = pusher_.is_put_off();
    status.is_disk_full = is_disk_full_;
    status.buckets_repaired = repair_.repaired();
    status.snapshot_records = fetch_.record_count();
    return status;
}

ScopeStatus status_of(const replica::ScopeState& scope) {
    ScopeStatus status;
    status.scope = scope.row.scope;
    status.applied = status.head = scope.row.cursor.position;
    status.refused = scope.refused.size();
    status.withdrawn = scope.withdrawn.size();
    for (const auto& [sequence, row] : scope.pending) {
        if (row.status == store::OwnStatus::kDurable) {
            ++status.durable;
            continue;
        }
        if (status.waiting == 0) status.waiting_since_ms = row.created_ms;
        ++status.waiting;
    }
    return status;
}

}  // namespace wedsync::sync
