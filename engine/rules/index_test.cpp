#include "engine/rules/index.hpp"

#include "gtest/gtest.h"

#include "tests/support/rule_site.hpp"

namespace wedsync::rules {
namespace {

constexpr ScopeId kFirst{1};
constexpr ScopeId kSecond{2};
constexpr std::int64_t kHour = 3'600'000;

class RuleIndexTest : public ::testing::Test {
protected:
    Value to(const RecordKey& key) { return Reference{key.record}; }
    std::vector<std::uint16_t> broken() {
        std::vector<std::uint16_t> rules;
        for (const Violation& violation : site.violations())
            rules.push_back(violation.rule);
        return rules;
    }
    RecordKey seated(const RecordKey& table, const RecordKey& seat) {
        return site.create(kFirst, "guests", {{"table", to(table)}, {"seat", to(seat)}});
    }
    RecordKey item(ScopeId scope, const char* room, std::int64_t hour,
                   const RecordKey* vendor = nullptr) {
        support::RuleSite::Fields fields{
            {"room", std::string(room)}, {"starts", hour * kHour}, {"minutes", std::int64_t{90}}};
        if (vendor != nullptr) fields.emplace_back("vendor", to(*vendor));
        return site.create(scope, "items", fields);
    }

    using Rules = std::vector<std::uint16_t>;
    support::RuleSite site{support::wedding_with_rules()};
};

TEST_F(RuleIndexTest, OneSeatIsForOneGuest) {
    const RecordKey table = site.create(kFirst, "tables", {{"label", std::string("1")}});
    const RecordKey seat = site.create(kFirst, "seats", {{"table", to(table)}});
    const RecordKey anna = seated(table, seat);
    EXPECT_EQ(broken(), Rules{});
    const RecordKey ben = seated(table, seat);
    const std::vector<Violation> found = site.violations();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].rule, 1);
    ASSERT_EQ(found[0].parts.size(), 2U);
    EXPECT_EQ(found[0].parts[0].key, anna);
    EXPECT_EQ(found[0].parts[1].key, ben);
    site.set(anna, "rsvp", std::string("declined"));
    EXPECT_EQ(broken(), Rules{});
    site.set(anna, "rsvp", std::string("accepted"));
    EXPECT_EQ(broken(), Rules{1});
    site.erase(seat);
    EXPECT_EQ(broken(), Rules{});
}

TEST_F(RuleIndexTest, ScopesAreApartUnlessTheRuleSaysOtherwise) {
    site.create(kFirst, "tables", {{"label", std::string("Table 5")}});
    site.create(kSecond, "tables", {{"label", std::string("Table 5")}});
    EXPECT_EQ(broken(), Rules{});
    site.create(kSecond, "tables", {{"label", std::string(" table-5")}});
    EXPECT_EQ(broken(), Rules{5});
}

TEST_F(RuleIndexTest, ATableHoldsWhatItsCapacitySays) {
    const RecordKey table = site.create(kFirst, "tables", {{"capacity", std::int64_t{3}}});
    const RecordKey anna = site.create(kFirst, "guests", {{"table", to(table)}});
    site.create(kFirst, "guests", {{"table", to(table)}, {"extra", std::int64_t{1}}});
    EXPECT_EQ(broken(), Rules{});
    site.set(anna, "extra", std::int64_t{2});
    const std::vector<Violation> found = site.violations();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].rule, 2);
    EXPECT_EQ(found[0].total, 5);
    EXPECT_EQ(found[0].limit, 3);
    EXPECT_EQ(found[0].subject, table);
    site.set(table, "capacity", std::int64_t{5});
    EXPECT_EQ(broken(), Rules{});
    site.set(table, "capacity", std::int64_t{4});
    EXPECT_EQ(broken(), Rules{2});
    site.set(table, "capacity", Value());
    EXPECT_EQ(broken(), Rules{});
}

TEST_F(RuleIndexTest, AnExtraOfNobodysSizeDoesNotOverflow) {
    const RecordKey table = site.create(kFirst, "tables", {{"capacity", std::int64_t{3}}});
    for (int i = 0; i < 3; ++i) {
        site.create(kFirst, "guests",
                    {{"table", to(table)}, {"extra", std::numeric_limits<std::int64_t>::max()}});
    }
    EXPECT_EQ(broken(), Rules{2});
}

TEST_F(RuleIndexTest, ARoomHasOneThingAtATime) {
    item(kFirst, "Garden", 14);
    const RecordKey later = item(kFirst, "garden ", 15);
    EXPECT_EQ(broken(), Rules{3});
    item(kSecond, "Garden", 14);
    EXPECT_EQ(broken(), Rules{3});
    site.set(later, "starts", 15 * kHour + kHour / 2);
    EXPECT_EQ(broken(), Rules{});
}

TEST_F(RuleIndexTest, AVendorIsInOneEventAtATime) {
    const RecordKey here = site.create(kFirst, "vendors", {{"name", std::string("Bl\xC3\xBCte")}});
    const RecordKey there = site.create(kSecond, "vendors", {{"name", std::string("BLUTE")}});
    item(kFirst, "Garden", 14, &here);
    item(kFirst, "Hall", 14, &here);
    EXPECT_EQ(broken(), Rules{});
    const RecordKey other = item(kSecond, "Hall", 15, &there);
    const std::vector<Violation> found = site.violations();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].rule, 4);
    EXPECT_EQ(found[0].parts.size(), 3U);
    site.set(there, "name", std::string("Somebody else"));
    EXPECT_EQ(broken(), Rules{});
    site.set(other, "vendor", Link{kFirst, here.record, "Bl\xC3\xBCte"});
    EXPECT_EQ(broken(), Rules{4});
}

TEST_F(RuleIndexTest, ASeatHasToSuit) {
    const RecordKey table = site.create(kFirst, "tables", {});
    const RecordKey seat = site.create(kFirst, "seats", {{"table", to(table)}});
    const RecordKey anna = seated(table, seat);
    site.set(seat, "is_blocked", true);
    EXPECT_EQ(broken(), Rules{6});
    site.set(anna, "in_chair", true);
    EXPECT_EQ(broken(), (Rules{6, 7}));
    site.set(seat, "kind", std::string("wheelchair"));
    site.set(seat, "is_blocked", false);
    EXPECT_EQ(broken(), Rules{});
}

TEST_F(RuleIndexTest, OrderPassesOverWhatIsEmpty) {
    const RecordKey one = site.create(kFirst, "items", {{"closes", kHour}});
    EXPECT_EQ(broken(), Rules{});
    site.set(one, "opens", 2 * kHour);
    EXPECT_EQ(broken(), Rules{8});
    site.set(one, "closes", 2 * kHour);
    EXPECT_EQ(broken(), Rules{});
}

TEST_F(RuleIndexTest, StepsGoForward) {
    const RecordKey vendor = site.create(kFirst, "vendors", {{"status", std::string("proposed")}});
    site.set(vendor, "status", std::string("confirmed"));
    EXPECT_EQ(broken(), Rules{});
    site.set(vendor, "status", std::string("booked"));
    EXPECT_EQ(broken(), Rules{9});
    site.set(vendor, "status", std::string("confirmed"));
    EXPECT_EQ(broken(), Rules{});
    site.set(vendor, "status", std::string("proposed"), NoteKind::kUndoes);
    EXPECT_EQ(broken(), Rules{});
}

TEST_F(RuleIndexTest, TheOneShownCountsWherePeopleDisagree) {
    const RecordKey table = site.create(kFirst, "tables", {{"label", std::string("1")}});
    const RecordKey seat = site.create(kFirst, "seats", {{"table", to(table)}});
    const RecordKey free = site.create(kFirst, "seats", {{"table", to(table)}});
    seated(table, seat);
    const RecordKey ben = seated(table, seat);
    EXPECT_EQ(broken(), Rules{1});
    site.set_unseen(ben, "seat", to(free));
    EXPECT_EQ(broken(), Rules{});
}

TEST_F(RuleIndexTest, NumbersItsVersions) {
    const std::uint64_t before = site.index().version();
    const RecordKey one = site.create(kFirst, "items", {{"closes", kHour}});
    site.violations();
    EXPECT_EQ(site.index().version(), before);
    site.set(one, "opens", 2 * kHour);
    site.violations();
    EXPECT_EQ(site.index().version(), before + 1);
}

TEST_F(RuleIndexTest, KnowsWhatMatters) {
    const Index& index = site.index();
    for (std::uint16_t collection = 1; collection <= 5; ++collection)
        EXPECT_TRUE(index.looks_at(collection)) << collection;
    EXPECT_FALSE(index.looks_at(6));
}

TEST_F(RuleIndexTest, ReadsAWholeScopeAtOnce) {
    site.create(kFirst, "tables", {{"label", std::string("5")}});
    site.create(kFirst, "tables", {{"label", std::string("5")}});
    Index index(site.schema());
    ASSERT_TRUE(index.take_scope(kFirst, site.source()).ok());
    Sight sight(site.source());
    ASSERT_TRUE(index.refresh(sight).ok());
    EXPECT_EQ(index.violations(), site.violations());
    EXPECT_EQ(index.count(), 1U);
}

}  // namespace
}  // namespace wedsync::rules
