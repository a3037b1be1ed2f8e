#pragma once

#include <map>
#include <optional>

#include "hub/core/scopes.hpp"

namespace wedsync::hub {

/// How far the last backup of this hub reaches. What came later would be missing in a hub restored
/// from it, and only devices could give it back, as changes: so later entries stay in the log, and
/// no reader gets only what is left of them (a thinned page, the records of a snapshot).
class BackupMark {
public:
    [[nodiscard]] static Result<BackupMark> load(store::Store& store);

    /// The mark that a backup of these scopes sets.
    [[nodiscard]] static BackupMark of(const Scopes& scopes);
    [[nodiscard]] store::Batch to_batch() const;

    /// There is a backup, or one is being made.
    [[nodiscard]] bool is_set() const { return positions_.has_value(); }
    /// The position after which everything is held back; the head if there never was a backup.
    [[nodiscard]] Position last_of(const store::ScopeRow& row) const;

private:
    /// By scope; a scope that is missing is newer than the backup.
    std::optional<std::map<ScopeId, Position>> positions_;
};

}  // namespace wedsync::hub
