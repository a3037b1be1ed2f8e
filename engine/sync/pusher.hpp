#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/base/prng.hpp"
#include "engine/codec/frame_session.hpp"
#include "engine/pace/backoff.hpp"
#include "engine/pace/link_estimate.hpp"
#include "engine/pace/plan.hpp"
#include "engine/replica/replica.hpp"
#include "engine/sync/outbox.hpp"
#include "engine/sync/relay.hpp"

namespace wedsync::sync {

/// A push that takes more than this is cut in two, so that a frame never holds up what is urgent.
inline constexpr std::size_t kPushBytesMax = std::size_t{256} * 1024;
/// Withdrawn dots told with one push.
inline constexpr std::size_t kWithdrawnPerPushMax = 1'000;

/// Sends one scope's own changes (and, where the hub lacks them, others' from the log), and takes
/// the verdicts.
///
/// 1. A change is on the wire at most once at a time; a new connection starts with nothing on it.
/// 2. Only a verdict about a change itself keeps it back: it is then held, alone, for a backoff of
///    its own. A busy hub pauses the scope.
/// 3. A lane is described before its first change in a connection.
/// 4. Relayed entries go before own changes: those may stand on them.
class Pusher {
public:
    /// A frame that comes from here is the next one that `frames` has made: it has to be sent.
    Pusher(replica::Replica& replica, ScopeId scope, Prng& prng, codec::FrameSession& frames)
        : replica_(replica), scope_(scope), prng_(prng), frames_(frames), relay_(replica, scope) {}

    /// A connection begins: everything that is not acknowledged is due.
    void open(Now now, OutboxTime time);
    /// Pending changes may have been issued again.
    void look_again(OutboxTime time);
    /// Acknowledged changes that are not in the hub's log after all: they are due again.
    void doubt_durable(OutboxTime time);
    /// Entries that the hub lacks, whoever wrote them.
    void relay(const DotSet& lacking) { relay_.want(lacking); }
    [[nodiscard]] bool is_relaying() const { return relays_in_flight_ > 0 || !relay_.is_done(); }

    /// How urgent the next push is, none if there is none now.
    [[nodiscard]] std::optional<Outbox::Rank> rank(Now now, const pace::Plan& plan,
                                                   OutboxTime time);
    /// The next push as a frame. Fails with what the store said.
    [[nodiscard]] Result<std::optional<Bytes>> next(Now now, const pace::Plan& plan,
                                                    OutboxTime time);
    /// Verdicts. Which push they answer, for the estimate of the link; none: not one of ours. Fails
    /// with kStore or kCorrupt; kFull is mended by sending again.
    [[nodiscard]] Result<std::optional<pace::Acknowledged>> take(Now now,
                                                                 const message::PushResult& result,
                                                                 OutboxTime time);
    void handle_timeout(Now now, OutboxTime time);
    [[nodiscard]] std::optional<Instant> timeout() const;

    /// The hub judged nothing of the last push that it answered: it is busy, or its disk is full.
    [[nodiscard]] bool is_put_off() const { return is_put_off_; }
    [[nodiscard]] std::size_t pushes_in_flight() const { return in_flight_.size(); }
    [[nodiscard]] std::size_t changes_in_flight() const { return dots_in_flight_.size(); }
    /// When the oldest push without a verdict was sent.
    [[nodiscard]] std::optional<Instant> oldest_sent() const;

private:
    enum class Way : std::uint8_t { kPush, kRelay };
    struct Sent {
        std::vector<Dot> dots;
        std::vector<Dot> withdrawn;
        Way way = Way::kPush;
        std::size_t bytes = 0;
        Instant at;
    };
    struct Hold {
        /// Zero: it may go.
        Instant until;
        std::uint32_t rounds = 0;
    };

    [[nodiscard]] const replica::ScopeState& state() const;
    [[nodiscard]] bool is_due(const store::OwnRow& row) const;
    [[nodiscard]] bool is_paused(Now now) const {
        return paused_until_ && now.monotonic < *paused_until_;
    }
    void refresh(OutboxTime time);
    void hold(Now now, const Dot& dot);
    void release(const Dot& dot);
    void pause(Now now, std::uint64_t retry_after_ms);
    [[nodiscard]] std::vector<Dot> withdrawn_to_tell() const;
    [[nodiscard]] Result<std::vector<LaneInfo>> lanes_of(const std::vector<Change>& changes);
    /// Who wrote in a lane, null where that is not known.
    [[nodiscard]] Result<const Author*> author_of(const Incarnation& incarnation);
    [[nodiscard]] Result<Bytes> send(Now now, const pace::Plan& plan, message::Push& push, Way way);
    [[nodiscard]] Result<std::size_t> count_of_one_device(message::Push& push);
    [[nodiscard]] Result<std::optional<Bytes>> next_relay(Now now, const pace::Plan& plan);
    void take_relayed(Now now, const message::Verdict& verdict);
    void settle(Now now, const message::Verdict& verdict, OutboxTime time);
    void need(const std::vector<Dot>& missing, OutboxTime time);

    replica::Replica& replica_;
    ScopeId scope_;
    Prng& prng_;
    codec::FrameSession& frames_;
    Outbox outbox_;
    Relay relay_;
    std::uint64_t request_last_ = 0;
    std::map<std::uint64_t, Sent> in_flight_;
    std::set<Dot> dots_in_flight_;
    std::set<Dot> withdrawn_in_flight_;
    std::size_t relays_in_flight_ = 0;
    /// What the hub answered `missing` for, how often, and what of it waits for others to bring
    /// what it names.
    std::map<Dot, std::uint32_t> relay_rounds_;
    DotSet relay_held_;
    std::optional<Instant> relay_again_at_;
    /// Acknowledged, and yet to be sent again.
    std::set<Dot> doubted_;
    std::map<Dot, Hold> holds_;
    /// Those that are held now, by when they may go again.
    std::set<std::pair<Instant, Dot>> hold_order_;
    std::set<Incarnation> lanes_told_;
    std::map<Incarnation, Author> lanes_;
    std::optional<Instant> paused_until_;
    bool is_put_off_ = false;
    pace::Backoff backoff_;
};

}  // namespace wedsync::sync
