#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wedsync::cli {

/// Throws Failure (kUsage) where a file that is to be written is one that is read: an input, or the
/// store with what is kept beside it.
void check_output_path(const std::string& path, const std::vector<std::string>& inputs,
                       const std::string& store);

/// Writes a whole file or none: into a temporary one beside it, which then takes its name. What
/// stood there before is whole until that moment. Throws Failure (kBadInput) that begins with what
/// the file is for; `advice` says what is safe.
void write_output_file(const std::string& path, std::string_view bytes, const std::string& what,
                       const std::string& advice);

}  // namespace wedsync::cli
