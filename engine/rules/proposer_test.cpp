#include "engine/rules/proposer.hpp"

#include "gtest/gtest.h"

#include "tests/support/rule_site.hpp"

namespace wedsync::rules {
namespace {

constexpr ScopeId kFirst{1};
constexpr ScopeId kSecond{2};
constexpr std::int64_t kHour = 3'600'000;

class ProposerTest : public ::testing::Test {
protected:
    static Value to(const RecordKey& key) { return Reference{key.record}; }
    RecordKey table(std::int64_t capacity) {
        return site.create(kFirst, "tables", {{"capacity", capacity}});
    }
    RecordKey seat(const RecordKey& at, const char* kind = "standard") {
        return site.create(kFirst, "seats", {{"table", to(at)}, {"kind", std::string(kind)}});
    }
    RecordKey guest(const RecordKey& at, const RecordKey* in, const char* party = "") {
        support::RuleSite::Fields fields{{"table", to(at)}, {"party", std::string(party)}};
        if (in != nullptr) fields.emplace_back("seat", to(*in));
        return site.create(kFirst, "guests", fields);
    }
    std::vector<Repair> repairs() {
        const std::vector<Violation> found = site.violations();
        EXPECT_EQ(found.size(), 1U);
        return found.empty() ? std::vector<Repair>{} : site.repairs(found.front());
    }
    /// Applies the first repair; nothing is broken then.
    void mend() {
        const std::vector<Repair> found = repairs();
        ASSERT_FALSE(found.empty());
        site.apply(found.front().edits);
        EXPECT_TRUE(site.violations().empty());
    }
    Value shown(const RecordKey& key, const char* field) {
        const merge::RecordState state = site.state(key);
        const CollectionSchema* collection = site.schema().find(merge::collection_of(state));
        return merge::read_field(state, *collection->find(field)).value;
    }

    support::RuleSite site{support::wedding_with_rules()};
};

TEST_F(ProposerTest, MovesTheLaterOneToAFreeSeatOfTheTable) {
    const RecordKey one = table(8);
    const RecordKey first = seat(one);
    const RecordKey second = seat(one);
    const RecordKey third = seat(one);
    guest(one, &second);
    const RecordKey anna = guest(one, &first);
    const RecordKey ben = guest(one, &first);
    mend();
    EXPECT_EQ(shown(anna, "seat"), to(first));
    EXPECT_EQ(shown(ben, "seat"), to(third));
    EXPECT_EQ(shown(ben, "table"), to(one));
}

TEST_F(ProposerTest, LeavesSeatsForThoseWhoNeedThem) {
    const RecordKey one = table(8);
    const RecordKey wide = seat(one, "wheelchair");
    const RecordKey plain = seat(one);
    guest(one, &wide);
    const RecordKey ben = guest(one, &wide);
    site.set(ben, "in_chair", true);
    mend();
    // Whoever came first gives way: the other cannot sit elsewhere.
    EXPECT_EQ(shown(ben, "seat"), to(wide));
    EXPECT_EQ(site.violations().size(), 0U);
    EXPECT_NE(shown(ben, "seat"), to(plain));
}

TEST_F(ProposerTest, DoesNotPartAParty) {
    const RecordKey one = table(8);
    const RecordKey only = seat(one);
    guest(one, &only);
    const RecordKey ben = guest(one, &only, "Lee");
    const RecordKey beth = guest(one, nullptr, "Lee");
    const RecordKey two = table(2);
    seat(two);
    mend();
    EXPECT_EQ(shown(ben, "table"), to(two));
    EXPECT_EQ(shown(beth, "table"), to(two));
}

TEST_F(ProposerTest, AsksWhereNobodyFits) {
    const RecordKey one = table(8);
    const RecordKey only = seat(one);
    guest(one, &only, "Roy");
    guest(one, nullptr, "Roy");
    guest(one, &only, "Lee");
    guest(one, nullptr, "Lee");
    table(1);
    const RecordKey locked = table(8);
    site.set(locked, "is_locked", true);
    EXPECT_TRUE(repairs().empty());
    site.set(locked, "is_locked", false);
    EXPECT_FALSE(repairs().empty());
}

TEST_F(ProposerTest, KeepsTheMarksThatSomebodyNeeds) {
    const RecordKey one = table(1);
    site.set(one, "marks", std::string("vegan"));
    guest(one, nullptr);
    const RecordKey ben = guest(one, nullptr);
    site.set(ben, "diets", std::string("vegan"));
    const RecordKey plain = table(4);
    const RecordKey marked = table(4);
    site.set(marked, "marks", std::string("vegan"));
    const std::vector<Repair> found = repairs();
    ASSERT_FALSE(found.empty());
    for (const Repair& repair : found) {
        for (const Repair::Edit& edit : repair.edits) {
            EXPECT_FALSE(edit.key == ben && edit.value == to(plain));
        }
    }
    mend();
}

TEST_F(ProposerTest, MovesNoMoreThanItHasToOrRaisesTheLimit) {
    const RecordKey one = table(3);
    guest(one, nullptr);
    guest(one, nullptr);
    const RecordKey carl = guest(one, nullptr);
    const RecordKey dora = guest(one, nullptr);
    site.set(carl, "extra", std::int64_t{1});
    table(2);
    const std::vector<Repair> found = repairs();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].kind, RepairKind::kMove);
    ASSERT_EQ(found[0].edits.size(), 1U);
    EXPECT_EQ(found[0].edits[0].key, carl);
    EXPECT_EQ(found[1].kind, RepairKind::kRaise);
    EXPECT_EQ(found[1].edits[0].value, Value(std::int64_t{5}));
    EXPECT_NE(found[0].edits[0].key, dora);
    mend();
}

TEST_F(ProposerTest, MovesSeveralWhereOneIsNotEnough) {
    const RecordKey one = table(1);
    for (int i = 0; i < 3; ++i)
        guest(one, nullptr);
    table(1);
    table(1);
    mend();
}

TEST_F(ProposerTest, ShiftsTheLaterPlacedThing) {
    const auto item = [&](std::int64_t hour) {
        return site.create(kFirst, "items",
                           {{"room", std::string("Hall")},
                            {"starts", hour * kHour},
                            {"minutes", std::int64_t{120}}});
    };
    const RecordKey dinner = item(18);
    const RecordKey speeches = item(21);
    const RecordKey cake = item(17);
    mend();
    EXPECT_EQ(shown(dinner, "starts"), Value(18 * kHour));
    EXPECT_EQ(shown(speeches, "starts"), Value(21 * kHour));
    EXPECT_EQ(shown(cake, "starts"), Value(23 * kHour));
}

TEST_F(ProposerTest, ShiftsInOneEventWhatAVendorHasInTwo) {
    const auto vendor = [&](ScopeId scope) {
        return site.create(scope, "vendors", {{"name", std::string("Band")}});
    };
    const auto item = [&](ScopeId scope, const RecordKey& who) {
        return site.create(scope, "items",
                           {{"starts", kHour}, {"minutes", std::int64_t{60}}, {"vendor", to(who)}});
    };
    item(kFirst, vendor(kFirst));
    const RecordKey there = item(kSecond, vendor(kSecond));
    mend();
    EXPECT_EQ(shown(there, "starts"), Value(2 * kHour));
}

TEST_F(ProposerTest, TellsNamesApart) {
    const auto named = [&](const char* label) {
        return site.create(kFirst, "tables", {{"label", std::string(label)}});
    };
    named("Rose");
    named("Rose (2)");
    const RecordKey third = named("ROSE");
    mend();
    EXPECT_EQ(shown(third, "label"), Value(std::string("ROSE (3)")));
}

TEST_F(ProposerTest, PutsAStepBackOrKeepsIt) {
    const RecordKey vendor = site.create(kFirst, "vendors", {{"status", std::string("confirmed")}});
    site.set(vendor, "status", std::string("proposed"));
    const std::vector<Repair> found = repairs();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].kind, RepairKind::kRestore);
    EXPECT_EQ(found[0].edits[0].value, Value(std::string("confirmed")));
    EXPECT_EQ(found[1].kind, RepairKind::kKeep);
    site.apply(found[1].edits);
    EXPECT_TRUE(site.violations().empty());
}

TEST_F(ProposerTest, LeavesDisagreementsToPeople) {
    const RecordKey one = table(8);
    const RecordKey first = seat(one);
    const RecordKey second = seat(one);
    const RecordKey third = seat(one);
    const RecordKey anna = guest(one, &first);
    site.set_unseen(anna, "seat", to(second));
    const RecordKey ben = guest(one, &second);
    for (const Repair& repair : repairs()) {
        for (const Repair::Edit& edit : repair.edits)
            EXPECT_EQ(edit.key, ben);
    }
    mend();
    EXPECT_EQ(shown(ben, "seat"), to(first));
    EXPECT_NE(shown(ben, "seat"), to(third));
}

TEST_F(ProposerTest, AsksWhereTheRuleHasNoHint) {
    site.create(kFirst, "items", {{"opens", 2 * kHour}, {"closes", kHour}});
    EXPECT_TRUE(repairs().empty());
}

TEST_F(ProposerTest, LeavesTheIndexAsItWas) {
    const RecordKey one = table(1);
    guest(one, nullptr);
    guest(one, nullptr);
    table(1);
    const std::vector<Violation> before = site.violations();
    repairs();
    EXPECT_EQ(site.index().violations(), before);
    EXPECT_EQ(site.violations(), before);
}

}  // namespace
}  // namespace wedsync::rules
