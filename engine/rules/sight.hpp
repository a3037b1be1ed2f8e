#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/rules/violation.hpp"

namespace wedsync::rules {

/// Where rules read: a replica's store, or a hub's.
struct Source {
    /// A record as it is shown; an empty state if it is not there.
    std::function<Result<merge::RecordState>(const RecordKey&)> load;
    /// A change, as far back as the log goes; none beyond. May be null: nothing is known then.
    std::function<Result<std::optional<Change>>(ScopeId, const Dot&)> find_change;
    /// The records of a collection in a scope; the visitor returns false to stop.
    using Visitor = std::function<bool(const merge::RecordState&)>;
    std::function<Result<void>(ScopeId, std::uint16_t collection, const Visitor&)> visit;
};

/// Records that are remembered while one question is answered.
inline constexpr std::size_t kSightRecordsMax = 1'024;

/// A source as one question sees it: each record is read once, and edits may be supposed that
/// nobody made.
class Sight {
public:
    /// The source outlives it.
    explicit Sight(const Source& source) : source_(&source) {}

    [[nodiscard]] Result<merge::RecordState> load(const RecordKey& key);
    [[nodiscard]] Result<std::optional<Change>> find_change(ScopeId scope, const Dot& dot);

    /// Supposes that somebody made these edits now, having seen everything.
    [[nodiscard]] Result<void> suppose(const std::vector<Repair::Edit>& edits);

private:
    const Source* source_;
    std::map<RecordKey, merge::RecordState> seen_;
    std::map<RecordKey, merge::RecordState> supposed_;
    std::map<Dot, Change> changes_;
};

}  // namespace wedsync::rules
