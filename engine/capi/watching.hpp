#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "engine/capi/query_json.hpp"
#include "engine/replica/replica.hpp"

namespace wedsync::capi {

/// So many steps of one watch wait for wedsync_watched(); beyond them the rows are read again,
/// which costs less than so many steps did.
inline constexpr std::size_t kWatchStepsMax = 1'000;
/// A page that never ends a watch is told when it has so many.
inline constexpr std::size_t kWatchesMax = 1'000;

/// The queries that a caller follows, and violations, and what has to be told of them. It lies
/// where it was made: the replica calls it back. Destroyed before the replica.
class Watching {
public:
    explicit Watching(replica::Replica& replica) : replica_(replica) {}
    Watching(const Watching&) = delete;
    Watching& operator=(const Watching&) = delete;
    ~Watching();

    /// {"watch", "rows"}
    [[nodiscard]] Result<boost::json::value> start(Asked asked);
    /// {"watch", "violations"}, of one scope or of all.
    [[nodiscard]] Result<boost::json::value> start_violations(std::optional<ScopeId> scope);
    /// What changed since the last call, by watch: {"steps"}, {"rows"}, {"violations"} or
    /// {"ended"}.
    [[nodiscard]] boost::json::value drain();
    /// False if there is none.
    bool stop(std::uint64_t id);

private:
    struct Watched {
        Asked asked;
        /// The replica's own number of it; none where it does not follow any more.
        std::optional<std::uint64_t> followed;
        std::vector<live::Step> steps;
        std::optional<Error> failure;
    };

    /// A caller that follows violations.
    struct WatchedRules {
        std::optional<ScopeId> scope;
        /// Of the answer that was told last.
        std::uint64_t version = 0;
        boost::json::array told;
    };

    /// What a watch of violations has to be told; null: nothing.
    [[nodiscard]] Result<boost::json::value> news_of(WatchedRules& watched);
    /// Follows the query and answers its rows as they are.
    [[nodiscard]] Result<boost::json::array> follow(Watched& watched);
    [[nodiscard]] const CollectionSchema& collection_of(const Watched& watched) const;

    replica::Replica& replica_;
    std::map<std::uint64_t, Watched> watches_;
    std::map<std::uint64_t, WatchedRules> rules_;
    std::uint64_t last_ = 0;
};

}  // namespace wedsync::capi
