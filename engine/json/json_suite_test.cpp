// JSONTestSuite (Seriot, MIT): y_ must be read, n_ must be refused, i_ may be either.
// Outside data.

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

#include "engine/json/strict_json.hpp"
#include "tests/support/outside_data.hpp"

namespace wedsync::json {
namespace {

namespace fs = std::filesystem;

/// The differences, as docs/json.md lists them: documents that RFC 8259 allows and we refuse.
constexpr std::array<std::string_view, 2> kRefusedOnPurpose{
    "y_object_duplicated_key.json",
    "y_object_duplicated_key_and_value.json",
};
/// Of those where the suite leaves the choice, the only ones that are read.
constexpr std::array<std::string_view, 2> kReadByChoice{
    "i_number_double_huge_neg_exp.json",
    "i_number_real_underflow.json",
};

bool is_among(const std::array<std::string_view, 2>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// What has to become of a file, by its name.
bool is_to_be_read(const std::string& name) {
    if (name.front() == 'i') return is_among(kReadByChoice, name);
    return name.front() == 'y' && !is_among(kRefusedOnPurpose, name);
}

std::string content_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(JsonSuiteTest, JudgesEveryFileAsTheSuiteDoes) {
    const std::optional<fs::path> folder = test::outside_data("suites/JSONTestSuite/test_parsing");
    if (!folder) GTEST_SKIP();
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(*folder)) {
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    EXPECT_EQ(files.size(), 318U);
    for (const fs::path& path : files) {
        const std::string name = path.filename().string();
        const Result<boost::json::value> value = parse_json(content_of(path));
        EXPECT_EQ(value.ok(), is_to_be_read(name))
            << name << ": " << (value.ok() ? "read" : value.error().detail);
        if (!value.ok()) continue;
        const std::string once = write_json(value.value());
        const Result<boost::json::value> again = parse_json(once);
        ASSERT_TRUE(again.ok()) << name << ": " << once;
        EXPECT_EQ(write_json(again.value()), once) << name;
    }
}

TEST(JsonSuiteTest, TheDocumentNamesEveryFileThatIsJudgedOtherwise) {
    const std::string document = content_of(fs::path(WEDSYNC_SOURCE_DIR) / "docs/json.md");
    for (const std::string_view name : kRefusedOnPurpose)
        EXPECT_NE(document.find(name), std::string::npos) << name;
    for (const std::string_view name : kReadByChoice) {
        const std::string stem = fs::path(name).stem().string();
        EXPECT_NE(document.find(stem), std::string::npos) << name;
    }
}

}  // namespace
}  // namespace wedsync::json
