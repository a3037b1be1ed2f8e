// JSONTestSuite (Seriot, MIT): y_ must be read, n_ must be refused, i_ may be either. Outside data.

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "engine/json/strict_json.hpp"

namespace wedsync::json {
namespace {

namespace fs = std::filesystem;

/// The differences, as docs/json.md lists them: documents that RFC 8259 allows and we refuse.
constexpr std::array<std::string_view, 2> kRefusedOnPurpose{
    "y_object_duplicated_key.json",
    "y_object_duplicated_key_and_value.json",
};

fs::path data_folder() {
    const char* said = std::getenv("WEDSYNC_DATA");
    return said != nullptr ? fs::path(said) : fs::path(WEDSYNC_SOURCE_DIR) / "../shared/data";
}

std::string content_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(JsonSuiteTest, JudgesEveryFileAsTheSuiteDoes) {
    const fs::path folder = data_folder() / "suites/JSONTestSuite/test_parsing";
    if (!fs::is_directory(folder)) {
        std::cout << "SKIPPED(data): JSONTestSuite is not here\n";
        return;
    }
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    EXPECT_EQ(files.size(), 318U);
    for (const fs::path& path : files) {
        const std::string name = path.filename().string();
        const Result<boost::json::value> value = parse_json(content_of(path));
        const bool is_exception = std::find(kRefusedOnPurpose.begin(), kRefusedOnPurpose.end(),
                                            name) != kRefusedOnPurpose.end();
        if (name.front() == 'y') {
            EXPECT_EQ(value.ok(), !is_exception)
                << name << ": " << (value.ok() ? "read" : value.error().detail);
        }
        if (name.front() == 'n') {
            EXPECT_FALSE(value.ok()) << name;
        }
        if (value.ok()) {
            const std::string once = write_json(value.value());
            const Result<boost::json::value> again = parse_json(once);
            ASSERT_TRUE(again.ok()) << name << ": " << once;
            EXPECT_EQ(write_json(again.value()), once) << name;
        }
    }
}

}  // namespace
}  // namespace wedsync::json
