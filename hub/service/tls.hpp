#pragma once

#include <string>

#include "boost/asio/ssl/context.hpp"

#include "engine/base/result.hpp"

namespace wedsync::hub {

/// TLS 1.2 (AEAD only) and 1.3 with this certificate chain and key, both PEM files. kInvalid: one
/// of them cannot be read, or they do not belong together.
[[nodiscard]] Result<boost::asio::ssl::context> server_context(const std::string& certificate_path,
                                                               const std::string& key_path);

}  // namespace wedsync::hub
