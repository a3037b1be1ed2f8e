#include "engine/prevent/habits.hpp"

#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/prng.hpp"

namespace wedsync::prevent {
namespace {

constexpr std::uint64_t kMinuteMs = 60'000;
constexpr ScopeId kParty{1};

RecordId record(std::uint64_t number) {
    return {{{1, 1}, number}, 0};
}

Write write(std::uint64_t number, const char* who, std::uint64_t minute) {
    return {kParty, record(number), who, minute * kMinuteMs};
}

TEST(HabitsTest, BelievesLittleBeforeAnythingWasCounted) {
    const Habits habits;
    EXPECT_EQ(habits.met_per_mille({0, 0}), 150U);
    EXPECT_EQ(habits.met_per_mille({5, 1'000}), 150U);
}

TEST(HabitsTest, LearnsThatNobodyMeetsWhereEverybodyHasTheirOwn) {
    Habits habits;
    for (std::uint64_t i = 0; i < 300; ++i)
        habits.see(write(i, i % 2 == 0 ? "anna" : "ben", i));
    EXPECT_LT(habits.met_per_mille({0, 0}), 20U);
}

TEST(HabitsTest, LearnsThatCasesGoFromHandToHand) {
    Habits habits;
    for (std::uint64_t i = 0; i < 300; ++i) {
        habits.see(write(i, "anna", 100 * i));
        habits.see(write(i, "ben", 100 * i + 20));
    }
    // An absent Ben would not know that Anna wrote: his write counts as a first one as well.
    EXPECT_GT(habits.met_per_mille({0, 0}), 900U);
    EXPECT_EQ(habits.met_per_mille({1, 30 * kMinuteMs}), 150U);
}

TEST(HabitsTest, MeetsInWhateverOrderTheWritesCome) {
    Habits forth;
    Habits back;
    for (std::uint64_t i = 0; i < 100; ++i) {
        forth.see(write(i, "anna", 0));
        forth.see(write(i, "ben", 20));
        back.see(write(i, "ben", 20));
        back.see(write(i, "anna", 0));
    }
    EXPECT_EQ(forth.met_per_mille({0, 0}), back.met_per_mille({0, 0}));
}

TEST(HabitsTest, OnePersonMeetsNobodyAndNeitherDoWhoAreFarApart) {
    Habits habits;
    for (std::uint64_t i = 0; i < 300; ++i) {
        habits.see(write(i, "anna", 1'000 * i));
        habits.see(write(i, "anna", 1'000 * i + 10));
        habits.see(write(i, "ben", 1'000 * i + 10 + kMeetMs / kMinuteMs + 1));
    }
    EXPECT_LT(habits.met_per_mille({0, 0}), 20U);
    EXPECT_LT(habits.met_per_mille({1, 10 * kMinuteMs}), 20U);
    EXPECT_LT(habits.met_per_mille({2, 46 * kMinuteMs}), 50U);
}

/// Counts over everything, at the end: slow, and only right where nothing was forgotten or halved.
std::uint32_t met_of_fresh(const std::vector<Write>& writes) {
    std::uint64_t fresh = 0;
    std::uint64_t met = 0;
    const auto is_close = [](const Write& left, const Write& right) {
        const std::uint64_t apart = left.wall_ms > right.wall_ms ? left.wall_ms - right.wall_ms
                                                                 : right.wall_ms - left.wall_ms;
        return apart <= kMeetMs;
    };
    for (std::size_t i = 0; i < writes.size(); ++i) {
        std::uint64_t known = 0;
        bool has_met = false;
        for (std::size_t j = 0; j < writes.size(); ++j) {
            if (i == j || writes[j].record != writes[i].record) continue;
            const bool is_unseen = writes[j].who != writes[i].who && is_close(writes[i], writes[j]);
            has_met = has_met || is_unseen;
            if (j < i && !is_unseen) ++known;
        }
        if (known > 0) continue;
        ++fresh;
        if (has_met) ++met;
    }
    return static_cast<std::uint32_t>((met + 3) * 1'000 / (fresh + 20));
}

TEST(HabitsTest, CountsAsTheSlowReferenceDoes) {
    constexpr std::array<const char*, 3> kPeople{"anna", "ben", "cleo"};
    std::size_t compared = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        SCOPED_TRACE(seed);
        Prng prng(seed);
        Habits habits;
        std::vector<Write> writes;
        for (std::size_t i = 0; i < 60; ++i) {
            writes.push_back(write(prng.below(12), kPeople[static_cast<std::size_t>(prng.below(3))],
                                   prng.below(400)));
            habits.see(writes.back());
        }
        // At most kHabitWritesMax of a record, so that nothing is forgotten.
        std::array<std::size_t, 12> counts{};
        bool is_bounded = true;
        for (const Write& each : writes) {
            is_bounded =
                is_bounded &&
                ++counts[static_cast<std::size_t>(each.record.dot.counter)] <= kHabitWritesMax;
        }
        if (!is_bounded) continue;
        EXPECT_EQ(habits.met_per_mille({0, 0}), met_of_fresh(writes));
        ++compared;
    }
    EXPECT_GT(compared, 20U);
}

TEST(HabitsTest, ForgetsRecordsAndGoesOn) {
    Habits habits;
    for (std::uint64_t i = 0; i < 3 * kHabitRecordsMax; ++i)
        habits.see(write(i, "anna", i));
    // The first is forgotten: Ben meets nobody there any more.
    const std::uint32_t before = habits.met_per_mille({0, 0});
    habits.see(write(0, "ben", 0));
    EXPECT_LE(habits.met_per_mille({0, 0}), before);
    habits.see(write(3 * kHabitRecordsMax - 1, "ben", 3 * kHabitRecordsMax - 1));
    EXPECT_GE(habits.met_per_mille({0, 0}), before);
}

}  // namespace
}  // namespace wedsync::prevent
