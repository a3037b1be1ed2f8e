#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/codec/message.hpp"
#include "hub/core/hub.hpp"
#include "hub/core/session.hpp"

namespace wedsync::hub {

/// So often the listeners of a scope hear what is new there, at most.
inline constexpr std::uint64_t kClaimRoundMs = 500;
/// What one session may say: so much at once, and then once in so long. More is passed over.
inline constexpr std::uint64_t kClaimBurst = 20;
inline constexpr std::uint64_t kClaimEveryMs = 1'000;
/// So long a claim that is over is kept, so that those who are behind hear of it.
inline constexpr std::uint64_t kClaimGoneMs = 30'000;

/// Who claims what, for those who follow the same scopes. In memory only, best effort: a hub that
/// is started anew is told again by the devices. Time is that of the hub's own clock, elapsed.
///
/// 1. Who somebody is comes from the session, never from what it says; only who follows a scope in
///    this session claims there, or is told; only who may write there is heard.
/// 2. No two people hold what overlaps (prevent::who_holds()).
/// 3. A claim lives as long as its device asked for, counted from when it last asked; the end of a
///    session ends none.
/// 4. What was taken over stays so until it is over or given back: its device is told even when it
///    comes late.
/// 5. A frame is made when it is asked for by next(), from what is true then, and only while the
///    listener has none unanswered. Who is new, or behind what has been forgotten, is told all.
class LeaseBoard {
public:
    /// Whether this session may claim that.
    using MayClaim = std::function<bool(const Extent& on)>;

    /// `counters` outlive the board.
    explicit LeaseBoard(Counters& counters) : counters_(counters) {}

    /// The session follows the scope, under a version that has claims.
    void follow(PeerId peer, ScopeId scope, Instant now);
    /// All that a session claims in a scope; `who` as the hub knows it. What is to be told to it at
    /// once: what was refused.
    [[nodiscard]] std::optional<message::ClaimsTold> hear(PeerId peer, const Author& who,
                                                          const message::Claims& claims,
                                                          const MayClaim& may_claim, Instant now);
    /// The listener has taken what was sent last.
    void see(PeerId peer, ScopeId scope, Instant now);
    /// Ends what is claimed by devices that may not claim it any more.
    using MayKeep = std::function<bool(const std::string& device, ScopeId scope, const Extent& on)>;
    void review(const MayKeep& may_keep, Instant now);
    /// The session has ended: its claims go on until they are over.
    void forget(PeerId peer, const Session& session);

    void handle_timeout(Instant now);
    /// May be early.
    [[nodiscard]] std::optional<Instant> timeout() const { return due_; }
    /// The next frame that may go out, if there is one.
    [[nodiscard]] std::optional<action::Send> next(Instant now);

    /// Claims that are held, over all scopes.
    [[nodiscard]] std::size_t held() const;
    /// All of a scope as it stands, as a listener would be told.
    [[nodiscard]] std::vector<Holding> holdings(ScopeId scope, Instant now) const;

private:
    /// By the device, and what it is on.
    using Key = std::pair<std::string, Extent>;
    struct Entry {
        Author who;
        PeerId peer;
        std::string label;
        Standing standing = Standing::kWaiting;
        /// Until when it lives; of what is gone, when it is forgotten.
        Instant until;
        /// Elapsed since the hub's clock began; may be from before.
        std::int64_t asked_ms = 0;
        std::optional<std::int64_t> granted_ms;
        std::string taken_by;
        /// Of the board, when this became so.
        std::uint64_t version = 0;
    };
    struct Listener {
        /// The version of the board that it was told; 0: nothing yet.
        std::uint64_t told = 0;
        /// It is told even that there is nothing: what it knows may be of another hub.
        bool wants_all = false;
        bool is_in_flight = false;
        bool is_in_line = false;
        /// When it may say the next thing, were it to keep to the pace.
        Instant paced;
    };
    struct Board {
        std::map<Key, Entry> entries;
        std::map<PeerId, Listener> listeners;
        std::uint64_t version = 0;
        /// The newest of those that are gone and forgotten.
        std::uint64_t forgotten = 0;
        /// When the next round may be, and whether there is to be one.
        Instant round;
        bool wants_round = false;
    };

    void sooner(Instant at);
    void want_round(Board& board, Instant now);
    void change(Board& board, Entry& entry, Instant now);
    void end(Board& board, Entry& entry, Instant now);
    static bool take_token(Listener& listener, Instant now);
    /// True: there is room for it, or it was there.
    bool hear_one(Board& board, PeerId peer, const Author& who, const Ask& ask, Instant now);
    void take_over(Board& board, const Key& key, Entry& entry, Instant now);
    void rank(Board& board, Instant now);
    static void drop_gone(Board& board, Instant now);
    /// Ends those that this is true of, and are not over already.
    void end_if(Board& board, Instant now,
                const std::function<bool(const Key& key, const Entry& entry)>& is_meant);
    void expire(Board& board, Instant now);
    [[nodiscard]] static bool has_news(const Board& board, const Listener& listener);
    [[nodiscard]] static message::ClaimsTold message_of(ScopeId scope, const Board& board,
                                                        std::uint64_t from, Instant now);

    Counters& counters_;
    std::map<ScopeId, Board> boards_;
    std::deque<std::pair<PeerId, ScopeId>> line_;
    std::optional<Instant> due_;
};

}  // namespace wedsync::hub
