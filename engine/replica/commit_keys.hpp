#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"
#include "engine/causal/dot.hpp"
#include "engine/store/store.hpp"

namespace wedsync::replica {

/// So many of the newest keys are remembered.
inline constexpr std::size_t kCommitKeysMax = 256;
inline constexpr std::size_t kCommitKeyBytesMax = 64;

/// What one local commit made.
struct Committed {
    Dot dot;
    /// The records it created, in the order of its Create edits.
    std::vector<RecordId> created;
    /// True: nothing new was made, the newest change took the edits in (Options::coalesce_ms).
    bool is_amended = false;
};

/// The keys that callers gave their commits, with what these made: a draft that is sent twice is
/// done once. One small row of the store for each, written with its commit, in a ring.
class CommitKeys {
public:
    [[nodiscard]] static Result<CommitKeys> load(store::Store& store);

    /// Null if it is not among the newest.
    [[nodiscard]] const Committed* find(const std::string& key) const;
    /// The row to write with the commit; keep() is for when it was.
    [[nodiscard]] std::pair<std::string, Bytes> row_of(const std::string& key,
                                                       const Committed& committed) const;
    void keep(const std::string& key, const Committed& committed);

private:
    /// By the place in the ring.
    std::map<std::uint64_t, std::string> order_;
    std::map<std::string, Committed> answers_;
    std::uint64_t last_ = 0;
};

}  // namespace wedsync::replica
