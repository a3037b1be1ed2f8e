#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/change.hpp"
#include "engine/model/schema.hpp"

/// Words for writing changes in tests, so that the setup reads as a story.
namespace wedsync::support {

inline constexpr Incarnation kAlice{0, 0xA11CE};
inline constexpr Incarnation kBob{0, 0xB0B};
inline constexpr Incarnation kCarol{1, 0xCA801};

inline Dot alice(std::uint64_t counter) {
    return {kAlice, counter};
}
inline Dot bob(std::uint64_t counter) {
    return {kBob, counter};
}
inline Dot carol(std::uint64_t counter) {
    return {kCarol, counter};
}

/// One collection, "guest", with a field of each kind.
inline constexpr std::uint16_t kGuest = 1;
inline constexpr FieldId kLife{kGuest, kLifeField};
inline constexpr FieldId kName{kGuest, 1};
inline constexpr FieldId kTable{kGuest, 2};
inline constexpr FieldId kPresent{kGuest, 3};
inline constexpr FieldId kSober{kGuest, 4};
inline constexpr FieldId kGlasses{kGuest, 5};
inline constexpr FieldId kTags{kGuest, 6};
inline constexpr FieldId kPlace{kGuest, 7};
inline constexpr FieldId kNotes{kGuest, 8};
inline constexpr FieldId kArrives{kGuest, 9};
inline constexpr FieldId kLeaves{kGuest, 10};
inline constexpr FieldId kPartner{kGuest, 11};
inline constexpr FieldId kPhoto{kGuest, 12};
/// Not in the schema: written by a newer version of the app.
inline constexpr FieldId kStrange{kGuest, 99};

inline FieldSchema field_of(FieldId id, std::string name, FieldKind kind, ValueType type) {
    FieldSchema field;
    field.id = id;
    field.name = std::move(name);
    field.kind = kind;
    field.type = type;
    return field;
}

inline Schema guest_schema() {
    CollectionSchema guest;
    guest.number = kGuest;
    guest.name = "guest";
    guest.title = "name";
    guest.fields = {
        field_of(kName, "name", FieldKind::kRegister, ValueType::kText),
        field_of(kTable, "table", FieldKind::kRegister, ValueType::kInteger),
        field_of(kPresent, "present", FieldKind::kFlag, ValueType::kBoolean),
        field_of(kSober, "sober", FieldKind::kFlag, ValueType::kBoolean),
        field_of(kGlasses, "glasses", FieldKind::kCounter, ValueType::kInteger),
        field_of(kTags, "tags", FieldKind::kSet, ValueType::kText),
        field_of(kPlace, "place", FieldKind::kPosition, ValueType::kText),
        field_of(kNotes, "notes", FieldKind::kText, ValueType::kText),
        field_of(kArrives, "arrives", FieldKind::kEarliest, ValueType::kTime),
        field_of(kLeaves, "leaves", FieldKind::kLatest, ValueType::kTime),
        field_of(kPartner, "partner", FieldKind::kReference, ValueType::kReference),
        field_of(kPhoto, "photo", FieldKind::kBlob, ValueType::kBlob),
    };
    guest.fields[3].flag_wins = false;
    guest.fields[10].target = "guest";
    Schema schema;
    schema.name = "test";
    schema.version = 1;
    schema.collections = {guest};
    return schema;
}

inline Value text(const char* words) {
    return std::string(words);
}
inline Value number(std::int64_t value) {
    return value;
}

inline Operation put(const RecordId& record, FieldId field, Value value,
                     std::vector<Dot> covers = {}) {
    return operation::Put{{record, field, {}}, std::move(value), std::move(covers)};
}
inline Operation put_sub(const RecordId& record, FieldId field, std::string sub, Value value,
                         std::vector<Dot> covers = {}) {
    return operation::Put{{record, field, std::move(sub)}, std::move(value), std::move(covers)};
}
inline Operation drop_sub(const RecordId& record, FieldId field, std::string sub,
                          std::vector<Dot> covers) {
    return operation::Drop{{record, field, std::move(sub)}, std::move(covers)};
}
/// A change at a wall time of `ms`.
inline Change change(const Dot& dot, std::uint64_t ms, std::vector<Operation> operations,
                     Note note = {}) {
    Change made;
    made.dot = dot;
    made.time = make_hybrid_time(ms, 0);
    made.operations = std::move(operations);
    made.note = note;
    return made;
}

}  // namespace wedsync::support
