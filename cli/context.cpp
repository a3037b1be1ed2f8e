#include "cli/context.hpp"

#include <chrono>
#include <cstdio>
#include <utility>

#include "cli/failure.hpp"

namespace wedsync::cli {
namespace {

void write_out(std::string_view text) {
    const std::size_t written = std::fwrite(text.data(), 1, text.size(), stdout);
    if (written != text.size() || std::fflush(stdout) != 0) {
        throw Failure(ExitCode::kStore, "standard output cannot be written");
    }
}

template <class Clock>
std::uint64_t milliseconds() {
    const auto since = Clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

}  // namespace

void Context::say(std::string_view text) const {
    if (!is_json) write_out(text);
}

void Context::print(const boost::json::value& value) const {
    write_out(json::write_json(value) + "\n");
}

Now Context::now() {
    return {Instant{milliseconds<std::chrono::steady_clock>()},
            WallTime{milliseconds<std::chrono::system_clock>()}};
}

void on_run(CLI::App& command, Context& context, std::function<ExitCode()> work) {
    command.callback([&context, &command, work = std::move(work)] {
        // Of a group that does something by itself, the chosen subcommand comes first.
        if (command.get_subcommands().empty()) context.run = work;
    });
}

std::string examples(std::initializer_list<std::string_view> lines) {
    std::string text = "Examples:\n";
    for (const std::string_view line : lines)
        text += "  wedsync " + std::string(line) + "\n";
    return text;
}

}  // namespace wedsync::cli
