#include "hub/service/doors.hpp"

#include <cstddef>
#include <utility>

#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"

#include "hub/service/operations.hpp"
#include "hub/service/welcome_page.hpp"
#include "system/clock.hpp"

namespace wedsync::hub {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

constexpr std::size_t kOperationsConnectionsMax = 64;
constexpr std::size_t kWelcomeConnectionsMax = 64;
constexpr std::size_t kWelcomeConnectionsPerAddressMax = 16;

}  // namespace

Gates::Gates(const Settings& settings)
    : devices(settings.connections_max, settings.connections_per_address_max),
      operations(kOperationsConnectionsMax, kOperationsConnectionsMax),
      welcome(kWelcomeConnectionsMax, kWelcomeConnectionsPerAddressMax) {}

Doors::Doors(asio::io_context& loop, Gates& gates, Rooms rooms, const Log& log)
    : loop_(loop),
      rooms_(rooms),
      devices_(loop, gates.devices, log),
      operations_(loop, gates.operations, log),
      welcome_(loop, gates.welcome, log),
      started_(os::read_clock().monotonic) {}

Result<void> Doors::listen() {
    const Settings& settings = rooms_.settings;
    WEDSYNC_TRY(devices_.open(settings.listen));
    WEDSYNC_TRY(operations_.open(settings.operations));
    if (settings.welcome) WEDSYNC_TRY(welcome_.open(*settings.welcome));
    return {};
}

void Doors::open() {
    devices_.start([this](Tcp::socket socket, Gate::Place place) {
        serve_device(std::move(socket), std::move(place));
    });
    open_for(operations_,
             [this](const HttpRequest& request) { return answer_operations(request); });
    if (!welcome_.is_open()) return;
    open_for(welcome_, [this](const HttpRequest& request) { return answer_welcome(request); });
}

void Doors::close() {
    is_closed_ = true;
    devices_.close();
    operations_.close();
    welcome_.close();
}

std::optional<Endpoint> Doors::welcome() const {
    if (!welcome_.is_open()) return std::nullopt;
    return welcome_.endpoint();
}

void Doors::serve_device(Tcp::socket socket, Gate::Place place) {
    const DeviceDoor door{rooms_.api,       rooms_.streams,     rooms_.media,
                          rooms_.shell,     rooms_.post.page(), rooms_.settings.origins,
                          rooms_.files.web, is_closed_,         rooms_.team};
    if (rooms_.files.tls) {
        asio::co_spawn(loop_,
                       serve_tls(std::move(socket), rooms_.files.tls, door, std::move(place)),
                       asio::detached);
    } else {
        asio::co_spawn(loop_, serve_plain(std::move(socket), door, std::move(place)),
                       asio::detached);
    }
}

/// For a door whose requests are answered at once.
void Doors::open_for(Listener& listener, Answer answer) {
    listener.start([this, answer = std::move(answer)](Tcp::socket socket, Gate::Place place) {
        asio::co_spawn(loop_, serve_answers(std::move(socket), answer, std::move(place)),
                       asio::detached);
    });
}

HttpResponse Doors::answer_operations(const HttpRequest& request) const {
    return hub::answer_operations(
        request, {rooms_.shell, rooms_.streams, rooms_.media, rooms_.orphans, rooms_.post,
                  rooms_.admission.current()->registry, started_, is_closed_});
}

HttpResponse Doors::answer_welcome(const HttpRequest& request) const {
    const Trust& trust = rooms_.files.trust;
    const Result<WelcomePage> page =
        WelcomePage::create({rooms_.admission.current()->registry.hub_name, trust.authority,
                             trust.certificate, devices().port});
    if (!page.ok()) return problem(503, "no_authority", page.error().detail);
    return page.value().answer(request);
}

}  // namespace wedsync::hub
