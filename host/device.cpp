#include "host/device.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"

#include "engine/base/overloaded.hpp"
#include "host/hub_client.hpp"
#include "system/clock.hpp"

namespace wedsync::host {
namespace {

namespace asio = boost::asio;

/// The timer of the loop stands still while the machine sleeps: the clock is looked at this often.
constexpr std::uint64_t kTickMs = 2'000;
/// A WebSocket that failed so often in a row, where HTTP works, is left alone for a while.
constexpr std::uint32_t kWebSocketFailuresMax = 2;
constexpr std::uint64_t kHttpOnlyMs = std::uint64_t{10} * 60 * 1'000;
constexpr unsigned kOk = 200;
constexpr unsigned kUnauthorized = 401;

}  // namespace

/// Shared with the coroutines that wait for the network: those look at `is_stopped_` and at the
/// number of the connection they belong to before they touch anything.
class Device::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::io_context& loop, replica::Replica& replica, Wire wire, Options options)
        : loop_(loop),
          wire_(std::move(wire)),
          options_(std::move(options)),
          client_(replica, {options_.identity.device, {}, options_.seed, {}}),
          timer_(loop) {}

    void start() { step(); }

    void stop() {
        is_stopped_ = true;
        timer_.cancel();
        leave();
    }

    void committed() {
        if (is_stopped_) return;
        client_.handle_commit(os::read_clock());
        step();
        run_errands();
    }

    [[nodiscard]] sync::Status status() const { return client_.status(); }
    [[nodiscard]] std::vector<sync::Claim> claims(ScopeId scope) const {
        return client_.claims(os::read_clock(), scope);
    }
    [[nodiscard]] Carrier carrier() const {
        return channel_ == nullptr ? Carrier::kNone : carrier_;
    }
    [[nodiscard]] bool is_on_errand() const { return is_on_errand_; }
    [[nodiscard]] const std::string& session_problem() const { return session_problem_; }
    [[nodiscard]] bool is_turned_away() const { return is_turned_away_; }
    [[nodiscard]] const std::optional<Error>& failure() const { return client_.failure(); }

private:
    /// Does what the client wants, then waits for the next event.
    void step() {
        if (is_stopped_) return;
        while (std::optional<sync::Action> action = client_.poll_action(os::read_clock())) {
            std::visit(Overloaded{[&](sync::action::Connect) { begin_connection(); },
                                  [&](sync::action::Send& send) {
                                      if (channel_ != nullptr)
                                          channel_->send(std::move(send.frame));
                                  },
                                  [&](const sync::action::Disconnect&) { leave(); }},
                       *action);
        }
        arm();
        if (options_.changed) options_.changed();
    }

    void arm() {
        if (is_stopped_) return;
        const Instant now = os::read_clock().monotonic;
        const Instant due = client_.poll_timeout().value_or(after(now, kTickMs));
        const std::uint64_t wait_ms = due.value() - std::min(due.value(), now.value());
        timer_.expires_after(std::chrono::milliseconds(std::min(wait_ms, kTickMs)));
        timer_.async_wait([weak = this->weak_from_this()](const boost::system::error_code& error) {
            const auto self = weak.lock();
            if (error || self == nullptr) return;
            self->tick();
        });
    }

    void tick() {
        if (is_stopped_) return;
        run_errands();
        const Now now = os::read_clock();
        const std::optional<Instant> due = client_.poll_timeout();
        if (due && *due <= now.monotonic) {
            client_.handle_timeout(now);
            step();
        } else {
            arm();
        }
    }

    void leave() {
        ++connection_;
        if (channel_ != nullptr) channel_->close();
        channel_.reset();
    }

    void begin_connection() {
        leave();
        asio::co_spawn(
            loop_, [self = this->shared_from_this()] { return self->connect(self->connection_); },
            asio::detached);
    }

    [[nodiscard]] bool is_over(std::uint64_t connection) const {
        return is_stopped_ || connection != connection_;
    }

    asio::awaitable<void> connect(std::uint64_t connection) {
        const auto self = this->shared_from_this();
        const std::shared_ptr<Wire::Line> line = wire_.line();
        const Result<std::string> token = co_await open_session(*line, options_.identity);
        if (is_over(connection)) co_return;
        is_turned_away_ = !token.ok() && token.error().code == ErrorCode::kUnauthorized;
        session_problem_ = token.ok() ? "" : token.error().detail;
        if (!token.ok()) co_return closed(connection, token.error().detail);
        client_.set_token(token.value());
        token_ = token.value();
        run_errands();
        Result<std::shared_ptr<Wire::Channel>> channel = co_await open_channel(*line);
        if (is_over(connection)) {
            if (channel.ok()) channel.value()->close();
            co_return;
        }
        if (!channel.ok()) co_return closed(connection, channel.error().detail);
        channel_ = channel.value();
        client_.handle_connected(os::read_clock());
        step();
        co_await read_all(connection, channel.value());
    }

    asio::awaitable<Result<std::shared_ptr<Wire::Channel>>> open_channel(Wire::Line& line) {
        const Instant now = os::read_clock().monotonic;
        if (!options_.is_http_only && now >= http_until_) {
            carrier_ = Carrier::kWebSocket;
            Result<std::shared_ptr<Wire::Channel>> channel = co_await line.open_websocket();
            if (channel.ok()) {
                websocket_failures_ = 0;
                co_return channel;
            }
            if (++websocket_failures_ < kWebSocketFailuresMax) co_return channel;
            // The session was opened over HTTP a moment ago: that goes through here.
            websocket_failures_ = 0;
            http_until_ = after(now, kHttpOnlyMs);
        }
        carrier_ = Carrier::kHttp;
        co_return wire_.open_http(loop_);
    }

    asio::awaitable<void> read_all(std::uint64_t connection,
                                   std::shared_ptr<Wire::Channel> channel) {
        while (true) {
            const Result<Bytes> frame = co_await channel->receive();
            if (is_over(connection)) co_return;
            if (!frame.ok()) co_return closed(connection, frame.error().detail);
            client_.handle_frame(os::read_clock(), frame.value());
            step();
            if (is_over(connection)) co_return;
        }
    }

    /// Begins to ask what there is to ask, on a connection of its own: a request that takes long
    /// holds up no change.
    void run_errands() {
        if (is_on_errand_ || token_.empty() || !options_.errands.next) return;
        std::optional<Errand> errand = options_.errands.next();
        if (!errand) return;
        is_on_errand_ = true;
        asio::co_spawn(
            loop_,
            [self = this->shared_from_this(), first = *std::move(errand)] {
                return self->ask_all(first);
            },
            asio::detached);
    }

    asio::awaitable<void> ask_all(Errand errand) {
        const auto self = this->shared_from_this();
        const std::shared_ptr<Wire::Line> line = wire_.line();
        while (true) {
            Errand asked = errand;
            const Wire::Reply reply = co_await ask(*line, std::move(asked));
            if (is_stopped_) break;
            options_.errands.done(errand, reply.status, reply.body);
            if (reply.status != kOk) break;
            std::optional<Errand> next = options_.errands.next();
            if (!next) break;
            errand = *std::move(next);
        }
        is_on_errand_ = false;
        if (!is_stopped_ && options_.changed) options_.changed();
    }

    /// Status 0 where no answer came. A session that is over is opened anew, once.
    asio::awaitable<Wire::Reply> ask(Wire::Line& line, Errand errand) {
        // Named, as in http_channel.cpp.
        Wire::Request request{"POST", errand.path, "application/json", errand.body};
        request.token = token_;
        Wire::Request again = request;
        Result<Wire::Reply> reply = co_await line.request(std::move(request));
        if (reply.ok() && reply.value().status == kUnauthorized) {
            const Result<std::string> token = co_await open_session(line, options_.identity);
            if (token.ok()) {
                token_ = token.value();
                again.token = token_;
                reply = co_await line.request(std::move(again));
            }
        }
        if (!reply.ok()) co_return Wire::Reply{};
        co_return std::move(reply).value();
    }

    void closed(std::uint64_t connection, const std::string& reason) {
        if (is_over(connection)) return;
        leave();
        client_.handle_closed(os::read_clock(), reason);
        step();
    }

    asio::io_context& loop_;
    Wire wire_;
    Options options_;
    sync::Client client_;
    asio::steady_timer timer_;
    std::shared_ptr<Wire::Channel> channel_;
    Carrier carrier_ = Carrier::kNone;
    /// Counts connections, tried ones too.
    std::uint64_t connection_ = 0;
    std::uint32_t websocket_failures_ = 0;
    Instant http_until_;
    std::string session_problem_;
    /// Of the session that was opened last.
    std::string token_;
    bool is_on_errand_ = false;
    bool is_turned_away_ = false;
    bool is_stopped_ = false;
};

Device::Device(asio::io_context& loop, replica::Replica& replica, Wire wire, Options options)
    : impl_(std::make_shared<Impl>(loop, replica, std::move(wire), std::move(options))) {}

Device::~Device() {
    impl_->stop();
}

void Device::start() {
    impl_->start();
}

void Device::stop() {
    impl_->stop();
}

void Device::committed() {
    impl_->committed();
}

sync::Status Device::status() const {
    return impl_->status();
}

std::vector<sync::Claim> Device::claims(ScopeId scope) const {
    return impl_->claims(scope);
}

Carrier Device::carrier() const {
    return impl_->carrier();
}

bool Device::is_on_errand() const {
    return impl_->is_on_errand();
}

const std::string& Device::session_problem() const {
    return impl_->session_problem();
}

bool Device::is_turned_away() const {
    return impl_->is_turned_away();
}

const std::optional<Error>& Device::failure() const {
    return impl_->failure();
}

}  // namespace wedsync::host
