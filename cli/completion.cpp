#include "cli/completion.hpp"

#include <utility>
#include <vector>

namespace wedsync::cli {
namespace {

/// What can follow one command.
struct Node {
    /// "", "hub", "hub invite", ...
    std::string path;
    std::vector<std::pair<std::string, std::string>> commands;  ///< Name and description.
    std::vector<std::pair<std::string, std::string>> options;   ///< "--json", description.
};

void add_nodes(const CLI::App& command, const std::string& path, std::vector<Node>& nodes) {
    Node node;
    node.path = path;
    for (const CLI::Option* option : command.get_options()) {
        if (option->get_group().empty()) continue;
        for (const std::string& name : option->get_lnames())
            node.options.emplace_back("--" + name, option->get_description());
    }
    const std::vector<const CLI::App*> commands =
        command.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); });
    for (const CLI::App* each : commands) {
        const std::string& description = each->get_description();
        node.commands.emplace_back(each->get_name(), description.substr(0, description.find('\n')));
    }
    nodes.push_back(std::move(node));
    for (const CLI::App* each : commands)
        add_nodes(*each, path.empty() ? each->get_name() : path + " " + each->get_name(), nodes);
}

std::string words_of(const Node& node) {
    std::string words;
    for (const auto& [name, description] : node.commands)
        words += (words.empty() ? "" : " ") + name;
    for (const auto& [name, description] : node.options)
        words += (words.empty() ? "" : " ") + name;
    return words;
}

std::string command_words(const Node& node) {
    std::string words;
    for (const auto& [name, description] : node.commands)
        words += " " + name;
    return words + " ";
}

/// Walks the words of the line from command to command, then offers what can follow the last one.
/// Works in bash, and in zsh with its bashcompinit.
std::string bash_script(const std::vector<Node>& nodes) {
    std::string names = "    case \"$1\" in\n";
    std::string words = names;
    for (const Node& node : nodes) {
        if (!node.commands.empty())
            names += "    '" + node.path + "') echo '" + command_words(node) + "' ;;\n";
        words += "    '" + node.path + "') echo '" + words_of(node) + "' ;;\n";
    }
    names += "    esac\n";
    words += "    esac\n";
    return "_wedsync_commands() {\n" + names + "}\n_wedsync_words() {\n" + words + "}\n" +
           R"sh(_wedsync() {
    local path='' word i
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $(_wedsync_commands "$path") == *" $word "* ]]; then
            path=${path:+$path }$word
        fi
    done
    COMPREPLY=($(compgen -W "$(_wedsync_words "$path")" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _wedsync wedsync
)sh";
}

std::string fish_quoted(const std::string& text) {
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') quoted += '\\';
        quoted += c == '\n' ? ' ' : c;
    }
    return quoted + "'";
}

std::string fish_script(const std::vector<Node>& nodes) {
    std::string script = R"fish(function __wedsync_at
    set -l known $argv[2..-1]
    set -l path
    for word in (commandline -opc)[2..-1]
        if contains -- $word $known
            set path $path $word
        end
    end
    test "$path" = "$argv[1]"
end
)fish";
    std::string known;
    for (const Node& node : nodes)
        known += command_words(node);
    for (const Node& node : nodes) {
        const std::string start =
            "complete -c wedsync -n \"__wedsync_at '" + node.path + "'" + known + "\"";
        const auto add = [&](const char* kind, const std::string& name, const std::string& what) {
            script.append(start).append(kind).append(name);
            script.append(" -d ").append(fish_quoted(what)).append("\n");
        };
        for (const auto& [name, description] : node.commands)
            add(" -a ", name, description);
        for (const auto& [name, description] : node.options)
            add(" -l ", name.substr(2), description);
    }
    return script;
}

}  // namespace

std::optional<Shell> shell_of(std::string_view name) {
    if (name == "bash") return Shell::kBash;
    if (name == "zsh") return Shell::kZsh;
    if (name == "fish") return Shell::kFish;
    return std::nullopt;
}

std::string completion_script(const CLI::App& program, Shell shell) {
    std::vector<Node> nodes;
    add_nodes(program, "", nodes);
    switch (shell) {
        case Shell::kBash:
            return bash_script(nodes);
        case Shell::kZsh:
            return "#compdef wedsync\nautoload -U +X bashcompinit && bashcompinit\n" +
                   bash_script(nodes);
        case Shell::kFish:
            return fish_script(nodes);
    }
    return {};
}

}  // namespace wedsync::cli
