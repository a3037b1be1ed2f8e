#include "engine/capi/reading_json.hpp"

#include <utility>

#include "engine/codec/json_parts.hpp"
#include "engine/merge/reading.hpp"

namespace wedsync::capi {
namespace {

namespace bj = boost::json;
using codec::json_of_text;

std::string_view name_of(replica::ValuePlace place) {
    switch (place) {
        case replica::ValuePlace::kCurrent:
            return "current";
        case replica::ValuePlace::kInConflict:
            return "in_conflict";
        case replica::ValuePlace::kBeside:
            return "beside";
        case replica::ValuePlace::kReplaced:
            return "replaced";
        case replica::ValuePlace::kRefused:
            return "refused";
    }
    return {};
}

bj::value json_of_reading(const merge::RecordState& state, const FieldSchema& field) {
    const merge::FieldReading reading = merge::read_field(state, field);
    if (reading.status == merge::FieldStatus::kAbsent) return nullptr;
    bj::object object;
    object["value"] = json_of_shown(reading, field.kind);
    object["status"] = json_of_text(capi::name_of(reading.status));
    if (const merge::Cell* cell = state.find(field.id)) {
        object["dots"] = codec::json_of(std::span<const Dot>(merge::dots_of(cell)));
    }
    return bj::value(std::move(object));
}

bool is_known(const merge::Cell& cell, const CollectionSchema* collection) {
    if (collection == nullptr || cell.field.collection != collection->number) return false;
    return cell.field.field == kLifeField || collection->find(cell.field) != nullptr;
}

bj::array json_of_unknown(const merge::RecordState& state, const CollectionSchema* collection) {
    bj::array cells;
    for (const merge::Cell& cell : state.cells) {
        if (is_known(cell, collection)) continue;
        bj::object object;
        object["field"] =
            bj::array{std::int64_t{cell.field.collection}, std::int64_t{cell.field.field}};
        if (!cell.sub.empty()) object["sub"] = codec::json_of_bytes_or_text(cell.sub);
        bj::array values;
        for (const merge::Sibling& sibling : cell.siblings)
            values.push_back(codec::json_of(sibling.value));
        object["values"] = std::move(values);
        cells.push_back(bj::value(std::move(object)));
    }
    return cells;
}

bj::object json_of_effect(const replica::HistoryItem::Effect& effect, const Schema& schema) {
    bj::object object;
    object["field"] = json_of_field(effect.field, schema);
    if (!effect.sub.empty()) object["sub"] = codec::json_of_bytes_or_text(effect.sub);
    if (effect.value) object["value"] = codec::json_of(*effect.value);
    object["place"] = json_of_text(name_of(effect.place));
    bj::array replaced;
    for (const auto& earlier : effect.replaced) {
        bj::object item;
        item["dot"] = codec::json_of(earlier.dot);
        item["value"] = codec::json_of(earlier.value);
        item["place"] = json_of_text(name_of(earlier.place));
        replaced.push_back(bj::value(std::move(item)));
    }
    object["replaced"] = std::move(replaced);
    return object;
}

}  // namespace

std::string_view name_of(merge::FieldStatus status) {
    switch (status) {
        case merge::FieldStatus::kAbsent:
            return "absent";
        case merge::FieldStatus::kSettled:
            return "settled";
        case merge::FieldStatus::kEqual:
            return "equal";
        case merge::FieldStatus::kByPolicy:
            return "by_policy";
        case merge::FieldStatus::kDisagreement:
            return "disagreement";
    }
    return {};
}

bj::value json_of_shown(const merge::FieldReading& reading, FieldKind kind) {
    if (kind != FieldKind::kSet) return codec::json_of(reading.value);
    bj::array elements;
    for (const std::string& element : reading.elements)
        elements.push_back(bj::value(json_of_text(element)));
    return elements;
}

bj::value json_of_field(FieldId field, const Schema& schema) {
    if (field.field == kLifeField) return nullptr;
    if (const FieldSchema* known = schema.find(field)) return bj::value(json_of_text(known->name));
    return bj::array{std::int64_t{field.collection}, std::int64_t{field.field}};
}

bj::object json_of_record(const merge::RecordState& state, const Schema& schema,
                          const FieldChoice& chosen) {
    const CollectionSchema* collection = schema.find(merge::collection_of(state));
    bj::object object;
    object["record"] = codec::json_of(state.id);
    object["collection"] = nullptr;
    if (collection != nullptr) object["collection"] = json_of_text(collection->name);
    const bool is_alive = merge::status_of(state) == merge::RecordStatus::kAlive;
    object["status"] = is_alive ? "alive" : "contested";
    bj::object fields;
    const auto tell = [&](const FieldSchema& field) {
        bj::value reading = json_of_reading(state, field);
        if (!reading.is_null()) fields[field.name] = std::move(reading);
    };
    if (chosen && collection != nullptr) {
        for (const std::size_t place : *chosen)
            tell(collection->fields[place]);
    } else if (collection != nullptr) {
        for (const FieldSchema& field : collection->fields)
            tell(field);
    }
    object["fields"] = std::move(fields);
    if (chosen) return object;
    bj::array unknown = json_of_unknown(state, collection);
    if (!unknown.empty()) object["unknown"] = std::move(unknown);
    return object;
}

bj::value json_of_conflict(const merge::Conflict& conflict, const Authors& authors,
                           const Schema& schema) {
    bj::object object;
    const bool is_disagreement = conflict.kind == merge::ConflictKind::kDisagreement;
    object["kind"] = is_disagreement ? "disagreement" : "edited_and_deleted";
    object["record"] = codec::json_of(conflict.record);
    object["field"] = json_of_field(conflict.field, schema);
    object["shown"] = nullptr;
    if (conflict.shown) object["shown"] = codec::json_of(*conflict.shown);
    bj::array siblings;
    for (const merge::Sibling& sibling : conflict.siblings) {
        bj::object item;
        item["dot"] = codec::json_of(sibling.dot);
        item["ms"] = codec::json_of(wall_ms_of(sibling.time));
        const auto author = authors.find(sibling.dot.incarnation);
        write_author(author == authors.end() ? Author{} : author->second, item);
        item["value"] = codec::json_of(sibling.value);
        siblings.push_back(bj::value(std::move(item)));
    }
    object["siblings"] = std::move(siblings);
    return bj::value(std::move(object));
}

void write_author(const Author& author, bj::object& object) {
    object["person"] = json_of_text(author.person);
    object["device"] = json_of_text(author.device);
}

double share_of(std::uint8_t per_cent) {
    constexpr double kWhole = 100;
    return per_cent / kWhole;
}

bj::value json_of_history(const replica::RecordHistory& history, const Schema& schema) {
    bj::array array;
    for (const replica::HistoryItem& item : history.items) {
        bj::object object;
        object["dot"] = codec::json_of(item.dot);
        write_author(item.author, object);
        object["ms"] = codec::json_of(wall_ms_of(item.time));
        object["pending"] = item.is_pending;
        if (item.refusal) object["refused"] = json_of_text(codec::name_of(*item.refusal));
        if (item.note.kind != NoteKind::kNone) {
            bj::object note;
            note["kind"] = json_of_text(codec::name_of(item.note.kind));
            if (item.note.kind == NoteKind::kAutoDecides) {
                note["reason"] = json_of_text(reason_name(item.note.rank));
                const std::optional<std::uint8_t> confidence = confidence_of(item.note.rank);
                if (confidence) note["confidence"] = share_of(*confidence);
            }
            if (item.note.dot != Dot{}) note["dot"] = codec::json_of(item.note.dot);
            object["note"] = std::move(note);
        }
        bj::array effects;
        for (const auto& effect : item.effects)
            effects.push_back(bj::value(json_of_effect(effect, schema)));
        object["effects"] = std::move(effects);
        array.push_back(bj::value(std::move(object)));
    }
    bj::object object;
    object["whole"] = history.is_whole;
    object["items"] = std::move(array);
    return bj::value(std::move(object));
}

bj::value json_of_own(const store::OwnRow& row) {
    bj::object object;
    object["dot"] = codec::json_of(row.change.dot);
    object["status"] = row.status == store::OwnStatus::kPending ? "pending" : "durable";
    object["type"] = json_of_text(row.type);
    object["priority"] = std::int64_t{row.priority};
    object["attempts"] = std::int64_t{row.attempts};
    object["created_ms"] = codec::json_of(row.created_ms);
    object["deadline_ms"] = codec::json_of(row.deadline_ms);
    bj::array records;
    for (const RecordId& record : touched_records(row.change))
        records.push_back(codec::json_of(record));
    object["records"] = std::move(records);
    return bj::value(std::move(object));
}

bj::value json_of_refused(const store::RefusedRow& row) {
    bj::object object;
    object["dot"] = codec::json_of(row.change.dot);
    object["reason"] = json_of_text(codec::name_of(row.reason));
    object["refused_ms"] = codec::json_of(row.refused_ms);
    object["change"] = codec::json_of(row.change);
    return bj::value(std::move(object));
}

}  // namespace wedsync::capi
