#pragma once

#include <string>
#include <string_view>

namespace wedsync::carrier {

/// What a device signs to open a session: it names the hub, so that no other hub can use it, and
/// the challenge, so that it is good once.
[[nodiscard]] std::string session_statement(std::string_view hub_id, std::string_view device,
                                            std::string_view challenge);

}  // namespace wedsync::carrier
