#include "sim/world/device.hpp"

#include <algorithm>
#include <variant>

#include "engine/base/assert.hpp"
#include "engine/base/overloaded.hpp"

namespace wedsync::sim {
namespace {

constexpr const char* kFileName = "replica.db";
/// A hint is the mean of the last so much, told so often.
constexpr std::uint64_t kHintWindowMs = 2'000;
constexpr std::uint64_t kHintEveryMs = 1'000;

}  // namespace

Device::Device(DeviceOptions options, std::uint64_t seed)
    : options_(std::move(options)),
      prng_(seed),
      disk_(std::make_unique<SimDisk>(options_.disk, std::move(options_.image))),
      link_(options_.network, options_.link) {
    options_.image = {};
}

Result<void> Device::start() {
    WEDSYNC_ASSERT(!is_running());
    held_.clear();
    generation_ = 0;
    is_suspended_ = false;
    replica_ = WEDSYNC_TRY(replica::Replica::open(
        {{kFileName, disk_->vfs_name(), store::Durability::kFull, options_.page_count_max},
         options_.schema,
         options_.author,
         [this] { return prng_.next(); }}));
    for (const auto& [scope, name] : options_.scopes) {
        Result<void> added = replica_->add_scope(scope, name);
        if (!added.ok()) {
            replica_.reset();
            return added;
        }
    }
    client_ = std::make_unique<sync::Client>(
        *replica_,
        sync::Client::Options{options_.author.device, "token", prng_.next(), options_.strategy});
    return {};
}

void Device::stop() {
    client_.reset();
    replica_.reset();
    held_.clear();
    generation_ = 0;
}

Now Device::now(Instant monotonic, std::uint64_t true_wall_ms) const {
    const std::int64_t wall = static_cast<std::int64_t>(true_wall_ms) + options_.clock_ahead_ms;
    return {monotonic, WallTime{static_cast<std::uint64_t>(std::max<std::int64_t>(wall, 0))}};
}

std::optional<Error> Device::failure() const {
    if (!is_running()) return std::nullopt;
    if (disk_->is_dead()) return Error{ErrorCode::kStore, "the disk died"};
    return client_->failure();
}

void Device::tell_hint(Instant now) {
    if (!options_.tells_network || now < hint_at_) return;
    hint_at_ = after(now, kHintEveryMs);
    const std::uint64_t end_ms = now.value() + options_.link.trace_offset_ms;
    const std::uint64_t start_ms = end_ms - std::min(end_ms, kHintWindowMs);
    const std::uint64_t us = std::max<std::uint64_t>(end_ms - start_ms, 1) * 1'000;
    const std::uint64_t kbps =
        options_.network.units_between(Direction::kDown, start_ms * 1'000, end_ms * 1'000) / us;
    client_->handle_network_hint(
        pace::NetworkHint{pace::effective_type(options_.link.rtt_ms, kbps), kbps, false});
}

void Device::take(const Delivery& delivery, Now now) {
    if (delivery.generation != generation_ || generation_ == 0) {
        ++stale_frames_;
        return;
    }
    switch (delivery.kind) {
        case DeliveryKind::kOpened:
            client_->handle_connected(now);
            break;
        case DeliveryKind::kFrame:
            client_->handle_frame(now, delivery.bytes);
            break;
        case DeliveryKind::kClosed:
            generation_ = 0;
            client_->handle_closed(now, "the connection was lost");
            break;
    }
}

void Device::carry_out(Now now) {
    while (auto action = client_->poll_action(now)) {
        std::visit(Overloaded{[&](const sync::action::Connect&) {
                                  generation_ = link_.connect(now.monotonic);
                              },
                              [&](sync::action::Send& send) {
                                  if (sending_ && !sending_(send.frame)) return;
                                  // A frame that cannot be sent is one that will never arrive.
                                  (void)link_.send(Side::kDevice, now.monotonic, send.frame);
                              },
                              [&](const sync::action::Disconnect&) {
                                  generation_ = 0;
                                  link_.close(Side::kDevice, now.monotonic);
                              }},
                   *action);
    }
}

void Device::serve(Instant now, std::uint64_t true_wall_ms) {
    while (auto delivery = link_.poll(Side::kDevice, now)) {
        if (is_running()) held_.push_back(*std::move(delivery));
    }
    if (!is_running() || is_suspended_) return;
    const Now here = this->now(now, true_wall_ms);
    tell_hint(now);
    while (!held_.empty() && !failure().has_value()) {
        const Delivery delivery = std::move(held_.front());
        held_.pop_front();
        take(delivery, here);
        carry_out(here);
    }
    const std::optional<Instant> timeout = client_->poll_timeout();
    if (timeout.has_value() && *timeout <= now && !failure().has_value()) {
        client_->handle_timeout(here);
    }
    carry_out(here);
}

std::optional<Instant> Device::next_event(Instant now) {
    std::optional<Instant> next = link_.next_event(now);
    if (!is_running() || is_suspended_) return next;
    if (!held_.empty()) return now;
    if (options_.tells_network && (!next.has_value() || hint_at_ < *next)) next = hint_at_;
    const std::optional<Instant> timeout = client_->poll_timeout();
    if (timeout.has_value() && (!next.has_value() || *timeout < *next)) next = timeout;
    return next;
}

void Device::tell_network(Instant now, std::uint64_t true_wall_ms, bool is_available) {
    if (!is_running() || is_suspended_) return;
    const Now here = this->now(now, true_wall_ms);
    client_->handle_network(here, is_available);
    carry_out(here);
}

}  // namespace wedsync::sim
