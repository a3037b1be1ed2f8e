#include "engine/sync/wire.hpp"

#include <utility>

namespace wedsync::sync {

void Wire::send(const Message& message) {
    send_frame(frames_.encode(message));
}

void Wire::disconnect(const std::string& reason) {
    actions_.clear();
    actions_.emplace_back(action::Disconnect{reason});
}

std::optional<Action> Wire::next() {
    if (actions_.empty()) return std::nullopt;
    Action action = std::move(actions_.front());
    actions_.pop_front();
    return action;
}

}  // namespace wedsync::sync
