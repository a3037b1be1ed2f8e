#include "hub/core/lease_board.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "engine/base/prng.hpp"
#include "engine/prevent/lease.hpp"
#include "hub/core/hub_test_support.hpp"

namespace wedsync::hub::test {
namespace {

constexpr std::uint64_t kMinuteMs = 60'000;
const RecordId kGrace = record_of({kAlice, 1});
const RecordId kHarry = record_of({kAlice, 2});

/// Devices that were told that they may not write any more.
std::set<std::string>& revoked() {
    static std::set<std::string> devices;
    return devices;
}

Policy with_people() {
    revoked().clear();
    Policy policy = open_policy();
    policy.describe = [](const std::string& device) -> Author {
        return {"person of " + device, "somebody else", "staff", 7};
    };
    policy.may_read = [](const std::string& device, ScopeId) { return device != "stranger"; };
    policy.may_claim = [](const std::string& device, ScopeId, const Extent& on) {
        return device != "viewer" && on.collection == kGuests && !revoked().contains(device);
    };
    return policy;
}

Ask ask(const RecordId& record, std::uint64_t left_ms = kLeaseLifeMs) {
    return {{kGuests, extent::One{record}}, "", left_ms};
}
Ask taking_over(const RecordId& record) {
    return {{kGuests, extent::One{record}}, "", kLeaseLifeMs, std::nullopt, true};
}
Ask area(std::int64_t first, std::int64_t last, std::uint64_t left_ms) {
    return {{kGuests, extent::Numbers{kName, first, last}}, "tables", left_ms};
}

class LeaseBoardTest : public testing::Test {
protected:
    LeaseBoardTest() : world_({with_people(), {}, 1, 0}) {}

    PeerId open(const std::string& device) {
        const PeerId peer = world_.open(device);
        world_.subscribe(peer);
        tick();
        return peer;
    }
    void tick(std::uint64_t ms = 0) {
        world_.advance(ms);
        world_.hub().handle_timeout(world_.now());
        ASSERT_TRUE(world_.settle());
    }
    std::vector<message::ClaimsTold> hear(PeerId peer) {
        std::vector<message::ClaimsTold> told = world_.take<message::ClaimsTold>(peer);
        for (const message::ClaimsTold& each : told)
            world_.send(peer, message::ClaimsSeen{each.scope});
        return told;
    }
    void say(PeerId peer, std::vector<Ask> asks, ScopeId scope = kParty) {
        world_.send(peer, message::Claims{scope, std::move(asks)});
        tick(kClaimRoundMs);
    }
    /// How the claim of a device on a record stands; kGone: there is none.
    Standing standing(const std::string& device, const Extent& on) {
        for (const Holding& holding : world_.hub().claims(kParty)) {
            if (holding.device == device && holding.on == on) return holding.standing;
        }
        return Standing::kGone;
    }
    Standing standing(const std::string& device, const RecordId& record = kGrace) {
        return standing(device, ask(record).on);
    }

    World world_;
};

TEST_F(LeaseBoardTest, WhoMayNotAnyMoreHasNothingWhereverTheDeviceIs) {
    const PeerId lost = open("lost");
    const PeerId phone = open("phone");
    say(lost, {area(1, 10, kAreaLifeMsMax), ask(kHarry)});
    say(phone, {ask(kHarry)});
    world_.hub().handle_disconnected(lost);
    tick(kMinuteMs / 60);
    ASSERT_EQ(standing("lost", area(1, 10, 0).on), Standing::kHeld);
    ASSERT_EQ(standing("phone", kHarry), Standing::kWaiting);
    hear(phone);
    revoked().insert("lost");
    world_.hub().handle_rights_changed(world_.now());
    tick(kClaimRoundMs);
    EXPECT_EQ(standing("lost", area(1, 10, 0).on), Standing::kGone);
    EXPECT_EQ(standing("phone", kHarry), Standing::kHeld);
    EXPECT_FALSE(hear(phone).empty()) << "it is told at once";
}

TEST_F(LeaseBoardTest, TheFirstHasItAndAllAreToldAsTheHubKnowsThem) {
    const PeerId alice = open("tablet-1");
    const PeerId bob = open("tablet-2");
    say(alice, {ask(kGrace)});
    say(bob, {ask(kGrace)});
    EXPECT_EQ(standing("tablet-1"), Standing::kHeld);
    EXPECT_EQ(standing("tablet-2"), Standing::kWaiting);
    const auto told = hear(bob);
    ASSERT_EQ(told.size(), 1U);
    ASSERT_EQ(told[0].holdings.size(), 1U);
    EXPECT_EQ(told[0].holdings[0].person, "person of tablet-1");
    EXPECT_EQ(told[0].holdings[0].device, "tablet-1");
    EXPECT_EQ(told[0].holdings[0].left_ms, kLeaseLifeMs - kClaimRoundMs);
    EXPECT_EQ(hear(alice).at(0).holdings.at(0).standing, Standing::kHeld) << "one's own too";
}

TEST_F(LeaseBoardTest, WhoGivesItBackLeavesItToWhoIsNext) {
    const PeerId alice = open("tablet-1");
    const PeerId bob = open("tablet-2");
    const PeerId carol = open("tablet-3");
    say(alice, {ask(kGrace)});
    say(carol, {ask(kGrace)});
    say(bob, {ask(kGrace)});
    say(alice, {});
    EXPECT_EQ(standing("tablet-1"), Standing::kGone);
    EXPECT_EQ(standing("tablet-3"), Standing::kHeld);
    EXPECT_EQ(standing("tablet-2"), Standing::kWaiting);
}

TEST_F(LeaseBoardTest, WhoFallsSilentHasItUntilItsLifeIsOverAndNoLonger) {
    const PeerId alice = open("tablet-1");
    const PeerId bob = open("tablet-2");
    say(alice, {ask(kGrace)});
    say(bob, {ask(kHarry, kAreaLifeMsMax)});
    world_.close(alice);
    tick(kLeaseLifeMs - kClaimRoundMs * 3);
    EXPECT_EQ(standing("tablet-1"), Standing::kHeld);
    tick(kClaimRoundMs * 3);
    EXPECT_EQ(standing("tablet-1"), Standing::kGone);
    EXPECT_EQ(standing("tablet-2", kHarry), Standing::kGone)
        << "a lease is for minutes, whatever is asked for";
}

TEST_F(LeaseBoardTest, SayingItAgainKeepsIt) {
    const PeerId alice = open("tablet-1");
    for (int i = 0; i < 20; ++i) {
        say(alice, {ask(kGrace)});
        tick(kClaimRepeatMs);
        ASSERT_EQ(standing("tablet-1"), Standing::kHeld) << i;
    }
}

TEST_F(LeaseBoardTest, ATakeOverIsSeenByWhoHadItEvenWhenTheyComeLate) {
    const PeerId alice = open("tablet-1");
    const PeerId bob = open("tablet-2");
    say(alice, {ask(kGrace)});
    world_.close(alice);
    say(bob, {taking_over(kGrace)});
    EXPECT_EQ(standing("tablet-2"), Standing::kHeld);
    EXPECT_EQ(standing("tablet-1"), Standing::kTaken);
    const PeerId back = open("tablet-1");
    world_.send(back, message::Claims{kParty, {taking_over(kGrace)}});
    tick(kClaimRoundMs);
    const auto told = hear(back);
    ASSERT_FALSE(told.empty());
    EXPECT_TRUE(told[0].is_whole);
    ASSERT_EQ(told[0].holdings.size(), 2U);
    EXPECT_EQ(told[0].holdings[0].standing, Standing::kTaken);
    EXPECT_EQ(told[0].holdings[0].taken_by, "person of tablet-2");
    EXPECT_EQ(standing("tablet-2"), Standing::kHeld) << "what was taken does not take back";
    // Given back, it can be asked for again.
    say(back, {});
    EXPECT_EQ(standing("tablet-1"), Standing::kGone);
    say(back, {ask(kGrace)});
    EXPECT_EQ(standing("tablet-1"), Standing::kWaiting);
}

TEST_F(LeaseBoardTest, AfterARestartWhoHadItFirstHasItWhoeverComesFirst) {
    const PeerId alice = open("tablet-1");
    say(alice, {ask(kGrace)});
    world_.restart();
    EXPECT_EQ(standing("tablet-1"), Standing::kGone);
    const PeerId bob = open("tablet-2");
    say(bob, {ask(kGrace)});
    EXPECT_EQ(standing("tablet-2"), Standing::kHeld);
    const PeerId again = open("tablet-1");
    say(again, {{ask(kGrace).on, "", kLeaseLifeMs, kMinuteMs}});
    EXPECT_EQ(standing("tablet-1"), Standing::kHeld);
    EXPECT_EQ(standing("tablet-2"), Standing::kWaiting);
}

TEST_F(LeaseBoardTest, AreasLastForHoursWithoutAWord) {
    const PeerId alice = open("tablet-1");
    const PeerId bob = open("tablet-2");
    say(alice, {area(1, 10, 240 * kMinuteMs)});
    say(bob, {area(8, 12, 240 * kMinuteMs), ask(kGrace)});
    EXPECT_EQ(standing("tablet-2"), Standing::kHeld) << "a lease within an area";
    EXPECT_EQ(standing("tablet-2", area(8, 12, 0).on), Standing::kWaiting);
    world_.close(alice);
    tick(239 * kMinuteMs);
    EXPECT_EQ(standing("tablet-1", area(1, 10, 0).on), Standing::kHeld);
    tick(kMinuteMs);
    EXPECT_EQ(standing("tablet-1", area(1, 10, 0).on), Standing::kGone);
}

TEST_F(LeaseBoardTest, WhoMayNotIsNotHeardAndIsTold) {
    const PeerId bob = open("tablet-2");
    const PeerId viewer = open("viewer");
    const PeerId stranger = world_.open("stranger");
    world_.subscribe(stranger);
    say(viewer, {ask(kGrace)});
    say(stranger, {ask(kGrace)});
    say(bob, {{{kGuests + 1, extent::All{}}, "", kMinuteMs}});
    // Nor who follows nothing, or another scope.
    say(world_.open("tablet-4"), {ask(kGrace)});
    say(bob, {ask(kGrace)}, kBrunch);
    EXPECT_TRUE(world_.hub().claims(kParty).empty());
    EXPECT_TRUE(world_.hub().claims(kBrunch).empty());
    const auto told = hear(viewer);
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told[0].holdings.at(0).standing, Standing::kRefused);
    EXPECT_TRUE(world_.take<message::ClaimsTold>(stranger).empty());
    EXPECT_EQ(world_.hub().counters().claims_refused, 2U);
}

TEST_F(LeaseBoardTest, OlderVersionsNeitherSpeakNorListen) {
    const PeerId alice = open("tablet-1");
    const PeerId old = world_.connect();
    message::Hello hello;
    hello.protocol = kProtocolClaims - 1;
    hello.device = "tablet-0";
    world_.send(old, hello);
    world_.subscribe(old);
    say(alice, {ask(kGrace)});
    say(old, {ask(kHarry)});
    EXPECT_TRUE(world_.take<message::ClaimsTold>(old).empty());
    EXPECT_EQ(standing("tablet-0", kHarry), Standing::kGone);
    EXPECT_EQ(world_.goodbye_of(old), 0);
}

TEST_F(LeaseBoardTest, HoldsNoMoreThanItsBound) {
    std::uint64_t counter = 1;
    for (std::size_t device = 0; device * kClaimsOfDeviceMax < kClaimsMax + 40; ++device) {
        const PeerId peer = open("device" + std::to_string(device));
        std::vector<Ask> asks;
        for (std::size_t i = 0; i < kClaimsOfDeviceMax; ++i)
            asks.push_back(ask(record_of({kBob, counter++})));
        say(peer, asks);
    }
    EXPECT_EQ(world_.hub().claims_held(), kClaimsMax);
    EXPECT_GT(world_.hub().counters().claims_refused, 0U);
    tick(kLeaseLifeMs);
    EXPECT_EQ(world_.hub().claims_held(), 0U);
}

TEST_F(LeaseBoardTest, WhoDoesNotReadHasOneFrameWaitingAndIsToldAllInTheEnd) {
    const PeerId alice = open("tablet-1");
    const PeerId bob = open("tablet-2");
    say(alice, {ask(kGrace)});
    for (int i = 0; i < 4; ++i) {
        say(alice, {});
        tick(kClaimGoneMs + 1'000);
        say(alice, {ask(kHarry)});
    }
    EXPECT_EQ(world_.take<message::ClaimsTold>(bob).size(), 1U);
    world_.send(bob, message::ClaimsSeen{kParty});
    tick(kClaimRoundMs);
    const auto told = hear(bob);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_TRUE(told[0].is_whole) << "what it is to forget has been forgotten";
    ASSERT_EQ(told[0].holdings.size(), 1U);
    EXPECT_EQ(told[0].holdings[0].on, ask(kHarry).on);
}

TEST_F(LeaseBoardTest, WhoTalksTooMuchIsNotHeardForAWhile) {
    const PeerId alice = open("tablet-1");
    for (std::uint64_t i = 1; i <= 60; ++i)
        world_.send(alice, message::Claims{kParty, {ask(record_of({kBob, i}))}});
    tick(kClaimRoundMs);
    const std::vector<Holding> held = world_.hub().claims(kParty);
    ASSERT_EQ(held.size(), 1U);
    EXPECT_LE(std::get<extent::One>(held[0].on.part).record.dot.counter, kClaimBurst + 2);
}

/// Anything at any time: never two for the same, and whoever listens comes to know what is so.
TEST_F(LeaseBoardTest, NoTwoHoldTheSameWhateverHappens) {
    constexpr std::size_t kDevices = 4;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        SCOPED_TRACE(seed);
        Prng prng(seed);
        world_.restart();
        std::vector<std::optional<PeerId>> peers(kDevices);
        std::vector<std::map<std::pair<std::string, Extent>, Holding>> known(kDevices);
        const auto listen = [&](std::size_t i) {
            for (const message::ClaimsTold& told : hear(*peers[i])) {
                if (told.is_whole) known[i].clear();
                for (const Holding& holding : told.holdings) {
                    known[i].erase({holding.device, holding.on});
                    if (holding.standing == Standing::kGone) continue;
                    known[i][{holding.device, holding.on}] = holding;
                }
            }
        };
        const auto ensure = [&](std::size_t i) {
            if (peers[i] && !world_.is_gone(*peers[i])) return;
            peers[i] = open("tablet-" + std::to_string(i));
            known[i].clear();
        };
        for (int step = 0; step < 120; ++step) {
            const auto i = static_cast<std::size_t>(prng.below(kDevices));
            if (peers[i] && world_.is_gone(*peers[i])) peers[i].reset();
            if (prng.chance(80) && peers[i]) {
                world_.close(*peers[i]);
                peers[i].reset();
            } else if (prng.chance(700)) {
                ensure(i);
                std::vector<Ask> asks;
                for (std::uint64_t n = prng.below(3); n > 0; --n) {
                    Ask each = prng.chance(300) ? area(static_cast<std::int64_t>(prng.below(5)), 5,
                                                       9 * kMinuteMs)
                                                : ask(record_of({kBob, 1 + prng.below(3)}));
                    each.takes_over = prng.chance(200);
                    if (prng.chance(200)) each.held_ms = prng.below(300'000);
                    asks.push_back(std::move(each));
                }
                world_.send(*peers[i], message::Claims{kParty, std::move(asks)});
            }
            tick(prng.below(prng.chance(100) ? 200'000 : 2'000));
            if (peers[i] && prng.chance(700)) listen(i);
            const std::vector<Holding> all = world_.hub().claims(kParty);
            for (const Holding& left : all) {
                for (const Holding& right : all) {
                    const bool is_same =
                        left.device != right.device && left.standing == Standing::kHeld &&
                        right.standing == Standing::kHeld && prevent::overlaps(left.on, right.on);
                    ASSERT_FALSE(is_same) << left.device << " and " << right.device;
                }
            }
        }
        for (int round = 0; round < 4; ++round) {
            for (std::size_t i = 0; i < kDevices; ++i) {
                ensure(i);
                listen(i);
            }
            tick(kClaimRoundMs);
        }
        for (std::size_t i = 0; i < kDevices; ++i) {
            listen(i);
            const std::vector<Holding> all = world_.hub().claims(kParty);
            ASSERT_EQ(known[i].size(), all.size()) << i;
            for (const Holding& holding : all) {
                const auto at = known[i].find({holding.device, holding.on});
                ASSERT_NE(at, known[i].end());
                EXPECT_EQ(at->second.standing, holding.standing);
                EXPECT_EQ(at->second.taken_by, holding.taken_by);
            }
        }
    }
}

}  // namespace
}  // namespace wedsync::hub::test
