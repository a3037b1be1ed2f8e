#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wedsync::viral {

/// The longest address that mail can be sent to (RFC 5321).
inline constexpr std::size_t kAddressBytesMax = 254;

/// An e-mail address as it is compared and sent to: without spaces around it, ASCII letters small.
/// Nothing for what is no address, or one of a form that few have and many misuse: quotes,
/// comments, spaces, several addresses, control characters.
[[nodiscard]] std::optional<std::string> normal_address(std::string_view typed);

/// A name that stands for a normal address: the same for the same address everywhere, and no
/// address. 32 hexadecimal digits. Who guesses the address can check the guess.
[[nodiscard]] std::string key_of_address(std::string_view normal);

/// An address as others are shown it: "l•••@example.org".
[[nodiscard]] std::string masked(std::string_view normal);

}  // namespace wedsync::viral
