// presence  := flags [record] [field] scope
// presences := u8 whole, varint scope, varint count, each: flags device person role varint(age)
//              [record] [field]
//
//   flags := one byte: the activity (0 to 3), 4 has a record, 8 has a field
//   field := varint16 collection, varint16 field
#include "engine/codec/presence_io.hpp"

#include <array>
#include <utility>

#include "engine/codec/frame_parts.hpp"
#include "engine/codec/json_parts.hpp"

namespace wedsync::codec {
namespace {

constexpr std::uint8_t kActivityBits = 3;
constexpr std::uint8_t kHasRecord = 4;
constexpr std::uint8_t kHasField = 8;
constexpr std::uint8_t kAllFlags = 15;
/// The least that one of them takes: flags, three empty texts, an age.
constexpr std::size_t kPresenceBytesMin = 5;

constexpr std::array kActivityNames{
    JsonName{static_cast<std::uint8_t>(Activity::kGone), "gone"},
    JsonName{static_cast<std::uint8_t>(Activity::kHere), "here"},
    JsonName{static_cast<std::uint8_t>(Activity::kLooking), "looking"},
    JsonName{static_cast<std::uint8_t>(Activity::kEditing), "editing"},
};

std::uint8_t flags_of(const Whereabouts& where) {
    return static_cast<std::uint8_t>(static_cast<unsigned>(where.activity) |
                                     (where.record ? kHasRecord : 0U) |
                                     (where.field ? kHasField : 0U));
}

void write_place(const Whereabouts& where, Writer& writer) {
    if (where.record) write_full_record(*where.record, writer);
    if (!where.field) return;
    writer.varint(where.field->collection);
    writer.varint(where.field->field);
}

Whereabouts read_place(std::uint8_t flags, Reader& reader) {
    Whereabouts where;
    where.activity = static_cast<Activity>(flags & kActivityBits);
    if ((flags & kHasRecord) != 0) where.record = read_full_record(reader);
    if ((flags & kHasField) != 0) {
        const std::uint16_t collection = reader.varint_u16();
        where.field = FieldId{collection, reader.varint_u16()};
    }
    return where;
}

void write_place(const Whereabouts& where, boost::json::object& object) {
    object["activity"] = json_of_text(name_of(where.activity));
    if (where.record) object["record"] = json_of(*where.record);
    if (where.field) {
        object["field"] = boost::json::array{std::int64_t{where.field->collection},
                                             std::int64_t{where.field->field}};
    }
}

Whereabouts read_place(const JsonNode& node) {
    Whereabouts where;
    where.activity = read_activity(node.member("activity"));
    if (const auto record = node.find("record")) where.record = record->record();
    if (const auto field = node.find("field")) {
        if (field->count(2) != 2) field->fail("[collection, field] is wanted here");
        where.field = FieldId{field->item(0).number_u16(), field->item(1).number_u16()};
    }
    return where;
}

}  // namespace

void write_content(const message::Presence& presence, Writer& writer) {
    writer.u8(flags_of(presence.where));
    write_place(presence.where, writer);
    writer.varint(presence.scope.value());
}

message::Presence read_presence(Reader& reader) {
    message::Presence presence;
    presence.where = read_place(read_flags(reader, kAllFlags), reader);
    presence.scope = read_scope(reader);
    return presence;
}

void write_content(const message::Presences& presences, Writer& writer) {
    writer.u8(presences.is_whole ? 1 : 0);
    writer.varint(presences.scope.value());
    writer.varint(presences.present.size());
    for (const Present& present : presences.present) {
        writer.u8(flags_of(present.where));
        writer.text(present.device);
        writer.text(present.person);
        writer.text(present.role);
        writer.varint(present.age_ms);
        write_place(present.where, writer);
    }
}

message::Presences read_presences(Reader& reader) {
    message::Presences presences;
    presences.is_whole = read_flags(reader, 1) != 0;
    presences.scope = read_scope(reader);
    const std::size_t count = reader.count(kPresencesMax, kPresenceBytesMin);
    presences.present.reserve(count);
    for (std::size_t i = 0; i < count && reader.ok(); ++i) {
        Present& present = presences.present.emplace_back();
        const std::uint8_t flags = read_flags(reader, kAllFlags);
        present.device = read_words(reader);
        present.person = read_words(reader);
        present.role = read_words(reader);
        present.age_ms = reader.varint();
        present.where = read_place(flags, reader);
    }
    return presences;
}

void write_members(const message::Presence& presence, boost::json::object& object) {
    object["scope"] = json_of(presence.scope.value());
    write_place(presence.where, object);
}

message::Presence read_presence(const JsonNode& node) {
    node.expect_object({"type", "scope", "activity", "record", "field"});
    const ScopeId scope{node.member("scope").number()};
    return {scope, read_place(node)};
}

void write_members(const message::Presences& presences, boost::json::object& object) {
    object["scope"] = json_of(presences.scope.value());
    if (presences.is_whole) object["whole"] = true;
    boost::json::array array;
    for (const Present& present : presences.present) {
        boost::json::object item;
        item["device"] = json_of_text(present.device);
        item["person"] = json_of_text(present.person);
        item["role"] = json_of_text(present.role);
        write_place(present.where, item);
        item["age_ms"] = json_of(present.age_ms);
        array.push_back(boost::json::value(std::move(item)));
    }
    object["present"] = std::move(array);
}

message::Presences read_presences(const JsonNode& node) {
    node.expect_object({"type", "scope", "whole", "present"});
    message::Presences presences;
    presences.scope = ScopeId{node.member("scope").number()};
    if (const auto whole = node.find("whole")) presences.is_whole = whole->boolean();
    const JsonNode array = node.member("present");
    const std::size_t count = array.count(kPresencesMax);
    presences.present.reserve(count);
    for (std::size_t i = 0; i < count && node.ok(); ++i) {
        const JsonNode item = array.item(i);
        item.expect_object({"device", "person", "role", "activity", "record", "field", "age_ms"});
        Present& present = presences.present.emplace_back();
        present.device = item.member("device").text();
        present.person = item.member("person").text();
        present.role = item.member("role").text();
        present.where = read_place(item);
        present.age_ms = item.member("age_ms").number();
    }
    return presences;
}

std::string_view name_of(Activity activity) {
    return kActivityNames[static_cast<std::size_t>(activity)].name;
}

Activity read_activity(const JsonNode& node) {
    return static_cast<Activity>(node.one_of(kActivityNames));
}

}  // namespace wedsync::codec
