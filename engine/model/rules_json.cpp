// A rule names fields of one collection, and of those that its references lead to; everything is
// looked up while it is read, so that a Rule holds numbers only.

#include "engine/model/rules_json.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "engine/base/overloaded.hpp"

namespace wedsync {
namespace {

namespace bj = boost::json;

bool is_number(const FieldSchema& field) {
    return field.type == ValueType::kInteger || field.type == ValueType::kTime;
}
bool is_reference(const FieldSchema& field) {
    return field.kind == FieldKind::kReference;
}
bool is_flag(const FieldSchema& field) {
    return field.type == ValueType::kBoolean;
}
bool is_set(const FieldSchema& field) {
    return field.kind == FieldKind::kSet;
}
/// What two records can have the same of: a set has no order to be compared in, a counter is no
/// name.
bool is_key(const FieldSchema& field) {
    return field.kind != FieldKind::kSet && field.kind != FieldKind::kCounter &&
           field.kind != FieldKind::kPosition;
}

using Fits = bool (*)(const FieldSchema&);

/// Reads the members of one rule.
class RuleReader {
public:
    RuleReader(Members members, const Schema& schema, const CollectionSchema& collection)
        : members_(std::move(members)), schema_(schema), collection_(collection) {}

    [[nodiscard]] Result<RuleKind> kind(const std::string& name);
    [[nodiscard]] Result<std::vector<Condition>> conditions(std::string_view key) const;
    [[nodiscard]] Result<RepairHints> repair(const RuleKind& kind) const;

private:
    [[nodiscard]] Result<void> check_members(std::vector<std::string_view> own) const {
        own.insert(own.end(), {"number", "name", "kind", "collection", "when", "repair"});
        return members_.check_known(own);
    }
    [[nodiscard]] Result<RuleKind> unique() const;
    [[nodiscard]] Result<RuleKind> capacity() const;
    [[nodiscard]] Result<RuleKind> no_overlap() const;
    [[nodiscard]] Result<RuleKind> order() const;
    [[nodiscard]] Result<RuleKind> steps() const;

    [[nodiscard]] Result<const FieldSchema*> find(const CollectionSchema& collection,
                                                  const std::string& name, Fits fits,
                                                  std::string_view wanted) const;
    [[nodiscard]] Result<std::optional<FieldId>> maybe(const Members& members, std::string_view key,
                                                       const CollectionSchema& collection,
                                                       Fits fits, std::string_view wanted) const;
    [[nodiscard]] Result<FieldId> one(std::string_view key, Fits fits,
                                      std::string_view wanted) const;
    [[nodiscard]] Result<std::vector<FieldId>> several(const Members& members, std::string_view key,
                                                       Fits fits, std::string_view wanted) const;
    [[nodiscard]] Result<FieldPath> path(const std::string& text) const;
    [[nodiscard]] Result<std::vector<FieldPath>> paths() const;
    [[nodiscard]] Result<Condition> condition(const bj::value& json, std::string place) const;
    [[nodiscard]] Result<Value> value(const bj::value& json, const FieldSchema& field,
                                      const Members& members) const;
    [[nodiscard]] Result<RuleScopes> scopes() const;
    [[nodiscard]] Result<void> read_move(const Members& members, RepairHints& hints) const;
    [[nodiscard]] Result<void> read_keep(const Members& members, const CollectionSchema* place,
                                         RepairHints& hints) const;

    Members members_;
    const Schema& schema_;
    const CollectionSchema& collection_;
};

Result<const FieldSchema*> RuleReader::find(const CollectionSchema& collection,
                                            const std::string& name, Fits fits,
                                            std::string_view wanted) const {
    const FieldSchema* field = collection.find(name);
    if (field == nullptr) {
        return members_.error(quoted(collection.name) + " has no field " + quoted(name));
    }
    if (!fits(*field)) return members_.error(quoted(name) + " is not " + std::string(wanted));
    return field;
}

Result<std::optional<FieldId>> RuleReader::maybe(const Members& members, std::string_view key,
                                                 const CollectionSchema& collection, Fits fits,
                                                 std::string_view wanted) const {
    const std::optional<std::string> name = WEDSYNC_TRY(members.text(key));
    if (!name.has_value()) return std::optional<FieldId>{};
    const FieldSchema* field = WEDSYNC_TRY(find(collection, *name, fits, wanted));
    return std::optional{field->id};
}

Result<FieldId> RuleReader::one(std::string_view key, Fits fits, std::string_view wanted) const {
    const std::optional<FieldId> field =
        WEDSYNC_TRY(maybe(members_, key, collection_, fits, wanted));
    if (!field.has_value()) return members_.error(quoted(key) + " is missing");
    return *field;
}

Result<std::vector<FieldId>> RuleReader::several(const Members& members, std::string_view key,
                                                 Fits fits, std::string_view wanted) const {
    std::vector<FieldId> fields;
    for (const std::string& name : WEDSYNC_TRY(members.texts(key, kRulePartsMax))) {
        const FieldSchema* field = WEDSYNC_TRY(find(collection_, name, fits, wanted));
        if (std::find(fields.begin(), fields.end(), field->id) != fields.end()) {
            return members.error(quoted(name) + " appears twice");
        }
        fields.push_back(field->id);
    }
    return fields;
}

Result<FieldPath> RuleReader::path(const std::string& text) const {
    const auto any = [](const FieldSchema&) { return true; };
    const std::size_t dot = text.find('.');
    if (dot == std::string::npos) {
        const FieldSchema* field = WEDSYNC_TRY(find(collection_, text, any, ""));
        return FieldPath{std::nullopt, field->id, false};
    }
    const FieldSchema* via =
        WEDSYNC_TRY(find(collection_, text.substr(0, dot), is_reference, "a reference"));
    const CollectionSchema* target = schema_.find(via->target);
    const FieldSchema* field = WEDSYNC_TRY(find(*target, text.substr(dot + 1), any, ""));
    return FieldPath{via->id, field->id, target->title == field->name};
}

Result<std::vector<FieldPath>> RuleReader::paths() const {
    std::vector<FieldPath> paths;
    for (const std::string& text : WEDSYNC_TRY(members_.texts("fields", kRulePartsMax))) {
        FieldPath read = WEDSYNC_TRY(path(text));
        if (!is_key(*schema_.find(read.field))) {
            return members_.error(quoted(text) + " is nothing that two records can share");
        }
        if (std::find(paths.begin(), paths.end(), read) != paths.end()) {
            return members_.error(quoted(text) + " appears twice");
        }
        paths.push_back(read);
    }
    if (paths.empty()) return members_.error("no \"fields\"");
    return paths;
}

Result<RuleScopes> RuleReader::scopes() const {
    const std::string name = (WEDSYNC_TRY(members_.text("scopes"))).value_or("each");
    if (name == "each") return RuleScopes::kEach;
    if (name == "all") return RuleScopes::kAll;
    if (name == "different") return RuleScopes::kDifferent;
    return members_.error("\"scopes\" is neither \"each\", \"all\" nor \"different\"");
}

Result<RuleKind> RuleReader::unique() const {
    WEDSYNC_TRY(check_members({"fields", "normalised", "scopes"}));
    rule::Unique kind;
    kind.fields = WEDSYNC_TRY(paths());
    kind.is_normalised = WEDSYNC_TRY(members_.boolean("normalised", false));
    kind.scopes = WEDSYNC_TRY(scopes());
    return RuleKind(std::move(kind));
}

Result<RuleKind> RuleReader::capacity() const {
    WEDSYNC_TRY(check_members({"link", "limit", "extra"}));
    rule::Capacity kind;
    kind.link = WEDSYNC_TRY(one("link", is_reference, "a reference"));
    const CollectionSchema* target = schema_.find(schema_.find(kind.link)->target);
    const std::optional<FieldId> limit =
        WEDSYNC_TRY(maybe(members_, "limit", *target, is_number, "a number"));
    if (!limit.has_value()) return members_.error("\"limit\" is missing");
    kind.limit = *limit;
    kind.extra = WEDSYNC_TRY(maybe(members_, "extra", collection_, is_number, "a number"));
    return RuleKind(kind);
}

Result<RuleKind> RuleReader::no_overlap() const {
    WEDSYNC_TRY(check_members({"fields", "normalised", "scopes", "starts", "ends", "minutes"}));
    rule::NoOverlap kind;
    kind.fields = WEDSYNC_TRY(paths());
    kind.is_normalised = WEDSYNC_TRY(members_.boolean("normalised", false));
    kind.scopes = WEDSYNC_TRY(scopes());
    kind.starts = WEDSYNC_TRY(one("starts", is_number, "a number or a time"));
    kind.ends = WEDSYNC_TRY(maybe(members_, "ends", collection_, is_number, "a number or a time"));
    kind.minutes = WEDSYNC_TRY(maybe(members_, "minutes", collection_, is_number, "a number"));
    if (kind.ends.has_value() == kind.minutes.has_value()) {
        return members_.error("either \"ends\" or \"minutes\" says how long");
    }
    return RuleKind(std::move(kind));
}

Result<RuleKind> RuleReader::order() const {
    WEDSYNC_TRY(check_members({"fields"}));
    rule::Order kind;
    kind.fields = WEDSYNC_TRY(several(members_, "fields", is_number, "a number or a time"));
    if (kind.fields.size() < 2) return members_.error("\"fields\" are two at least");
    return RuleKind(std::move(kind));
}

Result<RuleKind> RuleReader::steps() const {
    WEDSYNC_TRY(check_members({"field", "allow"}));
    rule::Steps kind;
    const auto is_choice = [](const FieldSchema& field) {
        return field.kind == FieldKind::kRegister && !field.choices.empty();
    };
    kind.field = WEDSYNC_TRY(one("field", is_choice, "a register with choices"));
    const std::vector<std::string>& choices = schema_.find(kind.field)->choices;
    const bj::object* allow = WEDSYNC_TRY(members_.object("allow"));
    if (allow == nullptr) {
        // In the order of the choices, none skipped back.
        for (auto from = choices.begin(); from != choices.end(); ++from)
            kind.allowed[*from].assign(std::next(from), choices.end());
        return RuleKind(std::move(kind));
    }
    const Members steps(*allow, members_.place() + " \"allow\"");
    const auto check_choice = [&](std::string_view name) -> Result<void> {
        const bool is_known = std::find(choices.begin(), choices.end(), name) != choices.end();
        return is_known ? Result<void>{} : steps.error(quoted(name) + " is no choice");
    };
    for (const bj::key_value_pair& step : *allow) {
        const std::string from(view_of(step.key()));
        WEDSYNC_TRY(check_choice(from));
        kind.allowed[from] = WEDSYNC_TRY(steps.texts(from, choices.size()));
        for (const std::string& to : kind.allowed[from])
            WEDSYNC_TRY(check_choice(to));
    }
    return RuleKind(std::move(kind));
}

Result<RuleKind> RuleReader::kind(const std::string& name) {
    if (name == "unique") return unique();
    if (name == "capacity") return capacity();
    if (name == "no_overlap") return no_overlap();
    if (name == "order") return order();
    if (name == "steps") return steps();
    WEDSYNC_TRY(check_members({"then"}));
    rule::Requires kind;
    kind.then = WEDSYNC_TRY(conditions("then"));
    if (kind.then.empty()) return members_.error("no \"then\"");
    return RuleKind(std::move(kind));
}

Result<Value> RuleReader::value(const bj::value& json, const FieldSchema& field,
                                const Members& members) const {
    Value read;
    if (json.is_bool()) read = json.get_bool();
    if (json.is_int64()) read = json.get_int64();
    if (json.is_string()) read = std::string(view_of(json.get_string()));
    const bool is_empty = std::holds_alternative<std::monostate>(read);
    const bool is_element = is_set(field) && std::holds_alternative<std::string>(read);
    if (is_empty || (!is_element && is_set(field)) || !check_value(field, read).ok()) {
        return members.error("a value that " + quoted(field.name) + " cannot have");
    }
    return read;
}

Result<Condition> RuleReader::condition(const bj::value& json, std::string place) const {
    const Members members = WEDSYNC_TRY(Members::of(json, std::move(place)));
    WEDSYNC_TRY(members.check_known({"field", "is", "not", "set"}));
    const std::optional<std::string> text = WEDSYNC_TRY(members.text("field"));
    if (!text.has_value()) return members.error("\"field\" is missing");
    Condition condition;
    condition.path = WEDSYNC_TRY(path(*text));
    const int tests =
        (members.has("is") ? 1 : 0) + (members.has("not") ? 1 : 0) + (members.has("set") ? 1 : 0);
    if (tests != 1) return members.error("one of \"is\", \"not\" and \"set\" says what is tested");
    if (members.has("set")) {
        const bool is_wanted = WEDSYNC_TRY(members.boolean("set", true));
        condition.test = is_wanted ? Condition::Test::kSet : Condition::Test::kUnset;
        return condition;
    }
    condition.test = members.has("is") ? Condition::Test::kIs : Condition::Test::kNot;
    const bj::array* values = WEDSYNC_TRY(members.array(members.has("is") ? "is" : "not"));
    if (values->empty() || values->size() > kRulePartsMax) {
        return members.error("no values, or more than 16");
    }
    for (const bj::value& item : *values) {
        condition.values.push_back(
            WEDSYNC_TRY(value(item, *schema_.find(condition.path.field), members)));
    }
    return condition;
}

Result<std::vector<Condition>> RuleReader::conditions(std::string_view key) const {
    std::vector<Condition> conditions;
    const bj::array* items = WEDSYNC_TRY(members_.array(key));
    if (items == nullptr) return conditions;
    if (items->size() > kRulePartsMax) return members_.error(quoted(key) + " has more than 16");
    for (const bj::value& item : *items) {
        conditions.push_back(WEDSYNC_TRY(condition(item, members_.place() + " " + quoted(key))));
    }
    return conditions;
}

/// From the finest place to the coarsest: the finest one refers to the next.
Result<void> RuleReader::read_move(const Members& members, RepairHints& hints) const {
    hints.move = WEDSYNC_TRY(several(members, "move", is_reference, "a reference"));
    if (hints.move.size() > 2) return members.error("\"move\" has more than 2 references");
    if (hints.move.size() < 2) return {};
    const CollectionSchema* fine = schema_.find(schema_.find(hints.move[0])->target);
    const std::string& coarse = schema_.find(hints.move[1])->target;
    for (const FieldSchema& field : fine->fields) {
        if (!is_reference(field) || field.target != coarse) continue;
        if (hints.place_of.has_value()) {
            return members.error("\"" + fine->name + "\" refers to \"" + coarse + "\" twice");
        }
        hints.place_of = field.id;
    }
    if (!hints.place_of.has_value()) {
        return members.error("\"" + fine->name + "\" does not refer to \"" + coarse + "\"");
    }
    return {};
}

Result<void> RuleReader::read_keep(const Members& members, const CollectionSchema* place,
                                   RepairHints& hints) const {
    const bj::object* keep = WEDSYNC_TRY(members.object("keep"));
    if (keep == nullptr) return {};
    if (place == nullptr || keep->size() > kRulePartsMax) {
        return members.error("\"keep\" goes with \"move\", and has 16 at most");
    }
    for (const bj::key_value_pair& pair : *keep) {
        if (!pair.value().is_string()) return members.error("\"keep\" names two sets");
        const std::string own(view_of(pair.key()));
        const std::string theirs(view_of(pair.value().get_string()));
        const FieldSchema* first = WEDSYNC_TRY(find(collection_, own, is_set, "a set"));
        const FieldSchema* second = WEDSYNC_TRY(find(*place, theirs, is_set, "a set"));
        hints.keep.emplace_back(first->id, second->id);
    }
    return {};
}

/// The hints that a kind can do something with.
std::vector<std::string_view> hints_of(const RuleKind& kind) {
    using Names = std::vector<std::string_view>;
    const Names move{"move", "together", "keep", "last", "closed"};
    const auto with_move = [&](Names more) {
        more.insert(more.end(), move.begin(), move.end());
        return more;
    };
    return std::visit(Overloaded{[&](const rule::Unique&) {
                                     return with_move({"clear", "rename"});
                                 },
                                 [&](const rule::Capacity&) { return with_move({"raise"}); },
                                 [&](const rule::NoOverlap&) { return Names{"shift"}; },
                                 [&](const rule::Order&) { return Names{"clear"}; },
                                 [&](const rule::Steps&) { return Names{"restore"}; },
                                 [&](const rule::Requires&) { return with_move({"clear"}); },
                                 [&](const rule::Unknown&) { return Names{}; }},
                      kind);
}

Result<RepairHints> RuleReader::repair(const RuleKind& kind) const {
    RepairHints hints;
    const bj::object* object = WEDSYNC_TRY(members_.object("repair"));
    if (object == nullptr) return hints;
    const Members members(*object, members_.place() + " \"repair\"");
    WEDSYNC_TRY(members.check_known(hints_of(kind)));
    WEDSYNC_TRY(read_move(members, hints));
    const CollectionSchema* place =
        hints.move.empty() ? nullptr : schema_.find(schema_.find(hints.move.back())->target);
    WEDSYNC_TRY(read_keep(members, place, hints));
    const auto is_text = [](const FieldSchema& field) {
        return field.type == ValueType::kText && is_key(field) && field.choices.empty();
    };
    hints.together = WEDSYNC_TRY(maybe(members, "together", collection_, is_key, "a key"));
    hints.last = WEDSYNC_TRY(several(members, "last", is_flag, "a flag"));
    if (members.has("closed")) {
        if (place == nullptr) return members.error("\"closed\" goes with \"move\"");
        hints.closed = WEDSYNC_TRY(maybe(members, "closed", *place, is_flag, "a flag"));
    }
    const auto can_be_empty = [](const FieldSchema& field) {
        return field.kind != FieldKind::kSet && field.kind != FieldKind::kCounter;
    };
    hints.clear = WEDSYNC_TRY(several(members, "clear", can_be_empty, "to be emptied"));
    hints.rename = WEDSYNC_TRY(maybe(members, "rename", collection_, is_text, "a text"));
    hints.may_raise = WEDSYNC_TRY(members.boolean("raise", false));
    hints.may_shift = WEDSYNC_TRY(members.boolean("shift", false));
    hints.may_restore = WEDSYNC_TRY(members.boolean("restore", false));
    return hints;
}

bool is_known_kind(std::string_view kind) {
    return kind == "unique" || kind == "capacity" || kind == "no_overlap" || kind == "order" ||
           kind == "steps" || kind == "requires";
}

Result<Rule> parse_rule(const bj::value& json, std::string place, const Schema& schema) {
    Members members = WEDSYNC_TRY(Members::of(json, std::move(place)));
    Rule rule;
    rule.name = WEDSYNC_TRY(members.name("name"));
    members.extend_place(quoted(rule.name));
    rule.number =
        static_cast<std::uint16_t>(WEDSYNC_TRY(members.integer("number", kNumberMax, {})));
    const std::string kind = WEDSYNC_TRY(members.name("kind"));
    if (!is_known_kind(kind)) {
        rule.kind = rule::Unknown{kind, json::write_json(json)};
        return rule;
    }
    const std::string name = WEDSYNC_TRY(members.name("collection"));
    const CollectionSchema* collection = schema.find(name);
    if (collection == nullptr) {
        return members.error("\"collection\" names no collection: " + quoted(name));
    }
    rule.collection = collection->number;
    RuleReader reader(std::move(members), schema, *collection);
    rule.kind = WEDSYNC_TRY(reader.kind(kind));
    rule.when = WEDSYNC_TRY(reader.conditions("when"));
    rule.repair = WEDSYNC_TRY(reader.repair(rule.kind));
    return rule;
}

void add_path(const FieldPath& path, std::vector<FieldId>& fields) {
    const FieldId own = path.via.value_or(path.field);
    if (std::find(fields.begin(), fields.end(), own) == fields.end()) fields.push_back(own);
}

}  // namespace

std::string kind_name(const Rule& rule) {
    return std::visit(Overloaded{[](const rule::Unique&) { return std::string("unique"); },
                                 [](const rule::Capacity&) { return std::string("capacity"); },
                                 [](const rule::NoOverlap&) { return std::string("no_overlap"); },
                                 [](const rule::Order&) { return std::string("order"); },
                                 [](const rule::Steps&) { return std::string("steps"); },
                                 [](const rule::Requires&) { return std::string("requires"); },
                                 [](const rule::Unknown& unknown) { return unknown.kind; }},
                      rule.kind);
}

std::vector<FieldId> fields_of(const Rule& rule) {
    std::vector<FieldId> fields;
    std::visit(Overloaded{[&](const rule::Unique& kind) {
                              for (const FieldPath& path : kind.fields)
                                  add_path(path, fields);
                          },
                          [&](const rule::Capacity& kind) {
                              fields.push_back(kind.link);
                              if (kind.extra) fields.push_back(*kind.extra);
                          },
                          [&](const rule::NoOverlap& kind) {
                              for (const FieldPath& path : kind.fields)
                                  add_path(path, fields);
                              fields.push_back(kind.starts);
                              fields.push_back(kind.ends ? *kind.ends : *kind.minutes);
                          },
                          [&](const rule::Order& kind) { fields = kind.fields; },
                          [&](const rule::Steps& kind) { fields.push_back(kind.field); },
                          [&](const rule::Requires& kind) {
                              for (const Condition& condition : kind.then)
                                  add_path(condition.path, fields);
                          },
                          [](const rule::Unknown&) {}},
               rule.kind);
    return fields;
}

Result<std::vector<Rule>> parse_rules(const Members& schema_members, const Schema& schema) {
    std::vector<Rule> rules;
    const bj::array* items = WEDSYNC_TRY(schema_members.array("rules"));
    if (items == nullptr) return rules;
    if (items->size() > kRulesMax) return schema_members.error("more than 256 rules");
    std::set<std::uint16_t> numbers;
    std::set<std::string> names;
    for (std::size_t i = 0; i < items->size(); ++i) {
        Rule rule =
            WEDSYNC_TRY(parse_rule((*items)[i], "rules[" + std::to_string(i) + "]", schema));
        if (!numbers.insert(rule.number).second) {
            return schema_members.error("two rules with number " + std::to_string(rule.number));
        }
        if (!names.insert(rule.name).second) {
            return schema_members.error("two rules with name " + quoted(rule.name));
        }
        rules.push_back(std::move(rule));
    }
    return rules;
}

Result<void> check_rules_evolution(const std::vector<Rule>& previous,
                                   const std::vector<Rule>& next) {
    for (const Rule& before : previous) {
        for (const Rule& after : next) {
            const std::string place = "rule " + quoted(before.name);
            if (before.name == after.name && before.number != after.number) {
                return invalid(place + ": its name moved to another number");
            }
            if (before.number != after.number) continue;
            if (kind_name(before) != kind_name(after)) return invalid(place + ": its kind changed");
            if (before.collection != after.collection) {
                return invalid(place + ": its collection changed");
            }
        }
    }
    return {};
}

}  // namespace wedsync
