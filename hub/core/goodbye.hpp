#pragma once

#include <cstdint>

namespace wedsync::hub {

/// Why a hub ends a session: the numbers in message::Goodbye. Stable; they follow HTTP where it has
/// a fitting one.
enum class GoodbyeCode : std::uint16_t {
    kProtocol = 400,  ///< A frame that does not decode, or that has no place here.
    kNotAdmitted = 401,
    kIdle = 408,     ///< Nothing was heard for too long.
    kVersion = 426,  ///< No protocol version in common.
    kTooMany = 429,  ///< More scopes or lanes than a session may have.
    kFailed = 500,   ///< The hub could not read its store.
};

}  // namespace wedsync::hub
