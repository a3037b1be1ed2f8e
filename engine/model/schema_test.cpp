#include "engine/model/schema.hpp"

#include <string>

#include "gtest/gtest.h"

namespace wedsync {
namespace {

/// A schema of one collection "things" with these fields.
std::string things(const std::string& fields, int version = 1) {
    return R"({"name": "test", "version": )" + std::to_string(version) +
           R"(, "collections": [{"number": 1, "name": "things", "title": "name", "fields": [)" +
           R"({"number": 1, "name": "name"})" + (fields.empty() ? "" : ", " + fields) + "]}]}";
}

Schema parsed(const std::string& json) {
    Result<Schema> schema = parse_schema(json);
    EXPECT_TRUE(schema.ok()) << schema.error().detail << "\n" << json;
    return std::move(schema).value();
}

FieldSchema field_of(const std::string& field) {
    const Schema schema = parsed(things(field));
    return schema.collections.front().fields.back();
}

std::string error_of(const std::string& json) {
    const Result<Schema> schema = parse_schema(json);
    if (schema.ok()) return "";
    EXPECT_EQ(schema.error().code, ErrorCode::kInvalid);
    return schema.error().detail;
}

void expect_error(const std::string& json, const std::string& part) {
    const std::string error = error_of(json);
    EXPECT_NE(error.find(part), std::string::npos) << "got: " << error << "\nfor " << json;
}

TEST(SchemaTest, ReadsEveryMember) {
    const FieldSchema field = field_of(
        R"({"number": 7, "name": "diets", "kind": "set", "choices": ["vegan", "halal"],
            "importance": 85, "protected": true, "personal": true, "searchable": true})");
    EXPECT_EQ(field.id, (FieldId{1, 7}));
    EXPECT_EQ(field.kind, FieldKind::kSet);
    EXPECT_EQ(field.type, ValueType::kText);
    EXPECT_EQ(field.choices, (std::vector<std::string>{"vegan", "halal"}));
    EXPECT_EQ(field.importance, 85);
    EXPECT_TRUE(field.is_protected && field.is_personal && field.is_searchable);
}

TEST(SchemaTest, SaysWhatAMachineMayDo) {
    const auto decides = [](const std::string& more) {
        return field_of(R"({"number": 2, "name": "a")" + more + "}").decides;
    };
    EXPECT_EQ(decides(""), Decides::kSuggest);
    EXPECT_EQ(decides(R"(, "decides": "ask")"), Decides::kAsk);
    EXPECT_EQ(decides(R"(, "decides": "suggest")"), Decides::kSuggest);
    EXPECT_EQ(decides(R"(, "kind": "text", "decides": "apply")"), Decides::kApply);
    EXPECT_EQ(decides(R"(, "protected": true)"), Decides::kAsk);
    EXPECT_EQ(decides(R"(, "protected": true, "decides": "ask")"), Decides::kAsk);
    for (const Decides each : {Decides::kAsk, Decides::kSuggest, Decides::kApply}) {
        EXPECT_EQ(decides(R"(, "decides": ")" + std::string(name_of(each)) + "\""), each);
    }
}

TEST(SchemaTest, AProtectedFieldIsForPeople) {
    for (const std::string how : {"apply", "suggest"}) {
        const std::string field =
            R"({"number": 2, "name": "price", "protected": true, "decides": ")" + how + "\"}";
        expect_error(things(field), "\"price\": \"decides\" cannot be \"" + how +
                                        "\": the field is protected, so only people decide");
    }
}

TEST(SchemaTest, FillsInDefaults) {
    const FieldSchema field = field_of(R"({"number": 2, "name": "a"})");
    EXPECT_EQ(field.kind, FieldKind::kRegister);
    EXPECT_EQ(field.type, ValueType::kText);
    EXPECT_EQ(field.importance, 50);
    EXPECT_TRUE(field.flag_wins);
    EXPECT_FALSE(field.is_protected || field.is_personal || field.is_searchable);
    EXPECT_EQ(field_of(R"({"number": 2, "name": "a", "kind": "earliest"})").type, ValueType::kTime);
    EXPECT_EQ(field_of(R"({"number": 2, "name": "a", "kind": "flag", "wins": false})").flag_wins,
              false);
}

TEST(SchemaTest, FindsByNameAndNumber) {
    const Schema schema = parsed(things(R"({"number": 4095, "name": "last"})"));
    ASSERT_NE(schema.find("things"), nullptr);
    EXPECT_EQ(schema.find("things"), schema.find(std::uint16_t{1}));
    EXPECT_EQ(schema.find("thing"), nullptr);
    EXPECT_EQ(schema.find(std::uint16_t{2}), nullptr);
    EXPECT_EQ(schema.find(FieldId{1, 4095})->name, "last");
    EXPECT_EQ(schema.find(FieldId{1, kLifeField}), nullptr);
    EXPECT_EQ(schema.find(FieldId{2, 1}), nullptr);
    EXPECT_EQ(schema.find("things")->find("name")->id, (FieldId{1, 1}));
    EXPECT_EQ(schema.find("things")->find("nothing"), nullptr);
}

TEST(SchemaTest, RefusesBadNumbersAndNames) {
    expect_error(things(R"({"number": 0, "name": "a"})"), "\"number\" is not a whole number");
    expect_error(things(R"({"number": 4096, "name": "a"})"), "from 1 to 4095");
    expect_error(things(R"({"number": 2.0, "name": "a"})"), "\"number\"");
    expect_error(things(R"({"number": "2", "name": "a"})"), "\"number\"");
    expect_error(things(R"({"name": "a"})"), "\"number\" is missing");
    expect_error(things(R"({"number": 1, "name": "a"})"), "two fields with number 1");
    expect_error(things(R"({"number": 2, "name": "name"})"), "two fields with name \"name\"");
    expect_error(things(R"({"number": 2, "name": "Name"})"), "is not a name");
    expect_error(things(R"({"number": 2, "name": ""})"), "is not a name");
    expect_error(things(R"({"number": 2, "name": "1st"})"), "is not a name");
    expect_error(things(R"({"number": 2, "name": ")" + std::string(64, 'a') + "\"}"), "63 at most");
}

TEST(SchemaTest, RefusesWhatItDoesNotKnow) {
    expect_error(things(R"({"number": 2, "name": "a", "serchable": true})"), "\"serchable\"");
    expect_error(things(R"({"number": 2, "name": "a", "kind": "regster"})"), "no such kind");
    expect_error(things(R"({"number": 2, "name": "a", "type": "string"})"), "no such type");
    expect_error(things(R"({"number": 2, "name": "a", "importance": 101})"), "\"importance\"");
    expect_error(things(R"({"number": 2, "name": "a", "importance": -1})"), "\"importance\"");
    expect_error(things(R"({"number": 2, "name": "a", "protected": 1})"), "neither true nor false");
    expect_error(things(R"({"number": 2, "name": "a", "decides": "always"})"),
                 R"("decides" is "ask", "suggest" or "apply", not "always")");
    expect_error(things(R"({"number": 2, "name": "a", "decides": true})"), "\"decides\"");
    expect_error(things(R"({"number": 2, "name": "a", "kind": "counter", "decides": "ask"})"),
                 "fields that people can disagree about");
    expect_error(R"([])", "not an object");
    expect_error(R"({"name": "x", "version": 1})", "no \"collections\"");
    expect_error(R"({"name": "x", "version": 0, "collections": []})", "\"version\"");
    expect_error(R"({"name": "x", "name": "y"})", "appears twice");
    expect_error("", "schema: line 1");
}

TEST(SchemaTest, RefusesATypeThatDoesNotFitTheKind) {
    expect_error(things(R"({"number": 2, "name": "a", "kind": "counter", "type": "real"})"),
                 "\"a\": the type \"real\" does not fit the kind \"counter\"");
    expect_error(things(R"({"number": 2, "name": "a", "kind": "flag", "type": "text"})"), "fit");
    expect_error(things(R"({"number": 2, "name": "a", "kind": "latest", "type": "real"})"), "fit");
    expect_error(things(R"({"number": 2, "name": "a", "type": "blob"})"), "fit");
    expect_error(things(R"({"number": 2, "name": "a", "type": "reference"})"), "fit");
}

TEST(SchemaTest, RefusesMembersThatMakeNoSense) {
    expect_error(things(R"({"number": 2, "name": "a", "kind": "reference"})"), "\"target\"");
    expect_error(things(R"({"number": 2, "name": "a", "target": "things"})"), "\"target\"");
    expect_error(things(R"({"number": 2, "name": "a", "kind": "reference", "target": "b"})"),
                 "things.a: \"target\" names no collection: \"b\"");
    expect_error(things(R"({"number": 2, "name": "a", "wins": true})"), "for flags");
    expect_error(things(R"({"number": 2, "name": "a", "kind": "flag", "searchable": true})"),
                 "for text");
    expect_error(things(R"({"number": 2, "name": "a", "kind": "flag", "choices": ["x"]})"),
                 "for text in a register or a set");
    expect_error(things(R"({"number": 2, "name": "a", "choices": []})"), "has none");
    expect_error(things(R"({"number": 2, "name": "a", "choices": ["x", "x"]})"), "appears twice");
    expect_error(things(R"({"number": 2, "name": "a", "choices": [""]})"), "1 to 256 bytes");
}

TEST(SchemaTest, RefusesATitleThatNamesNoField) {
    expect_error(R"({"name": "x", "version": 1, "collections": [
        {"number": 1, "name": "a", "title": "nme", "fields": [{"number": 1, "name": "name"}]}]})",
                 "collections[0] \"a\": \"title\" names no field: \"nme\"");
}

TEST(SchemaTest, RefusesTwoCollectionsAlike) {
    const std::string one = R"("name": "a", "title": "n", "fields": [{"number": 1, "name": "n"}]})";
    const std::string two = R"("name": "b", "title": "n", "fields": [{"number": 1, "name": "n"}]})";
    const std::string start = R"({"name": "x", "version": 1, "collections": [{"number": 1, )";
    expect_error(start + one + R"(, {"number": 1, )" + two + "]}", "two collections with number 1");
    expect_error(start + one + R"(, {"number": 2, )" + one + "]}", "two collections with name");
}

TEST(SchemaTest, MayGrowAndRename) {
    const Schema before = parsed(things(R"({"number": 2, "name": "a", "choices": ["x"]})"));
    const Schema after = parsed(things(
        R"({"number": 2, "name": "b", "choices": ["y", "x"], "importance": 99, "personal": true},
           {"number": 3, "name": "c", "kind": "counter"})",
        2));
    const Result<void> result = check_evolution(before, after);
    EXPECT_TRUE(result.ok()) << result.error().detail;
    const Schema free = parsed(things(R"({"number": 2, "name": "a"})", 2));
    EXPECT_TRUE(check_evolution(before, free).ok());
}

void expect_breach(const std::string& before, const std::string& after, const std::string& part) {
    const Result<void> result = check_evolution(parsed(things(before)), parsed(things(after, 2)));
    ASSERT_FALSE(result.ok()) << before << " -> " << after;
    EXPECT_EQ(result.error().code, ErrorCode::kInvalid);
    EXPECT_NE(result.error().detail.find(part), std::string::npos) << result.error().detail;
}

TEST(SchemaTest, MayNotChangeWhatFieldsMean) {
    const std::string text = R"({"number": 2, "name": "a"})";
    expect_breach(text, "", "things.a: gone");
    expect_breach(text, R"({"number": 2, "name": "a", "kind": "set"})", "kind");
    expect_breach(text, R"({"number": 2, "name": "a", "type": "integer"})", "type");
    expect_breach(text, R"({"number": 2, "name": "b"}, {"number": 3, "name": "a"})",
                  "moved to another number");
    expect_breach(text, R"({"number": 2, "name": "a", "choices": ["x"]})", "free");
    expect_breach(R"({"number": 2, "name": "a", "choices": ["x", "y"]})",
                  R"({"number": 2, "name": "a", "choices": ["x"]})", "\"y\" is gone");
    expect_breach(R"({"number": 2, "name": "a", "kind": "flag"})",
                  R"({"number": 2, "name": "a", "kind": "flag", "wins": false})", "wins");
    EXPECT_FALSE(check_evolution(parsed(things("", 2)), parsed(things("", 2))).ok());
    EXPECT_FALSE(check_evolution(parsed(things("", 2)), parsed(things("", 1))).ok());
}

TEST(SchemaTest, MayNotLoseACollectionOrTurnAReference) {
    const std::string fields = R"("title": "n", "fields": [{"number": 1, "name": "n"}]})";
    const auto with = [&](const std::string& version, const std::string& target) {
        return parsed(R"({"name": "x", "version": )" + version +
                      R"(, "collections": [{"number": 1, "name": "a", "title": "to", "fields": [
                       {"number": 1, "name": "to", "kind": "reference", "target": ")" +
                      target + R"("}]}, {"number": 2, "name": "b", )" + fields + "]}");
    };
    EXPECT_TRUE(check_evolution(with("1", "a"), with("2", "a")).ok());
    EXPECT_FALSE(check_evolution(with("1", "a"), with("2", "b")).ok());
    const Schema less =
        parsed(R"({"name": "x", "version": 2, "collections": [{"number": 1, "name": "a", )" +
               fields + "]}");
    EXPECT_FALSE(check_evolution(with("1", "a"), less).ok());
}

TEST(SchemaTest, ChecksValuesByType) {
    const FieldSchema text = field_of(R"({"number": 2, "name": "a", "choices": ["x", "y"]})");
    EXPECT_TRUE(check_value(text, std::string("x")).ok());
    EXPECT_TRUE(check_value(text, std::monostate{}).ok());
    EXPECT_FALSE(check_value(text, std::string("z")).ok());
    EXPECT_FALSE(check_value(text, std::int64_t{1}).ok());
    EXPECT_EQ(check_value(text, std::string("z")).error().detail,
              "a: \"z\" is not among its choices");
    const FieldSchema free = field_of(R"({"number": 2, "name": "a"})");
    EXPECT_TRUE(check_value(free, std::string("Zoë")).ok());
    EXPECT_FALSE(check_value(free, std::string("\xFF")).ok());
    const FieldSchema real = field_of(R"({"number": 2, "name": "a", "type": "real"})");
    EXPECT_TRUE(check_value(real, make_real(1.5)).ok());
    EXPECT_TRUE(check_value(real, make_real(0.0)).ok());
    const FieldSchema integer = field_of(R"({"number": 2, "name": "a", "type": "integer"})");
    EXPECT_FALSE(check_value(integer, make_real(1.5)).ok());
    EXPECT_TRUE(check_value(integer, std::int64_t{-5}).ok());
    const FieldSchema time = field_of(R"({"number": 2, "name": "a", "type": "time"})");
    EXPECT_TRUE(check_value(time, std::int64_t{1'700'000'000'000}).ok());
    EXPECT_FALSE(check_value(time, std::int64_t{1} << 60).ok());
}

TEST(SchemaTest, ChecksValuesByKind) {
    const FieldSchema flag = field_of(R"({"number": 2, "name": "a", "kind": "flag"})");
    EXPECT_TRUE(check_value(flag, true).ok());
    EXPECT_FALSE(check_value(flag, std::int64_t{1}).ok());
    const FieldSchema counter = field_of(R"({"number": 2, "name": "a", "kind": "counter"})");
    EXPECT_TRUE(check_value(counter, std::int64_t{-2}).ok());
    EXPECT_FALSE(check_value(counter, std::monostate{}).ok());
    const FieldSchema place = field_of(R"({"number": 2, "name": "a", "kind": "position"})");
    EXPECT_TRUE(check_value(place, Bytes{1, 2}).ok());
    EXPECT_TRUE(check_value(place, std::string("a0")).ok());
    const FieldSchema reference =
        field_of(R"({"number": 2, "name": "a", "kind": "reference", "target": "things"})");
    EXPECT_TRUE(check_value(reference, Reference{}).ok());
    EXPECT_TRUE(check_value(reference, Link{}).ok());
    EXPECT_FALSE(check_value(reference, std::string("x")).ok());
    const FieldSchema blob = field_of(R"({"number": 2, "name": "a", "kind": "blob"})");
    EXPECT_TRUE(check_value(blob, BlobReference{}).ok());
    EXPECT_FALSE(check_value(blob, Reference{}).ok());
}

/// Things, and switches with these fields, named by these members.
std::string switched(const std::string& fields, const std::string& members) {
    return R"({"name": "test", "version": 1, "collections": [
        {"number": 1, "name": "things", "title": "name", "fields": [{"number": 1, "name": "name"}]},
        {"number": 2, "name": "switches", "title": "field", "fields": [)" +
           fields + R"(]}], "switches": {)" + members + "}}";
}
constexpr const char* kSwitchFields = R"({"number": 3, "name": "field", "protected": true},
    {"number": 4, "name": "decides", "choices": ["ask", "suggest", "apply"], "protected": true},
    {"number": 5, "name": "free"}, {"number": 6, "name": "tags", "kind": "set"},
    {"number": 7, "name": "half", "choices": ["ask"], "protected": true})";
constexpr const char* kSwitchMembers =
    R"("collection": "switches", "field": "field", "decides": "decides")";

TEST(SchemaTest, ReadsWhichRecordsAreSwitches) {
    const Schema schema = parsed(switched(kSwitchFields, kSwitchMembers));
    EXPECT_EQ(schema.switches, (SwitchFields{{2, 3}, {2, 4}}));
    EXPECT_EQ(parsed(things("")).switches, std::nullopt);
    EXPECT_EQ(schema.find_field("things.name")->id, (FieldId{1, 1}));
    for (const char* name : {"", ".", "things", "things.", "things.none", "none.name"})
        EXPECT_EQ(schema.find_field(name), nullptr) << name;
}

TEST(SchemaTest, RefusesSwitchesThatCouldNotBeRead) {
    const auto why = [](const std::string& members) {
        return error_of(switched(kSwitchFields, members));
    };
    EXPECT_NE(why(R"("collection": "none", "field": "field", "decides": "decides")"), "");
    EXPECT_NE(why(R"("collection": "switches", "field": "none", "decides": "decides")"), "");
    EXPECT_NE(why(R"("collection": "switches", "field": "field")"), "");
    EXPECT_NE(why(R"("collection": "switches", "field": "tags", "decides": "decides")"), "");
    EXPECT_NE(why(R"("collection": "switches", "field": "field", "decides": "field")")
                  .find("the same field"),
              std::string::npos);
    EXPECT_NE(
        why(R"("collection": "switches", "field": "free", "decides": "decides")").find("protected"),
        std::string::npos);
    EXPECT_NE(why(R"("collection": "switches", "field": "field", "decides": "half")")
                  .find("does not take \"suggest\""),
              std::string::npos);
    EXPECT_NE(why(R"("collection": "switches", "field": "half", "decides": "decides")"), "");
    EXPECT_NE(why(std::string(kSwitchMembers) + R"(, "more": 1)"), "");
}

TEST(SchemaTest, SwitchesMayComeAndStay) {
    Schema before = parsed(things(""));
    Schema with = parsed(switched(kSwitchFields, kSwitchMembers));
    with.version = 2;
    EXPECT_TRUE(check_evolution(before, with).ok());
    Schema after = with;
    after.version = 3;
    EXPECT_TRUE(check_evolution(with, after).ok());
    after.switches->decides = {2, 7};
    EXPECT_FALSE(check_evolution(with, after).ok());
    after.switches.reset();
    EXPECT_FALSE(check_evolution(with, after).ok());
}

}  // namespace
}  // namespace wedsync
