#pragma once

#include <deque>
#include <optional>
#include <string>

#include "engine/codec/frame_session.hpp"
#include "engine/codec/message.hpp"
#include "engine/sync/client.hpp"

namespace wedsync::sync {

/// Frames that wait for the host to take them. Answers are one frame for each that came in, so more
/// than this means that the host does not drain the client, or that the hub floods it.
inline constexpr std::size_t kActionsMax = 4'096;

/// What the host is to do next, in order.
class Wire {
public:
    void send(const Message& message);
    void send_frame(Bytes frame) { actions_.emplace_back(action::Send{std::move(frame)}); }
    void connect() { actions_.emplace_back(action::Connect{}); }
    /// Drops every frame of the connection that is given up.
    void disconnect(const std::string& reason);
    void drop_frames() { actions_.clear(); }

    /// Of the present connection. A frame that it encoded has to be sent next.
    [[nodiscard]] codec::FrameSession& frames() { return frames_; }
    [[nodiscard]] bool is_flooded() const { return actions_.size() > kActionsMax; }
    [[nodiscard]] std::optional<Action> next();

private:
    std::deque<Action> actions_;
    codec::FrameSession frames_;
};

}  // namespace wedsync::sync
