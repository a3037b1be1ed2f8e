#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

/// Golden files: what a program says, as files that a person has read. WEDSYNC_UPDATE_GOLDEN=1
/// writes them anew.
namespace wedsync::test {

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Whether `text` is what stands in tests/golden/`name`.
inline testing::AssertionResult is_golden(const std::string& name, const std::string& text) {
    const std::filesystem::path path =
        std::filesystem::path(WEDSYNC_SOURCE_DIR) / "tests/golden" / name;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no thread here sets the environment.
    if (std::getenv("WEDSYNC_UPDATE_GOLDEN") != nullptr) {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
    }
    const std::string golden = read_file(path);
    if (golden == text) return testing::AssertionSuccess();
    return testing::AssertionFailure()
           << path.string() << " differs (WEDSYNC_UPDATE_GOLDEN=1 rewrites it). It has:\n"
           << golden << "\nNow:\n"
           << text;
}

}  // namespace wedsync::test
