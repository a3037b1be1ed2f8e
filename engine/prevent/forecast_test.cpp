#include "engine/prevent/forecast.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "engine/base/prng.hpp"

namespace wedsync::prevent {
namespace {

constexpr std::uint64_t kMinuteMs = 60'000;
constexpr std::uint64_t kHourMs = 60 * kMinuteMs;

Colleague here(const char* who, Attention attention = Attention::kElsewhere) {
    return {who, true, 0, attention};
}
Colleague away(const char* who, std::uint64_t away_ms) {
    return {who, false, away_ms, Attention::kElsewhere};
}

Situation quiet() {
    Situation situation;
    situation.met_per_mille = 400;
    situation.colleagues = {here("anna"), here("ben")};
    return situation;
}

TEST(ForecastTest, SaysNothingWhereAllAreInReach) {
    Situation situation = quiet();
    situation.touches = {{"anna", false, true, kMinuteMs}};
    const Forecast forecast = prevent::forecast(situation);
    EXPECT_EQ(forecast, Forecast{});
}

TEST(ForecastTest, WarnsWhoIsOutOfReach) {
    Situation situation = quiet();
    situation.unseen_ms = 20 * kMinuteMs;
    const Forecast forecast = prevent::forecast(situation);
    EXPECT_EQ(forecast.level, Level::kHigh);
    EXPECT_EQ(forecast.per_mille, 400U);
    EXPECT_EQ(forecast.advice, Advice::kWaitForReach);
    const std::vector<Reason> reasons{{ReasonCode::kOutOfReach, ""},
                                      {ReasonCode::kOftenShared, ""}};
    EXPECT_EQ(forecast.reasons, reasons);
}

TEST(ForecastTest, IsLessSureInTheFirstMinute) {
    Situation situation = quiet();
    situation.unseen_ms = 1'000;
    const std::uint32_t first = prevent::forecast(situation).per_mille;
    situation.unseen_ms = 30'000;
    const std::uint32_t later = prevent::forecast(situation).per_mille;
    situation.unseen_ms = kHiccupMs;
    EXPECT_LT(first, later);
    EXPECT_LT(later, prevent::forecast(situation).per_mille);
}

TEST(ForecastTest, NamesWhoIsAwayWithIt) {
    Situation situation = quiet();
    situation.colleagues.push_back(away("cleo", 10 * kMinuteMs));
    EXPECT_EQ(prevent::forecast(situation).reasons.front(),
              (Reason{ReasonCode::kSomeoneAway, "cleo"}));
    const std::uint32_t before = prevent::forecast(situation).per_mille;
    situation.touches = {{"cleo", false, true, 15 * kMinuteMs}};
    const Forecast forecast = prevent::forecast(situation);
    EXPECT_GT(forecast.per_mille, before);
    EXPECT_EQ(forecast.reasons.front(), (Reason{ReasonCode::kAwayWithIt, "cleo"}));
    EXPECT_EQ(forecast.advice, Advice::kWaitForPerson);
    EXPECT_EQ(forecast.whom, "cleo");
}

TEST(ForecastTest, WaitsForNobodyWhoHasGoneHome) {
    Situation situation = quiet();
    situation.colleagues.push_back(away("cleo", kShiftMs + 1));
    situation.touches = {{"cleo", false, true, 9 * kHourMs}};
    EXPECT_EQ(prevent::forecast(situation), Forecast{});
}

TEST(ForecastTest, AsksWhoIsAtTheField) {
    Situation situation = quiet();
    situation.colleagues = {here("anna", Attention::kLooking),
                            here("ben", Attention::kEditingField)};
    const Forecast forecast = prevent::forecast(situation);
    EXPECT_EQ(forecast.level, Level::kHigh);
    EXPECT_EQ(forecast.advice, Advice::kAsk);
    EXPECT_EQ(forecast.whom, "ben");
    EXPECT_EQ(forecast.reasons, (std::vector<Reason>{{ReasonCode::kEditingNow, "ben"}}));
}

TEST(ForecastTest, ALookIsNoReasonToWarn) {
    Situation situation = quiet();
    situation.colleagues = {here("anna", Attention::kLooking)};
    EXPECT_EQ(prevent::forecast(situation).level, Level::kNone);
}

TEST(ForecastTest, SaysWhatToDoAboutAHold) {
    Situation situation = quiet();
    situation.holds = {{"anna", true, true}};
    EXPECT_EQ(prevent::forecast(situation).advice, Advice::kWorkElsewhere);
    situation.holds.push_back({"ben", false, true});
    EXPECT_EQ(prevent::forecast(situation).advice, Advice::kAsk);
    EXPECT_EQ(prevent::forecast(situation).reasons.front(), (Reason{ReasonCode::kHeld, "ben"}));
    situation.holds.back().is_in_reach = false;
    EXPECT_EQ(prevent::forecast(situation).advice, Advice::kTakeOver);
    EXPECT_EQ(prevent::forecast(situation).whom, "ben");
}

TEST(ForecastTest, HalvesWhereOnlyOtherFieldsWereWritten) {
    Situation situation = quiet();
    situation.unseen_ms = kHourMs;
    situation.touches = {{"anna", false, false, kMinuteMs}};
    EXPECT_EQ(prevent::forecast(situation).per_mille, 200U);
    situation.touches.push_back({"ben", false, true, 2 * kHourMs});
    EXPECT_EQ(prevent::forecast(situation).per_mille, 400U);
}

TEST(ForecastTest, AgesDoNotTrustAClockFurtherThanTheyCanSee) {
    // A clock years behind, ahead, and right.
    EXPECT_EQ(age_of({std::int64_t{3} * 365 * 24 * 3'600'000, 5'000, true}), 5'000U);
    EXPECT_EQ(age_of({std::int64_t{kShiftMs}, 5'000, true}), kShiftMs);
    EXPECT_EQ(age_of({-90'000'000, 5'000, true}), 5'000U);
    EXPECT_EQ(age_of({30'000, 5'000, true}), 30'000U);
    // Before we listened nothing bounds it from above.
    EXPECT_EQ(age_of({90'000'000, 5'000, false}), 90'000'000U);
    EXPECT_EQ(age_of({-1, 5'000, false}), 5'000U);
}

/// Whatever is known, the answer keeps its bounds, is the same twice, and explains itself.
TEST(ForecastTest, KeepsItsBoundsForAnySituation) {
    Prng prng(1);
    const std::vector<std::string> names{"anna", "ben", "cleo", "dora"};
    for (std::size_t round = 0; round < 20'000; ++round) {
        SCOPED_TRACE(round);
        Situation situation;
        situation.met_per_mille = static_cast<std::uint32_t>(prng.below(1'200));
        if (prng.chance(400)) situation.unseen_ms = prng.next() >> prng.below(64);
        for (std::uint64_t i = prng.below(5); i > 0; --i) {
            situation.touches.push_back({prng.pick(names), prng.chance(200), prng.chance(700),
                                         prng.next() >> prng.below(64)});
        }
        for (std::uint64_t i = prng.below(5); i > 0; --i) {
            situation.colleagues.push_back({prng.pick(names), prng.chance(600),
                                            prng.next() >> prng.below(64),
                                            static_cast<Attention>(prng.below(4))});
        }
        if (prng.chance(200)) {
            situation.holds.push_back({prng.pick(names), prng.chance(500), prng.chance(500)});
        }
        const Forecast forecast = prevent::forecast(situation);
        ASSERT_EQ(forecast, prevent::forecast(situation));
        ASSERT_LE(forecast.per_mille, 1'000U);
        ASSERT_LE(forecast.reasons.size(), kReasonsMax);
        const bool is_silent = forecast.level == Level::kNone;
        ASSERT_EQ(is_silent, forecast.per_mille < kLowPerMille);
        ASSERT_EQ(is_silent, forecast.reasons.empty());
        ASSERT_TRUE(!is_silent || forecast.advice == Advice::kGoOn);
        // To know of one more who holds it never calms.
        Situation held = situation;
        held.holds.push_back({"emil", false, true});
        ASSERT_GE(prevent::forecast(held).per_mille, forecast.per_mille);
    }
}

TEST(ForecastTest, NamesEverything) {
    EXPECT_EQ(name_of(Level::kHigh), "high");
    EXPECT_EQ(name_of(ReasonCode::kAwayWithIt), "away_with_it");
    EXPECT_EQ(name_of(Advice::kWaitForReach), "wait_for_reach");
}

}  // namespace
}  // namespace wedsync::prevent
