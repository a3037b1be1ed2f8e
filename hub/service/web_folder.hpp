#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "engine/base/result.hpp"

namespace wedsync::hub {

/// Files by their path within a folder ("index.html", "assets/app-Dq3kX0aZ.js").
using WebFolder = std::map<std::string, std::string, std::less<>>;

inline constexpr std::size_t kWebFilesMax = 4'096;
inline constexpr std::size_t kWebBytesMax = std::size_t{64} * 1024 * 1024;

/// Reads what the build of the web app left in a folder. Hidden files and links are passed over.
/// kInvalid, with what is wrong: it is no folder that can be read, has no index.html, a name that
/// no address can be made of, or more than the bounds above. kStore: a file cannot be read.
[[nodiscard]] Result<WebFolder> read_web_folder(const std::string& folder);

}  // namespace wedsync::hub
