#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/replica/replica.hpp"

namespace wedsync::loaders {

// All changes of one import, in every scope, carry one group (see Change::group): 16 bits that say
// "an import", then 48 random ones, its id. So an import is known by its changes alone, on every
// device that has them, and nothing about it can be lost apart from them. The changes that take it
// back carry the same id under another mark.

using ImportId = Strong<struct ImportIdTag, std::uint64_t>;

/// Not predictable where `random` is not. Never 0.
[[nodiscard]] ImportId make_import_id(std::uint64_t random);
[[nodiscard]] std::uint64_t group_of(ImportId import);
[[nodiscard]] std::uint64_t undo_group_of(ImportId import);
/// The import that a group names; nothing for any other group.
[[nodiscard]] std::optional<ImportId> import_of(std::uint64_t group);
/// Twelve hexadecimal digits.
[[nodiscard]] std::string to_text(ImportId import);

/// One import, as far as the changes that are here tell.
struct ImportSeen {
    ImportId id;
    Author author;
    /// Of its first change.
    HybridTime first;
    /// Its changes by scope, in their order.
    std::map<ScopeId, std::vector<Change>> changes;
    std::size_t records_created = 0;
    std::size_t fields_written = 0;  ///< Of records that were there before.
    bool is_taken_back = false;
};

/// Every change that is here: the log, then what waits to be sent. Fails with kStore or kCorrupt.
[[nodiscard]] Result<void> visit_changes(replica::Replica& replica, ScopeId scope,
                                         const std::function<void(const Change&)>& visit);

/// The imports that the changes here tell of, the oldest first.
[[nodiscard]] Result<std::vector<ImportSeen>> find_imports(replica::Replica& replica);

/// The changes of all imports in a scope, and those that took one of them back: what they wrote is
/// nobody's own edit.
[[nodiscard]] Result<std::set<Dot>> import_dots(replica::Replica& replica, ScopeId scope);

/// Something that an undo left as it is.
struct UndoKept {
    ScopeId scope;
    RecordId record;
    /// The field that somebody wrote since; 0 in `field` for a whole record.
    FieldId field;
    std::string reason;
};

struct ImportUndone {
    std::size_t records_deleted = 0;
    std::size_t changes_taken_back = 0;
    std::vector<UndoKept> kept;
    /// Changes whose values before are not kept here any more.
    std::size_t changes_forgotten = 0;
};

/// Takes a whole import back, as new changes of this person: what it wrote into records that were
/// there gets its value before, what it created is deleted. A field that somebody wrote since
/// stays, and so does a created record with such a field, or one that a record which stays refers
/// to. An error in between (a full disk) leaves the rest of the import; undoing again goes on.
[[nodiscard]] Result<ImportUndone> undo_import(replica::Replica& replica, Now now,
                                               const ImportSeen& import);

}  // namespace wedsync::loaders
