#include "engine/capi/query_json.hpp"

#include <array>
#include <string_view>

#include "engine/base/overloaded.hpp"
#include "engine/codec/json_parts.hpp"

namespace wedsync::capi {
namespace {

namespace bj = boost::json;
using codec::JsonNode;

std::uint8_t number_of(live::Comparison comparison) {
    return static_cast<std::uint8_t>(comparison);
}

live::Comparison read_comparison(const JsonNode& node) {
    const std::array<codec::JsonName, 7> names{{
        {number_of(live::Comparison::kEqual), "="},
        {number_of(live::Comparison::kNotEqual), "!="},
        {number_of(live::Comparison::kLess), "<"},
        {number_of(live::Comparison::kAtMost), "<="},
        {number_of(live::Comparison::kGreater), ">"},
        {number_of(live::Comparison::kAtLeast), ">="},
        {number_of(live::Comparison::kHas), "has"},
    }};
    return static_cast<live::Comparison>(node.one_of(names));
}

void read_scopes(const JsonNode& node, live::Query& query) {
    const std::optional<JsonNode> one = node.find("scope");
    const std::optional<JsonNode> several = node.find("scopes");
    if (one && several) several->fail("\"scope\" or \"scopes\"");
    if (one) query.scopes.push_back(ScopeId{one->number()});
    if (!several) return;
    const std::size_t count = several->count(kQueryTermsMax);
    if (count == 0) several->fail("at least one scope is wanted here");
    for (std::size_t i = 0; i < count; ++i)
        query.scopes.push_back(ScopeId{several->item(i).number()});
}

void read_filters(const JsonNode& node, live::Query& query) {
    const std::size_t count = node.count(kQueryTermsMax);
    for (std::size_t i = 0; i < count && node.ok(); ++i) {
        const JsonNode filter = node.item(i);
        filter.expect_object({"field", "is", "value"});
        query.filters.push_back({std::string(filter.member("field").text()),
                                 read_comparison(filter.member("is")),
                                 codec::read_value(filter.member("value"))});
    }
}

void read_sort(const JsonNode& node, live::Query& query) {
    const std::size_t count = node.count(kQueryTermsMax);
    for (std::size_t i = 0; i < count && node.ok(); ++i) {
        const JsonNode key = node.item(i);
        key.expect_object({"field", "descending"});
        const std::optional<JsonNode> descending = key.find("descending");
        query.sort.push_back(
            {std::string(key.member("field").text()), descending && descending->boolean()});
    }
}

void read_equals(const JsonNode& node, WrittenQuery& written) {
    const bj::object* fields = node.value().if_object();
    if (fields == nullptr) node.fail("an object is wanted here");
    for (std::size_t i = 0; fields != nullptr && i < fields->size(); ++i) {
        const bj::string_view key = (fields->begin() + static_cast<std::ptrdiff_t>(i))->key();
        const std::string_view name(key.data(), key.size());
        written.equals.emplace_back(name, codec::read_value(node.member(name)));
    }
}

std::vector<std::string> read_names(const JsonNode& node) {
    const std::size_t count = node.count(kQueryTermsMax);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count && node.ok(); ++i)
        names.emplace_back(node.item(i).text());
    return names;
}

Result<std::vector<std::size_t>> places_of(const std::vector<std::string>& names,
                                           const CollectionSchema& collection) {
    std::vector<std::size_t> places;
    for (const std::string& name : names) {
        const FieldSchema* field = collection.find(name);
        if (field == nullptr) return Error{ErrorCode::kInvalid, "no field \"" + name + "\""};
        places.push_back(static_cast<std::size_t>(field - collection.fields.data()));
    }
    return places;
}

/// What says nothing new is left out: thousands of rows go from a worker to its page.
bj::object json_of_row(const live::Row& row, const CollectionSchema& collection,
                       const FieldChoice& fields) {
    bj::object object;
    object["scope"] = codec::json_of(row.key.scope.value());
    object["record"] = codec::json_of(row.key.record);
    if (row.status != merge::RecordStatus::kAlive) object["status"] = "contested";
    if (row.has_conflict) object["conflict"] = true;
    bj::object shown;
    const auto tell = [&](std::size_t place) {
        const merge::FieldReading& reading = row.fields[place];
        if (reading.status == merge::FieldStatus::kAbsent) return;
        const FieldSchema& field = collection.fields[place];
        bj::object item;
        item["value"] = json_of_shown(reading, field.kind);
        if (reading.status != merge::FieldStatus::kSettled) {
            item["status"] = codec::json_of_text(name_of(reading.status));
        }
        shown[field.name] = std::move(item);
    };
    if (fields) {
        for (const std::size_t place : *fields)
            tell(place);
    } else {
        for (std::size_t place = 0; place < row.fields.size(); ++place)
            tell(place);
    }
    object["fields"] = std::move(shown);
    return object;
}

bj::value number(std::size_t place) {
    return codec::json_of(std::uint64_t{place});
}

}  // namespace

WrittenQuery read_query(const JsonNode& node) {
    node.expect_object({"scope", "scopes", "collection", "search", "equals", "filters", "sort",
                        "limit", "fields"});
    WrittenQuery written;
    read_scopes(node, written.query);
    written.query.collection = node.member("collection").text();
    if (const auto search = node.find("search")) written.query.search = search->text();
    if (const auto equals = node.find("equals")) read_equals(*equals, written);
    if (const auto filters = node.find("filters")) read_filters(*filters, written.query);
    if (const auto sort = node.find("sort")) read_sort(*sort, written.query);
    if (const auto fields = node.find("fields")) written.fields = read_names(*fields);
    if (const auto limit = node.find("limit")) {
        written.query.limit = static_cast<std::size_t>(limit->number(kQueryRecordsMax));
    }
    return written;
}

Result<Asked> ask(WrittenQuery written, const replica::Replica& replica) {
    for (const ScopeId scope : written.query.scopes) {
        if (replica.scope(scope) != nullptr) continue;
        return Error{ErrorCode::kNotFound, "this scope is not held here"};
    }
    const CollectionSchema* collection = replica.schema().find(written.query.collection);
    if (collection == nullptr) return Error{ErrorCode::kInvalid, "no such collection"};
    Asked asked{std::move(written.query), std::nullopt};
    for (auto& [name, value] : written.equals) {
        const FieldSchema* field = collection->find(name);
        const bool is_set = field != nullptr && field->kind == FieldKind::kSet;
        asked.query.filters.push_back({std::move(name),
                                       is_set ? live::Comparison::kHas : live::Comparison::kEqual,
                                       std::move(value)});
    }
    if (written.fields) asked.fields = WEDSYNC_TRY(places_of(*written.fields, *collection));
    return asked;
}

bj::array json_of_rows(const std::vector<live::Row>& rows, const CollectionSchema& collection,
                       const FieldChoice& fields) {
    bj::array array;
    array.reserve(rows.size());
    for (const live::Row& row : rows)
        array.push_back(json_of_row(row, collection, fields));
    return array;
}

bj::array json_of_steps(const std::vector<live::Step>& steps, const CollectionSchema& collection,
                        const FieldChoice& fields) {
    bj::array array;
    for (const live::Step& step : steps) {
        bj::object object;
        std::visit(Overloaded{[&](const live::step::Added& added) {
                                  object["added"] = number(added.at);
                                  object["row"] = json_of_row(added.row, collection, fields);
                              },
                              [&](const live::step::Removed& removed) {
                                  object["removed"] = number(removed.at);
                              },
                              [&](const live::step::Moved& moved) {
                                  object["moved"] = number(moved.from);
                                  object["to"] = number(moved.to);
                              },
                              [&](const live::step::Changed& changed) {
                                  object["changed"] = number(changed.at);
                                  object["row"] = json_of_row(changed.row, collection, fields);
                              }},
                   step);
        array.push_back(std::move(object));
    }
    return array;
}

}  // namespace wedsync::capi
