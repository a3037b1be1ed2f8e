#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"
#include "boost/beast/websocket.hpp"

#include "engine/codec/frame.hpp"
#include "engine/codec/json_message.hpp"
#include "engine/model/value.hpp"
#include "hub/core/goodbye.hpp"
#include "hub/service/bucket.hpp"
#include "hub/service/gate.hpp"
#include "hub/service/http_exchange.hpp"
#include "hub/service/json_bridge.hpp"
#include "hub/service/shell.hpp"
#include "hub/service/waiting_bytes.hpp"
#include "system/clock.hpp"

namespace wedsync::hub {

namespace websocket_bounds {
/// Before a device is let in: it says Hello within this time and size.
inline constexpr std::chrono::seconds kHelloWait{10};
inline constexpr std::size_t kHelloBytesMax = std::size_t{64} * 1024;
/// What waits to be sent: beyond the first nothing more is read from the peer, beyond the second
/// its connection ends.
inline constexpr std::size_t kPauseBytes = std::size_t{1} * 1024 * 1024;
inline constexpr std::size_t kWaitingBytesMax = std::size_t{32} * 1024 * 1024;
/// Beast sends a ping after half of it, and ends the connection after the whole.
inline constexpr std::chrono::seconds kSilenceMax{60};
inline constexpr std::chrono::seconds kHandshakeWait{10};
/// A message and its bytes; who sends faster is read slower.
inline constexpr Rate kMessages{2'000, std::uint64_t{60} * 1'000};
inline constexpr Rate kBytes{std::uint64_t{32} * 1024 * 1024, std::uint64_t{60} * 4 * 1024 * 1024};
}  // namespace websocket_bounds

/// One device on a WebSocket: a reader and a writer, each a coroutine that keeps the object. Binary
/// messages are frames; a peer whose first message is JSON text is spoken to in JSON.
template <class Next>
class WebSocketPeer final : public Outlet,
                            public std::enable_shared_from_this<WebSocketPeer<Next>> {
public:
    WebSocketPeer(Next next, Shell& shell, Gate::Place place)
        : socket_(std::move(next)),
          shell_(shell),
          place_(std::move(place)),
          wake_(socket_.get_executor()),
          drained_(socket_.get_executor()),
          hello_(socket_.get_executor()),
          waiting_bytes_(shell.waiting()),
          messages_(websocket_bounds::kMessages, os::read_clock().monotonic),
          bytes_(websocket_bounds::kBytes, os::read_clock().monotonic) {}

    /// Answers the upgrade and serves until the end.
    template <class Request>
    [[nodiscard]] boost::asio::awaitable<void> run(Request request, bool has_tls) {
        namespace websocket = boost::beast::websocket;
        const auto self = this->shared_from_this();
        boost::beast::get_lowest_layer(socket_).expires_never();
        socket_.set_option(websocket::stream_base::timeout{websocket_bounds::kHandshakeWait,
                                                           websocket_bounds::kSilenceMax, true});
        socket_.read_message_max(websocket_bounds::kHelloBytesMax);
        socket_.auto_fragment(false);
        socket_.set_option(
            websocket::stream_base::decorator([has_tls](websocket::response_type& answer) {
                exchange::add_common_headers(answer, has_tls);
            }));
        boost::system::error_code error;
        co_await socket_.async_accept(request, redirect(error));
        if (error) co_return;
        peer_ = shell_.open(*this);
        const auto executor = socket_.get_executor();
        boost::asio::co_spawn(
            executor, [self] { return self->write_all(); }, boost::asio::detached);
        boost::asio::co_spawn(
            executor, [self] { return self->expect_hello(); }, boost::asio::detached);
        is_gone_ = !co_await read_all();
        shell_.closed(peer_);
        is_closing_ = true;
        hello_.cancel();
        wake_.cancel();
    }

    void send(Bytes frame) override {
        waiting_bytes_.add(frame.size());
        waiting_.push_back(std::move(frame));
        if (waiting_bytes_.bytes() > websocket_bounds::kWaitingBytesMax) return drop();
        wake_.cancel();
    }
    void close(const std::string& reason) override {
        close_reason_ = reason;
        is_closing_ = true;
        wake_.cancel();
    }

private:
    static auto redirect(boost::system::error_code& error) {
        return boost::asio::redirect_error(boost::asio::use_awaitable, error);
    }

    /// Reads messages until the connection is to end. False: it is gone already.
    [[nodiscard]] boost::asio::awaitable<bool> read_all() {
        boost::beast::flat_buffer buffer;
        while (!is_closing_) {
            boost::system::error_code error;
            co_await socket_.async_read(buffer, redirect(error));
            if (error) co_return false;
            const std::size_t size = buffer.size();
            const auto* data = static_cast<const std::uint8_t*>(buffer.data().data());
            if (!take({data, size}, socket_.got_text())) co_return true;
            buffer.consume(size);
            if (buffer.capacity() > websocket_bounds::kHelloBytesMax) buffer.shrink_to_fit();
            if (!is_let_in_ && shell_.is_admitted(peer_)) let_in();
            co_await pause_after(size);
        }
        co_return true;
    }

    void let_in() {
        is_let_in_ = true;
        hello_.cancel();
        socket_.read_message_max(codec::kJsonMessageBytesMax);
    }

    /// False: this is no message of the form that the connection has.
    [[nodiscard]] bool take(BytesView message, bool is_text) {
        if (!form_is_known_) {
            form_is_known_ = true;
            if (is_text) bridge_.emplace();
        }
        if (is_text != bridge_.has_value()) {
            refuse("a connection keeps to the form it began with");
            return false;
        }
        if (!bridge_) {
            shell_.take(peer_, message);
            return true;
        }
        const Result<Bytes> frame = bridge_->frame_of(as_text(message));
        if (!frame.ok()) {
            // Beast does not see that a character is cut short where the last fragment is empty.
            if (!is_utf8(as_text(message))) {
                close_code_ = boost::beast::websocket::close_code::bad_payload;
                close("a text message has to be UTF-8");
                return false;
            }
            refuse("a broken message: " + frame.error().detail);
            return false;
        }
        shell_.take(peer_, frame.value());
        return true;
    }

    /// The hub's core never saw the message: the goodbye is ours.
    void refuse(const std::string& reason) {
        const auto code = static_cast<std::uint16_t>(GoodbyeCode::kProtocol);
        send(codec::encode_frame(message::Goodbye{code, reason, 0}));
        close(reason);
    }

    /// Who sends too fast, or does not read what it asked for, waits.
    [[nodiscard]] boost::asio::awaitable<void> pause_after(std::size_t size) {
        const Instant now = os::read_clock().monotonic;
        const std::uint64_t pause_ms =
            std::max(messages_.pause_for(1, now), bytes_.pause_for(size, now));
        boost::system::error_code woken;
        if (pause_ms > 0) {
            drained_.expires_after(std::chrono::milliseconds(pause_ms));
            co_await drained_.async_wait(redirect(woken));
        }
        while (waiting_bytes_.bytes() > websocket_bounds::kPauseBytes && !is_closing_) {
            drained_.expires_after(websocket_bounds::kSilenceMax);
            co_await drained_.async_wait(redirect(woken));
        }
    }

    [[nodiscard]] boost::asio::awaitable<void> write_all() {
        const auto self = this->shared_from_this();
        while (true) {
            if (waiting_.empty() || is_gone_) {
                if (is_closing_) break;
                wake_.expires_after(std::chrono::hours(1));
                boost::system::error_code woken;
                co_await wake_.async_wait(redirect(woken));
                continue;
            }
            const Bytes frame = std::move(waiting_.front());
            waiting_.pop_front();
            const bool is_written = co_await write(frame);
            waiting_bytes_.remove(frame.size());
            if (waiting_bytes_.bytes() <= websocket_bounds::kPauseBytes) drained_.cancel();
            if (!is_written) co_return drop();
        }
        namespace websocket = boost::beast::websocket;
        boost::system::error_code error;
        constexpr std::size_t kReasonBytesMax = 120;
        websocket::close_reason reason(close_code_);
        reason.reason = close_reason_.substr(0, kReasonBytesMax);
        if (!is_gone_) co_await socket_.async_close(reason, redirect(error));
        drop();
    }

    [[nodiscard]] boost::asio::awaitable<bool> write(const Bytes& frame) {
        boost::system::error_code error;
        if (!bridge_) {
            socket_.binary(true);
            co_await socket_.async_write(boost::asio::buffer(frame), redirect(error));
            co_return !error;
        }
        const Result<std::string> text = bridge_->text_of(frame);
        if (!text.ok()) co_return false;
        if (text.value().empty()) co_return true;
        socket_.text(true);
        co_await socket_.async_write(boost::asio::buffer(text.value()), redirect(error));
        co_return !error;
    }

    [[nodiscard]] boost::asio::awaitable<void> expect_hello() {
        const auto self = this->shared_from_this();
        if (is_let_in_ || is_closing_) co_return;
        hello_.expires_after(websocket_bounds::kHelloWait);
        boost::system::error_code error;
        co_await hello_.async_wait(redirect(error));
        if (!error) drop();
    }

    /// Ends the connection without asking the peer.
    void drop() {
        is_closing_ = true;
        is_gone_ = true;
        wake_.cancel();
        drained_.cancel();
        boost::beast::get_lowest_layer(socket_).close();
    }

    boost::beast::websocket::stream<Next> socket_;
    Shell& shell_;
    Gate::Place place_;
    boost::asio::steady_timer wake_;
    boost::asio::steady_timer drained_;
    /// Runs until the device is let in.
    boost::asio::steady_timer hello_;
    WaitingShare waiting_bytes_;
    Bucket messages_;
    Bucket bytes_;
    PeerId peer_;
    std::deque<Bytes> waiting_;
    std::optional<JsonBridge> bridge_;
    bool form_is_known_ = false;
    bool is_let_in_ = false;
    bool is_closing_ = false;
    bool is_gone_ = false;
    std::string close_reason_;
    boost::beast::websocket::close_code close_code_ = boost::beast::websocket::close_code::normal;
};

}  // namespace wedsync::hub
