// Who has taken what, between clients and a hub.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/prevent/lease.hpp"
#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

constexpr std::uint64_t kMinuteMs = 60'000;
constexpr std::uint16_t kGuests = 1;

class ClaimsWorldTest : public testing::Test {
protected:
    ClaimsWorldTest() { make({}); }

    void make(World::Setup setup) {
        setup.devices = 3;
        setup.policy.describe = [](const std::string& device) -> Author {
            return {"the person of " + device, "", "staff", 0};
        };
        world_ = std::make_unique<World>(std::move(setup));
        guest_ = world_->add_guest(0, "Grace");
        EXPECT_TRUE(world_->settle());
    }

    [[nodiscard]] Extent lease() const { return {kGuests, extent::One{guest_}}; }
    [[nodiscard]] static Extent area() { return {kGuests, extent::All{}}; }
    void claim(std::size_t index, const Extent& on, bool takes_over = false) {
        EXPECT_TRUE(world_->device(index)
                        .client()
                        .claim(world_->now(), {kParty, on, "", kAreaMs, takes_over})
                        .ok());
        world_->run(1'500);
    }
    void release(std::size_t index, const Extent& on) {
        EXPECT_TRUE(world_->device(index).client().release_claim(world_->now(), kParty, on));
        world_->run(1'500);
    }
    std::vector<Claim> seen_by(std::size_t index) {
        return world_->device(index).client().claims(world_->now(), kParty);
    }
    /// The claim of a device as another knows it.
    std::optional<Claim> seen(std::size_t of, const Extent& on, std::size_t by) {
        for (const Claim& claim : seen_by(by)) {
            if (claim.device == world_->device(of).name() && claim.on == on) return claim;
        }
        return std::nullopt;
    }
    std::optional<ClaimState> state(std::size_t of, const Extent& on, std::size_t by) {
        const std::optional<Claim> claim = seen(of, on, by);
        if (!claim) return std::nullopt;
        return claim->state;
    }
    void leave(std::size_t index) {
        world_->device(index).is_online = false;
        world_->cut(index);
        world_->run(1'000);
    }
    void come_back(std::size_t index) {
        world_->device(index).is_online = true;
        EXPECT_TRUE(world_->run_until([&] { return world_->is_in_sync(index); }));
        world_->run(2'000);
    }

    std::unique_ptr<World> world_;
    RecordId guest_;
};

TEST_F(ClaimsWorldTest, OthersKnowWithinASecondAndAHalfAndItIsGivenBack) {
    claim(0, lease());
    EXPECT_EQ(state(0, lease(), 0), ClaimState::kHeld);
    const auto told = seen(0, lease(), 1);
    ASSERT_TRUE(told.has_value());
    EXPECT_EQ(told->state, ClaimState::kHeld);
    EXPECT_EQ(told->person, "the person of " + world_->device(0).name());
    EXPECT_TRUE(told->is_live);
    claim(1, lease());
    EXPECT_EQ(state(1, lease(), 1), ClaimState::kWaiting);
    release(0, lease());
    EXPECT_EQ(state(1, lease(), 1), ClaimState::kHeld);
    EXPECT_FALSE(seen(0, lease(), 2).has_value());
}

TEST_F(ClaimsWorldTest, LastsAsLongAsItIsSaidAndNothingIsInTheLog) {
    const std::uint64_t head = world_->hub().scope(kParty)->cursor.position.value();
    claim(0, lease());
    for (int minute = 0; minute < 30; ++minute) {
        world_->run(kMinuteMs);
        ASSERT_EQ(state(0, lease(), 1), ClaimState::kHeld) << minute;
        ASSERT_EQ(state(0, lease(), 0), ClaimState::kHeld) << minute;
    }
    EXPECT_EQ(world_->hub().scope(kParty)->cursor.position.value(), head);
}

TEST_F(ClaimsWorldTest, NoEditIsEverRefusedForIt) {
    claim(0, lease());
    claim(0, area());
    world_->set_name(1, guest_, "Grace H.");
    ASSERT_TRUE(world_->settle());
    EXPECT_EQ(world_->difference(), "");
    EXPECT_EQ(world_->hub().counters().refused, 0U);
    EXPECT_EQ(state(0, lease(), 1), ClaimState::kHeld);
}

TEST_F(ClaimsWorldTest, WhoHadItLearnsWhoTookIt) {
    claim(0, lease());
    claim(1, lease(), true);
    EXPECT_EQ(state(1, lease(), 1), ClaimState::kHeld);
    const auto lost = seen(0, lease(), 0);
    ASSERT_TRUE(lost.has_value());
    EXPECT_EQ(lost->state, ClaimState::kTaken);
    EXPECT_EQ(lost->taken_by, "the person of " + world_->device(1).name());
    // It may be asked for again, and waits then.
    claim(0, lease());
    world_->run(1'500);
    EXPECT_EQ(state(0, lease(), 0), ClaimState::kWaiting);
    EXPECT_EQ(state(1, lease(), 1), ClaimState::kHeld);
}

TEST_F(ClaimsWorldTest, WhoWasAwayLearnsItOnComingBack) {
    claim(0, lease());
    leave(0);
    claim(1, lease(), true);
    world_->run(kMinuteMs);
    EXPECT_EQ(state(0, lease(), 0), ClaimState::kHeld) << "as far as it knows";
    come_back(0);
    EXPECT_EQ(state(0, lease(), 0), ClaimState::kTaken);
    EXPECT_EQ(state(1, lease(), 1), ClaimState::kHeld);
}

TEST_F(ClaimsWorldTest, WhoIsAloneHasAWordOfItsOwnAndTwoOfThemAreRanked) {
    leave(0);
    leave(1);
    claim(0, lease());
    claim(1, lease());
    EXPECT_EQ(state(0, lease(), 0), ClaimState::kAlone);
    EXPECT_EQ(state(1, lease(), 1), ClaimState::kAlone);
    come_back(1);
    come_back(0);
    for (std::size_t by = 0; by < 3; ++by) {
        EXPECT_EQ(state(1, lease(), by), ClaimState::kHeld) << by << ": it came first";
        EXPECT_EQ(state(0, lease(), by), ClaimState::kWaiting) << by;
    }
}

TEST_F(ClaimsWorldTest, AnAreaOutlivesConnectionTabletAndHub) {
    claim(0, area());
    leave(0);
    world_->restart_device(0);
    world_->run(5 * kMinuteMs);
    EXPECT_EQ(state(0, area(), 0), ClaimState::kAlone);
    EXPECT_EQ(state(0, area(), 1), ClaimState::kHeld);
    const std::uint64_t left_ms = seen(0, area(), 0)->left_ms;
    EXPECT_LE(left_ms, kAreaMs - 5 * kMinuteMs);
    EXPECT_GE(left_ms, kAreaMs - 7 * kMinuteMs);
    world_->restart_hub();
    come_back(0);
    EXPECT_EQ(state(0, area(), 0), ClaimState::kHeld);
    EXPECT_EQ(state(0, area(), 1), ClaimState::kHeld);
    // And a lease does not.
    claim(0, lease());
    world_->restart_device(0);
    EXPECT_TRUE(world_->run_until([&] { return world_->is_in_sync(0); }));
    world_->run(2'000);
    EXPECT_FALSE(seen(0, lease(), 0).has_value());
    EXPECT_FALSE(seen(0, lease(), 1).has_value());
}

TEST_F(ClaimsWorldTest, AnAreaIsOverWhenItWasToBeWithOrWithoutAHub) {
    claim(0, area());
    leave(1);
    world_->run(kAreaMs - kMinuteMs);
    EXPECT_EQ(state(0, area(), 0), ClaimState::kHeld);
    EXPECT_EQ(state(0, area(), 1), ClaimState::kHeld);
    world_->run(kMinuteMs);
    for (std::size_t by = 0; by < 3; ++by)
        EXPECT_FALSE(seen(0, area(), by).has_value()) << by;
    EXPECT_EQ(world_->hub().claims_held(), 0U);
}

TEST_F(ClaimsWorldTest, WhoMayNotWriteIsTold) {
    World::Setup setup;
    setup.policy.may_claim = [](const std::string& device, ScopeId, const Extent&) {
        return device != "device2";
    };
    make(std::move(setup));
    claim(2, lease());
    EXPECT_EQ(state(2, lease(), 2), ClaimState::kRefused);
    EXPECT_FALSE(seen(2, lease(), 0).has_value());
    claim(0, lease());
    EXPECT_EQ(state(0, lease(), 2), ClaimState::kHeld);
}

TEST_F(ClaimsWorldTest, CostsNothingWhereNobodyUsesIt) {
    std::size_t messages = 0;
    world_->on_message = [&](std::size_t, bool, const Message& message) {
        messages += std::get_if<message::Claims>(&message) != nullptr ? 1U : 0U;
        messages += std::get_if<message::ClaimsTold>(&message) != nullptr ? 1U : 0U;
        messages += std::get_if<message::ClaimsSeen>(&message) != nullptr ? 1U : 0U;
    };
    world_->set_name(0, guest_, "Grace H");
    world_->cut(1);
    world_->run(10 * kMinuteMs);
    EXPECT_EQ(messages, 0U);
    claim(0, lease());
    // One that says it, three that are told and answer.
    EXPECT_EQ(messages, 7U);
}

/// People take, give back and take over while connections break, tablets and the hub start anew and
/// holders fall silent: the hub believes one at a time, nothing is shown longer than it lasts, no
/// edit is refused, and when all is quiet everybody knows the same.
class ClaimsPropertyTest : public ClaimsWorldTest {
protected:
    void play(std::uint64_t seed) {
        Prng prng(seed);
        World::Setup setup;
        setup.seed = seed;
        // Nothing of an earlier connection comes back: who is where, and who has what, are told
        // once.
        setup.faults = {10, 0, 20, 0, 400};
        make(std::move(setup));
        for (int step = 0; step < 60; ++step) {
            act(prng);
            world_->run(prng.below(prng.chance(150) ? 9 * kMinuteMs : 20'000));
            ASSERT_NO_FATAL_FAILURE(check_hub());
            ASSERT_NO_FATAL_FAILURE(check_devices());
        }
        world_->setup().faults = {};
        for (std::size_t i = 0; i < world_->device_count(); ++i) {
            world_->device(i).is_online = true;
            world_->device(i).is_black_hole = false;
            world_->cut(i);
        }
        ASSERT_TRUE(world_->settle());
        world_->run(10'000);
        EXPECT_EQ(world_->difference(), "");
        EXPECT_EQ(world_->hub().counters().refused, 0U);
        check_hub();
        for (std::size_t by = 0; by < world_->device_count(); ++by)
            check_view(by);
    }

private:
    Extent extent(Prng& prng) const {
        switch (prng.below(4)) {
            case 0:
                return area();
            case 1:
                return {kGuests, extent::Numbers{1, static_cast<std::int64_t>(prng.below(4)), 4}};
            case 2:
                return {kGuests, extent::One{guest_, std::uint16_t{1}}};
            default:
                return lease();
        }
    }

    void act(Prng& prng) {
        const auto index = static_cast<std::size_t>(prng.below(3));
        Device& device = world_->device(index);
        Client& client = device.client();
        switch (prng.below(10)) {
            case 0:
                device.is_online = !device.is_online;
                world_->cut(index);
                break;
            case 1:
                // What was lost in it is lost with the connection.
                if (device.is_black_hole) world_->cut(index);
                device.is_black_hole = !device.is_black_hole;
                break;
            case 2:
                if (prng.chance(300)) world_->restart_device(index);
                break;
            case 3:
                if (prng.chance(300)) world_->restart_hub();
                break;
            case 4:
            case 5:
                client.release_claim(world_->now(), kParty, extent(prng));
                break;
            case 6:
                world_->set_name(index, guest_, "Grace " + std::to_string(prng.below(99)));
                break;
            default: {
                const ClaimWish wish{kParty, extent(prng), "", (1 + prng.below(90)) * kMinuteMs,
                                     prng.chance(300)};
                ASSERT_TRUE(client.claim(world_->now(), wish).ok());
            }
        }
    }

    void check_hub() {
        const std::vector<Holding> all = world_->hub().claims(kParty);
        for (const Holding& left : all) {
            for (const Holding& right : all) {
                const bool is_both = left.device != right.device &&
                                     left.standing == Standing::kHeld &&
                                     right.standing == Standing::kHeld;
                ASSERT_FALSE(is_both && prevent::overlaps(left.on, right.on))
                    << left.device << " and " << right.device;
            }
        }
    }

    void check_devices() {
        for (std::size_t by = 0; by < world_->device_count(); ++by) {
            for (const Claim& claim : seen_by(by)) {
                const bool is_short = claim.state == ClaimState::kHeld && !is_area(claim.on);
                ASSERT_LE(claim.left_ms, is_short ? kLeaseLifeMs : kAreaLifeMsMax);
                ASSERT_GT(claim.left_ms, 0U);
            }
        }
    }

    /// What a device shows is what the hub believes.
    void check_view(std::size_t by) {
        SCOPED_TRACE(by);
        const std::vector<Holding> all = world_->hub().claims(kParty);
        std::size_t shown = 0;
        for (const Claim& claim : seen_by(by)) {
            // What was lost stays before its own people until they have seen it.
            if (claim.is_own && claim.state == ClaimState::kTaken) continue;
            ++shown;
            const auto at = std::find_if(all.begin(), all.end(), [&](const Holding& holding) {
                return holding.device == claim.device && holding.on == claim.on;
            });
            ASSERT_NE(at, all.end());
            EXPECT_TRUE(claim.is_live);
            EXPECT_EQ(claim.state == ClaimState::kHeld, at->standing == Standing::kHeld);
        }
        const auto is_shown = [&](const Holding& holding) {
            const bool is_own_loss =
                holding.standing == Standing::kTaken && holding.device == world_->device(by).name();
            return !is_own_loss;
        };
        EXPECT_EQ(shown, static_cast<std::size_t>(std::count_if(all.begin(), all.end(), is_shown)));
    }
};

TEST_F(ClaimsPropertyTest, OneHolderAtATimeAndAllComeToKnowIt) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        ASSERT_NO_FATAL_FAILURE(play(seed));
    }
}

}  // namespace
}  // namespace wedsync::sync::test
