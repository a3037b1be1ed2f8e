// bench: how fast this machine is, in a minute.
#include <algorithm>
#include <chrono>
#include <memory>
#include <string_view>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/progress.hpp"
#include "cli/query.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "importers/venue.hpp"
#include "loaders/load.hpp"

namespace wedsync::cli {
namespace {

constexpr std::uint64_t kSeed = 1;

struct Options {
    std::size_t guests = 2'000;
    std::size_t rounds = 200;
    std::string folder;
};

/// How long each round of one kind of work took.
struct Timing {
    std::string name;
    std::vector<double> us;

    [[nodiscard]] double percentile(std::size_t per_cent) const {
        std::vector<double> sorted = us;
        std::sort(sorted.begin(), sorted.end());
        return sorted[std::min(sorted.size() - 1, sorted.size() * per_cent / 100)];
    }
};

template <class Work>
Timing measure(const std::string& name, std::size_t rounds, Progress& progress, const Work& work) {
    Timing timing{name, {}};
    for (std::size_t round = 0; round < rounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        work(round);
        const std::chrono::duration<double, std::micro> took =
            std::chrono::steady_clock::now() - start;
        timing.us.push_back(took.count());
        progress.update(round + 1, rounds);
    }
    progress.finish();
    return timing;
}

std::vector<Timing> measure_all(const Context& context, const Options& options,
                                replica::Replica& replica) {
    const importers::Venue venue = importers::make_venue(kSeed, {5, options.guests, 60});
    Progress loading("loading", context.shows_progress());
    loaders::LoadOptions load;
    load.progress = [&](std::size_t done, std::size_t total) { loading.update(done, total); };
    const auto weddings = take(loaders::load_venue(replica, Context::now(), venue, load));
    loading.finish();
    const loaders::LoadedWedding& wedding = weddings.front();
    const std::vector<std::size_t>& guests = wedding.planned.guests;
    Records records(replica);
    Progress progress("measuring", context.shows_progress());
    std::vector<Timing> timings;
    timings.push_back(measure("commit", options.rounds, progress, [&](std::size_t round) {
        Draft draft;
        draft.scope = wedding.loaded.scope;
        draft.set(wedding.record(guests[round % guests.size()]), "meal",
                  "meal " + std::to_string(round));
        take(replica.commit(Context::now(), draft));
    }));
    timings.push_back(measure("get", options.rounds, progress, [&](std::size_t round) {
        take(replica.get(wedding.loaded.scope, wedding.record(guests[round % guests.size()])));
    }));
    const std::size_t slow_rounds = std::max<std::size_t>(options.rounds / 10, 5);
    timings.push_back(measure("query", slow_rounds, progress, [&](std::size_t) {
        QueryOptions asked;
        asked.collection = "guests";
        asked.conditions = {"rsvp=accepted"};
        asked.sort = "full_name";
        asked.scope = wedding.name;
        static_cast<void>(Query(records, asked).run());
    }));
    timings.push_back(measure("search", slow_rounds, progress, [&](std::size_t round) {
        const std::string& name = venue.weddings.front().guests[round].last_name;
        take(replica.store().search(std::nullopt, name, 50));
    }));
    return timings;
}

ExitCode bench(const Context& context, const Options& options) {
    std::optional<TemporaryFolder> scratch;
    std::string folder = options.folder;
    if (folder.empty()) {
        scratch.emplace();
        folder = scratch->path();
    }
    const std::string path = folder + "/bench.wedsync";
    std::vector<Timing> timings;
    store::Store::Size size;
    {
        const auto replica = open_replica_at(context, path);
        timings = measure_all(context, options, *replica);
        size = take(replica->store().size());
    }
    Progress progress("measuring", context.shows_progress());
    timings.push_back(measure("open", 10, progress, [&](std::size_t) {
        static_cast<void>(open_replica_at(context, path));
    }));
    Table table({{"work", Align::kLeft, Style::kPlain},
                 {"rounds", Align::kRight, Style::kDim},
                 {"p50 us", Align::kRight, Style::kPlain},
                 {"p95 us", Align::kRight, Style::kPlain}});
    boost::json::array rows;
    for (const Timing& timing : timings) {
        const auto p50 = static_cast<std::int64_t>(timing.percentile(50));
        const auto p95 = static_cast<std::int64_t>(timing.percentile(95));
        rows.push_back({{"work", timing.name},
                        {"rounds", timing.us.size()},
                        {"p50_us", p50},
                        {"p95_us", p95}});
        table.add_row({timing.name, std::to_string(timing.us.size()), std::to_string(p50),
                       std::to_string(p95)});
    }
    if (context.is_json) {
        context.print({{"guests", options.guests},
                       {"records", size.record_count},
                       {"file_bytes", size.file_bytes},
                       {"durability", "full"},
                       {"timings", std::move(rows)}});
        return ExitCode::kOk;
    }
    context.say(table.text(context.terminal));
    context.say(std::to_string(size.record_count) + " records, " +
                std::to_string(size.file_bytes / 1'024) +
                " kB; every commit is on the disk when it returns\n");
    return ExitCode::kOk;
}

}  // namespace

void add_bench(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand(
        "bench", "Measure this machine on a made-up venue, in a store of its own");
    auto options = std::make_shared<Options>();
    command->add_option("--guests", options->guests, "Size of the venue")
        ->check(CLI::Range(100, 100'000))
        ->capture_default_str();
    command->add_option("--rounds", options->rounds, "Commits to measure")
        ->check(CLI::Range(10, 100'000))
        ->capture_default_str();
    command->add_option("--folder", options->folder,
                        "Measure the disk of this folder; the store "
                        "bench.wedsync stays there");
    command->footer(examples({"bench", "bench --guests 10000 --json"}));
    on_run(*command, context, [&context, options] { return bench(context, *options); });
}

}  // namespace wedsync::cli
