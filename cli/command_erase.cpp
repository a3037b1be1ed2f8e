// erase: what is forgotten for good.
#include <map>
#include <memory>
#include <utility>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/mentions.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "engine/base/fold.hpp"

namespace wedsync::cli {
namespace {

/// So many letters and digits a text has to have: fewer are in everything.
constexpr std::size_t kFoldedMin = 3;

struct Options {
    std::vector<std::string> ids;
    std::string text;
    std::string scope;
    bool is_sure = false;
};

/// By scope, each with what is there of it: nothing of one that was deleted.
using Chosen = std::map<ScopeId, std::map<RecordId, merge::RecordState>>;

Chosen choose(Records& records, const Options& options) {
    Chosen chosen;
    for (const std::string& id : options.ids) {
        Located located = records.find(id);
        chosen[located.scope].emplace(located.state.id, std::move(located.state));
    }
    if (options.text.empty()) return chosen;
    if (folded(options.text).size() < kFoldedMin) {
        throw Failure(ExitCode::kBadInput, "this is too short to look for",
                      "At least three letters or digits. Nothing was changed.");
    }
    for (const ScopeId scope : records.scopes_for_reading(options.scope)) {
        for (const RecordId& record : find_mentions(records, scope, options.text))
            chosen[scope].emplace(record, take(records.replica().get(scope, record)));
    }
    std::erase_if(chosen, [](const auto& scope) { return scope.second.empty(); });
    return chosen;
}

boost::json::array json_of(Records& records, const Chosen& chosen) {
    boost::json::array all;
    for (const auto& [scope, states] : chosen) {
        for (const auto& [record, state] : states) {
            boost::json::object one{{"scope", records.scope_name(scope)},
                                    {"is_deleted", state.empty()}};
            if (!state.empty()) {
                const Located located{scope, state};
                const CollectionSchema* collection = records.collection_of(state);
                one["id"] = Records::id_of(located);
                one["collection"] = collection == nullptr ? "?" : collection->name;
                one["title"] = records.title_of(located);
            }
            all.emplace_back(std::move(one));
        }
    }
    return all;
}

std::string table_of(Records& records, const Chosen& chosen, const Context& context) {
    Table table({{"RECORD"}, {"WHAT"}, {"TITLE"}, {"WHERE"}});
    for (const auto& [scope, states] : chosen) {
        for (const auto& [record, state] : states) {
            const Located located{scope, state};
            const CollectionSchema* collection = records.collection_of(state);
            const std::string what = collection == nullptr ? "" : collection->name;
            table.add_row({state.empty() ? "" : Records::short_id_of(located),
                           state.empty() ? "(deleted before)" : what,
                           state.empty() ? "" : records.title_of(located),
                           records.scope_name(scope)});
        }
    }
    return table.text(context.terminal);
}

/// As many changes as it takes: a change has so many operations at most.
void erase_all(replica::Replica& replica, const Chosen& chosen) {
    for (const auto& [scope, states] : chosen) {
        Draft draft;
        draft.scope = scope;
        draft.type = "erase";
        draft.priority = 9;
        for (const auto& [record, state] : states) {
            draft.edits.emplace_back(edit::Erase{record});
            if (draft.edits.size() < kChangeOperationsMax) continue;
            take(replica.commit(Context::now(), draft));
            draft.edits.clear();
        }
        if (!draft.edits.empty()) take(replica.commit(Context::now(), draft));
    }
}

ExitCode erase(const Context& context, const Options& options) {
    if (options.ids.empty() == options.text.empty()) {
        throw Failure(ExitCode::kUsage, "name records, or a text with --find",
                      "Nothing was changed.");
    }
    const auto replica = open_replica(context);
    Records records(*replica);
    const Chosen chosen = choose(records, options);
    if (chosen.empty()) {
        throw Failure(ExitCode::kNotFound, "nothing here says this, and nothing ever did",
                      "What another device wrote and has not sent yet is not known here.");
    }
    boost::json::array all = json_of(records, chosen);
    const std::size_t count = all.size();
    context.say(table_of(records, chosen, context));
    if (options.is_sure) erase_all(*replica, chosen);
    if (context.is_json) {
        context.print({{"records", std::move(all)}, {"is_erased", options.is_sure}});
    }
    if (!options.is_sure) {
        context.say("Nothing was erased. With --yes " +
                    (count == 1 ? std::string("this record")
                                : "these " + std::to_string(count) + " records") +
                    " and all that they ever said will be gone, everywhere, for good.\n");
        return ExitCode::kOk;
    }
    context.say(
        "Erased here as soon as a hub took it (`wedsync sync`); on every other device when "
        "it next reaches the hub. Nobody can take it back.\n"
        "An address that was invited is with the hub's post: `wedsync hub mail erase`.\n");
    return ExitCode::kOk;
}

}  // namespace

void add_erase(CLI::App& app, Context& context) {
    CLI::App* command =
        app.add_subcommand("erase", "Forget records and all that they ever said, for good");
    auto options = std::make_shared<Options>();
    command->add_option("RECORD", options->ids, "Ids, or beginnings of them");
    command->add_option("--find", options->text,
                        "In place of ids: every record that says or ever said this, also deleted "
                        "ones");
    command->add_option("--scope", options->scope, "With --find: only there");
    command->add_flag("--yes", options->is_sure, "Do it; without this it only shows what it would");
    command->footer(
        examples({"erase --find ana.garcia@example.org        # shows what there is",
                  "erase --find ana.garcia@example.org --yes", "erase 74606d88b3 --yes"}));
    on_run(*command, context, [&context, options] { return erase(context, *options); });
}

}  // namespace wedsync::cli
