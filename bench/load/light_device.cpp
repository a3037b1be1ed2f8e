#include "bench/load/light_device.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"
#include "boost/asio/redirect_error.hpp"
#include "boost/asio/steady_timer.hpp"
#include "boost/asio/use_awaitable.hpp"

#include "bench/load/pause.hpp"
#include "engine/base/overloaded.hpp"
#include "engine/codec/frame_session.hpp"
#include "host/hub_client.hpp"

namespace wedsync::bench::load {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kRetry{1};
/// As sync::Connection: the first ping after so long a silence, each answered one doubles it.
constexpr std::chrono::milliseconds kPingAfter{7'500};
constexpr std::chrono::milliseconds kPingAfterMax{60'000};

}  // namespace

class LightDevice::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::io_context& loop, host::Wire wire, Options options)
        : loop_(loop), wire_(std::move(wire)), options_(std::move(options)), timer_(loop) {}

    void start() {
        const auto self = this->shared_from_this();
        asio::co_spawn(
            loop_, [self] { return self->live(); }, asio::detached);
        asio::co_spawn(
            loop_, [self] { return self->ping_now_and_then(); }, asio::detached);
    }

    void stop() {
        is_stopped_ = true;
        timer_.cancel();
        if (channel_ != nullptr) channel_->close();
    }

    [[nodiscard]] bool is_following() const { return is_following_; }
    [[nodiscard]] Position position() const { return position_; }
    [[nodiscard]] std::uint64_t lost() const { return lost_; }

private:
    asio::awaitable<void> live() {
        const auto self = this->shared_from_this();
        while (!is_stopped_) {
            co_await connect();
            is_following_ = false;
            channel_.reset();
            if (is_stopped_) co_return;
            ++lost_;
            co_await pause(kRetry);
        }
    }

    asio::awaitable<void> connect() {
        const std::shared_ptr<host::Wire::Line> line = wire_.line();
        const Result<std::string> token = co_await host::open_session(*line, options_.identity);
        if (!token.ok() || is_stopped_) co_return;
        const Result<std::shared_ptr<host::Wire::Channel>> channel =
            co_await line->open_websocket();
        if (!channel.ok() || is_stopped_) co_return;
        channel_ = channel.value();
        frames_ = {};
        ping_after_ = kPingAfter;
        message::Hello hello;
        hello.schema_version = 1;
        hello.device = options_.identity.device;
        hello.token = token.value();
        send(hello);
        while (!is_stopped_ && !is_asleep()) {
            const Result<Bytes> frame = co_await channel_->receive();
            if (!frame.ok()) co_return;
            heard_ = Clock::now();
            const Result<std::optional<Message>> message = frames_.decode(frame.value());
            if (!message.ok()) co_return channel_->close();
            if (message.value()) take(*message.value());
        }
        while (!is_stopped_)
            co_await pause(kRetry);
    }

    [[nodiscard]] bool is_asleep() const {
        return is_following_ && options_.manner == Manner::kAsleep;
    }

    void take(const Message& message) {
        std::visit(
            Overloaded{[&](const message::Welcome&) {
                           is_following_ = true;
                           send(message::Subscribe{options_.scope, {}, std::nullopt, true});
                       },
                       [&](const message::Page& page) {
                           if (options_.on_page) options_.on_page(page);
                           position_ = page.to;
                           send(message::Seen{page.scope, page.to});
                       },
                       [&](const message::Ping& ping) { send(message::Pong{ping.nonce}); },
                       [&](const message::Pong&) {
                           ping_after_ = std::min(ping_after_ * 2, kPingAfterMax);
                       },
                       [&](const message::Goodbye&) { channel_->close(); }, [](const auto&) {}},
            message);
    }

    void send(const Message& message) { channel_->send(frames_.encode(message)); }

    asio::awaitable<void> ping_now_and_then() {
        const auto self = this->shared_from_this();
        while (!is_stopped_) {
            const Clock::time_point now = Clock::now();
            const bool is_due = now >= heard_ + ping_after_;
            if (is_due && is_following_ && !is_asleep()) {
                send(message::Ping{++ping_last_});
            }
            timer_.expires_at(is_due ? now + ping_after_ : heard_ + ping_after_);
            boost::system::error_code woken;
            co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        }
    }

    asio::io_context& loop_;
    host::Wire wire_;
    Options options_;
    asio::steady_timer timer_;
    std::shared_ptr<host::Wire::Channel> channel_;
    codec::FrameSession frames_;
    Clock::time_point heard_ = Clock::now();
    std::chrono::milliseconds ping_after_ = kPingAfter;
    std::uint64_t ping_last_ = 0;
    std::uint64_t lost_ = 0;
    Position position_;
    bool is_following_ = false;
    bool is_stopped_ = false;
};

LightDevice::LightDevice(asio::io_context& loop, host::Wire wire, Options options)
    : impl_(std::make_shared<Impl>(loop, std::move(wire), std::move(options))) {}

LightDevice::~LightDevice() {
    impl_->stop();
}

void LightDevice::start() {
    impl_->start();
}

void LightDevice::stop() {
    impl_->stop();
}

bool LightDevice::is_following() const {
    return impl_->is_following();
}

Position LightDevice::position() const {
    return impl_->position();
}

std::uint64_t LightDevice::lost() const {
    return impl_->lost();
}

}  // namespace wedsync::bench::load
