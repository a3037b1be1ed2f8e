// claims      := varint scope, varint count, each: flags extent label varint(left) [varint(held)]
// claims_told := u8 whole, varint scope, varint count, each: u8 standing, extent label device
//                person role varint(left) varint(held) [taken_by]
//
//   flags  := one byte: 1 it was held, 2 it takes over
//   extent := u8 kind, varint16 collection, then
//     0 one record      record
//     1 a field of it   record, varint16 field
//     2 some records    varint count, records
//     3 numbers         varint16 field, zigzag first, varint (last - first)
//     4 all
#include "engine/codec/claims_io.hpp"

#include <array>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/codec/frame_parts.hpp"
#include "engine/codec/json_parts.hpp"

namespace wedsync::codec {
namespace {

namespace bj = boost::json;

enum class Kind : std::uint8_t { kOne, kField, kSome, kNumbers, kAll };

constexpr std::uint8_t kHasHeld = 1;
constexpr std::uint8_t kTakesOver = 2;
/// The least that one of them takes.
constexpr std::size_t kAskBytesMin = 5;
constexpr std::size_t kHoldingBytesMin = 9;
constexpr std::size_t kRecordBytesMin = 18;

constexpr std::array kStandingNames{
    JsonName{static_cast<std::uint8_t>(Standing::kGone), "gone"},
    JsonName{static_cast<std::uint8_t>(Standing::kWaiting), "waiting"},
    JsonName{static_cast<std::uint8_t>(Standing::kHeld), "held"},
    JsonName{static_cast<std::uint8_t>(Standing::kTaken), "taken"},
    JsonName{static_cast<std::uint8_t>(Standing::kRefused), "refused"},
};

// ---- Bytes ----

void start(Kind kind, const Extent& extent, Writer& writer) {
    writer.u8(static_cast<std::uint8_t>(kind));
    writer.varint(extent.collection);
}

void write_extent(const Extent& extent, Writer& writer) {
    std::visit(Overloaded{[&](const extent::One& one) {
                              start(one.field ? Kind::kField : Kind::kOne, extent, writer);
                              write_full_record(one.record, writer);
                              if (one.field) writer.varint(*one.field);
                          },
                          [&](const extent::Some& some) {
                              start(Kind::kSome, extent, writer);
                              writer.varint(some.records.size());
                              for (const RecordId& record : some.records)
                                  write_full_record(record, writer);
                          },
                          [&](const extent::Numbers& numbers) {
                              start(Kind::kNumbers, extent, writer);
                              writer.varint(numbers.field);
                              writer.zigzag(numbers.first);
                              // The difference wraps: whatever the numbers are, they come back.
                              writer.varint(static_cast<std::uint64_t>(numbers.last) -
                                            static_cast<std::uint64_t>(numbers.first));
                          },
                          [&](const extent::All&) { start(Kind::kAll, extent, writer); }},
               extent.part);
}

extent::Some read_some(Reader& reader) {
    extent::Some some;
    const std::size_t count = reader.count(kExtentRecordsMax, kRecordBytesMin);
    some.records.reserve(count);
    for (std::size_t i = 0; i < count && reader.ok(); ++i)
        some.records.push_back(read_full_record(reader));
    return some;
}

extent::Numbers read_numbers(Reader& reader) {
    extent::Numbers numbers;
    numbers.field = reader.varint_u16();
    numbers.first = reader.zigzag();
    numbers.last =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(numbers.first) + reader.varint());
    return numbers;
}

Extent read_extent(Reader& reader) {
    const std::uint8_t kind = reader.u8();
    Extent extent;
    extent.collection = reader.varint_u16();
    if (kind > static_cast<std::uint8_t>(Kind::kAll)) reader.fail();
    if (!reader.ok()) return extent;
    switch (static_cast<Kind>(kind)) {
        case Kind::kOne:
            extent.part = extent::One{read_full_record(reader)};
            break;
        case Kind::kField: {
            const RecordId record = read_full_record(reader);
            extent.part = extent::One{record, reader.varint_u16()};
            break;
        }
        case Kind::kSome:
            extent.part = read_some(reader);
            break;
        case Kind::kNumbers:
            extent.part = read_numbers(reader);
            break;
        case Kind::kAll:
            extent.part = extent::All{};
            break;
    }
    if (!is_valid(extent)) reader.fail();
    return extent;
}

std::string read_label(Reader& reader) {
    std::string label = read_words(reader);
    if (label.size() > kClaimLabelBytesMax) reader.fail();
    return label;
}

// ---- JSON ----

void write_extent(const Extent& extent, bj::object& object) {
    object["collection"] = std::int64_t{extent.collection};
    std::visit(Overloaded{[&](const extent::One& one) {
                              object["record"] = json_of(one.record);
                              if (one.field) object["field"] = std::int64_t{*one.field};
                          },
                          [&](const extent::Some& some) {
                              bj::array records;
                              for (const RecordId& record : some.records)
                                  records.push_back(json_of(record));
                              object["records"] = std::move(records);
                          },
                          [&](const extent::Numbers& numbers) {
                              object["field"] = std::int64_t{numbers.field};
                              object["from"] = json_of(numbers.first);
                              object["to"] = json_of(numbers.last);
                          },
                          [](const extent::All&) {}},
               extent.part);
}

Extent read_extent(const JsonNode& node) {
    Extent extent;
    extent.collection = node.member("collection").number_u16();
    const auto record = node.find("record");
    const auto records = node.find("records");
    const auto field = node.find("field");
    const auto from = node.find("from");
    const auto to = node.find("to");
    const bool has_range = from || to;
    if ((record && (records || has_range)) || (records && (field || has_range)) ||
        (field && !record && !has_range)) {
        node.fail("a record, records, or a field with from and to");
    } else if (record) {
        extent::One one{record->record()};
        if (field) one.field = field->number_u16();
        extent.part = one;
    } else if (records) {
        extent::Some some;
        const std::size_t count = records->count(kExtentRecordsMax);
        for (std::size_t i = 0; i < count && node.ok(); ++i)
            some.records.push_back(records->item(i).record());
        extent.part = std::move(some);
    } else if (has_range) {
        extent.part = extent::Numbers{node.member("field").number_u16(),
                                      node.member("from").integer(), node.member("to").integer()};
    } else {
        extent.part = extent::All{};
    }
    if (node.ok() && !is_valid(extent)) {
        node.fail("1 to 64 records in order, each once; or numbers from the smaller to the larger");
    }
    return extent;
}

std::string read_label(const JsonNode& node) {
    const JsonNode label = node.member("label");
    std::string text(label.text());
    if (text.size() > kClaimLabelBytesMax) label.fail("a label too long", ErrorCode::kTooLarge);
    return text;
}

}  // namespace

void write_content(const message::Claims& claims, Writer& writer) {
    writer.varint(claims.scope.value());
    writer.varint(claims.asks.size());
    for (const Ask& ask : claims.asks) {
        writer.u8(static_cast<std::uint8_t>((ask.held_ms ? kHasHeld : 0U) |
                                            (ask.takes_over ? kTakesOver : 0U)));
        write_extent(ask.on, writer);
        writer.text(ask.label);
        writer.varint(ask.left_ms);
        if (ask.held_ms) writer.varint(*ask.held_ms);
    }
}

message::Claims read_claims(Reader& reader) {
    message::Claims claims;
    claims.scope = read_scope(reader);
    const std::size_t count = reader.count(kClaimsOfDeviceMax, kAskBytesMin);
    claims.asks.reserve(count);
    for (std::size_t i = 0; i < count && reader.ok(); ++i) {
        Ask& ask = claims.asks.emplace_back();
        const std::uint8_t flags = read_flags(reader, kHasHeld | kTakesOver);
        ask.takes_over = (flags & kTakesOver) != 0;
        ask.on = read_extent(reader);
        ask.label = read_label(reader);
        ask.left_ms = reader.varint_up_to(kAreaLifeMsMax);
        if ((flags & kHasHeld) != 0) ask.held_ms = reader.varint_up_to(kAreaLifeMsMax);
    }
    return claims;
}

void write_content(const message::ClaimsTold& told, Writer& writer) {
    writer.u8(told.is_whole ? 1 : 0);
    writer.varint(told.scope.value());
    writer.varint(told.holdings.size());
    for (const Holding& holding : told.holdings) {
        writer.u8(static_cast<std::uint8_t>(holding.standing));
        write_extent(holding.on, writer);
        writer.text(holding.label);
        writer.text(holding.device);
        writer.text(holding.person);
        writer.text(holding.role);
        writer.varint(holding.left_ms);
        writer.varint(holding.held_ms);
        writer.text(holding.taken_by);
    }
}

message::ClaimsTold read_claims_told(Reader& reader) {
    message::ClaimsTold told;
    told.is_whole = read_flags(reader, 1) != 0;
    told.scope = read_scope(reader);
    const std::size_t count = reader.count(kClaimsMax, kHoldingBytesMin);
    told.holdings.reserve(count);
    for (std::size_t i = 0; i < count && reader.ok(); ++i) {
        Holding& holding = told.holdings.emplace_back();
        const std::uint8_t standing = reader.u8();
        if (standing >= kStandingNames.size()) reader.fail();
        holding.standing = static_cast<Standing>(standing);
        holding.on = read_extent(reader);
        holding.label = read_label(reader);
        holding.device = read_words(reader);
        holding.person = read_words(reader);
        holding.role = read_words(reader);
        holding.left_ms = reader.varint_up_to(kAreaLifeMsMax);
        holding.held_ms = reader.varint_up_to(kAreaLifeMsMax);
        holding.taken_by = read_words(reader);
    }
    return told;
}

void write_members(const message::Claims& claims, bj::object& object) {
    object["scope"] = json_of(claims.scope.value());
    bj::array asks;
    for (const Ask& ask : claims.asks) {
        bj::object item;
        write_extent(ask.on, item);
        item["label"] = json_of_text(ask.label);
        item["left_ms"] = json_of(ask.left_ms);
        if (ask.held_ms) item["held_ms"] = json_of(*ask.held_ms);
        if (ask.takes_over) item["takes_over"] = true;
        asks.push_back(bj::value(std::move(item)));
    }
    object["claims"] = std::move(asks);
}

message::Claims read_claims(const JsonNode& node) {
    node.expect_object({"type", "scope", "claims"});
    message::Claims claims;
    claims.scope = ScopeId{node.member("scope").number()};
    const JsonNode array = node.member("claims");
    const std::size_t count = array.count(kClaimsOfDeviceMax);
    for (std::size_t i = 0; i < count && node.ok(); ++i) {
        const JsonNode item = array.item(i);
        item.expect_object({"collection", "record", "records", "field", "from", "to", "label",
                            "left_ms", "held_ms", "takes_over"});
        Ask& ask = claims.asks.emplace_back();
        ask.on = read_extent(item);
        ask.label = read_label(item);
        ask.left_ms = item.member("left_ms").number(kAreaLifeMsMax);
        if (const auto held = item.find("held_ms")) ask.held_ms = held->number(kAreaLifeMsMax);
        if (const auto takes = item.find("takes_over")) ask.takes_over = takes->boolean();
    }
    return claims;
}

void write_members(const message::ClaimsTold& told, bj::object& object) {
    object["scope"] = json_of(told.scope.value());
    if (told.is_whole) object["whole"] = true;
    bj::array holdings;
    for (const Holding& holding : told.holdings) {
        bj::object item;
        write_extent(holding.on, item);
        item["label"] = json_of_text(holding.label);
        item["device"] = json_of_text(holding.device);
        item["person"] = json_of_text(holding.person);
        item["role"] = json_of_text(holding.role);
        item["standing"] =
            json_of_text(kStandingNames[static_cast<std::size_t>(holding.standing)].name);
        item["left_ms"] = json_of(holding.left_ms);
        item["held_ms"] = json_of(holding.held_ms);
        if (!holding.taken_by.empty()) item["taken_by"] = json_of_text(holding.taken_by);
        holdings.push_back(bj::value(std::move(item)));
    }
    object["claims"] = std::move(holdings);
}

message::ClaimsTold read_claims_told(const JsonNode& node) {
    node.expect_object({"type", "scope", "whole", "claims"});
    message::ClaimsTold told;
    told.scope = ScopeId{node.member("scope").number()};
    if (const auto whole = node.find("whole")) told.is_whole = whole->boolean();
    const JsonNode array = node.member("claims");
    const std::size_t count = array.count(kClaimsMax);
    for (std::size_t i = 0; i < count && node.ok(); ++i) {
        const JsonNode item = array.item(i);
        item.expect_object({"collection", "record", "records", "field", "from", "to", "label",
                            "device", "person", "role", "standing", "left_ms", "held_ms",
                            "taken_by"});
        Holding& holding = told.holdings.emplace_back();
        holding.on = read_extent(item);
        holding.label = read_label(item);
        holding.device = item.member("device").text();
        holding.person = item.member("person").text();
        holding.role = item.member("role").text();
        holding.standing = static_cast<Standing>(item.member("standing").one_of(kStandingNames));
        holding.left_ms = item.member("left_ms").number(kAreaLifeMsMax);
        holding.held_ms = item.member("held_ms").number(kAreaLifeMsMax);
        if (const auto by = item.find("taken_by")) holding.taken_by = by->text();
    }
    return told;
}

}  // namespace wedsync::codec
