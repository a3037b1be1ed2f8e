#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include "engine/merge/buckets.hpp"
#include "engine/replica/replica.hpp"

namespace wedsync::sync {

/// More buckets than any damage has that is worth repairing: a hub that names so many is wrong.
inline constexpr std::size_t kDifferingMax = 200'000;

/// One repair: goes down the tree of buckets, from the whole scope to the few records whose sums
/// differ from the hub's, and puts those back. Both sides stand at one cursor all the while.
class RepairWalk {
public:
    RepairWalk(replica::Replica& replica, ScopeId scope) : replica_(replica), scope_(scope) {}

    /// Starts at the whole scope; what was known of an earlier walk is forgotten.
    void begin();
    /// Forgets everything: the scope has moved on.
    void end();
    /// The next question, when every earlier one was answered.
    [[nodiscard]] std::optional<message::RepairRequest> next();
    /// Nothing differs any more, and nothing is asked.
    [[nodiscard]] bool is_done() const { return differing_.empty() && asked_.empty(); }

    /// Compares. Fails with what the store said, kCorrupt for rows that cannot be read, or
    /// kTooLarge for a hub that never comes to an end.
    [[nodiscard]] Result<void> take(const message::BucketSums& sums);
    /// Puts records back.
    [[nodiscard]] Result<void> take(Now now, const message::RepairPart& part);

    /// Buckets put back in all walks.
    [[nodiscard]] std::uint64_t repaired() const { return repaired_; }

private:
    [[nodiscard]] Result<void> grow_tree();

    replica::Replica& replica_;
    ScopeId scope_;
    /// The accepted records here, when the first answer came.
    std::optional<merge::BucketTree> tree_;
    std::set<merge::Bucket> differing_;
    std::set<merge::Bucket> asked_;
    std::uint64_t repaired_ = 0;
};

}  // namespace wedsync::sync
