#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/core/hub.hpp"
#include "hub/core/scopes.hpp"

namespace wedsync::hub {

/// What the next group commit will make of one scope: a working copy, dropped if the commit fails.
/// Later changes of the group are judged against it.
struct Uncommitted {
    /// The row as it will be (name and log_start are those of the committed row at the commit).
    store::ScopeRow row;
    /// The log entries to be written, from the committed head on.
    std::vector<Entry> entries;
    /// Where the accepted dots stand in `entries`.
    std::map<Dot, std::size_t> accepted;
    /// The dots that this group refused.
    std::map<Dot, RefusalReason> refused;
    /// The records touched so far, as they will be.
    std::map<RecordId, merge::RecordState> records;
    /// The records that this group erases, and those that were erased before (null: none; it lives
    /// in the committed state).
    RecordSet erased;
    const RecordSet* erased_before = nullptr;
    /// Lanes that the store does not know yet.
    Lanes lanes;

    [[nodiscard]] Position head() const { return row.cursor.position; }
    [[nodiscard]] RecordSet all_erased() const {
        RecordSet all = erased;
        if (erased_before != nullptr) all.insert(erased_before->begin(), erased_before->end());
        return all;
    }
    [[nodiscard]] bool was_erased(const RecordId& record) const {
        return erased_before != nullptr && erased_before->contains(record);
    }
};

/// One push that waits for the commit.
struct Judged {
    PeerId peer;
    message::PushResult result;
    /// What the device need not be sent back in full.
    std::vector<Dot> echoes;
};

/// Everything that waits for the next commit.
struct Group {
    std::map<ScopeId, Uncommitted> scopes;
    /// In the order of arrival.
    std::vector<Judged> pushes;
    /// Bounded by Limits::group_changes_max.
    std::size_t change_count = 0;
};

/// The working copy of a scope, made of the committed state (null: the scope is new) at first use.
[[nodiscard]] Uncommitted& open_scope(Group& group, ScopeId scope, Epoch epoch,
                                      const ScopeState* committed);

/// Reads the records that the change touches into the working copy. On an error nothing else has
/// happened.
[[nodiscard]] Result<void> load_touched(Uncommitted& scope, store::Store& store,
                                        const Change& change);

/// Applies a change whose records are loaded, whose named dots are there and whose own is not. What
/// it does to erased records is not kept.
void accept(Uncommitted& scope, const Change& made);

/// Notes a refusal: the dot is void from here on.
void refuse(Uncommitted& scope, const Dot& dot, RefusalReason reason);

/// Entries stored as one run: reading one of them means decoding all.
inline constexpr std::size_t kEntriesPerRunMax = 256;

/// The one batch that makes the group durable.
[[nodiscard]] store::Batch make_batch(const Group& group, const Scopes& committed);

/// Takes the group's scopes over as committed.
void adopt(Group& group, Scopes& committed);

}  // namespace wedsync::hub
