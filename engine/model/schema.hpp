#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/model/change.hpp"
#include "engine/model/rule.hpp"

namespace wedsync {

/// How the siblings of a field are read (semantics: docs/merge.md). A field's kind never changes.
enum class FieldKind : std::uint8_t {
    kRegister,   ///< Equal values settle, others are a disagreement.
    kFlag,       ///< The declared side wins.
    kCounter,    ///< The sum of what each lane added.
    kSet,        ///< An element is in while it has a sibling.
    kPosition,   ///< A place in an order; a tie is never a disagreement.
    kText,       ///< A register that the scope's decider may merge three-way.
    kEarliest,   ///< The smallest value.
    kLatest,     ///< The largest value.
    kReference,  ///< A register that holds a record of the same scope, or a link.
    kBlob,       ///< A register that holds a file by its content.
};

enum class ValueType : std::uint8_t { kText, kInteger, kReal, kBoolean, kTime, kReference, kBlob };

/// What a machine may do where people disagree about a field and no exact rule settles it.
enum class Decides : std::uint8_t {
    kAsk,      ///< Nothing: people decide, and are shown no suggestion.
    kSuggest,  ///< It suggests, people decide.
    kApply,    ///< Where it is sure enough, the scope's decider applies what it suggests.
};
/// As the schema has it: "ask", "suggest", "apply".
[[nodiscard]] std::string_view name_of(Decides decides);
[[nodiscard]] std::optional<Decides> decides_of(std::string_view name);

/// Whether people can disagree about a field of this kind.
[[nodiscard]] bool can_be_open(FieldKind kind);

struct FieldSchema {
    FieldId id;
    std::string name;
    FieldKind kind = FieldKind::kRegister;
    ValueType type = ValueType::kText;
    /// The allowed values of a text field; empty: any.
    std::vector<std::string> choices;
    /// The collection a reference points to.
    std::string target;
    /// How much a wrong value costs, 0 to 100.
    std::uint8_t importance = 50;
    /// True: the flag reads true when any sibling does; false: the other way round.
    bool flag_wins = true;
    bool is_protected = false;   ///< Never decided by a machine, not even by an exact rule.
    bool is_personal = false;    ///< Personal data: left out of logs and support bundles.
    bool is_searchable = false;  ///< Part of the full-text search.
    /// kAsk for every protected field.
    Decides decides = Decides::kSuggest;
};

struct CollectionSchema {
    std::uint16_t number = 0;
    std::string name;
    /// The field that names a record to a person.
    std::string title;
    std::vector<FieldSchema> fields;

    [[nodiscard]] const FieldSchema* find(std::string_view field_name) const;
    [[nodiscard]] const FieldSchema* find(FieldId id) const;
};

/// The collection whose records switch what machines may do about a field: one names the field as
/// "collection.field", the other says "ask", "suggest" or "apply" (merge/switches.hpp).
struct SwitchFields {
    FieldId field;
    FieldId decides;

    friend bool operator==(const SwitchFields&, const SwitchFields&) = default;
};

/// A declared, versioned set of collections: data, not code. Unknown fields are carried by the
/// engine as they are; the schema only says how known ones are read and checked.
struct Schema {
    std::string name;
    std::uint32_t version = 0;
    std::vector<CollectionSchema> collections;
    /// In the order of the file.
    std::vector<Rule> rules;
    /// None: what each field declares stands.
    std::optional<SwitchFields> switches;

    [[nodiscard]] const CollectionSchema* find(std::string_view collection_name) const;
    [[nodiscard]] const CollectionSchema* find(std::uint16_t number) const;
    [[nodiscard]] const FieldSchema* find(FieldId id) const;
    /// By its name in full, "collection.field".
    [[nodiscard]] const FieldSchema* find_field(std::string_view full_name) const;
};

/// Reads a schema from JSON (docs/schema.md) and checks it: numbers and names unique and in range,
/// titles and targets that exist, a type that fits the kind, rules over fields that exist. Fails
/// with kInvalid, naming the place.
[[nodiscard]] Result<Schema> parse_schema(std::string_view json);

/// Whether `next` may follow `previous`: no number re-used for another name, no kind or type
/// changed, nothing but additions and renames. Rules may come, change and go. Fails with kInvalid,
/// naming the first breach.
[[nodiscard]] Result<void> check_evolution(const Schema& previous, const Schema& next);

/// Whether a value may be written to a field by this version of the schema. Fails with kInvalid.
[[nodiscard]] Result<void> check_value(const FieldSchema& field, const Value& value);

}  // namespace wedsync
