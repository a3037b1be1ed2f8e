#include "cli/manual.hpp"

#include <string_view>

namespace wedsync::cli {
namespace {

/// Text of a page: what roff would read as its own is spelled out.
std::string roff(std::string_view text) {
    std::string out;
    bool is_line_start = true;
    for (const char c : text) {
        if (is_line_start && (c == '.' || c == '\'')) out += "\\&";
        if (c == '\\') {
            out += "\\e";
        } else if (c == '-') {
            out += "\\-";
        } else {
            out += c;
        }
        is_line_start = c == '\n';
    }
    return out;
}

std::string path_of(const CLI::App& command) {
    const CLI::App* const parent = command.get_parent();
    return parent == nullptr ? command.get_name() : path_of(*parent) + " " + command.get_name();
}

std::string dashed(std::string text) {
    for (char& c : text) {
        if (c == ' ') c = '-';
    }
    return text;
}

bool is_shown(const CLI::Option& option) {
    return !option.get_group().empty();
}

/// "-d, --data TEXT", or the name of what stands at a place.
std::string heading_of(const CLI::Option& option) {
    if (option.get_positional()) return option.get_name(true);
    std::string names;
    for (const std::string& name : option.get_snames())
        names += (names.empty() ? "-" : ", -") + name;
    for (const std::string& name : option.get_lnames())
        names += (names.empty() ? "--" : ", --") + name;
    const bool takes_value = option.get_items_expected_max() > 0;
    return takes_value ? names + " " + option.get_type_name() : names;
}

std::string section_of_options(const CLI::App& command) {
    std::string text;
    for (const CLI::Option* option : command.get_options()) {
        if (!is_shown(*option)) continue;
        text +=
            ".TP\n\\fB" + roff(heading_of(*option)) + "\\fR\n" + roff(option->get_description());
        if (!option->get_default_str().empty())
            text += roff(" (default: " + option->get_default_str() + ")");
        if (!option->get_envname().empty())
            text += "\nIn the environment: " + roff(option->get_envname()) + ".";
        text += "\n";
    }
    return text.empty() ? text : ".SH OPTIONS\n" + text;
}

std::vector<const CLI::App*> commands_of(const CLI::App& command) {
    return command.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); });
}

std::string section_of_commands(const CLI::App& command) {
    std::string text;
    for (const CLI::App* each : commands_of(command)) {
        text +=
            ".TP\n\\fB" + roff(each->get_name()) + "\\fR\n" + roff(each->get_description()) + "\n";
    }
    return text.empty() ? text : ".SH COMMANDS\n" + text;
}

std::string synopsis_of(const CLI::App& command) {
    std::string text = "\\fB" + roff(path_of(command)) + "\\fR [OPTIONS]";
    for (const CLI::Option* option : command.get_options()) {
        if (!is_shown(*option) || !option->get_positional()) continue;
        const std::string name = roff(option->get_name(true));
        text += option->get_required() ? " " + name : " [" + name + "]";
    }
    if (!commands_of(command).empty()) text += " COMMAND";
    return text + "\n";
}

std::string page_of(const CLI::App& command, const std::string& version) {
    const std::string path = path_of(command);
    std::string title = dashed(path);
    const std::string description = command.get_description();
    const std::string first_line = description.substr(0, description.find('\n'));
    std::string text = ".TH \"" + roff(title) + "\" 1 \"\" \"wedsync " + version + "\" \"\"\n" +
                       ".SH NAME\n" + roff(title) + " \\- " + roff(first_line) +
                       "\n.SH SYNOPSIS\n" + synopsis_of(command) + ".SH DESCRIPTION\n" +
                       roff(description) + "\n" + section_of_commands(command) +
                       section_of_options(command);
    if (!command.get_footer().empty())
        text += ".SH NOTES\n.nf\n" + roff(command.get_footer()) + "\n.fi\n";
    if (const CLI::App* parent = command.get_parent())
        text += ".SH SEE ALSO\n\\fB" + roff(dashed(path_of(*parent))) + "\\fR(1)\n";
    return text;
}

void add_pages(const CLI::App& command, const std::string& version,
               std::vector<std::pair<std::string, std::string>>& pages) {
    pages.emplace_back(dashed(path_of(command)) + ".1", page_of(command, version));
    for (const CLI::App* each : commands_of(command))
        add_pages(*each, version, pages);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> manual_pages(const CLI::App& program,
                                                              const std::string& version) {
    std::vector<std::pair<std::string, std::string>> pages;
    add_pages(program, version, pages);
    return pages;
}

}  // namespace wedsync::cli
