#include "engine/model/rules_json.hpp"

#include <string>

#include "gtest/gtest.h"

namespace wedsync {
namespace {

/// A schema of guests, tables and seats with these rules.
std::string with_rules(const std::string& rules, int version = 1) {
    return R"({"name": "test", "version": )" + std::to_string(version) + R"(, "collections": [
      {"number": 1, "name": "guests", "title": "name", "fields": [
        {"number": 1, "name": "name"},
        {"number": 2, "name": "table", "kind": "reference", "target": "tables"},
        {"number": 3, "name": "seat", "kind": "reference", "target": "seats"},
        {"number": 4, "name": "extra", "type": "integer"},
        {"number": 5, "name": "rsvp", "choices": ["invited", "accepted", "declined"]},
        {"number": 6, "name": "diets", "kind": "set"},
        {"number": 7, "name": "comes_at", "type": "time"},
        {"number": 8, "name": "leaves_at", "type": "time"},
        {"number": 9, "name": "in_chair", "kind": "flag"}]},
      {"number": 2, "name": "tables", "title": "label", "fields": [
        {"number": 1, "name": "label"},
        {"number": 2, "name": "capacity", "type": "integer"},
        {"number": 3, "name": "tags", "kind": "set"},
        {"number": 4, "name": "is_locked", "kind": "flag"}]},
      {"number": 3, "name": "seats", "title": "label", "fields": [
        {"number": 1, "name": "label"},
        {"number": 2, "name": "table", "kind": "reference", "target": "tables"},
        {"number": 3, "name": "is_blocked", "kind": "flag"}]}],
      "rules": [)" +
           rules + "]}";
}

Schema parsed(const std::string& rules, int version = 1) {
    Result<Schema> schema = parse_schema(with_rules(rules, version));
    EXPECT_TRUE(schema.ok()) << schema.error().detail;
    return std::move(schema).value();
}

/// A rule over guests with these further members.
std::string rule(const std::string& kind, const std::string& members) {
    return R"({"number": 1, "name": "r", "collection": "guests", "kind": ")" + kind + R"(", )" +
           members + "}";
}

void expect_error(const std::string& rules, const std::string& part) {
    const Result<Schema> schema = parse_schema(with_rules(rules));
    ASSERT_FALSE(schema.ok()) << rules;
    EXPECT_EQ(schema.error().code, ErrorCode::kInvalid);
    EXPECT_NE(schema.error().detail.find(part), std::string::npos)
        << "got: " << schema.error().detail << "\nfor " << rules;
}

TEST(RulesJsonTest, ReadsUnique) {
    const Schema schema = parsed(
        rule("unique", R"("fields": ["table", "seat.label"], "normalised": true, "scopes": "all",
             "when": [{"field": "rsvp", "not": ["declined"]}, {"field": "seat", "set": true}],
             "repair": {"move": ["seat", "table"], "together": "name", "keep": {"diets": "tags"},
                        "last": ["in_chair"], "closed": "is_locked"})"));
    const Rule& read = schema.rules.front();
    const auto* unique = std::get_if<rule::Unique>(&read.kind);
    ASSERT_NE(unique, nullptr);
    ASSERT_EQ(unique->fields.size(), 2U);
    EXPECT_EQ(unique->fields[0], (FieldPath{std::nullopt, {1, 2}, false}));
    EXPECT_EQ(unique->fields[1], (FieldPath{FieldId{1, 3}, {3, 1}, true}));
    EXPECT_TRUE(unique->is_normalised);
    EXPECT_EQ(unique->scopes, RuleScopes::kAll);
    ASSERT_EQ(read.when.size(), 2U);
    EXPECT_EQ(read.when[0].values, std::vector<Value>{std::string("declined")});
    EXPECT_EQ(read.repair.place_of, (FieldId{3, 2}));
    EXPECT_EQ(read.repair.closed, (FieldId{2, 4}));
    EXPECT_EQ(read.repair.keep.size(), 1U);
    EXPECT_EQ(fields_of(read), (std::vector<FieldId>{{1, 2}, {1, 3}}));
    EXPECT_EQ(kind_name(read), "unique");
}

TEST(RulesJsonTest, ReadsTheOtherKinds) {
    const Schema schema = parsed(
        R"({"number": 1, "name": "a", "collection": "guests", "kind": "capacity", "link": "table",
            "limit": "capacity", "extra": "extra", "repair": {"move": ["table"], "raise": true}},
           {"number": 2, "name": "b", "collection": "guests", "kind": "no_overlap",
            "fields": ["name"], "starts": "comes_at", "ends": "leaves_at", "scopes": "different",
            "repair": {"shift": true}},
           {"number": 3, "name": "c", "collection": "guests", "kind": "order",
            "fields": ["comes_at", "leaves_at"]},
           {"number": 4, "name": "d", "collection": "guests", "kind": "steps", "field": "rsvp"},
           {"number": 5, "name": "e", "collection": "guests", "kind": "requires",
            "then": [{"field": "seat.is_blocked", "not": [true]}], "repair": {"clear": ["seat"]}})");
    ASSERT_EQ(schema.rules.size(), 5U);
    const auto* steps = std::get_if<rule::Steps>(&schema.rules[3].kind);
    ASSERT_NE(steps, nullptr);
    EXPECT_EQ(steps->allowed.find("invited")->second,
              (std::vector<std::string>{"accepted", "declined"}));
    EXPECT_TRUE(steps->allowed.find("declined")->second.empty());
    EXPECT_TRUE(schema.rules[0].repair.may_raise);
    EXPECT_EQ(fields_of(schema.rules[1]).size(), 3U);
}

TEST(RulesJsonTest, CarriesKindsOfANewerVersion) {
    const std::string later = R"({"number":9,"name":"later","kind":"balance","over":["x",1]})";
    const Schema schema = parsed(later);
    const auto* unknown = std::get_if<rule::Unknown>(&schema.rules.front().kind);
    ASSERT_NE(unknown, nullptr);
    EXPECT_EQ(unknown->definition, later);
    EXPECT_EQ(kind_name(schema.rules.front()), "balance");
    EXPECT_TRUE(fields_of(schema.rules.front()).empty());
}

TEST(RulesJsonTest, RefusesWhatDoesNotFit) {
    expect_error(rule("unique", R"("fields": ["table"], "field": "seat")"), "unknown member");
    expect_error(rule("unique", R"("fields": [])"), "has none");
    expect_error(rule("unique", R"("scopes": "all")"), "no \"fields\"");
    expect_error(rule("unique", R"("fields": ["chair"])"), "has no field \"chair\"");
    expect_error(rule("unique", R"("fields": ["name.label"])"), "not a reference");
    expect_error(rule("unique", R"("fields": ["diets"])"), "nothing that two records can share");
    expect_error(rule("unique", R"("fields": ["name", "name"])"), "twice");
    expect_error(rule("unique", R"("fields": ["name"], "scopes": "some")"), "\"scopes\"");
    expect_error(rule("unique", R"("fields": ["name"], "repair": {"shift": true})"),
                 "unknown member");
    expect_error(rule("unique", R"("fields": ["name"], "repair": {"move": ["table", "seat"]})"),
                 "does not refer");
    expect_error(rule("unique", R"("fields": ["name"], "repair": {"closed": "is_locked"})"),
                 "goes with \"move\"");
    expect_error(rule("capacity", R"("link": "name", "limit": "capacity")"), "not a reference");
    expect_error(rule("capacity", R"("link": "table", "limit": "label")"), "not a number");
    expect_error(rule("no_overlap", R"("fields": ["name"], "starts": "comes_at")"),
                 "says how long");
    expect_error(rule("order", R"("fields": ["comes_at"])"), "two at least");
    expect_error(rule("steps", R"("field": "name")"), "with choices");
    expect_error(rule("steps", R"("field": "rsvp", "allow": {"invited": ["late"]})"),
                 "\"late\" is no choice");
    expect_error(rule("requires", R"("when": [])"), "no \"then\"");
    expect_error(rule("requires", R"("then": [{"field": "rsvp", "is": ["late"]}])"), "cannot have");
    expect_error(rule("requires", R"("then": [{"field": "rsvp"}])"), "says what is tested");
    expect_error(rule("requires", R"("then": [{"field": "extra", "is": [1.5]}])"), "cannot have");
}

TEST(RulesJsonTest, RefusesWhatAppearsTwice) {
    const std::string first = rule("unique", R"("fields": ["name"])");
    expect_error(first + "," + first, "number 1");
    expect_error(first + "," + R"({"number": 2, "name": "r", "kind": "later"})", "name \"r\"");
    expect_error(R"({"number": 2, "name": "r", "kind": "unique", "collection": "chairs"})",
                 "names no collection");
}

TEST(RulesJsonTest, MayComeChangeAndGo) {
    const Schema first = parsed(rule("unique", R"("fields": ["name"])"));
    EXPECT_TRUE(check_evolution(first, parsed("", 2)).ok());
    EXPECT_TRUE(check_evolution(first, parsed(rule("unique", R"("fields": ["seat"])"), 2)).ok());
    EXPECT_FALSE(
        check_evolution(first, parsed(rule("order", R"("fields": ["comes_at", "leaves_at"])"), 2))
            .ok());
    EXPECT_FALSE(
        check_evolution(first, parsed(R"({"number": 2, "name": "r", "kind": "later"})", 2)).ok());
}

}  // namespace
}  // namespace wedsync
