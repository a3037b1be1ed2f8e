#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "boost/asio/awaitable.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/steady_timer.hpp"

#include "hub/service/http_message.hpp"
#include "hub/service/json_bridge.hpp"
#include "hub/service/shell.hpp"

namespace wedsync::hub {

/// Connections over plain HTTP, for networks that let no WebSocket through (docs/protocol.md,
/// "Plain HTTP"):
///
///     POST   /v1/streams        first messages (Hello) -> 201 {"stream": id}
///     POST   /v1/streams/ID     further messages -> 204
///     GET    /v1/streams/ID     what the hub says, after at most kPollWait -> 200, or 204
///     DELETE /v1/streams/ID     the end -> 204
///
/// One POST and one GET at a time. A stream ends with anything that goes wrong, and where nobody
/// asks for kStreamIdle: the device begins another one, as with any lost connection.
class HttpStreams {
public:
    HttpStreams(boost::asio::io_context& loop, Shell& shell) : loop_(loop), shell_(shell) {}

    /// Whether a path is ours.
    [[nodiscard]] static bool takes(std::string_view path);
    [[nodiscard]] boost::asio::awaitable<HttpResponse> handle(const HttpRequest& request);
    /// The response of a GET did not reach its reader.
    void lost(std::string_view path);
    /// Ends streams where nobody asks any more, or too much waits: to be called now and then.
    void end_idle();
    void end_all();
    [[nodiscard]] std::size_t count() const { return streams_.size(); }

private:
    class Stream;

    [[nodiscard]] HttpResponse open(const HttpRequest& request);
    [[nodiscard]] HttpResponse push(const std::string& id, const HttpRequest& request);
    [[nodiscard]] boost::asio::awaitable<HttpResponse> poll(std::string id);
    void end(const std::string& id);
    [[nodiscard]] std::shared_ptr<Stream> find(const std::string& id) const;

    boost::asio::io_context& loop_;
    Shell& shell_;
    std::map<std::string, std::shared_ptr<Stream>> streams_;
};

inline constexpr std::chrono::seconds kPollWait{25};
inline constexpr std::chrono::seconds kStreamIdle{60};
inline constexpr std::size_t kStreamsMax = 5'000;
/// The longest body of a POST: one message of the largest kind, and some small ones.
inline constexpr std::size_t kStreamBodyBytesMax = std::size_t{17} * 1024 * 1024;
/// Before Hello was accepted.
inline constexpr std::size_t kFirstBodyBytesMax = std::size_t{64} * 1024;
/// What may wait for a reader that does not ask: more ends its connection.
inline constexpr std::size_t kWaitingBytesMax = std::size_t{32} * 1024 * 1024;

}  // namespace wedsync::hub
