#include "cli/user_settings.hpp"

#include <gtest/gtest.h>

namespace wedsync::cli {
namespace {

const std::vector<std::string> kKnown{"person", "data"};

TEST(UserSettingsTest, AreTextsUnderKnownNames) {
    EXPECT_EQ(read_user_settings("", kKnown).value(), UserSettings{});
    EXPECT_EQ(read_user_settings("person = \"Zoë\" # me\ndata = 'a\\b'\n", kKnown).value(),
              (UserSettings{{"person", "Zoë"}, {"data", "a\\b"}}));
}

TEST(UserSettingsTest, SayWhereTheyAreWrong) {
    for (const char* wrong :
         {"\nperson = 1\n", "\nrole = \"x\"\n", "\nperson = \"x\n", "\n[person]\n",
          "\nperson = [\"x\"]\n", "\n\xff\n", "[:", "\nü = 1\n"}) {
        const auto read = read_user_settings(wrong, kKnown);
        ASSERT_FALSE(read.ok()) << wrong;
        EXPECT_EQ(read.error().code, ErrorCode::kInvalid);
        EXPECT_NE(read.error().detail.find("line "), std::string::npos) << read.error().detail;
    }
}

}  // namespace
}  // namespace wedsync::cli
