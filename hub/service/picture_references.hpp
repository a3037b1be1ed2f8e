#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/causal/dot.hpp"
#include "engine/model/value.hpp"
#include "engine/store/store.hpp"

namespace wedsync::hub {

/// The pictures that the records of a hub refer to, by any of their values: decided or not, of
/// records that are there or that one deleted and another edited. Gathered a slice at a time, while
/// the store goes on changing.
class PictureReferences {
public:
    /// Outlived by the store.
    [[nodiscard]] static Result<PictureReferences> begin(store::Store& store);

    /// Looks at some more records. True: it has seen all of them. kStore, kCorrupt.
    [[nodiscard]] Result<bool> step();
    /// Adds what was written since begin(): to be called after the last step, right before the
    /// references are made use of. kNotFound: the log does not reach back so far any more.
    [[nodiscard]] Result<void> catch_up();
    /// Whether any record of any scope refers to it.
    [[nodiscard]] bool contains(const std::string& sha256) const {
        return hashes_.contains(sha256);
    }

private:
    explicit PictureReferences(store::Store& store) : store_(&store) {}
    void add(const Value& value);
    [[nodiscard]] Result<void> catch_up(ScopeId scope, Position end);

    store::Store* store_;
    /// How far each scope's log reached at the beginning.
    std::map<ScopeId, Position> seen_;
    /// Those whose records are still to be looked at; the last of them is the one that is.
    std::vector<ScopeId> scopes_;
    std::optional<RecordId> after_;
    std::set<std::string> hashes_;
};

}  // namespace wedsync::hub
