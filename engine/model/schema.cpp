// Reading a schema has two steps: from JSON into a Schema, each member checked where it stands;
// then the checks that need the whole (uniqueness, titles, targets). Evolution compares two of
// them.

#include "engine/model/schema.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/json/strict_json.hpp"
#include "engine/model/members.hpp"
#include "engine/model/rules_json.hpp"

namespace wedsync {
namespace {

namespace bj = boost::json;

constexpr std::int64_t kVersionMax = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kCollectionsMax = 256;
constexpr std::size_t kChoicesMax = 256;
constexpr std::int64_t kTimeMax = static_cast<std::int64_t>(kWallMsMax);

struct KindRow {
    std::string_view name;
    FieldKind kind;
    /// The type of a field that names none.
    ValueType type;
};
constexpr std::array<KindRow, 10> kKinds{{
    {"register", FieldKind::kRegister, ValueType::kText},
    {"flag", FieldKind::kFlag, ValueType::kBoolean},
    {"counter", FieldKind::kCounter, ValueType::kInteger},
    {"set", FieldKind::kSet, ValueType::kText},
    {"position", FieldKind::kPosition, ValueType::kText},
    {"text", FieldKind::kText, ValueType::kText},
    {"earliest", FieldKind::kEarliest, ValueType::kTime},
    {"latest", FieldKind::kLatest, ValueType::kTime},
    {"reference", FieldKind::kReference, ValueType::kReference},
    {"blob", FieldKind::kBlob, ValueType::kBlob},
}};

struct TypeRow {
    std::string_view name;
    ValueType type;
};
constexpr std::array<TypeRow, 7> kTypes{{
    {"text", ValueType::kText},
    {"integer", ValueType::kInteger},
    {"real", ValueType::kReal},
    {"boolean", ValueType::kBoolean},
    {"time", ValueType::kTime},
    {"reference", ValueType::kReference},
    {"blob", ValueType::kBlob},
}};

struct DecidesRow {
    std::string_view name;
    Decides decides;
};
constexpr std::array<DecidesRow, 3> kDecides{{
    {"ask", Decides::kAsk},
    {"suggest", Decides::kSuggest},
    {"apply", Decides::kApply},
}};

bool does_fit(const KindRow& kind, ValueType type) {
    if (type == kind.type) return true;
    if (kind.kind == FieldKind::kRegister) {
        return type != ValueType::kReference && type != ValueType::kBlob;
    }
    const bool is_best_of = kind.kind == FieldKind::kEarliest || kind.kind == FieldKind::kLatest;
    return is_best_of && type == ValueType::kInteger;
}

Result<std::vector<std::string>> parse_choices(const Members& members) {
    std::vector<std::string> choices;
    const bj::array* items = WEDSYNC_TRY(members.array("choices"));
    if (items == nullptr) return choices;
    if (items->empty() || items->size() > kChoicesMax) {
        return members.error("\"choices\" has none, or more than 256");
    }
    for (const bj::value& item : *items) {
        if (!item.is_string() || item.get_string().empty() ||
            item.get_string().size() > kSubBytesMax) {
            return members.error("a choice is not a text of 1 to 256 bytes");
        }
        std::string choice(view_of(item.get_string()));
        if (std::find(choices.begin(), choices.end(), choice) != choices.end()) {
            return members.error("the choice " + quoted(choice) + " appears twice");
        }
        choices.push_back(std::move(choice));
    }
    return choices;
}

Result<void> parse_kind(const Members& members, FieldSchema& field) {
    const std::optional<std::string> kind_name = WEDSYNC_TRY(members.text("kind"));
    const auto row = std::find_if(kKinds.begin(), kKinds.end(), [&](const KindRow& candidate) {
        return candidate.name == kind_name.value_or("register");
    });
    if (row == kKinds.end()) return members.error("no such kind: " + quoted(*kind_name));
    field.kind = row->kind;
    field.type = row->type;
    const std::optional<std::string> type_name = WEDSYNC_TRY(members.text("type"));
    if (!type_name.has_value()) return {};
    const auto type = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& candidate) {
        return candidate.name == *type_name;
    });
    if (type == kTypes.end()) return members.error("no such type: " + quoted(*type_name));
    if (!does_fit(*row, type->type)) {
        return members.error("the type " + quoted(*type_name) + " does not fit the kind " +
                             quoted(row->name));
    }
    field.type = type->type;
    return {};
}

/// Requires the kind and whether the field is protected.
Result<void> parse_decides(const Members& members, FieldSchema& field) {
    if (field.is_protected) field.decides = Decides::kAsk;
    const std::optional<std::string> name = WEDSYNC_TRY(members.text("decides"));
    if (!name.has_value()) return {};
    if (!can_be_open(field.kind)) {
        return members.error("\"decides\" is for fields that people can disagree about");
    }
    const std::optional<Decides> decides = decides_of(*name);
    if (!decides) {
        return members.error("\"decides\" is \"ask\", \"suggest\" or \"apply\", not " +
                             quoted(*name));
    }
    if (field.is_protected && *decides != Decides::kAsk) {
        return members.error("\"decides\" cannot be " + quoted(*name) +
                             ": the field is protected, so only people decide about it");
    }
    field.decides = *decides;
    return {};
}

Result<FieldSchema> parse_field(const bj::value& json, std::string place,
                                std::uint16_t collection) {
    Members members = WEDSYNC_TRY(Members::of(json, std::move(place)));
    FieldSchema field;
    field.name = WEDSYNC_TRY(members.name("name"));
    members.extend_place(quoted(field.name));
    WEDSYNC_TRY(
        members.check_known({"number", "name", "kind", "type", "choices", "target", "importance",
                             "wins", "protected", "decides", "personal", "searchable"}));
    const std::int64_t number = WEDSYNC_TRY(members.integer("number", kNumberMax, {}));
    field.id = {collection, static_cast<std::uint16_t>(number)};
    WEDSYNC_TRY(parse_kind(members, field));
    field.choices = WEDSYNC_TRY(parse_choices(members));
    const bool may_choose = field.type == ValueType::kText && field.kind != FieldKind::kPosition &&
                            field.kind != FieldKind::kText;
    if (!field.choices.empty() && !may_choose) {
        return members.error("\"choices\" are for text in a register or a set");
    }
    const bool is_reference = field.kind == FieldKind::kReference;
    if (members.has("target") != is_reference) {
        return members.error("\"target\" is for references, and each of them has one");
    }
    if (is_reference) field.target = WEDSYNC_TRY(members.name("target"));
    if (members.has("wins") && field.kind != FieldKind::kFlag) {
        return members.error("\"wins\" is for flags");
    }
    field.flag_wins = WEDSYNC_TRY(members.boolean("wins", true));
    field.importance =
        static_cast<std::uint8_t>(WEDSYNC_TRY(members.integer("importance", 100, 50)));
    field.is_protected = WEDSYNC_TRY(members.boolean("protected", false));
    WEDSYNC_TRY(parse_decides(members, field));
    field.is_personal = WEDSYNC_TRY(members.boolean("personal", false));
    field.is_searchable = WEDSYNC_TRY(members.boolean("searchable", false));
    if (field.is_searchable && field.type != ValueType::kText) {
        return members.error("\"searchable\" is for text");
    }
    return field;
}

Result<CollectionSchema> parse_collection(const bj::value& json, std::string place) {
    Members members = WEDSYNC_TRY(Members::of(json, std::move(place)));
    CollectionSchema collection;
    collection.name = WEDSYNC_TRY(members.name("name"));
    members.extend_place(quoted(collection.name));
    WEDSYNC_TRY(members.check_known({"number", "name", "title", "fields"}));
    const std::int64_t number = WEDSYNC_TRY(members.integer("number", kNumberMax, {}));
    collection.number = static_cast<std::uint16_t>(number);
    collection.title = WEDSYNC_TRY(members.name("title"));
    const bj::array* fields = WEDSYNC_TRY(members.array("fields"));
    if (fields == nullptr || fields->empty()) return members.error("no \"fields\"");
    std::set<std::uint16_t> numbers;
    std::set<std::string> names;
    for (std::size_t i = 0; i < fields->size(); ++i) {
        FieldSchema field = WEDSYNC_TRY(
            parse_field((*fields)[i], members.place() + ", fields[" + std::to_string(i) + "]",
                        collection.number));
        if (!numbers.insert(field.id.field).second) {
            return members.error("two fields with number " + std::to_string(field.id.field));
        }
        if (!names.insert(field.name).second) {
            return members.error("two fields with name " + quoted(field.name));
        }
        collection.fields.push_back(std::move(field));
    }
    if (collection.find(collection.title) == nullptr) {
        return members.error("\"title\" names no field: " + quoted(collection.title));
    }
    return collection;
}

Result<void> check_whole(const Schema& schema) {
    std::set<std::uint16_t> numbers;
    std::set<std::string> names;
    for (const CollectionSchema& collection : schema.collections) {
        if (!numbers.insert(collection.number).second) {
            return invalid("two collections with number " + std::to_string(collection.number));
        }
        if (!names.insert(collection.name).second) {
            return invalid("two collections with name " + quoted(collection.name));
        }
        for (const FieldSchema& field : collection.fields) {
            if (field.kind == FieldKind::kReference && schema.find(field.target) == nullptr) {
                return invalid(collection.name + "." + field.name +
                               ": \"target\" names no collection: " + quoted(field.target));
            }
        }
    }
    return {};
}

bool is_text_allowed(const FieldSchema& field, const std::string& text) {
    return field.choices.empty() ||
           std::find(field.choices.begin(), field.choices.end(), text) != field.choices.end();
}

Result<void> parse_switches(const Members& members, Schema& schema) {
    const bj::object* switches = WEDSYNC_TRY(members.object("switches"));
    if (switches == nullptr) return {};
    const Members inside(*switches, "switches");
    WEDSYNC_TRY(inside.check_known({"collection", "field", "decides"}));
    const std::string name = WEDSYNC_TRY(inside.name("collection"));
    const CollectionSchema* collection = schema.find(name);
    if (collection == nullptr) return inside.error("no such collection: " + quoted(name));
    const auto find = [&](std::string_view member) -> Result<const FieldSchema*> {
        const std::string field_name = WEDSYNC_TRY(inside.name(member));
        const FieldSchema* field = collection->find(field_name);
        if (field == nullptr) return inside.error("no such field: " + quoted(field_name));
        if (field->kind != FieldKind::kRegister || field->type != ValueType::kText) {
            return inside.error(quoted(field_name) + " is not a register of text");
        }
        return field;
    };
    const FieldSchema* field = WEDSYNC_TRY(find("field"));
    const FieldSchema* decides = WEDSYNC_TRY(find("decides"));
    if (field == decides) return inside.error("the same field twice");
    if (!field->choices.empty()) return inside.error("\"field\" takes the name of any field");
    // A machine that switches itself on is what nobody asked for.
    if (!field->is_protected || !decides->is_protected) {
        return inside.error("both fields are to be protected");
    }
    for (const DecidesRow& row : kDecides) {
        if (!is_text_allowed(*decides, std::string(row.name))) {
            return inside.error("\"decides\" does not take " + quoted(row.name));
        }
    }
    schema.switches = SwitchFields{field->id, decides->id};
    return {};
}

Result<void> check_field_evolution(const Schema& previous, const FieldSchema& before,
                                   const Schema& next, const FieldSchema& after,
                                   const std::string& place) {
    if (before.kind != after.kind) return invalid(place + ": its kind changed");
    if (before.type != after.type) return invalid(place + ": its type changed");
    if (before.flag_wins != after.flag_wins) return invalid(place + ": the side that wins changed");
    if (before.kind == FieldKind::kReference &&
        previous.find(before.target)->number != next.find(after.target)->number) {
        return invalid(place + ": its target changed");
    }
    if (before.choices.empty() && !after.choices.empty()) {
        return invalid(place + ": its values were free and are not any more");
    }
    for (const std::string& choice : before.choices) {
        const bool is_kept =
            after.choices.empty() ||
            std::find(after.choices.begin(), after.choices.end(), choice) != after.choices.end();
        if (!is_kept) return invalid(place + ": the choice " + quoted(choice) + " is gone");
    }
    return {};
}

Result<void> check_collection_evolution(const Schema& previous, const CollectionSchema& before,
                                        const Schema& next, const CollectionSchema& after) {
    for (const FieldSchema& field : before.fields) {
        const std::string place = before.name + "." + field.name;
        const FieldSchema* same_number = after.find(field.id);
        if (same_number == nullptr) return invalid(place + ": gone; fields are never removed");
        const FieldSchema* same_name = after.find(field.name);
        if (same_name != nullptr && same_name->id != field.id) {
            return invalid(place + ": its name moved to another number");
        }
        WEDSYNC_TRY(check_field_evolution(previous, field, next, *same_number, place));
    }
    return {};
}

/// What is wrong with the value, in words; nothing if it may be written.
std::optional<std::string> objection_to(const FieldSchema& field, const Value& value) {
    const auto no_type = [] { return std::optional<std::string>{"a value of another type"}; };
    const auto fits = [&](bool does) { return does ? std::optional<std::string>{} : no_type(); };
    const ValueType type = field.type;
    return std::visit(
        Overloaded{
            [&](std::monostate) -> std::optional<std::string> {
                if (field.kind == FieldKind::kCounter) return "a counter is never empty";
                return std::nullopt;
            },
            [&](bool) { return fits(type == ValueType::kBoolean); },
            [&](std::int64_t number) -> std::optional<std::string> {
                if (type == ValueType::kTime && (number > kTimeMax || number < -kTimeMax)) {
                    return "a time out of range";
                }
                return fits(type == ValueType::kInteger || type == ValueType::kTime ||
                            type == ValueType::kReal);
            },
            [&](Real real) {
                return fits(type == ValueType::kReal && std::isfinite(to_double(real)));
            },
            [&](const std::string& text) -> std::optional<std::string> {
                if (!is_utf8(text)) return "text that is not UTF-8";
                if (!is_text_allowed(field, text))
                    return quoted(text) + " is not among its choices";
                return fits(type == ValueType::kText);
            },
            [&](const Bytes&) { return fits(field.kind == FieldKind::kPosition); },
            [&](const Reference&) { return fits(type == ValueType::kReference); },
            [&](const Link& link) -> std::optional<std::string> {
                if (!is_utf8(link.label)) return "a label that is not UTF-8";
                return fits(type == ValueType::kReference);
            },
            [&](const BlobReference&) { return fits(type == ValueType::kBlob); },
        },
        value);
}

}  // namespace

std::string_view name_of(Decides decides) {
    return kDecides[static_cast<std::size_t>(decides)].name;
}

std::optional<Decides> decides_of(std::string_view name) {
    const auto row = std::find_if(kDecides.begin(), kDecides.end(),
                                  [&](const DecidesRow& known) { return known.name == name; });
    return row == kDecides.end() ? std::optional<Decides>{} : row->decides;
}

bool can_be_open(FieldKind kind) {
    switch (kind) {
        case FieldKind::kRegister:
        case FieldKind::kText:
        case FieldKind::kReference:
        case FieldKind::kBlob:
            return true;
        case FieldKind::kFlag:
        case FieldKind::kCounter:
        case FieldKind::kSet:
        case FieldKind::kPosition:
        case FieldKind::kEarliest:
        case FieldKind::kLatest:
            return false;
    }
    return false;
}

const FieldSchema* CollectionSchema::find(std::string_view field_name) const {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const FieldSchema& field) {
        return field.name == field_name;
    });
    return found == fields.end() ? nullptr : &*found;
}

const FieldSchema* CollectionSchema::find(FieldId id) const {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const FieldSchema& field) { return field.id == id; });
    return found == fields.end() ? nullptr : &*found;
}

const CollectionSchema* Schema::find(std::string_view collection_name) const {
    const auto found = std::find_if(
        collections.begin(), collections.end(),
        [&](const CollectionSchema& collection) { return collection.name == collection_name; });
    return found == collections.end() ? nullptr : &*found;
}

const CollectionSchema* Schema::find(std::uint16_t number) const {
    const auto found = std::find_if(
        collections.begin(), collections.end(),
        [&](const CollectionSchema& collection) { return collection.number == number; });
    return found == collections.end() ? nullptr : &*found;
}

const FieldSchema* Schema::find(FieldId id) const {
    const CollectionSchema* collection = find(id.collection);
    return collection == nullptr ? nullptr : collection->find(id);
}

const FieldSchema* Schema::find_field(std::string_view full_name) const {
    const std::size_t dot = full_name.find('.');
    if (dot == std::string_view::npos) return nullptr;
    const CollectionSchema* collection = find(full_name.substr(0, dot));
    return collection == nullptr ? nullptr : collection->find(full_name.substr(dot + 1));
}

Result<Schema> parse_schema(std::string_view json) {
    const Result<bj::value> parsed = json::parse_json(json);
    if (!parsed.ok()) return invalid("schema: " + parsed.error().detail);
    const Members members = WEDSYNC_TRY(Members::of(parsed.value(), "schema"));
    WEDSYNC_TRY(members.check_known({"name", "version", "collections", "rules", "switches"}));
    Schema schema;
    schema.name = WEDSYNC_TRY(members.name("name"));
    const std::int64_t version = WEDSYNC_TRY(members.integer("version", kVersionMax, {}));
    schema.version = static_cast<std::uint32_t>(version);
    const bj::array* collections = WEDSYNC_TRY(members.array("collections"));
    if (collections == nullptr || collections->empty()) return members.error("no \"collections\"");
    if (collections->size() > kCollectionsMax) return members.error("more than 256 collections");
    for (std::size_t i = 0; i < collections->size(); ++i) {
        schema.collections.push_back(WEDSYNC_TRY(
            parse_collection((*collections)[i], "collections[" + std::to_string(i) + "]")));
    }
    WEDSYNC_TRY(check_whole(schema));
    schema.rules = WEDSYNC_TRY(parse_rules(members, schema));
    WEDSYNC_TRY(parse_switches(members, schema));
    return schema;
}

Result<void> check_evolution(const Schema& previous, const Schema& next) {
    if (previous.name != next.name) return invalid("the schema has another name");
    if (next.version <= previous.version) {
        return invalid("version " + std::to_string(next.version) + " does not follow " +
                       std::to_string(previous.version));
    }
    for (const CollectionSchema& collection : previous.collections) {
        const CollectionSchema* same_number = next.find(collection.number);
        if (same_number == nullptr) {
            return invalid(collection.name + ": gone; collections are never removed");
        }
        const CollectionSchema* same_name = next.find(collection.name);
        if (same_name != nullptr && same_name->number != collection.number) {
            return invalid(collection.name + ": its name moved to another number");
        }
        WEDSYNC_TRY(check_collection_evolution(previous, collection, next, *same_number));
    }
    if (previous.switches && previous.switches != next.switches) {
        return invalid("\"switches\" are gone, or are other fields");
    }
    return check_rules_evolution(previous.rules, next.rules);
}

Result<void> check_value(const FieldSchema& field, const Value& value) {
    const std::optional<std::string> objection = objection_to(field, value);
    if (objection.has_value()) return invalid(field.name + ": " + *objection);
    return {};
}

}  // namespace wedsync
