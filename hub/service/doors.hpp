#pragma once

#include <optional>

#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "hub/service/admission.hpp"
#include "hub/service/connection.hpp"
#include "hub/service/gate.hpp"
#include "hub/service/listener.hpp"
#include "hub/service/log.hpp"
#include "hub/service/named_files.hpp"
#include "hub/service/orphan_sweep.hpp"
#include "hub/service/post_desk.hpp"
#include "hub/service/settings.hpp"

namespace wedsync::hub {

/// How many connections there are at each door. They outlive the loop (see Listener).
struct Gates {
    explicit Gates(const Settings& settings);
    Gate devices;
    Gate operations;
    Gate welcome;
};

/// What the doors lead to: all of it outlives them.
struct Rooms {
    Api& api;
    HttpStreams& streams;
    MediaApi& media;
    const OrphanSweep& orphans;
    Shell& shell;
    PostDesk& post;
    const Admission& admission;
    const Settings& settings;
    const NamedFiles& files;
    TeamApi& team;
};

/// Where the hub listens and who answers there: one door for devices, one for whoever runs the hub
/// and, where the settings name it, one that shows new tablets where to begin.
class Doors {
public:
    Doors(boost::asio::io_context& loop, Gates& gates, Rooms rooms, const Log& log);
    Doors(const Doors&) = delete;
    Doors& operator=(const Doors&) = delete;
    ~Doors() = default;

    /// kStore: an address cannot be had.
    [[nodiscard]] Result<void> listen();
    /// Lets everybody in, until close(). Once it listens.
    void open();
    /// Nobody new comes in, and who is in asks for nothing more.
    void close();

    /// Where it listens.
    [[nodiscard]] Endpoint devices() const { return devices_.endpoint(); }
    [[nodiscard]] Endpoint operations() const { return operations_.endpoint(); }
    [[nodiscard]] std::optional<Endpoint> welcome() const;

private:
    void serve_device(boost::asio::ip::tcp::socket socket, Gate::Place place);
    void open_for(Listener& listener, Answer answer);
    [[nodiscard]] HttpResponse answer_operations(const HttpRequest& request) const;
    [[nodiscard]] HttpResponse answer_welcome(const HttpRequest& request) const;

    boost::asio::io_context& loop_;
    Rooms rooms_;
    Listener devices_;
    Listener operations_;
    Listener welcome_;
    Instant started_;
    bool is_closed_ = false;
};

}  // namespace wedsync::hub
