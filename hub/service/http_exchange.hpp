#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "boost/asio/awaitable.hpp"
#include "boost/asio/redirect_error.hpp"
#include "boost/asio/use_awaitable.hpp"
#include "boost/beast/core/flat_buffer.hpp"
#include "boost/beast/core/stream_traits.hpp"
#include "boost/beast/core/tcp_stream.hpp"
#include "boost/beast/http.hpp"

#include "hub/service/http_message.hpp"

/// Reading a request from a stream and writing a response to it; the streams differ (TCP, TLS), so
/// these are templates. Only included by the sources of connections.
namespace wedsync::hub::exchange {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

inline constexpr std::uint32_t kHeaderBytesMax = 16 * 1024;
inline constexpr std::size_t kBufferBytesMax = std::size_t{64} * 1024;
/// For a request's header from the moment it is waited for, and for its body.
inline constexpr std::chrono::seconds kHeaderWait{30};
inline constexpr std::chrono::seconds kBodyWait{60};
/// For a response, or for the next piece of a file; and for all of a file.
inline constexpr std::chrono::seconds kWriteWait{30};
inline constexpr std::chrono::minutes kFileWait{10};

using Parser = http::request_parser<http::string_body>;

[[nodiscard]] inline std::string text_of(beast::string_view text) {
    return {text.data(), text.size()};
}

/// An error that is the peer's fault and can be answered, as a response.
[[nodiscard]] inline std::optional<HttpResponse> answer_to(const beast::error_code& error) {
    if (error == http::error::header_limit) {
        return problem(431, "headers_too_large", "the headers are too large");
    }
    if (error == http::error::body_limit) {
        return problem(413, "too_large", "the body is too large");
    }
    const bool is_end =
        error == http::error::end_of_stream || error == http::error::partial_message;
    if (is_end || error.category() != http::make_error_code(http::error::bad_method).category()) {
        return std::nullopt;
    }
    return problem(400, "broken_request", "this is no HTTP/1.1 request: " + error.message());
}

/// The path and query of a request's target, which may be in the absolute form.
[[nodiscard]] inline std::string target_of(const http::request<http::string_body>& message) {
    std::string target = text_of(message.target());
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!target.starts_with(scheme)) continue;
        const std::size_t end = target.find_first_of("/?", scheme.size());
        if (end == std::string::npos) return "/";
        return (target[end] == '?' ? "/" : "") + target.substr(end);
    }
    return target;
}

/// What makes a request mean different things to us and to a proxy in front, or leaves open what
/// it means (RFC 9112, sections 3.2 and 6.3).
[[nodiscard]] inline std::optional<HttpResponse> refuse_doubtful(
    const http::request<http::string_body>& message) {
    const auto broken = [](const char* why) { return problem(400, "broken_request", why); };
    if (message.version() != 11) return problem(505, "http_version", "this hub speaks HTTP/1.1");
    if (message.count(http::field::host) != 1) return broken("one Host is wanted");
    const std::size_t encodings = message.count(http::field::transfer_encoding);
    const std::size_t lengths = message.count(http::field::content_length);
    if (lengths > 1 || (encodings > 0 && lengths > 0)) return broken("two lengths in one request");
    const beast::string_view length = message[http::field::content_length];
    if (!std::all_of(length.begin(), length.end(),
                     [](char digit) { return digit >= '0' && digit <= '9'; })) {
        return broken("Content-Length is to be one number");
    }
    const bool is_chunked =
        encodings == 1 && beast::iequals(message[http::field::transfer_encoding], "chunked");
    if (encodings > 0 && !is_chunked) return broken("no Transfer-Encoding but chunked is taken");
    return std::nullopt;
}

[[nodiscard]] inline HttpRequest request_of(const http::request<http::string_body>& message,
                                            const std::string& address, bool is_private) {
    HttpRequest request;
    request.method = text_of(message.method_string());
    const std::string target = target_of(message);
    const std::size_t question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string::npos) request.query = target.substr(question + 1);
    request.content_type = text_of(message[http::field::content_type]);
    request.host = text_of(message[http::field::host]);
    request.accept_encoding = text_of(message[http::field::accept_encoding]);
    request.accept_language = text_of(message[http::field::accept_language]);
    request.if_none_match = text_of(message[http::field::if_none_match]);
    request.if_range = text_of(message[http::field::if_range]);
    request.range = text_of(message[http::field::range]);
    request.upload_offset = text_of(message["Upload-Offset"]);
    request.upload_length = text_of(message["Upload-Length"]);
    const std::string authorization = text_of(message[http::field::authorization]);
    constexpr std::string_view kBearer = "Bearer ";
    if (authorization.starts_with(kBearer)) request.bearer = authorization.substr(kBearer.size());
    request.body = message.body();
    request.address = address;
    request.is_private = is_private;
    return request;
}

/// What every response says, whatever it is about.
template <class Body>
void add_common_headers(http::response<Body>& message, bool has_tls) {
    message.set(http::field::server, "wedsync");
    message.set("Cache-Control", "no-store");
    message.set("X-Content-Type-Options", "nosniff");
    message.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    message.set("Cross-Origin-Resource-Policy", "same-origin");
    message.set("Referrer-Policy", "no-referrer");
    if (has_tls) message.set("Strict-Transport-Security", "max-age=31536000");
}

/// Everything but the body and its length.
template <class Body>
void set_head(http::response<Body>& message, const HttpResponse& response, bool keep_alive,
              bool has_tls) {
    constexpr unsigned kVersion = 11;
    message.version(kVersion);
    message.result(response.status);
    if (!response.content_type.empty()) {
        message.set(http::field::content_type, response.content_type);
    }
    add_common_headers(message, has_tls);
    for (const auto& [name, value] : response.headers)
        message.set(name, value);
    message.keep_alive(keep_alive);
}

[[nodiscard]] inline http::response<http::string_body> message_of(HttpResponse response,
                                                                  bool keep_alive, bool has_tls) {
    http::response<http::string_body> message;
    set_head(message, response, keep_alive, has_tls);
    message.body() = std::move(response.body);
    message.prepare_payload();
    // It would be that of the file, which the client has.
    if (response.status == 304) message.content_length(boost::none);
    if (response.is_head) message.body().clear();
    return message;
}

/// Writes a response with a file, a piece at a time: a slow network gets its time, and the bytes
/// are those that the hub holds once.
template <class Stream>
[[nodiscard]] asio::awaitable<bool> write_file(Stream& stream, HttpResponse response,
                                               bool keep_alive, bool has_tls) {
    using Body = http::span_body<const char>;
    http::response<Body> message;
    set_head(message, response, keep_alive, has_tls);
    const std::size_t size = response.file->size() - response.file_from;
    message.content_length(size);
    if (!response.is_head) message.body() = {response.file->data() + response.file_from, size};
    http::response_serializer<Body> pieces(message);
    const auto deadline = std::chrono::steady_clock::now() + kFileWait;
    beast::error_code error;
    while (!error && !pieces.is_done()) {
        beast::get_lowest_layer(stream).expires_at(
            std::min(std::chrono::steady_clock::now() + kWriteWait, deadline));
        co_await http::async_write_some(stream, pieces,
                                        asio::redirect_error(asio::use_awaitable, error));
    }
    co_return !error;
}

template <class Stream>
[[nodiscard]] asio::awaitable<bool> write(Stream& stream, HttpResponse response, bool keep_alive,
                                          bool has_tls) {
    if (response.file) {
        co_return co_await write_file(stream, std::move(response), keep_alive, has_tls);
    }
    http::response<http::string_body> message =
        message_of(std::move(response), keep_alive, has_tls);
    beast::get_lowest_layer(stream).expires_after(kWriteWait);
    beast::error_code error;
    co_await http::async_write(stream, message, asio::redirect_error(asio::use_awaitable, error));
    co_return !error;
}

/// Reads the header. False: the connection is to end (what can be answered was).
template <class Stream>
[[nodiscard]] asio::awaitable<bool> read_header(Stream& stream, beast::flat_buffer& buffer,
                                                Parser& parser, bool has_tls) {
    parser.header_limit(kHeaderBytesMax);
    beast::get_lowest_layer(stream).expires_after(kHeaderWait);
    beast::error_code error;
    co_await http::async_read_header(stream, buffer, parser,
                                     asio::redirect_error(asio::use_awaitable, error));
    std::optional<HttpResponse> answer;
    if (error) {
        answer = answer_to(error);
        if (!answer) co_return false;
    } else {
        answer = refuse_doubtful(parser.get());
    }
    if (!answer) co_return true;
    static_cast<void>(co_await write(stream, std::move(*answer), false, has_tls));
    co_return false;
}

/// Reads the rest. False: the connection is to end (what can be answered was).
template <class Stream>
[[nodiscard]] asio::awaitable<bool> read_body(Stream& stream, beast::flat_buffer& buffer,
                                              Parser& parser, std::uint64_t bytes_max,
                                              bool has_tls) {
    beast::error_code error;
    const auto length = parser.content_length();
    if (length && *length > bytes_max) error = http::error::body_limit;
    if (!error) {
        parser.body_limit(bytes_max);
        beast::get_lowest_layer(stream).expires_after(kBodyWait);
        co_await http::async_read(stream, buffer, parser,
                                  asio::redirect_error(asio::use_awaitable, error));
    }
    if (!error) co_return true;
    if (std::optional<HttpResponse> answer = answer_to(error)) {
        static_cast<void>(co_await write(stream, std::move(*answer), false, has_tls));
    }
    co_return false;
}

}  // namespace wedsync::hub::exchange
