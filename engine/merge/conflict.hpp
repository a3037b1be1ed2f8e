#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/merge/reading.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/model/schema.hpp"

namespace wedsync::merge {

enum class ConflictKind : std::uint8_t {
    kDisagreement,      ///< Two people wrote different values to one field.
    kEditedAndDeleted,  ///< One deleted the record while another edited it.
};

/// A disagreement that waits for a person. It is a reading of the siblings, not stored by itself:
/// it opens and closes with them, the same on every replica. Its name is (record, field).
struct Conflict {
    ConflictKind kind = ConflictKind::kDisagreement;
    RecordId record;
    /// The field, or the life field of the record's collection for kEditedAndDeleted.
    FieldId field;
    /// The competing values; for kEditedAndDeleted empty: what remains is the record itself.
    std::vector<Sibling> siblings;
    /// The sibling that is shown meanwhile, the same everywhere.
    std::optional<Dot> shown;

    friend bool operator==(const Conflict&, const Conflict&) = default;
};

/// Every open conflict of a record, in field order. Fields that the schema does not know are read
/// as registers, so that an old app does not hide what a newer one disagreed about.
[[nodiscard]] std::vector<Conflict> conflicts_of(const RecordState& state, const Schema& schema);

/// What a person may decide.
namespace choice {
/// One of the competing values.
struct Take {
    Dot dot;
};
/// A value of one's own.
struct Write {
    Value value;
};
/// The deleted record stays, with the edits. What the deletion took is in the history, not here:
/// bring_back() makes the writes for it.
struct KeepRecord {};
/// The record goes, edits included; they stay in the history.
struct DeleteRecord {};
}  // namespace choice
using Choice = std::variant<choice::Take, choice::Write, choice::KeepRecord, choice::DeleteRecord>;

/// The operations that settle `conflict` as chosen: they cover every sibling the person saw. Fails
/// with kInvalid if the choice does not fit the conflict, kNotFound if the value is not among it or
/// the record is gone meanwhile.
[[nodiscard]] Result<std::vector<Operation>> resolve(const RecordState& state,
                                                     const Conflict& conflict,
                                                     const Choice& choice);

/// A kill that covers everything in `state`. Requires a state that is not empty.
[[nodiscard]] operation::Kill kill_of(const RecordState& state);

/// The dots of a cell's siblings, for a write that replaces what its author sees.
[[nodiscard]] std::vector<Dot> dots_of(const Cell* cell);

}  // namespace wedsync::merge
