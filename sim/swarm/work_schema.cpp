#include "sim/swarm/work_schema.hpp"

#include <array>
#include <string>

#include "engine/base/assert.hpp"

namespace wedsync::sim {
namespace {

constexpr const char* kGuests = R"({"number": 1, "name": "guests", "title": "name", "fields": [
    {"number": 1, "name": "name", "kind": "register", "searchable": true},
    {"number": 2, "name": "table", "kind": "register", "type": "integer"},
    {"number": 3, "name": "present", "kind": "flag"},
    {"number": 4, "name": "glasses", "kind": "counter"},
    {"number": 5, "name": "tags", "kind": "set", "searchable": true},
    {"number": 6, "name": "place", "kind": "position"},
    {"number": 7, "name": "notes", "kind": "text", "searchable": true},
    {"number": 8, "name": "arrives", "kind": "earliest"},
    {"number": 9, "name": "leaves", "kind": "latest"},
    {"number": 10, "name": "partner", "kind": "reference", "target": "guests"},
    {"number": 11, "name": "photo", "kind": "blob"},
    {"number": 12, "name": "weight", "kind": "register", "type": "real"})";
constexpr const char* kGuestsSince2 = R"(,
    {"number": 13, "name": "badge", "kind": "register", "decides": "apply"},
    {"number": 14, "name": "stars", "kind": "counter"})";
constexpr const char* kOthers = R"(]},
  {"number": 2, "name": "tallies", "title": "name", "fields": [
    {"number": 1, "name": "name", "kind": "register"},
    {"number": 2, "name": "count", "kind": "counter"}]},
  {"number": 3, "name": "pairs", "title": "name", "fields": [
    {"number": 1, "name": "name", "kind": "register"},
    {"number": 2, "name": "left", "kind": "register", "type": "integer"},
    {"number": 3, "name": "right", "kind": "register", "type": "integer"}]})";
constexpr const char* kCarsSince3 = R"(,
  {"number": 4, "name": "cars", "title": "plate", "fields": [
    {"number": 1, "name": "plate", "kind": "register"},
    {"number": 2, "name": "driver", "kind": "reference", "target": "guests"}]})";

/// Of every kind that depends on the records alone.
constexpr const char* kRules = R"(, "rules": [
  {"number": 1, "name": "names", "kind": "unique", "collection": "guests", "fields": ["name"],
    "normalised": true, "when": [{"field": "present", "is": [true]}]},
  {"number": 2, "name": "partners", "kind": "capacity", "collection": "guests", "link": "partner",
    "limit": "table"},
  {"number": 3, "name": "one_at_a_table", "kind": "no_overlap", "collection": "guests",
    "fields": ["table"], "starts": "arrives", "ends": "leaves"},
  {"number": 4, "name": "arrives_first", "kind": "order", "collection": "guests",
    "fields": ["arrives", "leaves"]},
  {"number": 5, "name": "partner_is_present", "kind": "requires", "collection": "guests",
    "when": [{"field": "partner", "set": true}],
    "then": [{"field": "partner.present", "is": [true]}]},
  {"number": 6, "name": "of_a_later_version", "kind": "balance", "of": ["tallies"]}])";

Schema parse(std::uint32_t version) {
    std::string json = R"({"name": "work", "version": )" + std::to_string(version) +
                       R"(, "collections": [)" + kGuests;
    if (version >= 2) json += kGuestsSince2;
    json += kOthers;
    if (version >= 3) json += kCarsSince3;
    Result<Schema> schema = parse_schema(json + "]" + kRules + "}");
    WEDSYNC_ASSERT(schema.ok());
    return std::move(schema).value();
}

}  // namespace

const Schema& work_schema(std::uint32_t version) {
    static const std::array<Schema, kWorkSchemaVersions> schemas = {parse(1), parse(2), parse(3)};
    WEDSYNC_ASSERT(version >= 1 && version <= kWorkSchemaVersions);
    return schemas[version - 1];
}

}  // namespace wedsync::sim
