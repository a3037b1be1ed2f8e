#include "modules/marketing/markov.hpp"

#include <numeric>
#include <set>
#include <vector>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"

namespace wedsync::marketing {
namespace {

Journey journey(const std::vector<std::string>& campaigns, bool is_converted) {
    Journey result;
    for (const std::string& campaign : campaigns)
        result.touches.push_back({campaign, 0});
    result.is_converted = is_converted;
    return result;
}

/// The chance that a journey converts, if every visit to `without` ends it: by going on step by
/// step until hardly anybody is under way.
double chance_without(const std::vector<Journey>& journeys, const std::string& without) {
    std::map<std::string, std::map<std::string, double>> steps;
    std::map<std::string, double> left;
    for (const Journey& each : journeys) {
        std::string from = "(start)";
        for (const Touch& touch : each.touches) {
            steps[from][touch.campaign] += 1;
            left[from] += 1;
            from = touch.campaign;
        }
        steps[from][each.is_converted ? "(conversion)" : "(nothing)"] += 1;
        left[from] += 1;
    }
    std::map<std::string, double> at = {{"(start)", 1.0}};
    double converted = 0;
    for (std::size_t step = 0; step < 3'000; ++step) {
        std::map<std::string, double> next;
        for (const auto& [from, chance] : at) {
            for (const auto& [to, times] : steps[from]) {
                const double moved = chance * times / left[from];
                if (to == "(conversion)") {
                    converted += moved;
                } else if (to != "(nothing)" && to != without) {
                    next[to] += moved;
                }
            }
        }
        at = std::move(next);
        double under_way = 0;
        for (const auto& [campaign, chance] : at)
            under_way += chance;
        if (under_way < 1e-15) break;
    }
    return converted;
}

TEST(MarkovTest, APublishedExampleComesOutAsItIsPrinted) {
    // S. Bryl', "Attribution model with R (part 1: Markov chains concept)", analyzecore.com, 2016:
    // three paths, removal effects 0.5, 1 and 1, so 20 %, 40 % and 40 % of one conversion.
    Paths paths;
    paths.add(journey({"C1", "C2", "C3"}, true));
    paths.add(journey({"C1"}, false));
    paths.add(journey({"C2", "C3"}, false));
    EXPECT_EQ(paths.credits(), (Credits{{"C1", 200'000}, {"C2", 400'000}, {"C3", 400'000}}));
}

TEST(MarkovTest, EffectsAreThoseOfTakingEachCampaignOut) {
    Prng prng(11);
    const std::vector<std::string> names = {"a", "b", "c", "d", "e"};
    for (std::size_t round = 0; round < 60; ++round) {
        std::vector<Journey> journeys;
        Paths paths;
        std::int64_t conversions = 0;
        const std::uint64_t count = prng.between(1, 30);
        for (std::uint64_t i = 0; i < count; ++i) {
            std::vector<std::string> way;
            const std::uint64_t length = prng.between(1, 6);
            for (std::uint64_t k = 0; k < length; ++k)
                way.push_back(prng.pick(names));
            journeys.push_back(journey(way, prng.chance(400)));
            conversions += journeys.back().is_converted ? 1 : 0;
            paths.add(journeys.back());
        }
        const Credits credits = paths.credits();
        if (conversions == 0) {
            EXPECT_TRUE(credits.empty());
            continue;
        }
        const double all = chance_without(journeys, "");
        std::map<std::string, double> effects;
        double sum = 0;
        for (const std::string& name : names) {
            effects[name] = (all - chance_without(journeys, name)) / all;
            sum += effects[name];
        }
        std::int64_t total = 0;
        for (const std::string& name : names) {
            const auto found = credits.find(name);
            const std::int64_t credit = found == credits.end() ? 0 : found->second;
            total += credit;
            EXPECT_NEAR(static_cast<double>(credit),
                        effects[name] / sum * static_cast<double>(conversions * kWhole), 2)
                << "round " << round << " campaign " << name;
        }
        EXPECT_EQ(total, conversions * kWhole);
    }
}

TEST(MarkovTest, AJourneyThatIsTakenOutLeavesNoTrace) {
    Paths paths;
    paths.add(journey({"a", "b"}, true));
    const Paths before = paths;
    paths.add(journey({"b", "b", "c"}, false));
    paths.add(journey({}, true));
    paths.remove(journey({"b", "b", "c"}, false));
    EXPECT_EQ(paths, before);
    paths.remove(journey({"a", "b"}, true));
    EXPECT_EQ(paths, Paths());
    EXPECT_TRUE(paths.credits().empty());
}

TEST(MarkovTest, BeyondTheBoundTheCampaignsReachedMostAreLookedAt) {
    Paths paths;
    for (std::size_t i = 0; i < kCampaignsMax + 20; ++i) {
        const std::string name = std::to_string(1'000 + i);
        for (std::size_t times = 0; times < (i < 20 ? 1U : 3U); ++times)
            paths.add(journey({name}, true));
    }
    const Credits credits = paths.credits();
    EXPECT_EQ(credits.size(), kCampaignsMax);
    EXPECT_FALSE(credits.contains("1000"));
    EXPECT_TRUE(credits.contains("1020"));
}

}  // namespace
}  // namespace wedsync::marketing
