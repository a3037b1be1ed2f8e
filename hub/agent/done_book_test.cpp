#include "hub/agent/done_book.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>

namespace wedsync::hub {
namespace {

class DoneBookTest : public testing::Test {
protected:
    DoneBookTest() {
        std::string name = (std::filesystem::temp_directory_path() / "wedsync-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~DoneBookTest() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::string path() const { return folder_ + "/desk.db"; }
    std::string folder_;
};

TEST_F(DoneBookTest, RemembersForEver) {
    {
        const auto book = DoneBook::open(path());
        ASSERT_TRUE(book.ok()) << book.error().detail;
        EXPECT_FALSE(book.value()->find("a").value().has_value());
        ASSERT_TRUE(book.value()->add({{"a", "x"}, {"b", "y"}}, 5).ok());
    }
    const auto book = DoneBook::open(path());
    ASSERT_TRUE(book.ok());
    EXPECT_EQ(book.value()->find("a").value(), "x");
    EXPECT_EQ(book.value()->find("b").value(), "y");
    EXPECT_EQ(book.value()->count().value(), 2);
}

TEST_F(DoneBookTest, TheFirstOneStands) {
    const auto book = DoneBook::open(path());
    ASSERT_TRUE(book.ok());
    ASSERT_TRUE(book.value()->add({{"a", "x"}}, 5).ok());
    ASSERT_TRUE(book.value()->add({{"a", "other"}, {"c", "z"}}, 6).ok());
    EXPECT_EQ(book.value()->find("a").value(), "x");
    EXPECT_EQ(book.value()->find("c").value(), "z");
}

TEST_F(DoneBookTest, IsForItsOwnerOnly) {
    const auto book = DoneBook::open(path());
    ASSERT_TRUE(book.ok());
    ASSERT_TRUE(book.value()->add({{"a", "x"}}, 5).ok());
    namespace fs = std::filesystem;
    const fs::perms others = fs::perms::group_all | fs::perms::others_all;
    for (const char* const suffix : {"", "-wal"})
        EXPECT_EQ(fs::status(path() + suffix).permissions() & others, fs::perms::none) << suffix;
}

TEST_F(DoneBookTest, TakesNoOtherFileForItsOwn) {
    std::ofstream(path(), std::ios::binary) << std::string(8'192, 'x');
    EXPECT_FALSE(DoneBook::open(path()).ok());
}

}  // namespace
}  // namespace wedsync::hub
