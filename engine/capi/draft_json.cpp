#include "engine/capi/draft_json.hpp"

#include <span>

#include "engine/base/overloaded.hpp"
#include "engine/codec/json_parts.hpp"

namespace wedsync::capi {
namespace {

namespace bj = boost::json;
using codec::JsonNode;

constexpr std::uint64_t kPriorityMax = 9;

bj::value json_of_ref(const RecordRef& record) {
    if (const auto* created = std::get_if<NewRecord>(&record)) {
        return bj::value(std::int64_t{created->index});
    }
    return codec::json_of(*std::get_if<RecordId>(&record));
}

RecordRef read_record_ref(const JsonNode& node) {
    if (node.value().is_int64()) return NewRecord{node.number_u32()};
    return node.record();
}

std::string read_name(const JsonNode& node, std::string_view member) {
    return std::string(node.member(member).text());
}

/// A value {"record": 0}: the number of a record that the same draft creates.
std::optional<NewRecord> find_new_record(const JsonNode& value) {
    const std::optional<JsonNode> record = value.find("record");
    if (!record || !record->value().is_int64()) return std::nullopt;
    value.expect_object({"record"});
    return NewRecord{record->number_u32()};
}

Edit read_set(const JsonNode& node) {
    node.expect_object({"edit", "record", "field", "value", "seen"});
    const RecordRef record = read_record_ref(node.member("record"));
    std::string field = read_name(node, "field");
    const JsonNode value = node.member("value");
    const std::optional<JsonNode> seen = node.find("seen");
    if (const std::optional<NewRecord> target = find_new_record(value)) {
        if (seen) seen->fail("has no use with a record of the same draft");
        return edit::SetReference{record, std::move(field), *target};
    }
    edit::Set set{record, std::move(field), codec::read_value(value), std::nullopt};
    if (seen) set.seen = codec::read_dots(*seen, kCoversMax);
    return set;
}

FieldId read_field_id(const JsonNode& node) {
    if (node.count(2) != 2) node.fail("[collection, field] is wanted here");
    return {node.item(0).number_u16(), node.item(1).number_u16()};
}

Edit read_set_unknown(const JsonNode& node) {
    node.expect_object({"edit", "record", "field", "sub", "value"});
    edit::SetUnknown set{read_record_ref(node.member("record")),
                         read_field_id(node.member("field")),
                         {},
                         codec::read_value(node.member("value"))};
    if (const auto sub = node.find("sub")) set.sub = sub->bytes_or_text();
    return set;
}

Edit read_edit(const JsonNode& node) {
    const JsonNode kind = node.member("edit");
    const std::string_view name = kind.text();
    if (name == "create") {
        node.expect_object({"edit", "collection"});
        return edit::Create{read_name(node, "collection")};
    }
    if (name == "set") return read_set(node);
    if (name == "set_unknown") return read_set_unknown(node);
    if (name == "delete") {
        node.expect_object({"edit", "record"});
        return edit::Delete{node.member("record").record()};
    }
    if (name == "erase") {
        node.expect_object({"edit", "record"});
        return edit::Erase{node.member("record").record()};
    }
    const RecordRef record = read_record_ref(node.member("record"));
    std::string field = read_name(node, "field");
    if (name == "clear") {
        node.expect_object({"edit", "record", "field"});
        return edit::Clear{record, std::move(field)};
    }
    if (name == "increment") {
        node.expect_object({"edit", "record", "field", "by"});
        return edit::Increment{record, std::move(field), node.member("by").integer()};
    }
    node.expect_object({"edit", "record", "field", "element"});
    std::string element = read_name(node, "element");
    if (name == "add") return edit::AddElement{record, std::move(field), std::move(element)};
    if (name != "remove") kind.fail("an edit of a kind that there is not");
    return edit::RemoveElement{record, std::move(field), std::move(element)};
}

bj::object start(const char* kind, const RecordRef& record, const std::string& field) {
    bj::object object;
    object["edit"] = kind;
    object["record"] = json_of_ref(record);
    object["field"] = codec::json_of_text(field);
    return object;
}

bj::object json_of_set(const edit::Set& set) {
    bj::object object = start("set", set.record, set.field);
    object["value"] = codec::json_of(set.value);
    if (set.seen) object["seen"] = codec::json_of(std::span<const Dot>(*set.seen));
    return object;
}

bj::object json_of_set_reference(const edit::SetReference& set) {
    bj::object object = start("set", set.record, set.field);
    bj::object target;
    target["record"] = json_of_ref(set.target);
    object["value"] = std::move(target);
    return object;
}

bj::object json_of_set_unknown(const edit::SetUnknown& set) {
    bj::object object;
    object["edit"] = "set_unknown";
    object["record"] = json_of_ref(set.record);
    object["field"] = bj::array{std::int64_t{set.field.collection}, std::int64_t{set.field.field}};
    if (!set.sub.empty()) object["sub"] = codec::json_of_bytes_or_text(set.sub);
    object["value"] = codec::json_of(set.value);
    return object;
}

bj::object json_of_end(const char* kind, const RecordId& record) {
    bj::object object;
    object["edit"] = kind;
    object["record"] = codec::json_of(record);
    return object;
}

bj::object with_element(bj::object object, const std::string& element) {
    object["element"] = codec::json_of_text(element);
    return object;
}

bj::value json_of_edit(const Edit& edit) {
    return bj::value(std::visit(
        Overloaded{
            [](const edit::Create& create) {
                bj::object object;
                object["edit"] = "create";
                object["collection"] = codec::json_of_text(create.collection);
                return object;
            },
            [](const edit::Set& set) { return json_of_set(set); },
            [](const edit::SetReference& set) { return json_of_set_reference(set); },
            [](const edit::Clear& clear) { return start("clear", clear.record, clear.field); },
            [](const edit::AddElement& add) {
                return with_element(start("add", add.record, add.field), add.element);
            },
            [](const edit::RemoveElement& remove) {
                return with_element(start("remove", remove.record, remove.field), remove.element);
            },
            [](const edit::Increment& increment) {
                bj::object object = start("increment", increment.record, increment.field);
                object["by"] = codec::json_of(increment.by);
                return object;
            },
            [](const edit::Delete& removal) { return json_of_end("delete", removal.record); },
            [](const edit::Erase& erase) { return json_of_end("erase", erase.record); },
            [](const edit::SetUnknown& set) { return json_of_set_unknown(set); }},
        edit));
}

merge::Choice read_choice(const JsonNode& node) {
    if (!node.is_object()) {
        const std::string_view word = node.text();
        if (word == "delete") return merge::choice::DeleteRecord{};
        if (word != "keep") node.fail("\"keep\", \"delete\", {\"take\": ...} or {\"write\": ...}");
        return merge::choice::KeepRecord{};
    }
    if (const std::optional<JsonNode> value = node.find("write")) {
        node.expect_object({"write"});
        return merge::choice::Write{codec::read_value(*value)};
    }
    node.expect_object({"take"});
    return merge::choice::Take{node.member("take").dot()};
}

}  // namespace

FieldName read_field_name(const JsonNode& node) {
    if (node.value().is_null()) return {};
    if (node.value().is_string()) return {std::string(node.text()), std::nullopt};
    return {{}, read_field_id(node)};
}

Draft read_draft(const JsonNode& node) {
    node.expect_object({"scope", "edits", "priority", "deadline_ms", "type", "group", "key"});
    Draft draft;
    draft.scope = ScopeId{node.member("scope").number()};
    const JsonNode edits = node.member("edits");
    const std::size_t count = edits.count(kChangeOperationsMax);
    draft.edits.reserve(count);
    for (std::size_t i = 0; i < count && node.ok(); ++i)
        draft.edits.push_back(read_edit(edits.item(i)));
    if (const auto priority = node.find("priority")) {
        draft.priority = static_cast<std::uint8_t>(priority->number(kPriorityMax));
    }
    if (const auto deadline = node.find("deadline_ms")) {
        draft.deadline_ms = deadline->number(kWallMsMax);
    }
    if (const auto type = node.find("type")) draft.type = type->text();
    if (const auto group = node.find("group")) draft.group = group->number();
    if (const auto key = node.find("key")) draft.key = key->text();
    return draft;
}

bj::value json_of_draft(const Draft& draft) {
    bj::object object;
    object["scope"] = codec::json_of(draft.scope.value());
    bj::array edits;
    for (const Edit& edit : draft.edits)
        edits.push_back(json_of_edit(edit));
    object["edits"] = std::move(edits);
    object["priority"] = std::int64_t{draft.priority};
    object["deadline_ms"] = codec::json_of(draft.deadline_ms);
    object["type"] = codec::json_of_text(draft.type);
    object["group"] = codec::json_of(draft.group);
    return bj::value(std::move(object));
}

Decision read_decision(const JsonNode& node) {
    node.expect_object({"scope", "record", "field", "choice"});
    return {ScopeId{node.member("scope").number()}, node.member("record").record(),
            read_field_name(node.member("field")), read_choice(node.member("choice"))};
}

}  // namespace wedsync::capi
