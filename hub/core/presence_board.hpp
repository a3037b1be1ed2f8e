#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/instant.hpp"
#include "engine/codec/message.hpp"
#include "hub/core/hub.hpp"
#include "hub/core/session.hpp"

namespace wedsync::hub {

/// So often the listeners of a scope hear what is new there, at most.
inline constexpr std::uint64_t kPresenceRoundMs = 500;
/// What one session may say: so much at once, and then once in so long. More is passed over.
inline constexpr std::uint64_t kPresenceBurst = 20;
inline constexpr std::uint64_t kPresenceEveryMs = 500;

/// Who is where, for those who follow the same scopes. In memory only, best effort.
///
/// 1. Who somebody is comes from the session, never from what it says.
/// 2. Only who follows a scope in this session speaks there, or listens.
/// 3. An entry lives while its device repeats it (kPresenceLifetimeMs), and as long as its session.
/// 4. A frame is made when it is asked for by next(), from what is true then, and only while the
///    listener has none unanswered: who reads slowly hears less, and nothing waits for it.
/// 5. Who is behind what has been forgotten, or new, is told the whole board.
class PresenceBoard {
public:
    /// The session follows the scope, under a version that has presence.
    void follow(PeerId peer, ScopeId scope, Instant now);
    /// What a session says of itself; `who` as the hub knows it.
    void hear(PeerId peer, const Author& who, const message::Presence& said, Instant now);
    /// The listener has taken what was sent last.
    void see(PeerId peer, ScopeId scope, Instant now);
    /// The session has ended.
    void forget(PeerId peer, const Session& session, Instant now);

    void handle_timeout(Instant now);
    /// May be early.
    [[nodiscard]] std::optional<Instant> timeout() const { return due_; }
    /// The next frame that may go out, if there is one.
    [[nodiscard]] std::optional<action::Send> next(Instant now);

private:
    struct Entry {
        Author who;
        PeerId peer;
        Whereabouts where;
        /// When its device said so last; of one who is gone, when it went.
        Instant heard;
        /// Of the board, when this became so.
        std::uint64_t version = 0;
    };
    struct Listener {
        /// The version of the board that it was told; 0: nothing yet.
        std::uint64_t told = 0;
        bool is_in_flight = false;
        bool is_in_line = false;
        /// When it may say the next thing, were it to keep to the pace.
        Instant paced;
    };
    struct Board {
        std::map<std::string, Entry> entries;
        std::map<PeerId, Listener> listeners;
        std::uint64_t version = 0;
        /// The newest of those who are gone and forgotten.
        std::uint64_t forgotten = 0;
        /// When the next round may be, and whether there is to be one.
        Instant round;
        bool wants_round = false;
    };
    /// The last frame that was made: many listeners have been told the same.
    struct Frame {
        ScopeId scope;
        std::uint64_t from = 0;
        std::uint64_t to = 0;
        Instant made;
        Bytes bytes;
    };

    void change(Board& board, Entry& entry, Instant now);
    void want_round(Board& board, Instant now);
    void sooner(Instant at);
    static bool take_token(Listener& listener, Instant now);
    static void drop_old(Board& board, Instant now);
    [[nodiscard]] static bool has_news(const Board& board, PeerId peer, const Listener& listener);
    [[nodiscard]] const Bytes& frame_of(ScopeId scope, const Board& board, std::uint64_t from,
                                        Instant now);

    std::map<ScopeId, Board> boards_;
    std::deque<std::pair<PeerId, ScopeId>> line_;
    std::optional<Frame> frame_;
    std::optional<Instant> due_;
};

}  // namespace wedsync::hub
