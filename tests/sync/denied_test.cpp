// Scopes that a device may not follow, beside others that it may.
#include <gtest/gtest.h>

#include "engine/sync/scope_sync.hpp"
#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

ScopePhase phase_of(World& world, std::size_t index, ScopeId scope) {
    for (const ScopeStatus& status : world.device(index).client().status().scopes) {
        if (status.scope == scope) return status.phase;
    }
    return ScopePhase::kIdle;
}

TEST(DeniedTest, OneScopeIsDeniedAndTheOthersGoOn) {
    bool is_open = false;
    World::Setup setup;
    setup.policy.may_read = [&](const std::string& device, ScopeId scope) {
        return is_open || device != "device0" || scope != kBrunch;
    };
    World world(setup);
    for (std::size_t i = 0; i < 2; ++i)
        ASSERT_TRUE(world.device(i).replica().add_scope(kBrunch, "brunch").ok());
    std::size_t goodbyes = 0;
    std::size_t denials = 0;
    world.on_message = [&](std::size_t, bool, const Message& message) {
        goodbyes += std::holds_alternative<message::Goodbye>(message) ? 1U : 0U;
        denials += std::holds_alternative<message::Denied>(message) ? 1U : 0U;
    };
    const RecordId ada = world.add_guest(0, "Ada");
    const RecordId eve = world.add_guest(1, "Eve");
    world.add_guest(1, "Bob", 5, kBrunch);
    world.run(60'000);
    EXPECT_EQ(phase_of(world, 0, kBrunch), ScopePhase::kDenied);
    EXPECT_EQ(phase_of(world, 0, kParty), ScopePhase::kLive);
    EXPECT_EQ(world.device(0).client().status().phase, Phase::kOpen);
    EXPECT_EQ(world.device(0).client().status().failures, 0U);
    EXPECT_TRUE(world.records(0).contains(eve));
    EXPECT_TRUE(world.records(1).contains(ada));
    EXPECT_TRUE(world.records(0, kBrunch).empty());
    EXPECT_FALSE(world.device(0).client().status().is_in_sync());
    EXPECT_EQ(goodbyes, 0U);
    EXPECT_LE(denials, 4U);

    // Asked for again after a while, in the same connection.
    is_open = true;
    world.run(kDeniedRetryMs);
    EXPECT_EQ(phase_of(world, 0, kBrunch), ScopePhase::kLive);
    EXPECT_EQ(world.records(0, kBrunch).size(), 1U);
    EXPECT_EQ(world.difference(), "");
}

TEST(DeniedTest, WhatIsWrittenIntoADeniedScopeWaits) {
    World::Setup setup;
    setup.devices = 1;
    setup.policy.may_read = [](const std::string&, ScopeId scope) { return scope != kBrunch; };
    World world(setup);
    ASSERT_TRUE(world.device(0).replica().add_scope(kBrunch, "brunch").ok());
    world.run(5'000);
    ASSERT_EQ(phase_of(world, 0, kBrunch), ScopePhase::kDenied);
    std::size_t pushes = 0;
    world.on_message = [&](std::size_t, bool, const Message& message) {
        pushes += std::holds_alternative<message::Push>(message) ? 1U : 0U;
    };
    world.add_guest(0, "Ada", 5, kBrunch);
    world.run(60'000);
    EXPECT_EQ(pushes, 0U);
    EXPECT_EQ(world.device(0).replica().scope(kBrunch)->pending.size(), 1U);
    EXPECT_TRUE(world.device(0).replica().scope(kBrunch)->refused.empty());
}

}  // namespace
}  // namespace wedsync::sync::test
