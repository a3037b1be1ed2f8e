#include "engine/pace/strategy.hpp"

#include "gtest/gtest.h"

namespace wedsync::pace {
namespace {

LinkEstimate link_of(std::uint64_t goodput) {
    LinkEstimate link;
    link.acknowledged(Instant{1'000}, {static_cast<std::size_t>(goodput),
                                       static_cast<std::size_t>(goodput / 50), Instant{0}});
    return link;
}

Plan table(EffectiveType type, std::uint64_t kbps, bool is_data_saver = false) {
    return plan_for(Strategy::kReference, {}, NetworkHint{type, kbps, is_data_saver});
}

TEST(StrategyTest, TheReferenceIsItsTable) {
    const Plan aggressive{100, 5, 1, 0, true, 0};
    const Plan moderate{25, 2, 9, 0, false, 0};
    const Plan conservative{5, 1, 19, kPriorityUrgent, false, 0};
    EXPECT_EQ(table(EffectiveType::k4g, 10'001), aggressive);
    EXPECT_EQ(table(EffectiveType::k4g, 10'000), moderate);
    EXPECT_EQ(table(EffectiveType::k4g, 1'001), moderate);
    EXPECT_EQ(table(EffectiveType::k4g, 1'000), conservative);
    EXPECT_EQ(table(EffectiveType::k3g, 100), moderate);
    EXPECT_EQ(table(EffectiveType::k2g, 60), conservative);
    EXPECT_EQ(table(EffectiveType::k4g, 50'000, true), conservative);
}

TEST(StrategyTest, TheReferenceMeasuresWhereNobodyTellsIt) {
    EXPECT_EQ(plan_for(Strategy::kReference, link_of(5'000), {}).batch_changes, 5U);
    LinkEstimate fast;
    fast.acknowledged(Instant{1'100}, {400'000, 8'000, Instant{1'000}});
    EXPECT_EQ(plan_for(Strategy::kReference, fast, {}).batch_changes, 100U);
}

TEST(StrategyTest, NamesTheTypesOfTheNetworkInformationApi) {
    EXPECT_EQ(effective_type(50, 20'000), EffectiveType::k4g);
    EXPECT_EQ(effective_type(300, 20'000), EffectiveType::k3g);
    EXPECT_EQ(effective_type(50, 699), EffectiveType::k3g);
    EXPECT_EQ(effective_type(1'500, 20'000), EffectiveType::k2g);
    EXPECT_EQ(effective_type(50, 60), EffectiveType::k2g);
    EXPECT_EQ(effective_type(2'500, 20'000), EffectiveType::kSlow2g);
    EXPECT_EQ(effective_type(50, 0), EffectiveType::kSlow2g);
}

TEST(StrategyTest, TheAdaptiveBatchTakesHalfASecond) {
    const Plan slow = plan_for(Strategy::kAdaptive, link_of(10'000), {});
    EXPECT_EQ(slow.batch_changes, 100U);
    const Plan fast = plan_for(Strategy::kAdaptive, link_of(100'000), {});
    EXPECT_EQ(fast.batch_changes, 1'000U);
    EXPECT_TRUE(fast.is_media_allowed);
    EXPECT_FALSE(slow.is_media_allowed);
    // However slow: many small pushes would cost more than they are worth.
    EXPECT_EQ(plan_for(Strategy::kAdaptive, link_of(50), {}).batch_changes, 25U);
    // And slow is no reason to keep anything back: what is urgent goes first anyway.
    EXPECT_EQ(plan_for(Strategy::kAdaptive, link_of(50), {}).priority_min, 0U);
}

TEST(StrategyTest, GathersForAQuarterOfARoundTripWithinBounds) {
    const auto gather_ms = [](std::uint64_t round_trip_ms) {
        LinkEstimate link;
        link.answered(Instant{10'000 + round_trip_ms}, Instant{10'000});
        return plan_for(Strategy::kAdaptive, link, {}).gather_ms;
    };
    EXPECT_EQ(gather_ms(2), 5U);
    EXPECT_EQ(gather_ms(80), 20U);
    EXPECT_EQ(gather_ms(900), 50U);
}

TEST(StrategyTest, AStalledLinkIsTriedWithLittle) {
    LinkEstimate link = link_of(100'000);
    link.stalled();
    const Plan plan = plan_for(Strategy::kAdaptive, link, {});
    EXPECT_EQ(plan.pushes_in_flight, 1U);
    EXPECT_EQ(plan.batch_changes, 10U);
}

TEST(StrategyTest, PicturesTravelOnALinkThatIsNotKnownToBeSlow) {
    const auto allowed = [](const LinkEstimate& link, const std::optional<NetworkHint>& hint) {
        return plan_for(Strategy::kAdaptive, link, hint).is_media_allowed;
    };
    LinkEstimate link;
    EXPECT_FALSE(allowed(link, {}));
    // Small pushes say little: 200 bytes in 20 ms.
    link.acknowledged(Instant{10'020}, {200, 1, Instant{10'000}});
    EXPECT_TRUE(allowed(link, {}));
    EXPECT_FALSE(allowed(link, NetworkHint{EffectiveType::k3g, 2'000, false}));
    EXPECT_FALSE(allowed(link, NetworkHint{EffectiveType::k4g, 20'000, true}));
    link.acknowledged(Instant{11'000}, {10'000, 100, Instant{10'500}});
    EXPECT_FALSE(allowed(link, {}));
    // Another network, maybe a better one.
    link.connected();
    EXPECT_FALSE(allowed(link, {}));
    link.answered(Instant{20'300}, Instant{20'000});
    EXPECT_FALSE(allowed(link, {}));
    link.answered(Instant{20'020}, Instant{20'000});
    EXPECT_TRUE(allowed(link, {}));
    link.stalled();
    EXPECT_FALSE(allowed(link, {}));
}

TEST(StrategyTest, WhoSavesDataSendsOnlyWhatIsUrgent) {
    const NetworkHint hint{EffectiveType::k4g, 50'000, true};
    const Plan plan = plan_for(Strategy::kAdaptive, link_of(1'000'000), hint);
    EXPECT_EQ(plan.priority_min, kPriorityUrgent);
    EXPECT_FALSE(plan.is_media_allowed);
}

}  // namespace
}  // namespace wedsync::pace
