#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "boost/asio/io_context.hpp"
#include "boost/asio/steady_timer.hpp"

#include "hub/core/hub.hpp"
#include "hub/service/log.hpp"
#include "hub/service/waiting_bytes.hpp"

namespace wedsync::hub {

/// One connection as the Shell sees it: where frames for the peer go. Whoever owns the socket
/// implements it.
class Outlet {
public:
    Outlet() = default;
    Outlet(const Outlet&) = delete;
    Outlet& operator=(const Outlet&) = delete;
    virtual ~Outlet() = default;
    /// Puts a whole frame after those before.
    virtual void send(Bytes frame) = 0;
    /// Ends the connection once what was put is sent. The Shell has forgotten it already.
    virtual void close(const std::string& reason) = 0;
};

/// Drives the hub's core from an event loop of one thread: numbers the connections, commits pushed
/// changes in groups (what came in while the loop was busy is one group), hands frames out, keeps
/// the one timer.
class Shell {
public:
    /// `failed` is told when the store failed: the hub is of no use then until it is opened anew.
    Shell(boost::asio::io_context& loop, std::unique_ptr<Hub> hub, const Log& log,
          std::function<void(const Error&)> failed);
    Shell(const Shell&) = delete;
    Shell& operator=(const Shell&) = delete;
    ~Shell() = default;

    /// The outlet has to outlive the connection: until closed(), or Outlet::close().
    [[nodiscard]] PeerId open(Outlet& outlet);
    /// The same for a device within this process: it is in no figure, and ends with
    /// disconnect_all() only.
    [[nodiscard]] PeerId open_inside(Outlet& outlet);
    void take(PeerId peer, BytesView frame);
    void closed(PeerId peer);
    /// The policy let a device in: it is the peer whose frame is being looked at just now.
    void admitted(const std::string& device);
    /// The device that is at the other end, if it was let in.
    [[nodiscard]] std::optional<std::string> device_of(PeerId peer) const;
    [[nodiscard]] bool is_admitted(PeerId peer) const { return device_of(peer).has_value(); }
    /// Ends every connection of whom this is true of.
    void disconnect_if(const std::function<bool(const std::string& device)>& is_meant);
    /// The policy has changed: also whoever is not connected may have less.
    void rights_changed();
    void disconnect_all(const std::string& reason);
    [[nodiscard]] std::size_t connection_count() const;
    [[nodiscard]] std::size_t admitted_count() const;

    [[nodiscard]] Hub& hub() { return *hub_; }
    /// The disk takes changes: no commit failed since it last proved that.
    [[nodiscard]] bool is_taking_changes() const { return is_taking_changes_; }
    /// To be called now and then: looks whether a disk that was full takes changes again.
    void try_disk();
    /// Whether something came in that is not committed yet (or more is to be handed out).
    [[nodiscard]] bool has_uncommitted() const { return is_scheduled_; }
    /// Is called when something was erased, before anybody is told.
    void on_erased(std::function<void()> told) { erased_ = std::move(told); }
    /// Commits what came in and hands out what there is to say, now.
    void flush();
    /// Commits what came in, now, and hands out for as long as others may wait: verdicts first.
    void flush_some();

    /// For metrics; durations of commits in microseconds.
    struct Figures {
        /// Connections that went on beside a newer one of the same device.
        std::uint64_t twins = 0;
        std::uint64_t frames_in = 0;
        std::uint64_t bytes_in = 0;
        std::uint64_t frames_out = 0;
        std::uint64_t bytes_out = 0;
        std::uint64_t flushes = 0;
        std::uint64_t flush_us = 0;
        std::uint64_t flush_us_max = 0;
    };
    [[nodiscard]] const Figures& figures() const { return figures_; }
    /// Outlets say here what waits in them. Never null.
    [[nodiscard]] const std::shared_ptr<WaitingBytes>& waiting() const { return waiting_; }

private:
    struct Peer {
        Outlet* outlet = nullptr;
        /// Empty: not let in yet.
        std::string device;
        /// When another connection of this device was let in. One that broke says no more after it.
        std::optional<Instant> followed_at;
        bool is_inside = false;
    };

    void schedule();
    void look_for_twin(Peer& peer);
    void step(std::chrono::steady_clock::duration slice);
    /// False: the time was over before everything was handed out.
    [[nodiscard]] bool drain(std::chrono::steady_clock::time_point until);
    void end(PeerId peer, const std::string& reason);
    void arm();

    boost::asio::io_context& loop_;
    std::unique_ptr<Hub> hub_;
    const Log& log_;
    std::function<void()> erased_;
    std::uint64_t erased_count_ = 0;
    std::function<void(const Error&)> failed_;
    boost::asio::steady_timer timer_;
    std::optional<Instant> armed_for_;
    std::map<PeerId, Peer> peers_;
    /// By device, the connection that was let in last; also when it has ended.
    std::map<std::string, PeerId> newest_of_;
    std::uint64_t peer_last_ = 0;
    PeerId current_;
    bool is_scheduled_ = false;
    bool is_taking_changes_ = true;
    Figures figures_;
    std::shared_ptr<WaitingBytes> waiting_ = std::make_shared<WaitingBytes>();
};

}  // namespace wedsync::hub
