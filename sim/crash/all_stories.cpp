#include <utility>

#include "sim/crash/stories.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kSeedsPerKind = 2;

class Catalogue {
public:
    template <class Options>
    void add(const std::string& name, const Options& options,
             std::unique_ptr<Story> (*make)(const Options&), bool may_starve = true) {
        for (std::uint64_t seed = 1; seed <= kSeedsPerKind; ++seed) {
            Options seeded = options;
            seeded.seed = seed;
            stories.push_back({name + " " + std::to_string(seed),
                               [seeded, make] { return make(seeded); }, may_starve});
        }
    }

    std::vector<NamedStory> stories;
};

void add_store_stories(Catalogue& all) {
    all.add("store, all parts", StoreStoryOptions{}, make_store_story);
    all.add("store, rows only",
            StoreStoryOptions{.has_log = false, .has_outbox = false, .has_staging = false},
            make_store_story);
    all.add("store, large batches",
            StoreStoryOptions{.steps = 12, .records_per_batch = 40, .value_bytes = 60},
            make_store_story);
    all.add("store, long values", StoreStoryOptions{.steps = 15, .value_bytes = 1'500},
            make_store_story);
    all.add("store, often reopened", StoreStoryOptions{.steps = 30, .reopen_per_mille = 400},
            make_store_story);
    all.add("store, log trimmed", StoreStoryOptions{.trim_per_mille = 250}, make_store_story);
    all.add("store, backlog", StoreStoryOptions{.steps = 15, .backlog = 300}, make_store_story);
}

void add_replica_stories(Catalogue& all) {
    all.add("device, a day", ReplicaStoryOptions{}, make_replica_story, false);
    all.add("device, offline", ReplicaStoryOptions{.pushes = 0, .pulls = 0}, make_replica_story,
            false);
    all.add("device, refused often",
            ReplicaStoryOptions{.pushes = 8, .refused = 4, .forbidden_per_mille = 300},
            make_replica_story, false);
    all.add("device, snapshots", ReplicaStoryOptions{.steps = 40, .snapshots = 4},
            make_replica_story, false);
    all.add("device, trims and reopens", ReplicaStoryOptions{.steps = 40, .trims = 4, .reopens = 4},
            make_replica_story, false);
    all.add("device, backlog", ReplicaStoryOptions{.steps = 30, .pushes = 8, .backlog = 60},
            make_replica_story, false);
    all.add("device, typing", ReplicaStoryOptions{.steps = 40, .coalesce_ms = 2'000},
            make_replica_story, false);
}

void add_hub_stories(Catalogue& all) {
    all.add("hub, groups", HubStoryOptions{}, make_hub_story);
    all.add("hub, one by one",
            HubStoryOptions{.steps = 60, .pushes_per_group = 1, .changes_per_push = 1},
            make_hub_story);
    all.add("hub, texts decided", HubStoryOptions{.steps = 25, .has_texts = true}, make_hub_story);
    all.add("hub, compacted and restarted",
            HubStoryOptions{.compact_per_mille = 200, .reopen_per_mille = 200}, make_hub_story);
    all.add("hub, bounded log", HubStoryOptions{.steps = 30, .log_entries_max = 30},
            make_hub_story);
}

}  // namespace

std::vector<NamedStory> all_stories() {
    Catalogue all;
    add_store_stories(all);
    add_replica_stories(all);
    add_hub_stories(all);
    for (const std::size_t at_once : {1U, 2U, 4U}) {
        all.stories.push_back({"migration, " + std::to_string(at_once) + " steps at once",
                               [at_once] { return make_migration_story(at_once); }});
    }
    return std::move(all.stories);
}

}  // namespace wedsync::sim
