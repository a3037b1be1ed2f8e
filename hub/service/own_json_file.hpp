#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/codec/json_node.hpp"

namespace wedsync::hub {

/// The format that files of the hub's own have in their member "format".
inline constexpr std::uint64_t kOwnJsonFormat = 1;

/// Reads a JSON file that this hub wrote, of at most 128 MiB: an object with these members and
/// "format". `take` is called with it, where there is such a file, and keeps what it reads only if
/// the node says ok() at its end. kStore, kCorrupt: nothing is to be kept.
[[nodiscard]] Result<void> read_own_json_file(
    const std::string& path, std::initializer_list<std::string_view> members,
    const std::function<void(const codec::JsonNode&)>& take);

}  // namespace wedsync::hub
