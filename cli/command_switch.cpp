// switch.
#include <algorithm>
#include <memory>
#include <vector>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "engine/suggest/advise.hpp"

namespace wedsync::cli {
namespace {

struct SwitchOptions {
    std::string field;
    std::string decides;
    std::string scope;
};

constexpr std::string_view kPlanned = "planned";

const FieldSchema& find_field(const Schema& schema, const std::string& name) {
    const FieldSchema* field = schema.find_field(name);
    if (field == nullptr) {
        throw Failure(ExitCode::kUsage,
                      "there is no field " + name + "; name it in full, as tables.zone");
    }
    return *field;
}

/// What was switched, and where nothing is applied for now.
ExitCode list(const Context& context, const SwitchOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    std::optional<ScopeId> scope;
    if (!options.scope.empty()) scope = records.find_scope(options.scope);
    const replica::DecidedLog log = take(replica->decided(scope, suggest::shipped_resolver()));
    const Schema& schema = replica->schema();
    boost::json::array switched;
    boost::json::array watched;
    Table table({{"scope", Align::kLeft, Style::kPlain},
                 {"field", Align::kLeft, Style::kCyan},
                 {"may", Align::kLeft, Style::kYellow},
                 {"planned", Align::kLeft, Style::kDim}});
    std::string paused;
    for (const auto& [id, standing] : log.scopes) {
        const std::string name = records.scope_name(id);
        for (const CollectionSchema& collection : schema.collections) {
            for (const FieldSchema& field : collection.fields) {
                if (!standing.switches.has(field.id)) continue;
                const std::string full = collection.name + "." + field.name;
                const std::string now(name_of(standing.switches.of(field)));
                const std::string planned(name_of(field.decides));
                table.add_row({name, full, now, planned});
                switched.push_back(boost::json::object{
                    {"scope", name}, {"field", full}, {"decides", now}, {"planned", planned}});
            }
        }
        const suggest::Watch& watch = standing.watch;
        watched.push_back(boost::json::object{{"scope", name},
                                              {"would", watch.would},
                                              {"right", watch.right},
                                              {"is_paused", watch.is_paused()}});
        if (!watch.is_paused()) continue;
        paused += name + ": the hub applies nothing for now; people chose the same only " +
                  std::to_string(watch.right) + " of " + std::to_string(watch.would) + " times\n";
    }
    if (context.is_json) {
        context.print({{"switches", std::move(switched)}, {"scopes", std::move(watched)}});
        return ExitCode::kOk;
    }
    if (table.empty()) {
        context.say("nothing is switched: machines may do what the schema says\n");
    } else {
        context.say(table.text(context.terminal));
    }
    context.say(paused);
    return ExitCode::kOk;
}

ExitCode set(const Context& context, const SwitchOptions& options) {
    std::optional<Decides> decides;
    if (options.decides != kPlanned) decides = decides_of(options.decides);
    const auto replica = open_replica(context);
    Records records(*replica);
    const FieldSchema& field = find_field(replica->schema(), options.field);
    std::vector<std::string> names;
    for (const ScopeId scope : records.scopes_for_reading(options.scope)) {
        take(replica->set_switch(Context::now(), scope, field, decides));
        names.push_back(records.scope_name(scope));
    }
    if (context.is_json) {
        context.print({{"field", options.field},
                       {"decides", decides ? name_of(*decides) : name_of(field.decides)},
                       {"scopes", boost::json::array(names.begin(), names.end())}});
        return ExitCode::kOk;
    }
    context.say(options.field + ": " + options.decides + ", in " + std::to_string(names.size()) +
                (names.size() == 1 ? " scope\n" : " scopes\n"));
    return ExitCode::kOk;
}

}  // namespace

void add_switch(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand(
        "switch", "What machines may decide: without a field what was switched; else switches it");
    auto options = std::make_shared<SwitchOptions>();
    CLI::Option* field =
        command->add_option("field", options->field, "A field in full, as tables.zone");
    command
        ->add_option("decides", options->decides,
                     "ask: only people; suggest; apply: the hub where it is sure; planned: as the "
                     "schema says")
        ->check(CLI::IsMember({"ask", "suggest", "apply", "planned"}));
    command->add_option("--scope", options->scope, "Only this scope (otherwise all of this store)");
    command->footer(examples({"switch", "switch tables.zone ask",
                              "switch vendors.notes planned --scope \"Lena and Tom\""}));
    on_run(*command, context, [&context, options, field] {
        if (field->count() == 0) return list(context, *options);
        if (options->decides.empty()) {
            throw Failure(ExitCode::kUsage, "say what: ask, suggest, apply or planned");
        }
        return set(context, *options);
    });
}

}  // namespace wedsync::cli
