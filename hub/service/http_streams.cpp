#include "hub/service/http_streams.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "boost/asio/redirect_error.hpp"
#include "boost/asio/use_awaitable.hpp"

#include "carrier/message_body.hpp"
#include "crypto/secret.hpp"
#include "engine/json/strict_json.hpp"

namespace wedsync::hub {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kRoot = "/v1/streams";
/// Of one response; the rest goes with the next.
constexpr std::size_t kPollBytesMax = std::size_t{4} * 1024 * 1024;

HttpResponse gone() {
    return problem(404, "no_stream", "there is no such stream, or it has ended: begin another one");
}

}  // namespace

/// One connection: what waits to be asked for, and who waits for it.
class HttpStreams::Stream : public Outlet {
public:
    Stream(boost::asio::io_context& loop, std::shared_ptr<WaitingBytes> all, bool is_json)
        : waiting_bytes_(std::move(all)), wake_(loop) {
        if (is_json) bridge_.emplace();
    }

    void send(Bytes frame) override {
        waiting_bytes_.add(frame.size());
        waiting_.push_back(std::move(frame));
        wake_.cancel();
    }
    void close(const std::string& /*reason*/) override {
        is_closed_ = true;
        wake_.cancel();
    }

    /// What a response holds: takes it.
    [[nodiscard]] HttpResponse take() {
        HttpResponse response{
            200, std::string(bridge_ ? carrier::kLinesType : carrier::kFramesType), {}};
        while (!waiting_.empty() && response.body.size() < kPollBytesMax) {
            const Bytes& frame = waiting_.front();
            if (bridge_) {
                const Result<std::string> text = bridge_->text_of(frame);
                if (text.ok() && !text.value().empty()) response.body += text.value() + "\n";
            } else {
                carrier::append_frame(response.body, frame);
            }
            waiting_bytes_.remove(frame.size());
            waiting_.pop_front();
        }
        if (response.body.empty()) response = {204, "", ""};
        return response;
    }

    [[nodiscard]] bool is_empty() const { return waiting_.empty(); }
    [[nodiscard]] bool is_closed() const { return is_closed_; }
    [[nodiscard]] bool is_over_full() const { return waiting_bytes_.bytes() > kWaitingBytesMax; }
    [[nodiscard]] std::optional<JsonBridge>& bridge() { return bridge_; }
    [[nodiscard]] boost::asio::steady_timer& wake() { return wake_; }

    PeerId peer;
    Clock::time_point asked = Clock::now();
    bool is_polled = false;

private:
    std::deque<Bytes> waiting_;
    WaitingShare waiting_bytes_;
    bool is_closed_ = false;
    boost::asio::steady_timer wake_;
    std::optional<JsonBridge> bridge_;
};

bool HttpStreams::takes(std::string_view path) {
    return path == kRoot || path.starts_with(std::string(kRoot) + "/");
}

std::shared_ptr<HttpStreams::Stream> HttpStreams::find(const std::string& id) const {
    const auto found = streams_.find(id);
    return found == streams_.end() ? nullptr : found->second;
}

boost::asio::awaitable<HttpResponse> HttpStreams::handle(const HttpRequest& request) {
    if (request.path == kRoot) {
        if (request.method == "POST") co_return open(request);
        HttpResponse response = problem(405, "method_not_allowed", "this address takes POST");
        response.headers.emplace_back("Allow", "POST");
        co_return response;
    }
    const std::string id = request.path.substr(kRoot.size() + 1);
    if (find(id) == nullptr) co_return gone();
    if (request.method == "POST") co_return push(id, request);
    if (request.method == "GET") co_return co_await poll(id);
    if (request.method == "DELETE") {
        end(id);
        co_return HttpResponse{204, "", ""};
    }
    HttpResponse response =
        problem(405, "method_not_allowed", "this address takes POST, GET, DELETE");
    response.headers.emplace_back("Allow", "POST, GET, DELETE");
    co_return response;
}

HttpResponse HttpStreams::open(const HttpRequest& request) {
    if (request.content_type != carrier::kFramesType &&
        request.content_type != carrier::kLinesType) {
        return problem(415, "wrong_type",
                       "send " + std::string(carrier::kFramesType) + " or " +
                           std::string(carrier::kLinesType));
    }
    if (streams_.size() >= kStreamsMax) {
        HttpResponse response = problem(503, "try_later", "too many connections");
        response.headers.emplace_back("Retry-After", "10");
        return response;
    }
    const std::string id = crypto::new_token();
    const auto stream = std::make_shared<Stream>(loop_, shell_.waiting(),
                                                 request.content_type == carrier::kLinesType);
    stream->peer = shell_.open(*stream);
    streams_.emplace(id, stream);
    HttpResponse response = push(id, request);
    if (response.status != 204) return response;
    if (!shell_.is_admitted(stream->peer)) {
        end(id);
        return problem(401, "not_admitted", "the first message is a Hello with a good token");
    }
    const boost::json::object body{{"stream", id}};
    return {201, "application/json", json::write_json(body) + "\n"};
}

HttpResponse HttpStreams::push(const std::string& id, const HttpRequest& request) {
    const std::shared_ptr<Stream> stream = find(id);
    stream->asked = Clock::now();
    const bool is_json = stream->bridge().has_value();
    if (request.content_type != (is_json ? carrier::kLinesType : carrier::kFramesType)) {
        return problem(415, "wrong_type", "a stream keeps to the form it began with");
    }
    if (is_json) {
        for (const std::string_view line : carrier::split_lines(request.body)) {
            const Result<Bytes> frame = stream->bridge()->frame_of(line);
            if (!frame.ok()) {
                end(id);
                return problem(400, "broken_message", frame.error().detail);
            }
            shell_.take(stream->peer, frame.value());
        }
        return {204, "", ""};
    }
    const std::optional<std::vector<BytesView>> frames = carrier::split_frames(request.body);
    if (!frames) {
        end(id);
        return problem(400, "broken_message", "the body ends within a frame");
    }
    for (const BytesView frame : *frames)
        shell_.take(stream->peer, frame);
    return {204, "", ""};
}

boost::asio::awaitable<HttpResponse> HttpStreams::poll(std::string id) {
    const std::shared_ptr<Stream> stream = find(id);
    if (std::exchange(stream->is_polled, true)) {
        co_return problem(409, "polled_already", "one GET at a time");
    }
    stream->asked = Clock::now();
    if (stream->is_empty() && !stream->is_closed()) {
        stream->wake().expires_after(kPollWait);
        boost::system::error_code woken;
        co_await stream->wake().async_wait(
            boost::asio::redirect_error(boost::asio::use_awaitable, woken));
    }
    stream->is_polled = false;
    stream->asked = Clock::now();
    const bool is_last = stream->is_closed() && stream->is_empty();
    if (is_last || stream->is_over_full()) {
        end(id);
        co_return gone();
    }
    co_return stream->take();
}

void HttpStreams::lost(std::string_view path) {
    if (path.size() > kRoot.size()) end(std::string(path.substr(kRoot.size() + 1)));
}

void HttpStreams::end(const std::string& id) {
    const auto found = streams_.find(id);
    if (found == streams_.end()) return;
    const std::shared_ptr<Stream> stream = found->second;
    streams_.erase(found);
    shell_.closed(stream->peer);
    stream->close("");
}

void HttpStreams::end_idle() {
    std::vector<std::string> idle;
    const Clock::time_point now = Clock::now();
    for (const auto& [id, stream] : streams_) {
        const bool is_left = !stream->is_polled && now - stream->asked > kStreamIdle;
        if (is_left || stream->is_over_full()) idle.push_back(id);
    }
    for (const std::string& id : idle)
        end(id);
}

void HttpStreams::end_all() {
    while (!streams_.empty())
        end(std::string(streams_.begin()->first));
}

}  // namespace wedsync::hub
