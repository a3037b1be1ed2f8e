// init and devices: the beginning of a store, and who wrote in it.
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <system_error>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "hub/service/log.hpp"
#include "importers/venue.hpp"
#include "loaders/load.hpp"
#include "loaders/plan.hpp"

namespace wedsync::cli {
namespace {

constexpr std::uint64_t kVenueSeed = 1;

// ---- init ----

struct InitOptions {
    std::vector<std::string> scopes;
    bool has_demo = false;
};

ExitCode init(const Context& context, const InitOptions& options) {
    std::error_code ignored;
    if (std::filesystem::exists(context.data, ignored)) {
        throw Failure(ExitCode::kBadInput, context.data + " is there already",
                      "It was left as it is. `wedsync scopes --add NAME` adds a scope to it.");
    }
    const auto replica = open_replica(context, WhenMissing::kCreate);
    for (const std::string& name : options.scopes) {
        if (name.empty() || !is_utf8(name))
            throw Failure(ExitCode::kBadInput, "a scope needs a name in UTF-8");
        take(replica->add_scope(loaders::scope_id_of(name), name));
    }
    if (options.has_demo)
        take(loaders::load_venue(*replica, Context::now(), importers::make_venue(kVenueSeed)));
    boost::json::array scopes;
    for (const ScopeId scope : replica->scopes())
        scopes.emplace_back(replica->scope(scope)->row.name);
    const std::size_t count = scopes.size();
    if (context.is_json) context.print({{"data", context.data}, {"scopes", std::move(scopes)}});
    context.say("made " + printable(context.data) + " with " + std::to_string(count) +
                " scopes\n`wedsync add`, `wedsync import` fill it; `wedsync join LINK` lets it "
                "share with a hub.\n");
    return ExitCode::kOk;
}

// ---- devices ----

/// What there is to say about a device that wrote in this store.
struct Writer {
    std::string person;
    std::string role;
    std::uint64_t changes = 0;
    /// Of what it wrote and still stands.
    std::uint64_t last_ms = 0;
    bool is_here = false;
};

/// By device and person: a tablet that is passed on is a line for each of them.
using Writers = std::map<std::pair<std::string, std::string>, Writer>;

void add_writers(replica::Replica& replica, ScopeId scope, Writers& writers) {
    std::map<Incarnation, Writer*> lanes;
    for (const LaneInfo& lane : take(replica.store().load_lanes(scope))) {
        Writer& writer = writers[{lane.author.device, lane.author.person}];
        writer.person = lane.author.person;
        writer.role = lane.author.role;
        lanes.emplace(lane.incarnation, &writer);
    }
    const auto count = [&](const Incarnation& incarnation, std::uint64_t changes) {
        const auto lane = lanes.find(incarnation);
        if (lane != lanes.end()) lane->second->changes += changes;
    };
    const replica::ScopeState& state = *replica.scope(scope);
    for (const DotRange& range : state.row.have.ranges())
        count(range.incarnation, range.last - range.first + 1);
    for (const auto& [dot, sequence] : state.pending_by_dot)
        count(dot.incarnation, 1);
    take(replica.store().visit_records(scope, std::nullopt, [&](const merge::RecordState& record) {
        for (const merge::Cell& cell : record.cells) {
            for (const merge::Sibling& sibling : cell.siblings) {
                const auto lane = lanes.find(sibling.dot.incarnation);
                if (lane == lanes.end()) continue;
                const std::uint64_t written_ms = wall_ms_of(sibling.time);
                lane->second->last_ms = std::max(lane->second->last_ms, written_ms);
            }
        }
        return true;
    }));
}

ExitCode devices(const Context& context) {
    const auto replica = open_replica(context);
    Writers writers;
    for (const ScopeId scope : replica->scopes())
        add_writers(*replica, scope, writers);
    Table table({{"device", Align::kLeft, Style::kPlain},
                 {"person", Align::kLeft, Style::kPlain},
                 {"role", Align::kLeft, Style::kPlain},
                 {"changes", Align::kRight, Style::kPlain},
                 {"last", Align::kLeft, Style::kPlain},
                 {"", Align::kLeft, Style::kGreen}});
    boost::json::array items;
    for (const auto& [name, writer] : writers) {
        const std::string last =
            writer.last_ms == 0 ? "" : hub::time_text(WallTime{writer.last_ms});
        const bool is_here =
            name.first == replica->author().device && name.second == replica->author().person;
        table.add_row({name.first, writer.person, writer.role, std::to_string(writer.changes),
                       last.substr(0, last.empty() ? 0 : 16), is_here ? "this one" : ""});
        items.push_back({{"device", name.first},
                         {"person", writer.person},
                         {"role", writer.role},
                         {"changes", writer.changes},
                         {"last", last},
                         {"is_this", is_here}});
    }
    if (context.is_json) {
        context.print({{"devices", std::move(items)}});
        return ExitCode::kOk;
    }
    context.say(table.empty() ? "nobody wrote anything yet\n" : table.text(context.terminal));
    return ExitCode::kOk;
}

}  // namespace

void add_init(CLI::App& app, Context& context) {
    auto options = std::make_shared<InitOptions>();
    CLI::App* command = app.add_subcommand("init", "Make a new store");
    command->add_option("--scope", options->scopes, "A scope to begin with; may be given again");
    command->add_flag("--demo", options->has_demo, "With a made-up venue of five weddings");
    command->footer(examples({"init --scope \"Lena and Tom\"", "--data demo.wedsync init --demo"}));
    on_run(*command, context, [&context, options] { return init(context, *options); });
}

void add_devices(CLI::App& app, Context& context) {
    CLI::App* command =
        app.add_subcommand("devices", "Who wrote what is here, from which device, and when last");
    command->footer(examples({"devices", "devices --json"}) +
                    "\nWho may come to a hub is told by `wedsync hub devices`.");
    on_run(*command, context, [&context] { return devices(context); });
}

}  // namespace wedsync::cli
