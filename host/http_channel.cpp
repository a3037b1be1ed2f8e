#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"
#include "boost/asio/redirect_error.hpp"
#include "boost/asio/steady_timer.hpp"
#include "boost/asio/use_awaitable.hpp"

#include "carrier/message_body.hpp"
#include "engine/codec/json_node.hpp"
#include "engine/json/strict_json.hpp"
#include "host/wire.hpp"

namespace wedsync::host {
namespace {

namespace asio = boost::asio;

/// The hub answers a GET after 25 s at the latest.
constexpr std::chrono::milliseconds kPollWait{40'000};
constexpr std::size_t kBodyBytesMax = std::size_t{4} * 1024 * 1024;
constexpr unsigned kOk = 200;
constexpr unsigned kCreated = 201;
constexpr unsigned kNoContent = 204;

Error ended(unsigned status) {
    return {ErrorCode::kProtocol,
            "the hub ended the connection (HTTP status " + std::to_string(status) + ")"};
}

Result<std::string> stream_of(const std::string& body) {
    const boost::json::value document = WEDSYNC_TRY(json::parse_json(body));
    codec::JsonFailure failure;
    const codec::JsonNode node(document, failure);
    std::string stream(node.member("stream").text());
    if (failure.where != nullptr) return codec::error_of(failure, document);
    return stream;
}

/// Frames over plain HTTP: one POST at a time for what is sent, one GET at a time for what comes.
class HttpChannel final : public Wire::Channel, public std::enable_shared_from_this<HttpChannel> {
public:
    HttpChannel(Wire wire, asio::io_context& loop)
        : wire_(std::move(wire)),
          loop_(loop),
          changed_(loop),
          posts_(wire_.line()),
          gets_(wire_.line()) {}

    void send(Bytes frame) override {
        waiting_.push_back(std::move(frame));
        if (std::exchange(is_posting_, true)) return;
        const auto self = shared_from_this();
        asio::co_spawn(
            loop_, [self] { return self->post_all(); }, asio::detached);
    }

    asio::awaitable<Result<Bytes>> receive() override {
        const auto self = shared_from_this();
        while (received_.empty()) {
            if (failure_) co_return *failure_;
            if (stream_.empty()) {
                changed_.expires_after(kPollWait);
                boost::system::error_code woken;
                co_await changed_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
                if (stream_.empty() && !failure_) fail({ErrorCode::kProtocol, "nothing was sent"});
                continue;
            }
            co_await get();
        }
        Bytes frame = std::move(received_.front());
        received_.pop_front();
        co_return frame;
    }

    void close() override {
        if (!stream_.empty() && !failure_) {
            asio::co_spawn(loop_, say_goodbye(wire_, stream_), asio::detached);
        }
        fail({ErrorCode::kProtocol, "closed"});
    }

private:
    static asio::awaitable<void> say_goodbye(Wire wire, std::string stream) {
        // Named, here and below: gcc 12 frees the parts of a temporary in co_await twice.
        Wire::Request request{"DELETE", "/v1/streams/" + stream, "", ""};
        const std::shared_ptr<Wire::Line> line = wire.line();
        static_cast<void>(co_await line->request(std::move(request)));
    }

    asio::awaitable<void> post_all() {
        const auto self = shared_from_this();
        while (!waiting_.empty() && !failure_) {
            Wire::Request request{"POST", "/v1/streams", std::string(carrier::kFramesType), {}};
            if (!stream_.empty()) request.path += "/" + stream_;
            while (!waiting_.empty() && request.body.size() < kBodyBytesMax) {
                carrier::append_frame(request.body, waiting_.front());
                waiting_.pop_front();
            }
            const Result<Wire::Reply> reply = co_await posts_->request(std::move(request));
            if (!reply.ok()) {
                fail(reply.error());
                co_return;
            }
            take_reply(reply.value());
        }
        is_posting_ = false;
    }

    void take_reply(const Wire::Reply& reply) {
        if (!stream_.empty()) {
            if (reply.status != kNoContent) fail(ended(reply.status));
            return;
        }
        if (reply.status != kCreated) return fail(ended(reply.status));
        const Result<std::string> stream = stream_of(reply.body);
        if (!stream.ok()) return fail(stream.error());
        stream_ = stream.value();
        changed_.cancel();
    }

    asio::awaitable<void> get() {
        Wire::Request request{"GET", "/v1/streams/" + stream_, "", "", kPollWait};
        const Result<Wire::Reply> reply = co_await gets_->request(std::move(request));
        if (!reply.ok()) {
            fail(reply.error());
            co_return;
        }
        if (reply.value().status == kNoContent) co_return;
        const auto frames = carrier::split_frames(reply.value().body);
        if (reply.value().status != kOk || !frames) {
            fail(ended(reply.value().status));
            co_return;
        }
        for (const BytesView frame : *frames)
            received_.emplace_back(frame.begin(), frame.end());
    }

    void fail(Error error) {
        if (!failure_) failure_ = std::move(error);
        changed_.cancel();
    }

    Wire wire_;
    asio::io_context& loop_;
    /// Something to look at: the stream was opened, or failed.
    asio::steady_timer changed_;
    /// What is sent goes on one connection, what comes on another.
    std::shared_ptr<Wire::Line> posts_;
    std::shared_ptr<Wire::Line> gets_;
    std::string stream_;
    std::deque<Bytes> waiting_;
    std::deque<Bytes> received_;
    bool is_posting_ = false;
    std::optional<Error> failure_;
};

}  // namespace

std::shared_ptr<Wire::Channel> Wire::open_http(boost::asio::io_context& loop) const {
    return std::make_shared<HttpChannel>(*this, loop);
}

}  // namespace wedsync::host
