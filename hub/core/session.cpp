#include "hub/core/session.hpp"

#include <algorithm>

namespace wedsync::hub {

Silence look_for_silent(const Sessions& sessions, Instant now, std::uint64_t idle_ms_max) {
    Silence silence;
    for (const auto& [peer, session] : sessions) {
        const Instant deadline = after(session.heard, idle_ms_max);
        if (deadline <= now) {
            silence.peers.push_back(peer);
        } else {
            silence.next = silence.next ? std::min(*silence.next, deadline) : deadline;
        }
    }
    return silence;
}

}  // namespace wedsync::hub
