// completion and man: what a package needs from the program about itself.
#include <filesystem>
#include <memory>
#include <system_error>

#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "cli/failure.hpp"
#include "cli/manual.hpp"
#include "cli/output_file.hpp"

namespace wedsync::cli {
namespace {

ExitCode completion(const Context& context, const CLI::App& program, const std::string& name) {
    const std::optional<Shell> shell = shell_of(name);
    if (!shell) {
        throw Failure(ExitCode::kUsage, "there is no completion for \"" + name + "\"",
                      "There is for bash, zsh and fish.");
    }
    const std::string script = completion_script(program, *shell);
    if (context.is_json) context.print({{"script", script}});
    context.say(script);
    return ExitCode::kOk;
}

ExitCode man(const Context& context, const CLI::App& program, const std::string& version,
             const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        throw Failure(ExitCode::kBadInput, folder + " cannot be made: " + error.message(),
                      "Nothing was written.");
    }
    boost::json::array names;
    for (const auto& [name, text] : manual_pages(program, version)) {
        write_output_file(std::string(folder).append("/").append(name), text, "the page",
                          "Some pages may be there.");
        names.emplace_back(name);
    }
    const std::size_t count = names.size();
    if (context.is_json) context.print({{"folder", folder}, {"pages", std::move(names)}});
    context.say("wrote " + std::to_string(count) + " pages into " + printable(folder) + "\n");
    return ExitCode::kOk;
}

}  // namespace

void add_completion(CLI::App& app, Context& context) {
    auto shell = std::make_shared<std::string>();
    CLI::App* command =
        app.add_subcommand("completion", "Print a script that makes a shell complete wedsync");
    command->add_option("SHELL", *shell, "bash, zsh or fish")->required();
    command->footer(
        examples({"completion bash > ~/.local/share/bash-completion/completions/wedsync",
                  "completion fish > ~/.config/fish/completions/wedsync.fish"}));
    on_run(*command, context, [&context, &app, shell] { return completion(context, app, *shell); });
}

void add_man(CLI::App& app, Context& context) {
    auto folder = std::make_shared<std::string>();
    CLI::App* command =
        app.add_subcommand("man", "Write manual pages of every command into a folder");
    command->add_option("FOLDER", *folder, "Made if it is missing")->required();
    command->footer(examples({"man man1"}));
    on_run(*command, context,
           [&context, &app, folder] { return man(context, app, context.version, *folder); });
}

}  // namespace wedsync::cli
