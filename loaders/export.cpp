#include "loaders/export.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/json/strict_json.hpp"
#include "importers/content_lines.hpp"
#include "importers/csv.hpp"
#include "importers/fold.hpp"
#include "importers/time_zone.hpp"
#include "loaders/export_rows.hpp"
#include "loaders/match.hpp"
#include "loaders/value_text.hpp"

namespace wedsync::loaders {
namespace {

namespace bj = boost::json;

const Reference* reference_in(const merge::FieldReading& reading) {
    return std::get_if<Reference>(&reading.value);
}

/// Counts what a format cannot hold, by what it is.
class LeftOut {
public:
    void note(const std::string& what) { ++counts_[what]; }
    [[nodiscard]] std::vector<std::string> lines() const {
        std::vector<std::string> lines;
        for (const auto& [what, count] : counts_)
            lines.push_back(std::to_string(count) + " " + what);
        return lines;
    }

private:
    std::map<std::string, std::size_t> counts_;
};

std::string cell_text(const ExportRows& rows, const merge::FieldReading& reading,
                      const FieldSchema& field, LeftOut& left_out) {
    if (field.kind == FieldKind::kSet) return elements_text(reading.elements);
    if (const Reference* reference = reference_in(reading)) {
        std::string title = rows.title_of(reference->record);
        if (title.empty()) left_out.note("references to what has no title or is deleted");
        return title;
    }
    std::string text = value_text(reading.value, field);
    const bool has_text = !text.empty() || std::holds_alternative<std::monostate>(reading.value) ||
                          std::holds_alternative<std::string>(reading.value);
    if (!has_text) left_out.note("values of " + field.name + " (--format json has them)");
    return text;
}

bool is_column(const FieldSchema& field) {
    return field.name != kImportKey;
}

bj::value json_of(const ExportRows& rows, const Value& value, const FieldSchema& field,
                  LeftOut& left_out) {
    return std::visit(
        Overloaded{[](std::monostate) { return bj::value(nullptr); },
                   [](bool flag) { return bj::value(flag); },
                   [&](std::int64_t number) {
                       const bool is_safe =
                           number >= -json::kIntegerMax && number <= json::kIntegerMax;
                       if (field.type == ValueType::kTime || !is_safe) {
                           return bj::value(value_text(value, field));
                       }
                       return bj::value(number);
                   },
                   [](Real real) { return bj::value(to_double(real)); },
                   [](const std::string& text) { return bj::value(text); },
                   [](const Bytes& bytes) {
                       return bj::value({{"bytes", hex_text(bytes)}});
                   },
                   [&](const Reference& reference) {
                       const std::string key = rows.key_of(reference.record);
                       if (key.empty()) {
                           left_out.note("references to what is deleted");
                           return bj::value(nullptr);
                       }
                       return bj::value({{"id", key}});
                   },
                   [&](const Link&) {
                       left_out.note("links to other events");
                       return bj::value(nullptr);
                   },
                   [](const BlobReference& blob) {
                       return bj::value({{"sha256", hex_text(blob.sha256)}, {"size", blob.size}});
                   }},
        value);
}

std::string text_in(const ExportRow& row, const CollectionSchema& collection, const char* name) {
    const FieldSchema* field = collection.find(name);
    if (field == nullptr) return {};
    return value_text(merge::read_field(row.state, *field).value, *field);
}

/// As a calendar is read: without control characters but line ends, and without spaces around.
std::string calendar_text(std::string text) {
    std::erase_if(text, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
    });
    return std::string(importers::trimmed(text));
}

std::string property(const char* name, const std::string& text) {
    const std::string held = calendar_text(text);
    return held.empty() ? std::string() : importers::content_line(name, importers::escaped(held));
}

/// One timeline item as a VEVENT; it has a start.
std::string event_text(const ExportRows& rows, const ExportRow& row,
                       const CollectionSchema& collection, std::int64_t starts_at_ms) {
    const std::string start = importers::calendar_time_text(starts_at_ms);
    // The file says nothing of when it was made, so that equal timelines make equal files.
    std::string text = "BEGIN:VEVENT\r\n" + property("UID", row.key) +
                       importers::content_line("DTSTAMP", start) +
                       importers::content_line("DTSTART", start);
    const std::string minutes = text_in(row, collection, "duration_min");
    const std::string duration = "PT" + minutes + "M";
    if (importers::parse_calendar_duration(duration)) {
        text += importers::content_line("DURATION", duration);
    }
    text += property("SUMMARY", text_in(row, collection, "title")) +
            property("LOCATION", text_in(row, collection, "room")) +
            property("DESCRIPTION", text_in(row, collection, "notes"));
    const merge::FieldReading tags = merge::read_field(row.state, *collection.find("tags"));
    std::set<std::string> categories;
    for (const std::string& tag : tags.elements)
        categories.insert(calendar_text(tag));
    categories.erase("");
    std::string list;
    for (const std::string& category : categories)
        list += (list.empty() ? "" : ",") + importers::escaped(category);
    if (!list.empty()) text += importers::content_line("CATEGORIES", list);
    const merge::FieldReading vendor = merge::read_field(row.state, *collection.find("vendor"));
    if (const Reference* reference = reference_in(vendor)) {
        text += property("X-WEDSYNC-VENDOR", rows.title_of(reference->record));
    }
    return text + property("X-WEDSYNC-KIND", text_in(row, collection, "kind")) +
           property("X-WEDSYNC-OWNER", text_in(row, collection, "owner")) + "END:VEVENT\r\n";
}

bool is_in_calendar_range(std::int64_t ms) {
    constexpr std::int64_t kYear1Ms = -62'135'596'800'000;
    constexpr std::int64_t kYear10000Ms = 253'402'300'800'000;
    return ms >= kYear1Ms && ms < kYear10000Ms;
}

}  // namespace

Result<Exported> export_table(replica::Replica& replica, ScopeId scope, const std::string& name) {
    const CollectionSchema* collection = replica.schema().find(name);
    if (collection == nullptr) return Error{ErrorCode::kInvalid, "no collection " + name};
    const ExportRows rows = WEDSYNC_TRY(ExportRows::gather(replica, scope));
    const std::vector<ExportRow>& records = rows.of(*collection);
    LeftOut left_out;
    std::vector<const FieldSchema*> columns;
    std::vector<std::vector<std::string>> cells(records.size());
    for (const FieldSchema& field : collection->fields) {
        if (!is_column(field)) continue;
        std::vector<std::string> column;
        column.reserve(records.size());
        for (const ExportRow& row : records)
            column.push_back(cell_text(rows, merge::read_field(row.state, field), field, left_out));
        const bool is_used = std::any_of(column.begin(), column.end(),
                                         [](const std::string& cell) { return !cell.empty(); });
        if (!is_used) continue;
        columns.push_back(&field);
        for (std::size_t i = 0; i < records.size(); ++i)
            cells[i].push_back(std::move(column[i]));
    }
    Exported exported;
    exported.records = records.size();
    exported.bytes = std::string(kTableHeader) + name;
    for (const FieldSchema* field : columns)
        exported.bytes += "," + field->name;
    exported.bytes += "\r\n";
    for (std::size_t i = 0; i < records.size(); ++i) {
        exported.bytes += importers::csv_cell(importers::csv_guarded(records[i].key));
        for (const std::string& cell : cells[i])
            exported.bytes += "," + importers::csv_cell(importers::csv_guarded(cell));
        exported.bytes += "\r\n";
    }
    if (exported.bytes.find('\0') != std::string::npos) {
        return Error{ErrorCode::kInvalid,
                     "a text holds a NUL character, which CSV cannot; --format json can"};
    }
    exported.left_out = left_out.lines();
    return exported;
}

Result<Exported> export_calendar(replica::Replica& replica, ScopeId scope) {
    const CollectionSchema* collection = replica.schema().find("timeline_items");
    for (const char* name : {"title", "starts_at", "tags", "vendor"}) {
        if (collection != nullptr && collection->find(name) != nullptr) continue;
        return Error{ErrorCode::kInvalid, "this schema has no timeline"};
    }
    const ExportRows rows = WEDSYNC_TRY(ExportRows::gather(replica, scope));
    Exported exported;
    exported.bytes = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//WedSync//EN\r\n";
    LeftOut left_out;
    for (const ExportRow& row : rows.of(*collection)) {
        const Value start = merge::read_field(row.state, *collection->find("starts_at")).value;
        const auto* starts_at_ms = std::get_if<std::int64_t>(&start);
        const bool has_title = !calendar_text(text_in(row, *collection, "title")).empty();
        if (starts_at_ms == nullptr || !has_title || !is_in_calendar_range(*starts_at_ms)) {
            left_out.note("timeline items without a time or a title");
            continue;
        }
        exported.bytes += event_text(rows, row, *collection, *starts_at_ms);
        ++exported.records;
    }
    exported.bytes += "END:VCALENDAR\r\n";
    exported.left_out = left_out.lines();
    return exported;
}

Result<Exported> export_json(replica::Replica& replica, ScopeId scope) {
    const ExportRows rows = WEDSYNC_TRY(ExportRows::gather(replica, scope));
    Exported exported;
    LeftOut left_out;
    bj::object collections;
    for (const CollectionSchema& collection : replica.schema().collections) {
        bj::array records;
        for (const ExportRow& row : rows.of(collection)) {
            bj::object fields;
            for (const FieldSchema& field : collection.fields) {
                const merge::FieldReading reading = merge::read_field(row.state, field);
                if (!is_column(field) || reading.status == merge::FieldStatus::kAbsent) continue;
                if (field.kind == FieldKind::kSet) {
                    if (reading.elements.empty()) continue;
                    fields[field.name] =
                        bj::array(reading.elements.begin(), reading.elements.end());
                    continue;
                }
                bj::value value = json_of(rows, reading.value, field, left_out);
                if (!value.is_null()) fields[field.name] = std::move(value);
            }
            records.push_back({{"id", row.key}, {"fields", std::move(fields)}});
            ++exported.records;
        }
        if (!records.empty()) collections[collection.name] = std::move(records);
    }
    const bj::object document{{kJsonMark, 1},
                              {"schema", replica.schema().name},
                              {"schema_version", replica.schema().version},
                              {"scope", replica.scope(scope)->row.name},
                              {"collections", std::move(collections)}};
    exported.bytes = json::write_json(document) + "\n";
    exported.left_out = left_out.lines();
    return exported;
}

}  // namespace wedsync::loaders
