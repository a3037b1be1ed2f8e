#pragma once

#include <optional>

#include "boost/beast/http/message.hpp"
#include "boost/beast/http/string_body.hpp"

#include "hub/service/http_message.hpp"

namespace wedsync::hub {

/// Why a request at the address of the WebSocket is no handshake of RFC 6455 (section 4.2.1), as
/// the response to it; nothing if it is one.
[[nodiscard]] std::optional<HttpResponse> refuse_handshake(
    const boost::beast::http::request<boost::beast::http::string_body>& request);

}  // namespace wedsync::hub
