#include <array>
#include <cstddef>
#include <limits>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/codec/json_parts.hpp"
#include "engine/codec/json_text.hpp"

namespace wedsync::codec {
namespace {

namespace bj = boost::json;

constexpr std::size_t kAnyCount = std::numeric_limits<std::size_t>::max();
constexpr std::uint64_t kLogicalMax = 0xFFFF;

template <class Enum>
constexpr JsonName named(Enum number, std::string_view name) {
    return {static_cast<std::uint8_t>(number), name};
}

constexpr std::array kReasonNames{
    named(RefusalReason::kInvalid, "invalid"),
    named(RefusalReason::kNotAllowed, "not_allowed"),
    named(RefusalReason::kAfterRefused, "after_refused"),
    named(RefusalReason::kForked, "forked"),
    named(RefusalReason::kBadValue, "bad_value"),
    named(RefusalReason::kTooLarge, "too_large"),
    named(RefusalReason::kSchemaTooNew, "schema_too_new"),
};

constexpr std::array kNoteNames{
    named(NoteKind::kNone, "none"),       named(NoteKind::kUndoes, "undoes"),
    named(NoteKind::kDecides, "decides"), named(NoteKind::kAutoDecides, "auto_decides"),
    named(NoteKind::kReissue, "reissue"),
};

std::string_view name_in(std::span<const JsonName> names, std::uint8_t number) {
    for (const JsonName& name : names) {
        if (name.number == number) return name.name;
    }
    return {};
}

void write_field(FieldId field, bj::object& object) {
    object["field"] = bj::array{std::int64_t{field.collection}, std::int64_t{field.field}};
}

FieldId read_field(const JsonNode& node) {
    const JsonNode pair = node.member("field");
    if (pair.count(2) != 2) pair.fail("[collection, field] is wanted here");
    return {pair.item(0).number_u16(), pair.item(1).number_u16()};
}

void write_sub(const std::string& sub, bj::object& object) {
    if (!sub.empty()) object["sub"] = json_of_bytes_or_text(sub);
}

std::string read_sub(const JsonNode& node) {
    const std::optional<JsonNode> sub = node.find("sub");
    if (!sub) return {};
    std::string content = sub->bytes_or_text();
    if (content.size() > kSubBytesMax) sub->fail("too long", ErrorCode::kTooLarge);
    if (content.empty()) sub->fail("an empty sub has to be left out");
    return content;
}

void write_covers(const std::vector<Dot>& covers, bj::object& object) {
    if (!covers.empty()) object["covers"] = json_of(std::span<const Dot>(covers));
}

std::vector<Dot> read_covers(const JsonNode& node) {
    const std::optional<JsonNode> covers = node.find("covers");
    if (!covers) return {};
    return read_dots(*covers, kCoversMax);
}

void write_time(HybridTime time, bj::object& object) {
    object["ms"] = json_of(wall_ms_of(time));
    const std::uint64_t logical = time.value() & kLogicalMax;
    if (logical != 0) object["logical"] = json_of(logical);
}

HybridTime read_time(const JsonNode& node) {
    const std::uint64_t wall = node.member("ms").number(kWallMsMax);
    const std::optional<JsonNode> logical = node.find("logical");
    return make_hybrid_time(wall, logical ? logical->number_u16() : std::uint16_t{0});
}

bj::object start(const char* kind, const char* name) {
    bj::object object;
    object[kind] = name;
    return object;
}

void write_key(const CellKey& key, bj::object& object) {
    object["record"] = json_of(key.record);
    write_field(key.field, object);
    write_sub(key.sub, object);
}

CellKey read_key(const JsonNode& node) {
    return {node.member("record").record(), read_field(node), read_sub(node)};
}

bj::object json_of_kill(const operation::Kill& kill) {
    bj::object object = start("op", "kill");
    object["record"] = json_of(kill.record);
    bj::array cells;
    for (const operation::KilledCell& cell : kill.cells) {
        bj::object item;
        write_field(cell.field, item);
        write_sub(cell.sub, item);
        write_covers(cell.covers, item);
        cells.push_back(bj::value(std::move(item)));
    }
    object["cells"] = std::move(cells);
    return object;
}

bj::object json_of_operation(const Operation& operation) {
    return std::visit(Overloaded{[](const operation::Put& put) {
                                     bj::object object = start("op", "put");
                                     write_key(put.key, object);
                                     object["value"] = json_of(put.value);
                                     write_covers(put.covers, object);
                                     return object;
                                 },
                                 [](const operation::Drop& drop) {
                                     bj::object object = start("op", "drop");
                                     write_key(drop.key, object);
                                     write_covers(drop.covers, object);
                                     return object;
                                 },
                                 [](const operation::Kill& kill) { return json_of_kill(kill); },
                                 [](const operation::Unknown& unknown) {
                                     bj::object object = start("op", "unknown");
                                     object["kind"] = std::int64_t{unknown.kind};
                                     object["payload"] =
                                         json_of_text(format_base64(unknown.payload));
                                     return object;
                                 }},
                      operation);
}

operation::Kill read_kill(const JsonNode& node) {
    node.expect_object({"op", "record", "cells"});
    operation::Kill kill;
    kill.record = node.member("record").record();
    const JsonNode cells = node.member("cells");
    const std::size_t count = cells.count(kAnyCount);
    kill.cells.reserve(count);
    for (std::size_t i = 0; i < count && node.ok(); ++i) {
        const JsonNode cell = cells.item(i);
        cell.expect_object({"field", "sub", "covers"});
        kill.cells.push_back({read_field(cell), read_sub(cell), read_covers(cell)});
    }
    return kill;
}

Operation read_operation(const JsonNode& node) {
    const JsonNode op = node.member("op");
    const std::string_view name = op.text();
    if (name == "put") {
        node.expect_object({"op", "record", "field", "sub", "value", "covers"});
        return operation::Put{read_key(node), read_value(node.member("value")), read_covers(node)};
    }
    if (name == "drop") {
        node.expect_object({"op", "record", "field", "sub", "covers"});
        return operation::Drop{read_key(node), read_covers(node)};
    }
    if (name == "kill") return read_kill(node);
    if (name != "unknown") op.fail("an operation of a kind this version does not know");
    node.expect_object({"op", "kind", "payload"});
    return operation::Unknown{node.member("kind").number_u8(), node.member("payload").base64()};
}

bj::object json_of_note(const Note& note) {
    bj::object object = start("kind", "");
    object["kind"] = json_of_text(name_of(note.kind));
    if (note.rank != 0) object["rank"] = std::int64_t{note.rank};
    if (note.dot != Dot{}) object["dot"] = json_of(note.dot);
    return object;
}

Note read_note(const JsonNode& node) {
    node.expect_object({"kind", "rank", "dot"});
    Note note;
    note.kind = static_cast<NoteKind>(node.member("kind").one_of(kNoteNames));
    if (const auto rank = node.find("rank")) note.rank = rank->number_u8();
    if (const auto dot = node.find("dot")) note.dot = dot->dot();
    return note;
}

void check_change(const JsonNode& node, const Change& change) {
    if (!node.ok()) return;
    const Result<void> checked = validate(change);
    if (checked.ok()) return;
    // What is invalid for a caller is a breach of the protocol when it comes from a peer.
    const ErrorCode code = checked.error().code;
    node.fail(checked.error().detail, code == ErrorCode::kInvalid ? ErrorCode::kProtocol : code);
}

bj::object json_of_sibling(const merge::Sibling& sibling) {
    bj::object object;
    object["dot"] = json_of(sibling.dot);
    write_time(sibling.time, object);
    object["value"] = json_of(sibling.value);
    if (sibling.rank != 0) object["rank"] = std::int64_t{sibling.rank};
    return object;
}

merge::Sibling read_sibling(const JsonNode& node) {
    node.expect_object({"dot", "ms", "logical", "value", "rank"});
    merge::Sibling sibling{node.member("dot").dot(), read_time(node),
                           read_value(node.member("value")), 0};
    if (const auto rank = node.find("rank")) sibling.rank = rank->number_u8();
    if (sibling.dot.counter == 0) node.fail("a change with the counter 0");
    return sibling;
}

bj::object json_of_cell(const merge::Cell& cell) {
    bj::object object;
    write_field(cell.field, object);
    write_sub(cell.sub, object);
    bj::array siblings;
    for (const merge::Sibling& sibling : cell.siblings)
        siblings.push_back(bj::value(json_of_sibling(sibling)));
    object["siblings"] = std::move(siblings);
    return object;
}

merge::Cell read_cell(const JsonNode& node) {
    node.expect_object({"field", "sub", "siblings"});
    merge::Cell cell{read_field(node), read_sub(node), {}};
    const JsonNode siblings = node.member("siblings");
    const std::size_t count = siblings.count(kAnyCount);
    if (count == 0) siblings.fail("a cell without siblings");
    cell.siblings.reserve(count);
    for (std::size_t i = 0; i < count && node.ok(); ++i) {
        cell.siblings.push_back(read_sibling(siblings.item(i)));
        if (i > 0 && cell.siblings[i - 1].dot >= cell.siblings[i].dot) {
            siblings.item(i).fail("siblings have to be in the order of their dots");
        }
    }
    return cell;
}

merge::RecordState read_record(const JsonNode& node) {
    node.expect_object({"record", "cells"});
    merge::RecordState state{node.member("record").record(), {}};
    if (state.id.dot.counter == 0) node.fail("a record of no change");
    const JsonNode cells = node.member("cells");
    const std::size_t count = cells.count(kAnyCount);
    state.cells.reserve(count);
    for (std::size_t i = 0; i < count && node.ok(); ++i) {
        state.cells.push_back(read_cell(cells.item(i)));
        if (i == 0) continue;
        const merge::Cell& before = state.cells[i - 1];
        const merge::Cell& cell = state.cells[i];
        const bool is_ordered =
            before.field < cell.field || (before.field == cell.field && before.sub < cell.sub);
        if (!is_ordered) cells.item(i).fail("cells have to be in the order of field and sub");
    }
    return state;
}

}  // namespace

std::string_view name_of(RefusalReason reason) {
    return name_in(kReasonNames, static_cast<std::uint8_t>(reason));
}
std::string_view name_of(NoteKind kind) {
    return name_in(kNoteNames, static_cast<std::uint8_t>(kind));
}
RefusalReason read_reason(const JsonNode& node) {
    return static_cast<RefusalReason>(node.one_of(kReasonNames));
}

bj::value json_of(const Change& change) {
    bj::object object;
    object["dot"] = json_of(change.dot);
    write_time(change.time, object);
    bj::array operations;
    for (const Operation& operation : change.operations)
        operations.push_back(bj::value(json_of_operation(operation)));
    object["operations"] = std::move(operations);
    if (change.note != Note{}) object["note"] = json_of_note(change.note);
    if (change.group != 0) object["group"] = json_of(change.group);
    return bj::value(std::move(object));
}

Change read_change(const JsonNode& node) {
    node.expect_object({"dot", "ms", "logical", "operations", "note", "group"});
    Change change;
    change.dot = node.member("dot").dot();
    change.time = read_time(node);
    const JsonNode operations = node.member("operations");
    const std::size_t count = operations.count(kChangeOperationsMax);
    change.operations.reserve(count);
    for (std::size_t i = 0; i < count && node.ok(); ++i)
        change.operations.push_back(read_operation(operations.item(i)));
    if (const auto note = node.find("note")) change.note = read_note(*note);
    if (const auto group = node.find("group")) change.group = group->number();
    check_change(node, change);
    return change;
}

bj::value json_of(const Entry& entry) {
    return bj::value(
        std::visit(Overloaded{[](const entry::Accepted& accepted) {
                                  bj::object object = start("entry", "accepted");
                                  object["change"] = json_of(accepted.change);
                                  return object;
                              },
                              [](const entry::Refused& refused) {
                                  bj::object object = start("entry", "refused");
                                  object["dot"] = json_of(refused.dot);
                                  object["reason"] = json_of_text(name_of(refused.reason));
                                  return object;
                              },
                              [](const entry::Echo& echo) {
                                  bj::object object = start("entry", "echo");
                                  object["dot"] = json_of(echo.dot);
                                  return object;
                              },
                              [](const entry::Known&) { return start("entry", "known"); }},
                   entry));
}

Entry read_entry(const JsonNode& node) {
    const JsonNode kind = node.member("entry");
    const std::string_view name = kind.text();
    if (name == "accepted") {
        node.expect_object({"entry", "change"});
        return entry::Accepted{read_change(node.member("change"))};
    }
    if (name == "refused") {
        node.expect_object({"entry", "dot", "reason"});
        return entry::Refused{node.member("dot").dot(), read_reason(node.member("reason"))};
    }
    if (name == "echo") {
        node.expect_object({"entry", "dot"});
        return entry::Echo{node.member("dot").dot()};
    }
    if (name != "known") kind.fail("an entry of a kind this version does not know");
    node.expect_object({"entry"});
    return entry::Known{};
}

bj::array json_of(std::span<const merge::RecordState> records) {
    bj::array array;
    for (const merge::RecordState& record : records) {
        bj::object object;
        object["record"] = json_of(record.id);
        bj::array cells;
        for (const merge::Cell& cell : record.cells)
            cells.push_back(bj::value(json_of_cell(cell)));
        object["cells"] = std::move(cells);
        array.push_back(bj::value(std::move(object)));
    }
    return array;
}

std::vector<merge::RecordState> read_records(const JsonNode& node) {
    std::vector<merge::RecordState> records;
    const std::size_t count = node.count(kAnyCount);
    records.reserve(count);
    for (std::size_t i = 0; i < count && node.ok(); ++i)
        records.push_back(read_record(node.item(i)));
    return records;
}

}  // namespace wedsync::codec
