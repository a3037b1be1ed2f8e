#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/crash/story.hpp"

namespace wedsync::sim {

/// The store by itself: batches of all kinds.
struct StoreStoryOptions {
    std::uint64_t seed = 1;
    std::size_t steps = 40;
    std::size_t records_per_batch = 4;
    std::size_t value_bytes = 20;
    /// Of 1,000 steps: the file is closed and opened again, the log is trimmed.
    std::uint32_t reopen_per_mille = 0;
    std::uint32_t trim_per_mille = 0;
    /// Own rows that are there before the first step, in its transaction.
    std::size_t backlog = 0;
    bool has_log = true;
    bool has_outbox = true;
    bool has_staging = true;
};
[[nodiscard]] std::unique_ptr<Story> make_store_story(const StoreStoryOptions& options);

/// A device: edits, decisions, undo, refusals, pages, verdicts, snapshots. Its hub's disk is sound.
struct ReplicaStoryOptions {
    std::uint64_t seed = 1;
    std::size_t steps = 60;
    /// How often each thing is done, relative to the others.
    std::uint32_t edits = 10;
    std::uint32_t decisions = 2;
    std::uint32_t undos = 2;
    std::uint32_t pushes = 4;
    std::uint32_t pulls = 8;
    std::uint32_t refused = 1;
    std::uint32_t snapshots = 0;
    std::uint32_t trims = 0;
    std::uint32_t reopens = 0;
    /// Of 1,000 edits: the hub will refuse it.
    std::uint32_t forbidden_per_mille = 50;
    /// Edits made in one go before the first step.
    std::size_t backlog = 0;
    std::uint64_t coalesce_ms = 0;
};
[[nodiscard]] std::unique_ptr<Story> make_replica_story(const ReplicaStoryOptions& options);

/// A hub: groups of pushes from several devices, refusals, decisions about texts, compaction.
struct HubStoryOptions {
    std::uint64_t seed = 1;
    std::size_t steps = 40;
    std::size_t pushes_per_group = 3;
    std::size_t changes_per_push = 3;
    /// Texts that two devices edit at once: the decider settles them in a second transaction.
    bool has_texts = false;
    std::uint32_t compact_per_mille = 0;
    std::uint32_t reopen_per_mille = 0;
    std::uint64_t log_entries_max = 0;
};
[[nodiscard]] std::unique_ptr<Story> make_hub_story(const HubStoryOptions& options);

/// A file that is brought from format to format, one step of migration after the other, or
/// `steps_at_once` of them.
[[nodiscard]] std::unique_ptr<Story> make_migration_story(std::size_t steps_at_once);

struct NamedStory {
    std::string name;
    StoryMaker make;
    /// False: a sound database of somebody else is in the story, and no memory would strike it too.
    bool may_starve = true;
};
/// All of them.
[[nodiscard]] std::vector<NamedStory> all_stories();

}  // namespace wedsync::sim
