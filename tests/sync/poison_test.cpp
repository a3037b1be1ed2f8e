// Changes that a hub will not have: they wait for a person, and nobody waits for them.
#include <gtest/gtest.h>

#include "tests/support/changes.hpp"
#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

constexpr const char* kPoison = "poison";

/// Refuses every change that writes the poison.
hub::Policy careful_policy() {
    hub::Policy policy = hub::open_policy();
    policy.judge = [](const std::string&, const Author&, ScopeId, const Change& change) {
        for (const Operation& operation : change.operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            const auto* words = put == nullptr ? nullptr : std::get_if<std::string>(&put->value);
            if (words != nullptr && *words == kPoison) {
                return std::optional{RefusalReason::kBadValue};
            }
        }
        return std::optional<RefusalReason>{};
    };
    return policy;
}

/// The first name that a record shows; empty if there is none.
std::string name_of(const merge::RecordState& state) {
    const merge::Cell* cell = state.find(support::kName);
    if (cell == nullptr) return {};
    const auto* words = std::get_if<std::string>(&cell->siblings.front().value);
    return words == nullptr ? std::string() : *words;
}

World::Setup careful() {
    World::Setup setup;
    setup.policy = careful_policy();
    return setup;
}

/// The moment at which each of ten guests of the other device and ten own ones are where they
/// belong, while `poison_count` poisoned changes are sent between them.
std::vector<std::uint64_t> arrivals(int poison_count) {
    World world(careful());
    EXPECT_TRUE(world.settle());
    std::vector<std::uint64_t> moments;
    for (int i = 0; i < 10; ++i) {
        for (int j = 0; j < poison_count; ++j)
            world.add_guest(0, kPoison);
        const RecordId own = world.add_guest(0, "own " + std::to_string(i), 3);
        const RecordId other = world.add_guest(1, "other " + std::to_string(i));
        EXPECT_TRUE(world.run_until([&] { return world.records(1).contains(own); }));
        moments.push_back(world.now().monotonic.value());
        EXPECT_TRUE(world.run_until([&] { return world.records(0).contains(other); }));
        moments.push_back(world.now().monotonic.value());
    }
    EXPECT_TRUE(world.settle());
    EXPECT_EQ(world.device(0).replica().scope(kParty)->refused.size(),
              static_cast<std::size_t>(10 * poison_count));
    EXPECT_EQ(world.difference(), "");
    return moments;
}

TEST(PoisonTest, DelaysNoOtherChangeAndNoDownload) {
    const std::vector<std::uint64_t> clean = arrivals(0);
    EXPECT_EQ(arrivals(1), clean);
    EXPECT_EQ(arrivals(5), clean);
}

TEST(PoisonTest, IsKeptWithItsValuesAndTheReason) {
    World world(careful());
    const RecordId ada = world.add_guest(0, "Ada");
    ASSERT_TRUE(world.settle());
    world.set_name(0, ada, kPoison);
    ASSERT_TRUE(world.settle());
    replica::Replica& replica = world.device(0).replica();
    ASSERT_EQ(replica.scope(kParty)->refused.size(), 1U);
    const auto& [dot, row] = *replica.scope(kParty)->refused.begin();
    EXPECT_EQ(row.reason, RefusalReason::kBadValue);
    EXPECT_GT(row.refused_ms, 0U);
    const auto* put = std::get_if<operation::Put>(&row.change.operations.front());
    ASSERT_NE(put, nullptr);
    const auto* words = std::get_if<std::string>(&put->value);
    ASSERT_NE(words, nullptr);
    EXPECT_EQ(*words, kPoison);
    // What everybody has is shown again, and the refused one can be mended and sent.
    const auto shown = replica.get(kParty, ada);
    ASSERT_TRUE(shown.ok());
    EXPECT_EQ(name_of(shown.value()), "Ada");
    const Dot refused = dot;
    const Result<Draft> draft = replica.refused_draft(kParty, refused);
    ASSERT_TRUE(draft.ok());
    ASSERT_EQ(draft.value().edits.size(), 1U);
    Draft mended;
    mended.scope = kParty;
    mended.set(ada, "name", "Ada Lovelace");
    ASSERT_TRUE(replica.retry_refused(world.now(), refused, mended).ok());
    world.device(0).client().handle_commit(world.now());
    ASSERT_TRUE(world.settle());
    EXPECT_TRUE(replica.scope(kParty)->refused.empty());
    EXPECT_EQ(name_of(world.records(1)[ada]), "Ada Lovelace");
}

TEST(PoisonTest, WhatStandsOnItIsIssuedAgainOrJoinsIt) {
    World world(careful());
    const RecordId ada = world.add_guest(0, "Ada");
    ASSERT_TRUE(world.settle());
    world.device(0).is_online = false;
    world.cut(0);
    world.run(100);
    // Over the poisoned value: it names it, and can stand without it.
    world.set_name(0, ada, kPoison);
    world.set_name(0, ada, "Ada Lovelace");
    // On a poisoned record: it cannot.
    const RecordId ghost = world.add_guest(0, kPoison);
    world.set_name(0, ghost, "Casper");
    const RecordId eve = world.add_guest(0, "Eve");
    world.device(0).is_online = true;
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.difference(), "");
    EXPECT_EQ(world.hub_records().size(), 2U);
    EXPECT_EQ(name_of(world.records(1)[ada]), "Ada Lovelace");
    EXPECT_TRUE(world.records(1).contains(eve));
    std::map<RefusalReason, int> reasons;
    for (const auto& [dot, row] : world.device(0).replica().scope(kParty)->refused)
        ++reasons[row.reason];
    EXPECT_EQ(reasons, (std::map<RefusalReason, int>{{RefusalReason::kBadValue, 2},
                                                     {RefusalReason::kAfterRefused, 1}}));
}

TEST(PoisonTest, AThousandOfThemCostNoMoreThanTheirOwnWay) {
    World world(careful());
    ASSERT_TRUE(world.settle());
    world.device(0).is_online = false;
    world.cut(0);
    world.run(100);
    for (int i = 0; i < 1'000; ++i) {
        world.add_guest(0, kPoison);
        world.add_guest(0, "guest " + std::to_string(i));
    }
    world.device(0).is_online = true;
    ASSERT_TRUE(world.settle(60'000));
    EXPECT_EQ(world.hub_records().size(), 1'000U);
    EXPECT_EQ(world.device(0).replica().scope(kParty)->refused.size(), 1'000U);
    EXPECT_EQ(world.difference(), "");
}

}  // namespace
}  // namespace wedsync::sync::test
