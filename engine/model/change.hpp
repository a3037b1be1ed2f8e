#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/causal/dot_set.hpp"
#include "engine/causal/hybrid_time.hpp"
#include "engine/model/value.hpp"

namespace wedsync {

/// A field of the whole schema: its collection and its number there. Numbers are never re-used.
struct FieldId {
    std::uint16_t collection = 0;
    std::uint16_t field = 0;

    friend std::strong_ordering operator<=>(const FieldId&, const FieldId&) = default;
    friend bool operator==(const FieldId&, const FieldId&) = default;
};

/// Field 0 of every collection: a record is alive while this cell has a sibling.
inline constexpr std::uint16_t kLifeField = 0;

/// One cell: `sub` is empty except for an element of a set (the element) and for a counter (the
/// incarnation whose subtotal it is).
struct CellKey {
    RecordId record;
    FieldId field;
    std::string sub;

    friend std::strong_ordering operator<=>(const CellKey&, const CellKey&) = default;
    friend bool operator==(const CellKey&, const CellKey&) = default;
};

/// The operations. Their shape is on the wire and independent of the schema: an unknown field is
/// stored, merged and relayed like any other. `covers` are the dots of this cell that the author
/// saw, in dot order; they are removed wherever the operation is applied.
namespace operation {
struct Put {
    CellKey key;
    Value value;
    std::vector<Dot> covers;
    friend bool operator==(const Put&, const Put&) = default;
};
/// Removes what the author saw of one cell (an element leaves a set, a value is taken back).
struct Drop {
    CellKey key;
    std::vector<Dot> covers;
    friend bool operator==(const Drop&, const Drop&) = default;
};
struct KilledCell {
    FieldId field;
    std::string sub;
    std::vector<Dot> covers;
    friend bool operator==(const KilledCell&, const KilledCell&) = default;
};
/// Deletes a record: covers every sibling of every cell that its author saw, life included.
struct Kill {
    RecordId record;
    std::vector<KilledCell> cells;
    friend bool operator==(const Kill&, const Kill&) = default;
};
/// An operation of a newer version: carried, logged and relayed untouched; it changes no cell here.
struct Unknown {
    std::uint8_t kind = 0;
    Bytes payload;
    friend bool operator==(const Unknown&, const Unknown&) = default;
};
}  // namespace operation
using Operation =
    std::variant<operation::Put, operation::Drop, operation::Kill, operation::Unknown>;

/// Why a change was made, where it is not a plain edit.
enum class NoteKind : std::uint8_t {
    kNone = 0,
    kUndoes = 1,       ///< `dot` is the change taken back.
    kDecides = 2,      ///< A person settled a disagreement.
    kAutoDecides = 3,  ///< The scope's decider settled it; `rank` says why.
    kReissue = 4,      ///< The same edit as `dot`, which could not stand as it was.
};
/// Why the scope's decider settled a cell.
enum class DecisionReason : std::uint8_t {
    kEditsApart = 1,    ///< Texts whose edits do not overlap: all of them were made.
    kSameWords = 2,     ///< The same words, typed in another way: the value shown stays.
    kLikelyChoice = 3,  ///< What the resolver was sure enough that people would choose.
};
/// The most doubt that a rank can say, in per cent.
inline constexpr std::uint8_t kDoubtMax = 15;
/// The rank of a decision: the low four bits are its reason, the others what doubt there was, in
/// per cent: 0 for exact rules, 1 to kDoubtMax for a likely choice. Where two deciders met, the
/// lowest rank is read: the one with less doubt. Requires a doubt of at most kDoubtMax.
[[nodiscard]] constexpr std::uint8_t rank_of(DecisionReason reason, std::uint8_t doubt = 0) {
    return static_cast<std::uint8_t>(static_cast<unsigned>(reason) |
                                     (static_cast<unsigned>(doubt) << 4U));
}
/// The reason of a rank; nothing for one that a newer decider has.
[[nodiscard]] std::optional<DecisionReason> reason_of(std::uint8_t rank);
/// The same for people and programs: "edits_apart"; "unknown" for one that a newer decider has.
[[nodiscard]] std::string_view reason_name(std::uint8_t rank);
/// How sure the resolver was, in whole per cent; nothing for what was settled by an exact rule.
[[nodiscard]] std::optional<std::uint8_t> confidence_of(std::uint8_t rank);

struct Note {
    NoteKind kind = NoteKind::kNone;
    std::uint8_t rank = 0;
    Dot dot;
    friend bool operator==(const Note&, const Note&) = default;
};

/// What one local commit did in one scope: atomic everywhere, immutable once stamped.
struct Change {
    Dot dot;
    HybridTime time;
    std::vector<Operation> operations;
    Note note;
    /// Ties together the changes of one action across scopes; 0 for most.
    std::uint64_t group = 0;

    friend bool operator==(const Change&, const Change&) = default;
};

/// Who wrote in a lane. Constant for an incarnation: another person at the tablet is another lane.
struct Author {
    std::string person;
    std::string device;
    std::string role;
    /// Edits this person had made before this incarnation began.
    std::uint32_t experience = 0;

    friend bool operator==(const Author&, const Author&) = default;
};

/// Checks everything about a change that does not depend on state: bounds, UTF-8, counters, one
/// operation for each cell, records and covers that can exist. Fails with kInvalid or kTooLarge.
[[nodiscard]] Result<void> validate(const Change& change);

/// The dots that must be accepted before this change can be: its covers, the records it touches
/// and those it refers to, without its own dot. Sorted, each once.
[[nodiscard]] std::vector<Dot> named_dots(const Change& change);

/// Whether all of them are in a set.
[[nodiscard]] bool names_only(const Change& change, const DotSet& known);

/// The records that this change writes or kills. Sorted, each once.
[[nodiscard]] std::vector<RecordId> touched_records(const Change& change);

}  // namespace wedsync
