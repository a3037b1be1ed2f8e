// Manual pages and completion are made of the commands as they are.
#include "cli/manual.hpp"

#include <algorithm>

#include "CLI/Config.hpp"
#include "CLI/Formatter.hpp"
#include "cli/completion.hpp"
#include <gtest/gtest.h>

namespace wedsync::cli {
namespace {

class ManualTest : public testing::Test {
protected:
    ManualTest() : app_("Keeps things.", "wedsync") {
        app_.add_flag("--json", is_json_, "For programs");
        CLI::App* hub = app_.add_subcommand("hub", "The service");
        CLI::App* invite = hub->add_subcommand("invite", "Let one in\nfor good");
        invite->add_option("--role", role_, "What it may do")->envname("ROLE");
        invite->add_option("NAME", name_, "Who")->required();
        invite->footer("Examples:\n  wedsync hub invite 'x'\n.not a macro\\");
        app_.add_subcommand("secret", "Hidden")->group("");
    }

    CLI::App app_;
    bool is_json_ = false;
    std::string role_;
    std::string name_;
};

TEST_F(ManualTest, HasAPageForEachCommandThatIsShown) {
    const auto pages = manual_pages(app_, "1.2");
    std::vector<std::string> names;
    for (const auto& [name, text] : pages)
        names.push_back(name);
    EXPECT_EQ(names,
              (std::vector<std::string>{"wedsync.1", "wedsync-hub.1", "wedsync-hub-invite.1"}));
    EXPECT_NE(pages[0].second.find("\\-\\-json"), std::string::npos);
    EXPECT_EQ(pages[0].second.find("secret"), std::string::npos);
    EXPECT_NE(pages[1].second.find("COMMAND"), std::string::npos);
    const std::string& invite = pages[2].second;
    for (const char* part :
         {"wedsync\\-hub\\-invite \\- Let one in\n", "NAME", "ROLE", "What it may do",
          "\n\\&.not a macro\\e\n", "\n  wedsync hub invite 'x'\n"}) {
        EXPECT_NE(invite.find(part), std::string::npos) << part << "\n" << invite;
    }
}

TEST_F(ManualTest, CompletionKnowsCommandsAndOptionsOfEachPlace) {
    const std::string bash = completion_script(app_, Shell::kBash);
    EXPECT_NE(bash.find("'hub') echo 'invite --help'"), std::string::npos) << bash;
    EXPECT_NE(bash.find("'hub invite') echo '--help --role'"), std::string::npos) << bash;
    EXPECT_EQ(bash.find("secret"), std::string::npos);
    const std::string fish = completion_script(app_, Shell::kFish);
    EXPECT_NE(fish.find("-a invite -d 'Let one in'"), std::string::npos) << fish;
    EXPECT_EQ(completion_script(app_, Shell::kZsh).substr(0, 16), "#compdef wedsync");
    EXPECT_EQ(shell_of("tcsh"), std::nullopt);
}

}  // namespace
}  // namespace wedsync::cli
