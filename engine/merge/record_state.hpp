#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/causal/dot_set.hpp"
#include "engine/model/change.hpp"

namespace wedsync::merge {

/// One value that nobody who saw it has replaced.
struct Sibling {
    Dot dot;
    HybridTime time;
    Value value;
    /// 0: written by a person. Else written by a decider of this rank (1 is the highest).
    std::uint8_t rank = 0;

    friend bool operator==(const Sibling&, const Sibling&) = default;
};

/// Invariant: `siblings` is sorted by dot, each dot once, and not empty.
struct Cell {
    FieldId field;
    std::string sub;
    std::vector<Sibling> siblings;

    friend bool operator==(const Cell&, const Cell&) = default;
};

/// Everything a replica knows of one record. Invariant: `cells` is sorted by (field, sub), each
/// once. No tombstone, no clock of its own: the scope's `have` says what was seen and is gone.
struct RecordState {
    RecordId id;
    std::vector<Cell> cells;

    [[nodiscard]] const Cell* find(FieldId field, std::string_view sub = {}) const;
    [[nodiscard]] bool empty() const { return cells.empty(); }

    friend bool operator==(const RecordState&, const RecordState&) = default;
};

enum class RecordStatus : std::uint8_t {
    kGone,       ///< No sibling at all: never here, or deleted by someone who saw all of it. Or
                 ///< erased.
    kAlive,      ///< The life cell has a sibling.
    kContested,  ///< Edited by one and deleted by another: siblings, but no life.
};
[[nodiscard]] RecordStatus status_of(const RecordState& state);

/// Whether all that is left is that it was erased (engine/model/erasure.hpp).
[[nodiscard]] bool is_erased(const RecordState& state);

/// The collection the record belongs to; requires a state that is not empty.
[[nodiscard]] std::uint16_t collection_of(const RecordState& state);

/// A sibling that an operation removed, and the cell it stood in.
struct Displaced {
    CellKey key;
    Sibling sibling;

    friend bool operator==(const Displaced&, const Displaced&) = default;
};

/// Applies the operations of `change` that touch `state.id`. What they remove is appended to
/// `displaced` where that is not null. The result depends only on the set of changes applied, not
/// on their order, as long as each comes after the dots it names. Applying a change twice is the
/// caller's to prevent (`have`).
/// An erasure takes everything, whatever its author saw, and nothing but another one is written to
/// an erased record.
void apply(RecordState& state, const Change& change, std::vector<Displaced>* displaced = nullptr);

/// One sibling of a change, placed where it belongs: used to give back what was displaced.
void restore(RecordState& state, const Displaced& displaced);

/// Removes one sibling; true if it was there.
bool remove(RecordState& state, const CellKey& key, const Dot& dot);

/// The state of the union of two sets of changes: a sibling known to one side only survives where
/// the other side's `have` lacks its dot, and only erasures where there is one. Commutative,
/// associative, idempotent.
[[nodiscard]] RecordState join(const RecordState& left, const DotSet& left_have,
                               const RecordState& right, const DotSet& right_have);

/// Sum over the siblings of H(cell, dot, value), modulo 2^64: adds up over records and does not
/// depend on any order.
[[nodiscard]] std::uint64_t checksum(const RecordState& state);
[[nodiscard]] std::uint64_t checksum(const CellKey& key, const Sibling& sibling);
/// That of the sibling which a put of `change` makes.
[[nodiscard]] std::uint64_t checksum(const operation::Put& put, const Change& change);
/// Sum of H(dot) over a set of dots, modulo 2^64.
[[nodiscard]] std::uint64_t checksum(const Dot& dot);

}  // namespace wedsync::merge
