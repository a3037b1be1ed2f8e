#include "system/files.hpp"

#include <filesystem>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "system/clock.hpp"

namespace wedsync::os {
namespace {

class FilesTest : public testing::Test {
protected:
    FilesTest() {
        std::string name = (std::filesystem::temp_directory_path() / "wedsync-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~FilesTest() override { std::filesystem::remove_all(folder_); }
    [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }

private:
    std::string folder_;
};

TEST_F(FilesTest, AFileIsReplacedAsAWholeAndForItsOwnerOnly) {
    ASSERT_TRUE(replace_file(path("a"), "first").ok());
    ASSERT_TRUE(replace_file(path("a"), std::string(200'000, 'x')).ok());
    EXPECT_EQ(*read_whole(path("a"), 1'000'000).value(), std::string(200'000, 'x'));
    struct stat status {};
    ASSERT_EQ(::stat(path("a").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_FALSE(std::filesystem::exists(path("a.new")));
}

TEST_F(FilesTest, WhatCannotBeReadSaysSo) {
    EXPECT_FALSE(read_whole(path("none"), 10).value().has_value());
    ASSERT_TRUE(replace_file(path("a"), std::string(100, 'x')).ok());
    EXPECT_EQ(read_whole(path("a"), 10).error().code, ErrorCode::kTooLarge);
    EXPECT_EQ(read_whole(path("."), 10).error().code, ErrorCode::kStore);
    EXPECT_EQ(replace_file(path("no/folder"), "x").error().code, ErrorCode::kStore);
}

TEST_F(FilesTest, RenamesAndSyncs) {
    ASSERT_TRUE(replace_file(path("a"), "1").ok());
    ASSERT_TRUE(replace_file(path("b"), "2").ok());
    EXPECT_TRUE(sync_file(path("a")).ok());
    EXPECT_TRUE(rename(path("a"), path("b")).ok());
    EXPECT_EQ(*read_whole(path("b"), 10).value(), "1");
    EXPECT_EQ(sync_file(path("a")).error().code, ErrorCode::kStore);
    EXPECT_EQ(rename(path("a"), path("b")).error().code, ErrorCode::kStore);
}

TEST_F(FilesTest, AppendsWhereItIsTold) {
    ASSERT_TRUE(append_to_file(path("a"), 0, "one").ok());
    ASSERT_TRUE(append_to_file(path("a"), 3, "two").ok());
    EXPECT_EQ(*read_whole(path("a"), 10).value(), "onetwo");
    // What was behind it is gone.
    ASSERT_TRUE(append_to_file(path("a"), 2, "!").ok());
    EXPECT_EQ(*read_whole(path("a"), 10).value(), "on!");
    EXPECT_EQ(append_to_file(path("no/folder"), 0, "x").error().code, ErrorCode::kStore);
    std::filesystem::create_symlink(path("a"), path("link"));
    EXPECT_FALSE(append_to_file(path("link"), 0, "x").ok());
    EXPECT_EQ(*read_whole(path("a"), 10).value(), "on!");
}

TEST_F(FilesTest, OneHasTheLock) {
    std::optional<FileLock> first = FileLock::try_now(path("lock")).value();
    ASSERT_TRUE(first);
    EXPECT_FALSE(FileLock::try_now(path("lock")).value());
    first.reset();
    EXPECT_TRUE(FileLock::try_now(path("lock")).value());
    EXPECT_TRUE(FileLock::wait(path("lock")).ok());
}

TEST(ClockTest, RunsForward) {
    const Now first = read_clock();
    const Now second = read_clock();
    EXPECT_LE(first.monotonic, second.monotonic);
    EXPECT_GT(first.wall.value(), 1'700'000'000'000U);
}

}  // namespace
}  // namespace wedsync::os
