#include "hub/service/shell.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "boost/asio/post.hpp"

#include "engine/base/overloaded.hpp"
#include "hub/core/disk_trial.hpp"
#include "system/clock.hpp"

namespace wedsync::hub {
namespace {

/// What a connection that broke had on its way is here by then.
constexpr std::uint64_t kTwinMs = 20'000;
/// How long others wait at most while pages are made, and at the end of the service.
constexpr std::chrono::milliseconds kSlice{5};
constexpr std::chrono::seconds kLastSlice{1};

}  // namespace

Shell::Shell(boost::asio::io_context& loop, std::unique_ptr<Hub> hub, const Log& log,
             std::function<void(const Error&)> failed)
    : loop_(loop), hub_(std::move(hub)), log_(log), failed_(std::move(failed)), timer_(loop) {}

PeerId Shell::open(Outlet& outlet) {
    const PeerId peer{++peer_last_};
    peers_.emplace(peer, Peer{&outlet, {}, {}});
    hub_->handle_connected(peer, os::read_clock());
    arm();
    return peer;
}

PeerId Shell::open_inside(Outlet& outlet) {
    const PeerId peer = open(outlet);
    peers_.find(peer)->second.is_inside = true;
    return peer;
}

void Shell::take(PeerId peer, BytesView frame) {
    const auto found = peers_.find(peer);
    if (found == peers_.end()) return;
    look_for_twin(found->second);
    if (!found->second.is_inside) {
        ++figures_.frames_in;
        figures_.bytes_in += frame.size();
    }
    current_ = peer;
    hub_->handle_frame(peer, os::read_clock(), frame);
    schedule();
}

/// A device has one connection at a time. Two that go on side by side are a device and its copy,
/// which hold the same key; both are served, and whoever looks after the hub is told.
void Shell::look_for_twin(Peer& peer) {
    if (!peer.followed_at) return;
    if (os::read_clock().monotonic < after(*peer.followed_at, kTwinMs)) return;
    peer.followed_at.reset();
    ++figures_.twins;
    log_.warn("device_in_two_places", {{"device", peer.device}});
}

void Shell::closed(PeerId peer) {
    if (peers_.erase(peer) == 0) return;
    hub_->handle_disconnected(peer);
    schedule();
}

void Shell::admitted(const std::string& device) {
    const auto peer = peers_.find(current_);
    if (peer == peers_.end()) return;
    peer->second.device = device;
    const auto [newest, is_only] = newest_of_.try_emplace(device, current_);
    if (is_only) return;
    const auto before = peers_.find(std::exchange(newest->second, current_));
    if (before != peers_.end()) before->second.followed_at = os::read_clock().monotonic;
}

std::optional<std::string> Shell::device_of(PeerId peer) const {
    const auto found = peers_.find(peer);
    if (found == peers_.end() || found->second.device.empty()) return std::nullopt;
    return found->second.device;
}

std::size_t Shell::connection_count() const {
    return static_cast<std::size_t>(std::count_if(
        peers_.begin(), peers_.end(), [](const auto& peer) { return !peer.second.is_inside; }));
}

std::size_t Shell::admitted_count() const {
    return static_cast<std::size_t>(std::count_if(
        peers_.begin(), peers_.end(),
        [](const auto& peer) { return !peer.second.device.empty() && !peer.second.is_inside; }));
}

void Shell::disconnect_if(const std::function<bool(const std::string& device)>& is_meant) {
    std::vector<PeerId> meant;
    for (const auto& [id, peer] : peers_) {
        if (peer.is_inside) continue;
        if (!peer.device.empty() && is_meant(peer.device)) meant.push_back(id);
    }
    for (const PeerId peer : meant) {
        hub_->handle_disconnected(peer);
        end(peer, "what this device may do has changed");
    }
    // Others may want to know who is gone.
    if (!meant.empty()) schedule();
}

void Shell::rights_changed() {
    hub_->handle_rights_changed(os::read_clock());
    schedule();
}

void Shell::disconnect_all(const std::string& reason) {
    while (!peers_.empty()) {
        const PeerId peer = peers_.begin()->first;
        hub_->handle_disconnected(peer);
        end(peer, reason);
    }
}

/// After everything that is waiting in the loop: their changes go into one commit.
void Shell::schedule() {
    if (std::exchange(is_scheduled_, true)) return;
    boost::asio::post(loop_, [this] { step(kSlice); });
}

void Shell::flush() {
    step(kLastSlice);
}

void Shell::flush_some() {
    step(kSlice);
}

/// Commits, then hands out until the time is over: a herd that comes back wants so many pages that
/// everybody else would wait for them. Verdicts come before pages.
void Shell::step(std::chrono::steady_clock::duration slice) {
    is_scheduled_ = false;
    const auto started = std::chrono::steady_clock::now();
    const Result<void> flushed = hub_->handle_flush(os::read_clock());
    const auto took =
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                       std::chrono::steady_clock::now() - started)
                                       .count());
    ++figures_.flushes;
    figures_.flush_us += took;
    figures_.flush_us_max = std::max(figures_.flush_us_max, took);
    if (!flushed.ok() && std::exchange(is_taking_changes_, false))
        log_.error("changes_not_taken", {{"why", flushed.error().detail}});
    const std::uint64_t erased_count = hub_->counters().erased;
    if (std::exchange(erased_count_, erased_count) != erased_count && erased_) erased_();
    const bool is_drained = drain(std::chrono::steady_clock::now() + slice);
    arm();
    if (!is_drained) schedule();
    if (!flushed.ok() && flushed.error().code != ErrorCode::kFull) failed_(flushed.error());
}

/// A flush that went through proves nothing: perhaps there was nothing to write, or it was small.
void Shell::try_disk() {
    if (is_taking_changes_) return;
    const Result<void> tried = hub::try_disk(hub_->store());
    if (tried.ok()) {
        is_taking_changes_ = true;
        log_.info("changes_taken_again");
    } else if (tried.error().code != ErrorCode::kFull) {
        failed_(tried.error());
    }
}

bool Shell::drain(std::chrono::steady_clock::time_point until) {
    while (std::optional<Action> next = hub_->poll_action()) {
        std::visit(Overloaded{[&](action::Send& send) {
                                  const auto peer = peers_.find(send.peer);
                                  if (peer == peers_.end()) return;
                                  if (!peer->second.is_inside) {
                                      ++figures_.frames_out;
                                      figures_.bytes_out += send.frame.size();
                                  }
                                  peer->second.outlet->send(std::move(send.frame));
                              },
                              [&](action::Disconnect& gone) { end(gone.peer, gone.reason); }},
                   *next);
        if (std::chrono::steady_clock::now() > until) return false;
    }
    return true;
}

void Shell::end(PeerId peer, const std::string& reason) {
    const auto found = peers_.find(peer);
    if (found == peers_.end()) return;
    Outlet& outlet = *found->second.outlet;
    log_.debug("connection_ended", {{"device", found->second.device}, {"why", reason}});
    peers_.erase(found);
    outlet.close(reason);
}

void Shell::arm() {
    const std::optional<Instant> due = hub_->poll_timeout();
    if (due == armed_for_) return;
    armed_for_ = due;
    timer_.cancel();
    if (!due) return;
    const Instant now = os::read_clock().monotonic;
    const std::uint64_t wait_ms = due->value() - std::min(due->value(), now.value());
    timer_.expires_after(std::chrono::milliseconds(wait_ms));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        armed_for_.reset();
        hub_->handle_timeout(os::read_clock());
        step(kSlice);
    });
}

}  // namespace wedsync::hub
