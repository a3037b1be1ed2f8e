#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/codec/frame_session.hpp"
#include "hub/core/hub.hpp"
#include "hub/core/scopes.hpp"

namespace wedsync::hub {

/// One scope in one session. All that a reader costs, however far behind it is: nothing here grows
/// with what it has not read yet.
struct Follow {
    bool is_subscribed = false;
    /// Waits in the line of FanOut.
    bool is_queued = false;
    bool takes_thinned = false;
    /// The end of what was sent.
    Position sent;
    /// The ends of the pages that the reader has not reported as seen, oldest first.
    std::vector<Position> pages_in_flight;
    /// What the reader had when it subscribed after a Resync, until the log passes `known_last`.
    DotSet known;
    Position known_last;
    /// Pushed in this session and accepted, not yet sent back: goes as Echo. Empty when caught up.
    DotSet pushed;
    /// What the device pushed under names that somebody else's changes have here.
    DotSet forked;
    /// The lanes described to the reader since it subscribed.
    std::set<Incarnation> lanes_sent;
    /// The lanes described by the device which the hub has not stored.
    Lanes lanes_heard;
};

struct Session {
    /// Set by Hello.
    bool is_open = false;
    std::string device;
    /// The version of the session.
    std::uint16_t protocol = 0;
    Instant heard;
    codec::FrameSession frames;
    std::map<ScopeId, Follow> scopes;
};
using Sessions = std::map<PeerId, Session>;

/// Who said nothing for so long, and when the next one will have.
struct Silence {
    std::vector<PeerId> peers;
    std::optional<Instant> next;
};
[[nodiscard]] Silence look_for_silent(const Sessions& sessions, Instant now,
                                      std::uint64_t idle_ms_max);

/// Bounds for what one session may make the hub remember.
inline constexpr std::size_t kLanesHeardMax = 4'096;
inline constexpr std::size_t kPushedIntervalsMax = 4'096;
inline constexpr std::size_t kForkedIntervalsMax = 1'024;

}  // namespace wedsync::hub
