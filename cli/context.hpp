#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "CLI/App.hpp"
#include "cli/exit_code.hpp"
#include "cli/terminal.hpp"

#include "engine/base/instant.hpp"
#include "engine/json/strict_json.hpp"

namespace wedsync::cli {

/// What every command shares: the options that stand before or after its name, the two outputs,
/// and the clock. A command is one function `void add_name(CLI::App&, Context&)` that declares a
/// subcommand and hands its work to on_run().
struct Context {
    /// The store's file.
    std::string data = "venue.wedsync";
    /// A schema file; empty: the built-in venue schema.
    std::string schema;
    std::string person;
    std::string role;
    std::string device;
    /// Output for programs: one JSON document on standard output (watch: one per line).
    bool is_json = false;
    /// A quota of the store in pages of 4 KiB; 0: none. For tests.
    std::uint32_t page_count_max = 0;

    /// Of this program.
    std::string version;
    Terminal terminal = Terminal::detect();
    /// What the chosen subcommand does; set by on_run().
    std::function<ExitCode()> run;

    /// Writes text for people to standard output; nothing with --json.
    void say(std::string_view text) const;
    /// Writes one JSON document and a line feed to standard output.
    void print(const boost::json::value& value) const;
    /// True where a progress bar may be drawn.
    [[nodiscard]] bool shows_progress() const { return terminal.is_error_tty && !is_json; }
    /// Both clocks of this machine.
    [[nodiscard]] static Now now();
};

/// `work` is done after the whole command line was read, if this subcommand was chosen.
void on_run(CLI::App& command, Context& context, std::function<ExitCode()> work);

/// The footer of a command's --help: one example per line, without "wedsync".
[[nodiscard]] std::string examples(std::initializer_list<std::string_view> lines);

}  // namespace wedsync::cli
