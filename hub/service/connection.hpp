#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "boost/asio/awaitable.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/ssl/context.hpp"

#include "hub/service/api.hpp"
#include "hub/service/gate.hpp"
#include "hub/service/http_streams.hpp"
#include "hub/service/invitation_page.hpp"
#include "hub/service/media_api.hpp"
#include "hub/service/shell.hpp"
#include "hub/service/team_api.hpp"
#include "hub/service/web_app.hpp"

namespace wedsync::hub {

/// What a connection of a device is served with.
struct DeviceDoor {
    Api& api;
    HttpStreams& streams;
    MediaApi& media;
    Shell& shell;
    InvitationPage& invitations;
    /// Origins of other sites that may connect.
    const std::set<std::string>& origins;
    /// Never null.
    const std::shared_ptr<const WebApp>& web;
    /// The service is stopping: no new WebSocket, no next request.
    const bool& is_stopping;
    TeamApi& team;
};

/// Serves one connection of the public door until it ends: HTTP/1.1 with bounded headers, bodies
/// and times, and the WebSocket at /v1/sync. `place` is given back at the end.
[[nodiscard]] boost::asio::awaitable<void> serve_plain(boost::asio::ip::tcp::socket socket,
                                                       DeviceDoor door, Gate::Place place);
[[nodiscard]] boost::asio::awaitable<void> serve_tls(boost::asio::ip::tcp::socket socket,
                                                     std::shared_ptr<boost::asio::ssl::context> tls,
                                                     DeviceDoor door, Gate::Place place);

/// Serves one connection of a small door, operations or welcome: plain HTTP, requests that `answer`
/// answers at once.
using Answer = std::function<HttpResponse(const HttpRequest&)>;
[[nodiscard]] boost::asio::awaitable<void> serve_answers(boost::asio::ip::tcp::socket socket,
                                                         Answer answer, Gate::Place place);

}  // namespace wedsync::hub
