#include "modules/marketing/attribution.hpp"

#include <algorithm>
#include <numeric>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"

namespace wedsync::marketing {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

std::vector<Engagement> some_engagements(Prng& prng, std::size_t count) {
    std::vector<Engagement> all;
    for (std::size_t i = 0; i < count; ++i) {
        Engagement each;
        each.id = "e" + std::to_string(i);
        each.user = "user " + std::to_string(prng.below(4));
        each.campaign =
            prng.chance(50) ? "" : std::string(1, static_cast<char>('a' + prng.below(5)));
        each.kind = prng.chance(200)   ? EngagementKind::kConverted
                    : prng.chance(500) ? EngagementKind::kOpened
                                       : EngagementKind::kClicked;
        // Few times, so that many things happen in one moment.
        each.at_ms = static_cast<std::int64_t>(prng.below(60)) * 40 * kHourMs;
        all.push_back(each);
    }
    return all;
}

/// What the models say, worked out from all engagements at once: for each conversion of each person
/// what came since the one before.
struct Slow {
    std::map<Model, Credits> credits;
    std::int64_t conversions = 0;
    std::int64_t unattributed = 0;
};

Slow slow_attribution(std::vector<Engagement> all) {
    std::sort(all.begin(), all.end(), happened_before);
    Slow slow;
    Paths paths;
    for (std::size_t user = 0; user < 4; ++user) {
        std::vector<Engagement> own;
        for (const Engagement& each : all) {
            if (each.user == "user " + std::to_string(user)) own.push_back(each);
        }
        for (const Journey& journey : journeys_of(own)) {
            paths.add(journey);
            if (!journey.is_converted) continue;
            ++slow.conversions;
            slow.unattributed += journey.touches.empty() ? 1 : 0;
            for (const Model model : {Model::kFirst, Model::kLast, Model::kLinear, Model::kPosition,
                                      Model::kTimeDecay}) {
                for (const auto& [campaign, credit] : credit_of(journey, model))
                    slow.credits[model][campaign] += credit;
            }
        }
    }
    slow.credits[Model::kDataDriven] = paths.credits();
    return slow;
}

void count_all(Attribution& attribution) {
    while (attribution.count_next() != nullptr) {
    }
}

void expect_same(const Attribution& attribution, const Slow& slow) {
    EXPECT_EQ(attribution.conversions(), slow.conversions);
    EXPECT_EQ(attribution.unattributed(), slow.unattributed);
    for (std::size_t i = 0; i < kModels; ++i) {
        const auto model = static_cast<Model>(i);
        const auto found = slow.credits.find(model);
        EXPECT_EQ(attribution.credits(model),
                  found == slow.credits.end() ? Credits{} : found->second)
            << name_of(model);
    }
}

TEST(AttributionTest, IsTheSameForEveryOrderOfArrivalAndThatOfAllAtOnce) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Prng prng(seed);
        std::vector<Engagement> all =
            some_engagements(prng, static_cast<std::size_t>(1 + prng.below(80)));
        const Slow slow = slow_attribution(all);
        Attribution first;
        for (const Engagement& each : all)
            EXPECT_TRUE(first.add(each));
        count_all(first);
        expect_same(first, slow);
        prng.shuffle(all);
        Attribution second;
        count_all(second);
        for (const Engagement& each : all) {
            EXPECT_TRUE(second.add(each));
            if (prng.chance(200)) {
                EXPECT_FALSE(second.add(each));
            }
        }
        EXPECT_EQ(second, first);
    }
}

TEST(AttributionTest, WhatIsTakenOutAgainLeavesNoTrace) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Prng prng(seed);
        std::vector<Engagement> all = some_engagements(prng, 60);
        prng.shuffle(all);
        Attribution attribution;
        // What was counted at once goes as what came alone does.
        const auto late = static_cast<std::ptrdiff_t>(prng.below(all.size()));
        std::vector<Engagement> kept;
        for (std::ptrdiff_t i = 0; i < std::ssize(all); ++i) {
            if (i >= late) static_cast<void>(attribution.count_next());
            EXPECT_TRUE(attribution.add(all[static_cast<std::size_t>(i)]));
        }
        for (const Engagement& each : all) {
            if (prng.chance(500)) {
                EXPECT_TRUE(attribution.remove(each));
                EXPECT_FALSE(attribution.remove(each));
            } else {
                kept.push_back(each);
            }
        }
        count_all(attribution);
        Attribution without;
        for (const Engagement& each : kept)
            EXPECT_TRUE(without.add(each));
        count_all(without);
        EXPECT_EQ(attribution, without);
    }
}

TEST(AttributionTest, ALateArrivalMovesTheCreditToWhereItHappened) {
    Attribution attribution;
    count_all(attribution);
    const auto at = [](const char* id, const char* campaign, EngagementKind kind,
                       std::int64_t hour) {
        return Engagement{id, "lena", campaign, kind, hour * kHourMs};
    };
    attribution.add(at("1", "spring", EngagementKind::kOpened, 1));
    attribution.add(at("4", "tasting", EngagementKind::kConverted, 9));
    EXPECT_EQ(attribution.credits(Model::kFirst), (Credits{{"spring", kWhole}}));
    // A tablet comes back: there was a campaign before, and a conversion in between.
    attribution.add(at("0", "winter", EngagementKind::kClicked, 0));
    EXPECT_EQ(attribution.credits(Model::kFirst), (Credits{{"winter", kWhole}}));
    attribution.add(at("2", "spring", EngagementKind::kConverted, 5));
    EXPECT_EQ(attribution.credits(Model::kFirst),
              (Credits{{"tasting", kWhole}, {"winter", kWhole}}));
    EXPECT_EQ(attribution.conversions(), 2);
}

}  // namespace
}  // namespace wedsync::marketing
