// claims and activity: who has taken what, and who did what.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "cli/changes.hpp"
#include "cli/commands.hpp"
#include "cli/device_identity.hpp"
#include "cli/failure.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "crypto/secret.hpp"
#include "engine/sync/claims.hpp"
#include "engine/sync/kept_areas.hpp"
#include "engine/team/tracker.hpp"
#include "host/sync_run.hpp"

namespace wedsync::cli {
namespace {

constexpr std::uint64_t kMinuteMs = 60'000;

/// "3 min", "2 h 5 min"
std::string span_text(std::uint64_t ms) {
    const std::uint64_t minutes = ms / kMinuteMs;
    if (minutes == 0) return "under a minute";
    if (minutes < 60) return std::to_string(minutes) + " min";
    const std::uint64_t rest = minutes % 60;
    return std::to_string(minutes / 60) + " h" +
           (rest == 0 ? "" : " " + std::to_string(rest) + " min");
}

// ---- claims ----

struct ClaimsOptions {
    std::string scope;
    bool is_offline = false;
    double seconds = 20;
    std::string take;
    std::string release;
    std::string field;
    std::optional<std::int64_t> from;
    std::optional<std::int64_t> to;
    std::string label;
    std::uint64_t minutes = sync::kAreaMs / kMinuteMs;
    bool takes_over = false;
};

struct ScopeClaims {
    ScopeId scope;
    std::vector<sync::Claim> claims;
};

std::string state_text(const sync::Claim& claim) {
    switch (claim.state) {
        case sync::ClaimState::kHeld:
            return claim.is_live ? "has it" : "had it when the hub was last heard";
        case sync::ClaimState::kWaiting:
            return "waits for it";
        case sync::ClaimState::kAsked:
            return "asked for it";
        case sync::ClaimState::kAlone:
            return "has it; this device alone knows";
        case sync::ClaimState::kTaken:
            return "taken over by " + claim.taken_by;
        case sync::ClaimState::kRefused:
            return "may not have it";
    }
    return "";
}

std::string collection_name(const Schema& schema, std::uint16_t number) {
    const CollectionSchema* collection = schema.find(number);
    return collection == nullptr ? std::to_string(number) : collection->name;
}

std::string title_of(Records& records, ScopeId scope, const RecordId& record) {
    const merge::RecordState state = take(records.replica().get(scope, record));
    return state.empty() ? "(not here)" : records.title_of({scope, state});
}

std::string extent_text(Records& records, ScopeId scope, const Extent& on) {
    const Schema& schema = records.replica().schema();
    const std::string collection = collection_name(schema, on.collection);
    if (const auto* one = std::get_if<extent::One>(&on.part)) {
        const std::string title = title_of(records, scope, one->record);
        return one->field ? field_name(schema, {on.collection, *one->field}) + " of " + title
                          : title;
    }
    if (const auto* some = std::get_if<extent::Some>(&on.part)) {
        return std::to_string(some->records.size()) + " of " + collection;
    }
    if (const auto* numbers = std::get_if<extent::Numbers>(&on.part)) {
        return collection + " with " + field_name(schema, {on.collection, numbers->field}) + " " +
               std::to_string(numbers->first) + " to " + std::to_string(numbers->last);
    }
    return "all " + collection;
}

boost::json::object json_of(Records& records, ScopeId scope, const sync::Claim& claim) {
    const Schema& schema = records.replica().schema();
    boost::json::object object{{"scope", records.scope_name(scope)},
                               {"kind", is_area(claim.on) ? "area" : "lease"},
                               {"collection", collection_name(schema, claim.on.collection)},
                               {"on", extent_text(records, scope, claim.on)},
                               {"label", claim.label},
                               {"person", claim.person},
                               {"device", claim.device},
                               {"state", name_of(claim.state)},
                               {"taken_by", claim.taken_by},
                               {"left_ms", claim.left_ms},
                               {"held_ms", claim.held_ms},
                               {"own", claim.is_own},
                               {"live", claim.is_live}};
    return object;
}

std::vector<ScopeClaims> own_areas(const Context& context, replica::Replica& replica) {
    sync::Claims claims(identity_of(context).device);
    sync::KeptAreas kept(replica.store(), claims);
    const Now now = Context::now();
    take(kept.load(now, replica.scopes()));
    std::vector<ScopeClaims> all;
    for (const ScopeId scope : replica.scopes())
        all.push_back({scope, claims.all(now.monotonic, scope)});
    return all;
}

/// What the hub says: connects, waits until it has said all, ends.
std::vector<ScopeClaims> ask_hub(const Context& context, replica::Replica& replica,
                                 const ClaimsOptions& options) {
    // What comes is told within a round of the hub's board.
    constexpr std::chrono::milliseconds kToldWithin{1'500};
    std::vector<ScopeClaims> all;
    std::optional<std::chrono::steady_clock::time_point> in_sync_since;
    host::SyncOptions run;
    run.identity = identity_of(context);
    run.seed = crypto::random_bits();
    constexpr double kMsPerSecond = 1'000;
    run.wait = std::chrono::milliseconds(static_cast<std::int64_t>(options.seconds * kMsPerSecond));
    run.changed = [&](const host::Device& device) {
        if (!device.status().is_in_sync()) return;
        if (!in_sync_since) in_sync_since = std::chrono::steady_clock::now();
        all.clear();
        for (const ScopeId scope : replica.scopes())
            all.push_back({scope, device.claims(scope)});
    };
    run.should_stop = [&] {
        return in_sync_since && std::chrono::steady_clock::now() > *in_sync_since + kToldWithin;
    };
    const host::SyncEnd end = take(host::run_sync(replica, run));
    if (in_sync_since) return all;
    throw Failure(ExitCode::kHub,
                  end == host::SyncEnd::kTurnedAway ? "the hub does not know this device (any more)"
                                                    : "the hub was not reached",
                  "`wedsync claims --offline` shows the areas that this device has taken.");
}

ExitCode list_claims(const Context& context, const ClaimsOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const std::vector<ScopeId> wanted = records.scopes_for_reading(options.scope);
    const std::vector<ScopeClaims> all =
        options.is_offline ? own_areas(context, *replica) : ask_hub(context, *replica, options);
    boost::json::array items;
    Table table({{"what", Align::kLeft, Style::kCyan},
                 {"who", Align::kLeft, Style::kPlain},
                 {"how", Align::kLeft, Style::kPlain},
                 {"still", Align::kRight, Style::kPlain},
                 {"scope", Align::kLeft, Style::kDim}});
    for (const ScopeClaims& each : all) {
        if (std::find(wanted.begin(), wanted.end(), each.scope) == wanted.end()) continue;
        for (const sync::Claim& claim : each.claims) {
            items.emplace_back(json_of(records, each.scope, claim));
            const std::string what = extent_text(records, each.scope, claim.on);
            table.add_row(
                {claim.label.empty() ? what : claim.label + " (" + what + ")",
                 claim.is_own ? "this device" : author_text({claim.person, claim.device, "", 0}),
                 state_text(claim), span_text(claim.left_ms), records.scope_name(each.scope)});
        }
    }
    if (context.is_json) {
        context.print({{"claims", std::move(items)}});
    } else if (table.empty()) {
        context.say("nobody has taken anything\n");
    } else {
        context.say(table.text(context.terminal));
    }
    return ExitCode::kOk;
}

Extent area_of(Records& records, const ClaimsOptions& options, const std::string& name) {
    const CollectionSchema& collection = records.find_collection(name);
    Extent area{collection.number, extent::All{}};
    const bool has_range = !options.field.empty() || options.from || options.to;
    if (!has_range) return area;
    if (options.field.empty() || !options.from || !options.to || *options.from > *options.to) {
        throw Failure(ExitCode::kUsage, "--field, --from and --to go together, from the smaller on",
                      "`wedsync claims --take tables --field label --from 1 --to 10`.");
    }
    area.part = extent::Numbers{Records::find_field(collection, options.field).id.field,
                                *options.from, *options.to};
    return area;
}

/// Areas are kept in the store: the next `sync` tells the hub.
ExitCode change_area(const Context& context, const ClaimsOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const ScopeId scope = records.scope_for_edit(options.scope);
    const bool is_taking = !options.take.empty();
    const Extent area = area_of(records, options, is_taking ? options.take : options.release);
    sync::Claims claims(identity_of(context).device);
    sync::KeptAreas kept(replica->store(), claims);
    const Now now = Context::now();
    take(kept.load(now, {scope}));
    if (is_taking) {
        take(claims.claim(now.monotonic, {scope, area, options.label, options.minutes * kMinuteMs,
                                          options.takes_over}));
    } else if (!claims.release(scope, area)) {
        throw Failure(ExitCode::kNotFound, "this device has not taken that",
                      "`wedsync claims --offline` shows what it has.");
    }
    take(kept.save(now, scope));
    const std::string what = extent_text(records, scope, area);
    if (context.is_json) context.print({{"on", what}, {"taken", is_taking}});
    context.say(is_taking ? "taken: " + what + ", for " + span_text(options.minutes * kMinuteMs) +
                                "; `wedsync sync` tells the others\n"
                          : "given back: " + what + "; `wedsync sync` tells the others\n");
    return ExitCode::kOk;
}

// ---- activity ----

struct ActivityOptions {
    std::string record;
    std::string scope;
    std::size_t limit = 30;
};

ExitCode activity(const Context& context, const ActivityOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    team::Question question;
    question.count_max = options.limit;
    if (!options.record.empty()) {
        const Located located = records.find(options.record);
        question.scope = located.scope;
        question.record = located.state.id;
    } else if (!options.scope.empty()) {
        question.scope = records.find_scope(options.scope);
    }
    const Now now = Context::now();
    team::Tracker tracker;
    take(tracker.catch_up(now, *replica, nullptr));
    boost::json::array items;
    Table table({{"ago", Align::kRight, Style::kDim},
                 {"who", Align::kLeft, Style::kPlain},
                 {"what", Align::kLeft, Style::kPlain},
                 {"fields", Align::kLeft, Style::kCyan},
                 {"scope", Align::kLeft, Style::kDim}});
    for (const team::Happening& happening : tracker.activity(now, *replica, question)) {
        const merge::RecordState state = take(replica->get(happening.scope, happening.record));
        const std::string title =
            state.empty() ? "(deleted)" : records.title_of({happening.scope, state});
        boost::json::array fields;
        std::string fields_text;
        for (const FieldId field : happening.fields) {
            const std::string name = field_name(replica->schema(), field);
            fields.emplace_back(name);
            fields_text += (fields_text.empty() ? "" : ", ") + name;
        }
        const Author author{happening.person, happening.device, happening.role, 0};
        table.add_row({span_text(happening.age_ms), author_text(author),
                       title + (happening.is_open ? " (not shared yet)" : ""), fields_text,
                       records.scope_name(happening.scope)});
        items.push_back({{"kind", name_of(happening.kind)},
                         {"scope", records.scope_name(happening.scope)},
                         {"record", state.empty() ? "" : Records::id_of({happening.scope, state})},
                         {"title", title},
                         {"fields", std::move(fields)},
                         {"author", author_json(author)},
                         {"age_ms", happening.age_ms},
                         {"open", happening.is_open},
                         {"own", happening.is_own}});
    }
    if (context.is_json) {
        context.print({{"items", std::move(items)}});
    } else if (table.empty()) {
        context.say("nobody edited anything lately\n");
    } else {
        context.say(table.text(context.terminal));
    }
    return ExitCode::kOk;
}

}  // namespace

void add_claims(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("claims", "Who has taken what, and taking an area");
    auto options = std::make_shared<ClaimsOptions>();
    command->add_option("--scope", options->scope, "In this scope (default: all)");
    command->add_flag("--offline", options->is_offline, "What this device has taken; no hub");
    command->add_option("--seconds", options->seconds, "Waits so long for the hub")
        ->capture_default_str();
    auto* const taking = command->add_option("--take", options->take,
                                             "Takes an area: a collection, or numbers of it");
    command->add_option("--release", options->release, "Gives it back")->excludes(taking);
    command->add_option("--field", options->field, "Of an area: where its numbers stand");
    command->add_option("--from", options->from, "The first number");
    command->add_option("--to", options->to, "The last number");
    command->add_option("--label", options->label, "What people call the area");
    command->add_option("--minutes", options->minutes, "For how long")
        ->check(CLI::Range(std::uint64_t{1}, kAreaLifeMsMax / kMinuteMs))
        ->capture_default_str();
    command->add_flag("--take-over", options->takes_over,
                      "From whoever has it; they are told by whom");
    command->footer(examples(
        {"claims", "claims --json", "claims --take vendors --scope 'Lena and Tom' --minutes 120",
         "claims --take tables --field label --from 1 --to 10 --label 'Tables 1-10'",
         "claims --release vendors"}));
    on_run(*command, context, [&context, options] {
        const bool is_change = !options->take.empty() || !options->release.empty();
        return is_change ? change_area(context, *options) : list_claims(context, *options);
    });
}

void add_activity(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("activity", "Who edited what lately, the newest first");
    auto options = std::make_shared<ActivityOptions>();
    command->add_option("RECORD", options->record, "Its id, or a beginning of it (default: all)");
    command->add_option("--scope", options->scope, "In this scope (default: all)");
    command->add_option("--limit", options->limit, "At most so many")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1'000}))
        ->capture_default_str();
    command->footer(examples({"activity", "activity 74606d88b3", "activity --limit 5 --json"}));
    on_run(*command, context, [&context, options] { return activity(context, *options); });
}

}  // namespace wedsync::cli
