// watch: a query that goes on.
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/query.hpp"
#include "cli/store_file.hpp"

namespace wedsync::cli {
namespace {

namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

struct WatchOptions {
    QueryOptions query;
    std::uint64_t interval_ms = 500;
    double seconds = 0;
};

/// How the store's files look from outside: enough to see that somebody committed.
struct FileStamp {
    fs::file_time_type main_time{};
    std::uintmax_t main_size = 0;
    fs::file_time_type log_time{};
    std::uintmax_t log_size = 0;

    friend bool operator==(const FileStamp&, const FileStamp&) = default;

    static FileStamp of(const std::string& path) {
        FileStamp stamp;
        std::error_code missing;
        stamp.main_time = fs::last_write_time(path, missing);
        stamp.main_size = fs::file_size(path, missing);
        const std::string log = path + "-wal";
        if (!fs::exists(log, missing)) return stamp;
        stamp.log_time = fs::last_write_time(log, missing);
        stamp.log_size = fs::file_size(log, missing);
        return stamp;
    }
};

struct Row {
    boost::json::object json;
    std::string text;
};
using Rows = std::map<std::string, Row>;

Rows read_rows(const Context& context, const QueryOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    Query query(records, options);
    const std::vector<Located> found = query.run();
    const std::vector<const FieldSchema*> columns = query.columns(found);
    Rows rows;
    for (const Located& located : found) {
        std::string text = Records::short_id_of(located);
        for (const FieldSchema* field : columns) {
            text += "  " + printable(records.shown(
                               located.scope, merge::read_field(located.state, *field), *field));
        }
        rows[Records::id_of(located)] = {records.json(located), std::move(text)};
    }
    release_turn();
    return rows;
}

void print_event(const Context& context, const char* what, const Row& row) {
    if (context.is_json) {
        context.print({{"event", what}, {"record", row.json}});
        return;
    }
    const bool is_added = std::string_view(what) == "added";
    const bool is_removed = std::string_view(what) == "removed";
    const Style style = is_added ? Style::kGreen : (is_removed ? Style::kRed : Style::kYellow);
    const std::string sign = is_added ? "+ " : (is_removed ? "- " : "~ ");
    context.say(styled(context.terminal, style, sign + row.text) + "\n");
}

void print_differences(const Context& context, const Rows& before, const Rows& after) {
    for (const auto& [id, row] : before) {
        if (!after.contains(id)) print_event(context, "removed", row);
    }
    for (const auto& [id, row] : after) {
        const auto old = before.find(id);
        if (old == before.end()) {
            print_event(context, "added", row);
        } else if (old->second.json != row.json) {
            print_event(context, "changed", row);
        }
    }
}

ExitCode watch(const Context& context, const WatchOptions& options) {
    const auto started = SteadyClock::now();
    // Taken before reading: what is committed meanwhile shows as a difference at the next look.
    FileStamp seen = FileStamp::of(context.data);
    Rows rows = read_rows(context, options.query);
    print_differences(context, {}, rows);
    if (context.is_json) {
        context.print({{"event", "ready"}, {"count", rows.size()}});
    } else {
        context.say("watching " + std::to_string(rows.size()) + " " + options.query.collection +
                    "; Ctrl-C ends it\n");
    }
    const auto is_over = [&] {
        return options.seconds > 0 &&
               SteadyClock::now() - started >= std::chrono::duration<double>(options.seconds);
    };
    while (!is_over()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(options.interval_ms));
        const FileStamp now = FileStamp::of(context.data);
        if (now == seen) continue;
        seen = now;
        Rows fresh = read_rows(context, options.query);
        print_differences(context, rows, fresh);
        rows = std::move(fresh);
    }
    return ExitCode::kOk;
}

}  // namespace

void add_watch(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand(
        "watch", "Show a query's rows, then every row that comes, changes or goes");
    auto options = std::make_shared<WatchOptions>();
    add_query_options(*command, options->query);
    command->add_option("--interval", options->interval_ms, "Milliseconds between two looks")
        ->check(CLI::Range(10, 60'000))
        ->capture_default_str();
    command->add_option("--for", options->seconds, "End after so many seconds (0: never)");
    command->footer(
        examples({"watch guests --where checked_in=true", "watch tasks --json --for 60"}) +
        "A store is open in one program at a time: watch looks at the file between the commits\n"
        "of other commands and opens it only for a moment when it changed.");
    on_run(*command, context, [&context, options] { return watch(context, *options); });
}

}  // namespace wedsync::cli
