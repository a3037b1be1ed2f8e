#include "engine/merge/switches.hpp"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "engine/merge/conflict.hpp"
#include "tests/support/merging.hpp"

namespace wedsync::merge {
namespace {

using namespace support;  // NOLINT(google-build-using-namespace): the words of the tests.

constexpr FieldId kSwitched{2, 1};
constexpr FieldId kDecides{2, 2};
constexpr FieldId kLife{2, 0};

Schema schema() {
    return parse_schema(R"({"name": "test", "version": 1, "collections": [
        {"number": 1, "name": "things", "title": "name", "fields": [
            {"number": 1, "name": "name", "decides": "apply"},
            {"number": 2, "name": "notes", "kind": "text"},
            {"number": 3, "name": "price", "protected": true}]},
        {"number": 2, "name": "switches", "title": "field", "fields": [
            {"number": 1, "name": "field", "protected": true},
            {"number": 2, "name": "decides", "protected": true}]}],
        "switches": {"collection": "switches", "field": "field", "decides": "decides"}})")
        .value();
}

class SwitchesTest : public testing::Test {
protected:
    /// A record whose two fields have these values side by side.
    RecordState record(const std::vector<std::string>& fields,
                       const std::vector<std::string>& decides) {
        RecordState state{{bob(++records_), 0}, {}};
        const auto add = [&](FieldId field, Value value) {
            ++made_;
            apply(state, change(bob(made_), made_, {put(state.id, field, std::move(value))}));
        };
        add(kLife, true);
        for (const auto& [field, values] : {std::pair{kSwitched, fields}, {kDecides, decides}}) {
            for (const std::string& value : values)
                add(field, value);
        }
        return state;
    }
    Decides of(const std::string& field, const std::vector<RecordState>& records) const {
        Switches switches;
        for (const RecordState& state : records)
            switches.add(state, schema_);
        return switches.of(*schema_.find_field(field));
    }

    const Schema schema_ = schema();

private:
    std::uint64_t records_ = 1000;
    std::uint64_t made_ = 0;
};

TEST_F(SwitchesTest, WithoutOneTheSchemaSays) {
    EXPECT_EQ(of("things.name", {}), Decides::kApply);
    EXPECT_EQ(of("things.notes", {}), Decides::kSuggest);
    EXPECT_EQ(of("things.price", {}), Decides::kAsk);
}

TEST_F(SwitchesTest, OneSaysOtherwiseOfItsFieldAlone) {
    const std::vector<RecordState> records{record({"things.name"}, {"ask"})};
    EXPECT_EQ(of("things.name", records), Decides::kAsk);
    EXPECT_EQ(of("things.notes", records), Decides::kSuggest);
    EXPECT_EQ(of("things.notes", {record({"things.notes"}, {"apply"})}), Decides::kApply);
}

TEST_F(SwitchesTest, AProtectedFieldIsNotSwitched) {
    EXPECT_EQ(of("things.price", {record({"things.price"}, {"apply"})}), Decides::kAsk);
}

TEST_F(SwitchesTest, TheMostCarefulOfSeveralCounts) {
    const RecordState apply = record({"things.notes"}, {"apply"});
    const RecordState ask = record({"things.notes"}, {"ask"});
    EXPECT_EQ(of("things.notes", {apply, ask}), Decides::kAsk);
    EXPECT_EQ(of("things.notes", {ask, apply}), Decides::kAsk);
    EXPECT_EQ(of("things.notes", {record({"things.notes"}, {"apply", "suggest"})}),
              Decides::kSuggest);
    const RecordState either = record({"things.notes", "things.name"}, {"ask"});
    EXPECT_EQ(of("things.notes", {either}), Decides::kAsk);
    EXPECT_EQ(of("things.name", {either}), Decides::kAsk);
}

TEST_F(SwitchesTest, WhatIsNotKnownIsNotApplying) {
    EXPECT_EQ(of("things.name", {record({"things.name"}, {"always"})}), Decides::kAsk);
    EXPECT_EQ(of("things.name", {record({"things.name"}, {})}), Decides::kApply);
    for (const char* name : {"", "things", "things.", ".name", "of_tomorrow.name", "things.name.x"})
        EXPECT_EQ(of("things.name", {record({name}, {"ask"})}), Decides::kApply) << name;
}

TEST_F(SwitchesTest, ADeletedOneSaysNothingAndAContestedOneStillDoes) {
    RecordState gone = record({"things.name"}, {"ask"});
    apply(gone, change(alice(1), 100, {kill_of(gone)}));
    EXPECT_EQ(of("things.name", {gone}), Decides::kApply);

    RecordState contested = record({"things.name"}, {"ask"});
    const Operation deleting = kill_of(contested);
    apply(contested, change(bob(999), 99, {put(contested.id, kSwitched, text("things.name"))}));
    apply(contested, change(alice(2), 100, {deleting}));
    ASSERT_EQ(status_of(contested), RecordStatus::kContested);
    EXPECT_FALSE(is_switch_of(gone, *schema_.find_field("things.name"), schema_));
    EXPECT_TRUE(is_switch_of(contested, *schema_.find_field("things.name"), schema_));
}

TEST_F(SwitchesTest, WithoutSuchACollectionNoRecordIsOne) {
    Schema without = schema();
    without.switches.reset();
    Switches switches;
    switches.add(record({"things.name"}, {"ask"}), without);
    EXPECT_EQ(switches, Switches{});
    EXPECT_FALSE(switches.has({1, 1}));
}

}  // namespace
}  // namespace wedsync::merge
