#include "hub/service/web_socket_handshake.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "boost/beast/http.hpp"
#include "boost/beast/websocket/rfc6455.hpp"

namespace wedsync::hub {
namespace {

namespace http = boost::beast::http;
using Request = http::request<http::string_body>;

/// Base64 of 16 bytes: so many digits and two of padding.
constexpr std::size_t kKeyDigits = 22;

HttpResponse with_header(HttpResponse response, const char* name, const char* value) {
    response.headers.emplace_back(name, value);
    return response;
}

bool is_base64_digit(char character) {
    const bool is_letter =
        (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    return is_letter || (character >= '0' && character <= '9') || character == '+' ||
           character == '/';
}

bool has_good_key(const Request& request) {
    if (request.count(http::field::sec_websocket_key) != 1) return false;
    const auto key = request[http::field::sec_websocket_key];
    const std::string_view text(key.data(), key.size());
    return text.size() == kKeyDigits + 2 && text.ends_with("==") &&
           std::all_of(text.begin(), text.begin() + kKeyDigits, is_base64_digit);
}

bool has_body(const Request& request) {
    const auto length = request[http::field::content_length];
    return request.count(http::field::transfer_encoding) > 0 || (!length.empty() && length != "0");
}

}  // namespace

std::optional<HttpResponse> refuse_handshake(const Request& request) {
    if (request.method() != http::verb::get) {
        return with_header(problem(405, "method_not_allowed", "this address takes GET"), "Allow",
                           "GET");
    }
    if (!boost::beast::websocket::is_upgrade(request)) {
        return with_header(problem(426, "wants_web_socket", "this address takes WebSocket"),
                           "Upgrade", "websocket");
    }
    if (has_body(request)) {
        return problem(400, "broken_handshake", "a handshake has no body");
    }
    if (request.count(http::field::sec_websocket_version) != 1) {
        return problem(400, "broken_handshake", "one Sec-WebSocket-Version is wanted");
    }
    if (request[http::field::sec_websocket_version] != "13") {
        return with_header(problem(426, "web_socket_version", "this hub takes version 13"),
                           "Sec-WebSocket-Version", "13");
    }
    if (!has_good_key(request)) {
        return problem(400, "broken_handshake",
                       "Sec-WebSocket-Key is to be the base64 of 16 bytes");
    }
    return std::nullopt;
}

}  // namespace wedsync::hub
