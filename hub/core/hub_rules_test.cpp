#include "gtest/gtest.h"

#include "hub/core/hub_test_support.hpp"

namespace wedsync::hub::test {
namespace {

/// The records of each violation.
std::vector<std::vector<RecordId>> broken(World& world) {
    const auto found = world.hub().violations();
    EXPECT_TRUE(found.ok() && found.value().has_value());
    std::vector<std::vector<RecordId>> records;
    for (const rules::Violation& violation : *found.value()) {
        EXPECT_EQ(violation.rule, 3);
        records.emplace_back();
        for (const rules::Violation::Part& part : violation.parts)
            records.back().push_back(part.key.record);
    }
    return records;
}

TEST(HubRulesTest, FollowsWhatIsCommitted) {
    World world;
    const PeerId alice = world.open("alice");
    const PeerId bob = world.open("bob");
    const Dot ann{kAlice, 1};
    const Dot other{kBob, 1};
    world.push(alice, {create(ann, "Ann")});
    EXPECT_TRUE(broken(world).empty());
    world.push(bob, {create(other, "ann")});
    const std::vector<std::vector<RecordId>> both{{record_of(ann), record_of(other)}};
    EXPECT_EQ(broken(world), both);
    world.push(alice, {edit({kAlice, 2}, record_of(other), "Bea", {other})});
    EXPECT_TRUE(broken(world).empty());
}

TEST(HubRulesTest, SeesAllScopesAtOnceAndAfterARestart) {
    World world;
    const PeerId alice = world.open("alice");
    world.push(alice, {create({kAlice, 1}, "Ann")});
    world.push(alice, {create({kAlice, 1}, "Ann")}, kBrunch);
    const auto before = broken(world);
    EXPECT_EQ(before.size(), 1U);
    world.restart();
    EXPECT_EQ(broken(world), before);
}

TEST(HubRulesTest, ReadsOnAtEachQuestion) {
    World world;
    const PeerId alice = world.open("alice");
    const std::size_t count = kRulesReadMax;
    std::vector<Change> changes;
    for (std::uint64_t i = 1; i <= count; ++i) {
        changes.push_back(create({kAlice, i}, "Ann" + std::to_string(i)));
        if (changes.size() < 1'000) continue;
        world.push(alice, changes);
        changes.clear();
    }
    world.push(alice, {create({kBob, 1}, "Ann1")}, kBrunch);
    const auto first = world.hub().violations();
    ASSERT_TRUE(first.ok());
    EXPECT_FALSE(first.value().has_value());
    EXPECT_EQ(broken(world).size(), 1U);
}

}  // namespace
}  // namespace wedsync::hub::test
