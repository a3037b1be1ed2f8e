#include "hub/service/web_folder.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

namespace wedsync::hub {
namespace {

namespace fs = std::filesystem;

class WebFolderTest : public testing::Test {
protected:
    WebFolderTest() {
        std::string name = (fs::temp_directory_path() / "wedsync-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~WebFolderTest() override { fs::remove_all(folder_); }

    void write(const std::string& name, const std::string& bytes) const {
        fs::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
    }
    [[nodiscard]] std::string why_not() const {
        const Result<WebFolder> files = read_web_folder(folder_.string());
        return files.ok() ? "" : files.error().detail;
    }

    fs::path folder_;
};

TEST_F(WebFolderTest, HoldsEveryFileByItsPath) {
    write("index.html", "<p>");
    write("assets/app-Dq3kX0aZ.js", std::string("a\0b", 3));
    write("assets/fonts/empty.woff2", "");
    const WebFolder expected{{"index.html", "<p>"},
                             {"assets/app-Dq3kX0aZ.js", std::string("a\0b", 3)},
                             {"assets/fonts/empty.woff2", ""}};
    EXPECT_EQ(read_web_folder(folder_.string()).value(), expected);
    EXPECT_EQ(read_web_folder(folder_.string() + "/").value(), expected);
}

TEST_F(WebFolderTest, PassesOverWhatIsHiddenAndWhereLinksLead) {
    write("index.html", "<p>");
    write(".env", "SECRET=1");
    write(".git/config", "x");
    write("outside/secret.txt", "x");
    fs::create_symlink("/etc/hostname", folder_ / "hostname.txt");
    fs::create_directory_symlink("/etc", folder_ / "etc");
    const WebFolder files = read_web_folder(folder_.string()).value();
    EXPECT_EQ(files.size(), 2U);
    EXPECT_TRUE(files.contains("outside/secret.txt"));
}

TEST_F(WebFolderTest, SaysWhatIsWrong) {
    EXPECT_NE(why_not().find("no index.html"), std::string::npos);
    write("index.html", "<p>");
    EXPECT_EQ(why_not(), "");
    write("a b.js", "");
    EXPECT_NE(why_not().find("a b.js: a name"), std::string::npos);
    EXPECT_NE(read_web_folder(folder_.string() + "/none").error().detail.find("/none"),
              std::string::npos);
    EXPECT_FALSE(read_web_folder(folder_.string() + "/index.html").ok());
    EXPECT_FALSE(read_web_folder("").ok());
}

TEST_F(WebFolderTest, IsBounded) {
    write("index.html", "<p>");
    write("large.wasm", "");
    fs::resize_file(folder_ / "large.wasm", kWebBytesMax - 3);
    EXPECT_EQ(why_not(), "");
    fs::resize_file(folder_ / "large.wasm", kWebBytesMax - 2);
    EXPECT_NE(why_not().find("bytes"), std::string::npos);
    fs::remove(folder_ / "large.wasm");
    for (std::size_t i = 0; i < kWebFilesMax; ++i)
        write("f" + std::to_string(i), "");
    EXPECT_NE(why_not().find("files"), std::string::npos);
}

}  // namespace
}  // namespace wedsync::hub
