// join and sync: a device and its hub.
#include <chrono>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/device_identity.hpp"
#include "cli/failure.hpp"
#include "cli/moment.hpp"
#include "cli/store_file.hpp"

#include "crypto/secret.hpp"
#include "host/sync_run.hpp"
#include "modules/kit/action_queue.hpp"
#include "system/stop_signal.hpp"

namespace wedsync::cli {
namespace {

constexpr std::chrono::milliseconds kAsideWait{20'000};

// ---- join ----

struct JoinOptions {
    std::string link;
    std::string hub;
    std::string code;
    std::string name;
    std::string ca_file;
};

host::InviteLink invitation_of(const JoinOptions& options) {
    const bool has_code = !options.hub.empty() && !options.code.empty();
    if (options.link.empty() != has_code) {
        throw Failure(ExitCode::kUsage, "name the link of an invitation, or --hub and --code",
                      "`wedsync hub invite` on the hub prints both.");
    }
    if (has_code) {
        return {take_input(host::parse_hub_address(options.hub), "--hub"), options.code};
    }
    return take_input(host::parse_invite_link(options.link), "the link");
}

[[noreturn]] void fail_to_reach(const Error& error) {
    const std::string advice =
        error.code == ErrorCode::kUnauthorized
            ? "Nothing was changed here. `wedsync hub invite` on the hub makes a new invitation."
            : "Nothing was changed here. Is the address right, and does the hub run?";
    throw Failure(ExitCode::kHub, error.detail, advice);
}

ExitCode join(const Context& context, const JoinOptions& options) {
    const std::string path = host::identity_path(context.data);
    if (const auto known = take(host::load_identity(path))) {
        throw Failure(ExitCode::kProblem,
                      context.data + " has joined " + known->hub_name + " at " + known->hub.url(),
                      "Nothing was changed. Remove " + path + " to leave it.");
    }
    const host::InviteLink invitation = invitation_of(options);
    const std::string name = options.name.empty() ? device_name(context) : options.name;
    const Result<host::Joined> joined =
        host::join(invitation.hub, {invitation.secret, name, options.ca_file});
    if (!joined.ok()) fail_to_reach(joined.error());
    const host::Identity& identity = joined.value().identity;
    take(host::save_identity(path, identity));
    const auto replica = open_replica(context, WhenMissing::kCreate);
    boost::json::array scopes;
    for (const host::OfferedScope& scope : joined.value().scopes) {
        take(replica->add_scope(scope.id, scope.name));
        scopes.emplace_back(scope.name);
    }
    if (context.is_json) {
        context.print({{"hub", identity.hub_name},
                       {"device", identity.device},
                       {"role", identity.role},
                       {"scopes", scopes}});
    }
    context.say("joined " + printable(identity.hub_name) + " as " + printable(identity.device) +
                " (" + printable(identity.role) + ", " + std::to_string(scopes.size()) +
                " scopes)\n`wedsync sync` fetches what is there; edits wait here until then.\n");
    return ExitCode::kOk;
}

// ---- sync ----

struct SyncCommandOptions {
    bool is_watching = false;
    bool is_http_only = false;
    double seconds = 30;
};

struct Waiting {
    std::uint64_t changes = 0;
    std::uint64_t refused = 0;
    /// The hub was reached, and took nothing.
    bool is_put_off = false;
    /// What came could not be written.
    bool is_disk_full = false;
};

Waiting waiting_of(const sync::Status& status) {
    Waiting waiting;
    for (const sync::ScopeStatus& scope : status.scopes) {
        waiting.changes += scope.waiting;
        waiting.refused += scope.refused;
        waiting.is_put_off = waiting.is_put_off || scope.is_put_off;
        waiting.is_disk_full = waiting.is_disk_full || scope.is_disk_full;
    }
    return waiting;
}

const char* state_of(const sync::Status& status) {
    if (status.is_in_sync()) return "in_sync";
    if (status.phase != sync::Phase::kOpen) return "offline";
    const Waiting waiting = waiting_of(status);
    if (waiting.is_disk_full) return "disk_full";
    return waiting.is_put_off ? "put_off" : "syncing";
}

/// What is in the way; empty: nothing.
std::string reason_of(const std::string& state, const sync::Status& status) {
    if (state == "offline") return status.last_reason;
    if (state == "disk_full") return "the disk here is full; what is new at the hub waits there";
    if (state == "put_off") return "the hub takes no changes just now (busy, or its disk is full)";
    return {};
}

/// What is said while it goes on: one line for each change of state.
class Report {
public:
    explicit Report(const Context& context) : context_(context) {}

    void look(const host::Device& device) {
        const sync::Status status = device.status();
        const Waiting waiting = waiting_of(status);
        const std::string state = state_of(status);
        last_ = {state, waiting, reason_of(state, status)};
        const bool is_before_the_first_try = state == "offline" && status.last_reason.empty();
        if (state == said_ || is_before_the_first_try) return;
        said_ = state;
        if (!is_loud_) return;
        if (context_.is_json) {
            context_.print({{"event", state},
                            {"waiting", waiting.changes},
                            {"refused", waiting.refused},
                            {"why", last_.reason}});
        } else if (state == "in_sync") {
            context_.say("everything is the same here and at the hub\n");
        } else if (state == "syncing") {
            context_.say("connected; " + std::to_string(waiting.changes) + " changes to send\n");
        } else if (state == "offline") {
            context_.say("no connection (" + printable(last_.reason) +
                         "); edits wait here, safe\n");
        } else {
            context_.say(last_.reason + "; edits wait here, safe\n");
        }
    }

    struct Last {
        std::string state = "offline";
        Waiting waiting;
        std::string reason;
    };
    [[nodiscard]] const Last& last() const { return last_; }
    void be_loud() { is_loud_ = true; }

private:
    const Context& context_;
    Last last_;
    std::string said_;
    bool is_loud_ = false;
};

host::SyncOptions options_for(const Context& context, const SyncCommandOptions& options,
                              Report& report) {
    host::SyncOptions run;
    run.identity = identity_of(context);
    run.seed = crypto::random_bits();
    run.is_http_only = options.is_http_only;
    run.is_once = !options.is_watching;
    if (!options.is_watching && options.seconds > 0) {
        constexpr double kMsPerSecond = 1'000;
        run.wait =
            std::chrono::milliseconds(static_cast<std::int64_t>(options.seconds * kMsPerSecond));
    }
    run.changed = [&report](const host::Device& device) { report.look(device); };
    if (options.is_watching) {
        run.wants_store = [&context] { return is_store_wanted(context.data); };
    }
    return run;
}

/// The queue of actions, as errands. A store that fails here fails in the sync, too.
host::Errands errands_of(replica::Replica& replica) {
    host::Errands errands;
    errands.next = [&replica]() -> std::optional<host::Errand> {
        modules::ActionQueue queue(replica);
        auto batch = queue.next(wall_ms());
        if (!batch.ok() || !batch.value()) return std::nullopt;
        return host::Errand{batch.value()->path, batch.value()->body, batch.value()->ids};
    };
    errands.done = [&replica](const host::Errand& errand, unsigned status,
                              const std::string& body) {
        modules::ActionQueue queue(replica);
        static_cast<void>(queue.settle({errand.ids, status, body}, wall_ms()));
    };
    return errands;
}

/// What still waits to be asked of the hub; zero also where the store cannot say.
modules::QueueState queue_state(replica::Replica& replica) {
    const auto state = modules::ActionQueue(replica).state();
    return state.ok() ? state.value() : modules::QueueState{};
}

[[noreturn]] void fail_turned_away() {
    throw Failure(ExitCode::kHub, "the hub does not know this device (any more)",
                  "Nothing is lost: everything is still here. Ask for a new invitation.");
}

ExitCode end_once(const Context& context, const Report& report, host::SyncEnd end,
                  const modules::QueueState& queue) {
    const Report::Last& last = report.last();
    const bool is_done = end == host::SyncEnd::kInSync;
    if (context.is_json) {
        context.print({{"in_sync", is_done},
                       {"waiting", last.waiting.changes},
                       {"refused", last.waiting.refused},
                       {"actions_waiting", queue.waiting},
                       {"actions_held", queue.held},
                       {"why", is_done ? "" : last.reason}});
    }
    if (is_done) {
        context.say("in sync with the hub\n");
        if (last.waiting.refused > 0) {
            context.say(std::to_string(last.waiting.refused) +
                        " changes were refused: `wedsync outbox` shows them\n");
        }
        if (queue.waiting + queue.held > 0) {
            context.say(std::to_string(queue.waiting) + " actions wait for the hub, " +
                        std::to_string(queue.held) +
                        " need a person: `wedsync outbox` shows them\n");
        }
        return ExitCode::kOk;
    }
    if (last.state == "offline") {
        throw Failure(ExitCode::kHub,
                      "the hub was not reached" + (last.reason.empty() ? "" : ": " + last.reason),
                      std::to_string(last.waiting.changes) +
                          " changes wait here, safe. `wedsync sync` tries again.");
    }
    const ExitCode code = last.state == "disk_full" ? ExitCode::kStore : ExitCode::kHub;
    throw Failure(code, last.reason.empty() ? "not everything went over in time" : last.reason,
                  std::to_string(last.waiting.changes) +
                      " changes wait here, safe. --seconds gives it longer.");
}

ExitCode sync(const Context& context, const SyncCommandOptions& options) {
    Report report(context);
    if (options.is_watching) report.be_loud();
    host::SyncOptions run = options_for(context, options, report);
    const os::StopSignal stop;
    run.should_stop = [&stop] { return stop.came(); };
    while (true) {
        auto replica = open_replica(context);
        release_turn();
        run.errands = errands_of(*replica);
        const host::SyncEnd end = take(host::run_sync(*replica, run));
        const modules::QueueState queue = queue_state(*replica);
        replica.reset();
        if (end == host::SyncEnd::kTurnedAway) fail_turned_away();
        if (!options.is_watching) return end_once(context, report, end, queue);
        if (end == host::SyncEnd::kSteppedAside) wait_for_turn(context.data, kAsideWait);
        if (end == host::SyncEnd::kStopped || stop.came()) {
            context.say("stopped; what was not sent waits here\n");
            return ExitCode::kOk;
        }
    }
}

}  // namespace

void add_join(CLI::App& app, Context& context) {
    auto options = std::make_shared<JoinOptions>();
    CLI::App* command = app.add_subcommand("join", "Join a hub by an invitation");
    command->add_option("LINK", options->link, "What `wedsync hub invite` printed");
    command->add_option("--hub", options->hub, "The hub's address, with --code");
    command->add_option("--code", options->code, "The code for typing");
    command->add_option("--name", options->name, "How this device is to be called");
    command->add_option("--ca", options->ca_file, "Certificate of the hub's authority, PEM");
    command->footer(
        examples({"join 'http://127.0.0.1:8710/join#SECRET' --name tablet-1",
                  "join --hub https://hub.villa.example --code 7K2M9QX4TA --ca ca.pem"}));
    on_run(*command, context, [&context, options] { return join(context, *options); });
}

void add_sync(CLI::App& app, Context& context) {
    auto options = std::make_shared<SyncCommandOptions>();
    CLI::App* command =
        app.add_subcommand("sync", "Send what waits and fetch what is new; or go on with --watch");
    command->add_flag("--watch", options->is_watching, "Stay in sync until Ctrl-C");
    command->add_flag("--http", options->is_http_only, "Over plain HTTP, without a WebSocket");
    command->add_option("--seconds", options->seconds, "Give up after (without --watch)")
        ->check(CLI::Range(0.1, 86'400.0))
        ->capture_default_str();
    command->footer(examples({"sync", "sync --watch --json"}) +
                    "With --watch other commands go on working on the store: it steps aside for\n"
                    "them and comes back.");
    on_run(*command, context, [&context, options] { return sync(context, *options); });
}

}  // namespace wedsync::cli
