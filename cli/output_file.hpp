#pragma once

#include <string>
#include <string_view>

namespace wedsync::cli {

/// Writes a whole file or none: into a temporary one beside it, which then takes its name. What
/// stood there before is whole until that moment. Throws Failure (kBadInput) that begins with what
/// the file is for; `advice` says what is safe.
void write_output_file(const std::string& path, std::string_view bytes, const std::string& what,
                       const std::string& advice);

}  // namespace wedsync::cli
