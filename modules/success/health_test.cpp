#include "modules/success/health.hpp"

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"

namespace wedsync::success {
namespace {

constexpr std::int64_t kNowMs = 1'000 * kDayMs + 5'000;

Activity days_ago(std::int64_t days, const char* kind) {
    return {"Crumb & Co", kind, kNowMs - days * kDayMs};
}

Health health(const std::vector<Activity>& all, const Milestones& milestones = {},
              const std::optional<Override>& by_person = std::nullopt) {
    ActivityBook book;
    for (const Activity& each : all)
        book.add(each);
    return health_of(book.find("Crumb & Co"), milestones, by_person, kNowMs);
}

TEST(HealthTest, WhoNeverDidAnythingHasOnlyWhatNobodyComplainedAbout) {
    const Health none = health({});
    EXPECT_EQ(none.points, (std::array<int, kParts>{0, 0, 0, 0, 20}));
    EXPECT_EQ(none.amounts[0], kNeverDays);
    EXPECT_EQ(none.score, 20);
    EXPECT_EQ(none.risk, Risk::kHigh);
    EXPECT_EQ(none.reasons, (std::vector<Part>{Part::kRecency, Part::kMilestones}));
}

TEST(HealthTest, WhoIsThereOftenAndDoesManyThingsIsHealthy) {
    std::vector<Activity> all;
    for (std::int64_t day = 0; day < 12; ++day) {
        for (const char* kind : {"form", "message", "photo", "client", "guest_list"})
            all.push_back(days_ago(day, kind));
    }
    const Health good = health(all, {8, 8});
    EXPECT_EQ(good.score, 100);
    EXPECT_EQ(good.risk, Risk::kLow);
    EXPECT_TRUE(good.reasons.empty());
}

TEST(HealthTest, EachPartCountsWhatItSays) {
    const Health some = health({days_ago(3, "form"), days_ago(9, "form"), days_ago(9, "message"),
                                days_ago(40, "photo"), days_ago(95, "client")},
                               {2, 8});
    EXPECT_EQ(some.amounts, (std::array<std::int64_t, kParts>{3, 2, 3, 2, 0}));
    EXPECT_EQ(some.points, (std::array<int, kParts>{18, 3, 12, 5, 20}));
    EXPECT_EQ(some.score, 58);
    EXPECT_EQ(some.reasons,
              (std::vector<Part>{Part::kFrequency, Part::kMilestones, Part::kBreadth}));
}

TEST(HealthTest, ComplaintsCostUntilTheyAreSolvedAndAreNoActivity) {
    const Health open = health({days_ago(2, kComplaint), days_ago(1, kComplaint)});
    EXPECT_EQ(open.points[4], 10);
    EXPECT_EQ(open.amounts[0], kNeverDays);
    EXPECT_EQ(health({days_ago(2, kComplaint), days_ago(1, kComplaintSolved)}).points[4], 20);
    EXPECT_EQ(health({days_ago(95, kComplaint)}).points[4], 20);
}

TEST(HealthTest, WhatIsStillToComeDoesNotCount) {
    EXPECT_EQ(health({days_ago(-1, "form")}).amounts[0], kNeverDays);
}

TEST(HealthTest, APersonMayKnowBetterForATime) {
    EXPECT_EQ(health({}, {}, Override{Risk::kLow, kNowMs + 1}).risk, Risk::kLow);
    EXPECT_TRUE(health({}, {}, Override{Risk::kLow, kNowMs + 1}).is_overridden);
    EXPECT_EQ(health({}, {}, Override{Risk::kLow, kNowMs}).risk, Risk::kHigh);
}

TEST(HealthTest, CountingAsThingsComeAndGoIsCountingAllOfThem) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Prng prng(seed);
        const std::vector<std::string> kinds = {"form", "message", "photo", kComplaint,
                                                kComplaintSolved};
        ActivityBook book;
        std::vector<Activity> there;
        for (std::size_t i = 0; i < 300; ++i) {
            if (!there.empty() && prng.chance(300)) {
                const auto at = static_cast<std::size_t>(prng.below(there.size()));
                book.remove(there[at]);
                there.erase(there.begin() + static_cast<std::ptrdiff_t>(at));
                continue;
            }
            const Activity each{"Crumb & Co", prng.pick(kinds),
                                kNowMs - static_cast<std::int64_t>(prng.below(120)) * kDayMs};
            book.add(each);
            there.push_back(each);
        }
        prng.shuffle(there);
        EXPECT_EQ(health_of(book.find("Crumb & Co"), {1, 4}, std::nullopt, kNowMs),
                  health(there, {1, 4}));
        for (const Activity& each : there)
            book.remove(each);
        EXPECT_EQ(book, ActivityBook());
    }
}

}  // namespace
}  // namespace wedsync::success
