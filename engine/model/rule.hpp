#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/model/change.hpp"

namespace wedsync {

/// A field of the record that a rule looks at, or of the record that one of its references names.
struct FieldPath {
    /// The reference that leads to it; none: the record's own field.
    std::optional<FieldId> via;
    FieldId field;
    /// The field is a reference, or the title of the collection that the path leads to: for links.
    bool is_title = false;

    friend bool operator==(const FieldPath&, const FieldPath&) = default;
};

/// One thing that has to hold for what a field shows. A set is tested by its elements.
struct Condition {
    enum class Test : std::uint8_t {
        kIs,     ///< One of the values.
        kNot,    ///< None of the values; an empty field passes.
        kSet,    ///< Not empty.
        kUnset,  ///< Empty.
    };
    FieldPath path;
    Test test = Test::kSet;
    std::vector<Value> values;
};

/// Whom a record competes with.
enum class RuleScopes : std::uint8_t {
    kEach,       ///< The records of its own scope.
    kAll,        ///< The records of every scope.
    kDifferent,  ///< The records of every other scope.
};

/// The kinds of rules (docs/schema.md).
namespace rule {
/// No two records show the same in all of these fields.
struct Unique {
    std::vector<FieldPath> fields;
    bool is_normalised = false;
    RuleScopes scopes = RuleScopes::kEach;
};
/// What refers to a record comes to no more than a field of that record says.
struct Capacity {
    FieldId link;
    /// Of the collection that the link points to.
    FieldId limit;
    /// How many more than one a record counts for.
    std::optional<FieldId> extra;
};
/// No two records with the same in these fields take place at the same time.
struct NoOverlap {
    std::vector<FieldPath> fields;
    bool is_normalised = false;
    RuleScopes scopes = RuleScopes::kEach;
    FieldId starts;
    /// One of them: when it ends, or how many minutes it takes.
    std::optional<FieldId> ends;
    std::optional<FieldId> minutes;
};
/// The values of these fields do not go down; empty ones are passed over.
struct Order {
    std::vector<FieldId> fields;
};
/// A value is only followed by some others, unless a person takes a change back or decides.
struct Steps {
    FieldId field;
    std::map<std::string, std::vector<std::string>> allowed;
};
/// These hold for each record that the rule counts.
struct Requires {
    std::vector<Condition> then;
};
/// A kind of a newer version: carried, never broken here.
struct Unknown {
    std::string kind;
    /// As it stood in the schema, as JSON.
    std::string definition;
};
}  // namespace rule
using RuleKind = std::variant<rule::Unique, rule::Capacity, rule::NoOverlap, rule::Order,
                              rule::Steps, rule::Requires, rule::Unknown>;

/// What may be proposed where a rule is broken. Nothing of it: only people can tell.
struct RepairHints {
    /// References from the finest place to the coarsest: another one of these is looked for.
    std::vector<FieldId> move;
    /// A field of `move`'s finest target that refers to the coarsest's; none for a single one.
    std::optional<FieldId> place_of;
    /// Records with the same value here are not parted.
    std::optional<FieldId> together;
    /// Elements of the first (a set of the record) that the second (a set of its coarsest place)
    /// has as well are not lost by moving.
    std::vector<std::pair<FieldId, FieldId>> keep;
    /// Flags: where one is true, the record is moved after all others.
    std::vector<FieldId> last;
    /// A flag of the coarsest place: nobody is moved there.
    std::optional<FieldId> closed;
    /// Fields to be emptied.
    std::vector<FieldId> clear;
    /// A text of the record to be told apart by a number.
    std::optional<FieldId> rename;
    bool may_raise = false;    ///< The limit may be raised.
    bool may_shift = false;    ///< The later one may take place later.
    bool may_restore = false;  ///< The value before may be put back.
};

/// Something that has to hold across records: data, not code. What breaks it is reported to
/// people, never refused: two people who could not see each other may break it together.
struct Rule {
    std::uint16_t number = 0;
    std::string name;
    /// The number of the collection whose records it counts.
    std::uint16_t collection = 0;
    /// A record counts where all of them hold.
    std::vector<Condition> when;
    RuleKind kind;
    RepairHints repair;
};

/// "unique", "capacity", ... as the schema calls the kind.
[[nodiscard]] std::string kind_name(const Rule& rule);

/// The fields of the rule's own collection in which a violation shows, each once.
[[nodiscard]] std::vector<FieldId> fields_of(const Rule& rule);

}  // namespace wedsync
