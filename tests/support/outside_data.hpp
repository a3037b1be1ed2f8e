#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace wedsync::test {

/// A file or folder of the data that is not part of this repository: in the folder WEDSYNC_DATA,
/// else in
/// ../shared/data beside the project. Absent: prints the line that ./test counts, and returns
/// nothing; the test then does GTEST_SKIP().
inline std::optional<std::filesystem::path> outside_data(const std::string& name) {
    const char* folder = std::getenv("WEDSYNC_DATA");  // NOLINT(concurrency-mt-unsafe): one thread
    const std::filesystem::path root =
        folder != nullptr ? std::filesystem::path(folder)
                          : std::filesystem::path(WEDSYNC_SOURCE_DIR) / ".." / "shared" / "data";
    std::error_code error;
    if (std::filesystem::exists(root / name, error)) return root / name;
    std::printf("SKIPPED(data): %s is not here\n", name.c_str());
    return std::nullopt;
}

}  // namespace wedsync::test
