#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace wedsync::hub {

/// One HTTP request, as far as anybody here looks at it.
struct HttpRequest {
    std::string method;
    /// Without the query.
    std::string path;
    std::string query;
    /// What the peer calls us; never more than a hint.
    std::string host;
    std::string content_type;
    std::string accept_encoding;
    std::string accept_language;
    std::string if_none_match;
    std::string if_range;
    std::string range;
    /// As they stand there; empty: none.
    std::string upload_offset;
    std::string upload_length;
    /// Of "Authorization: Bearer ...", without the word; empty: none.
    std::string bearer;
    std::string body;
    /// The peer's address; never taken from a header.
    std::string address;
    /// Nobody can listen in: TLS, or a loopback address.
    bool is_private = false;
};

struct HttpResponse {
    unsigned status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers = {};
    /// A body that others hold as well; then `body` is empty.
    std::shared_ptr<const std::string> file = nullptr;
    /// Where in `file` the body begins.
    std::size_t file_from = 0;
    /// The answer to HEAD: the headers that GET would have, and no body.
    bool is_head = false;
};

/// An error as problem+json (RFC 9457). `code` is a stable word for programs; `detail` is for
/// people: what happened and what to do.
[[nodiscard]] HttpResponse problem(unsigned status, const std::string& code,
                                   const std::string& detail);

}  // namespace wedsync::hub
