#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/causal/hybrid_time.hpp"
#include "engine/model/change.hpp"

namespace wedsync::rules {

struct RecordKey {
    ScopeId scope;
    RecordId record;

    friend std::strong_ordering operator<=>(const RecordKey&, const RecordKey&) = default;
    friend bool operator==(const RecordKey&, const RecordKey&) = default;
};

/// When a record was last brought to where a rule looks: the time and the name of the change.
struct Placed {
    HybridTime time;
    Dot dot;

    friend std::strong_ordering operator<=>(const Placed&, const Placed&) = default;
    friend bool operator==(const Placed&, const Placed&) = default;
};

/// Records that break a rule together. A function of what the records show: the same on every
/// replica that holds their scopes.
struct Violation {
    struct Part {
        RecordKey key;
        Placed placed;

        friend bool operator==(const Part&, const Part&) = default;
    };
    /// The number of the rule.
    std::uint16_t rule = 0;
    /// Whoever was placed first comes first.
    std::vector<Part> parts;
    /// For a capacity: the record that is too small, what its parts come to, and how much it holds.
    std::optional<RecordKey> subject;
    std::int64_t total = 0;
    std::int64_t limit = 0;

    friend bool operator==(const Violation&, const Violation&) = default;
};

/// A name that is the same everywhere, of the rule and the records: where another record comes in,
/// it is another violation.
[[nodiscard]] std::uint64_t id_of(const Violation& violation);

/// Whether all the records of `part` are among those of `whole`, of the same rule.
[[nodiscard]] bool is_within(const Violation& part, const Violation& whole);

enum class RepairKind : std::uint8_t {
    kMove,     ///< Somebody goes to another place.
    kShift,    ///< Something takes place later.
    kClear,    ///< Fields are emptied.
    kRename,   ///< A number tells two names apart.
    kRaise,    ///< The limit is raised to what there is.
    kRestore,  ///< The value before is put back.
    kKeep,     ///< It is right as it is: a person says so.
};

/// Something that would mend a violation and break nothing else: a proposal, applied by a person
/// as an ordinary change. All of it is in one scope.
struct Repair {
    struct Edit {
        RecordKey key;
        FieldId field;
        /// `monostate`: the field is emptied.
        Value value;

        friend bool operator==(const Edit&, const Edit&) = default;
    };
    RepairKind kind = RepairKind::kMove;
    std::vector<Edit> edits;

    friend bool operator==(const Repair&, const Repair&) = default;
};

/// A name of what it does: the same edits, the same name.
[[nodiscard]] std::uint64_t id_of(const Repair& repair);

}  // namespace wedsync::rules
