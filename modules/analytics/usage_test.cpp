#include "modules/analytics/usage.hpp"

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"

namespace wedsync::analytics {
namespace {

constexpr std::int64_t kToday = 20'000;
constexpr std::int64_t kNowMs = kToday * kDayMs + 10 * 3'600'000;

DeviceDay part(const char* device, std::int64_t days_ago, std::uint64_t sessions) {
    DeviceDay day{device, kToday - days_ago, kNowMs - days_ago * kDayMs, {}};
    day.counted.sessions = sessions;
    day.counted.edits = 10 * sessions;
    for (std::uint64_t i = 0; i < sessions; ++i) {
        day.counted.session_ms.add(60'000 * static_cast<double>(i + 1));
        day.counted.touched.add(std::string(device) + std::to_string(i));
    }
    return day;
}

TEST(UsageTest, CountsTheDaysAskedForAndMergesTheDevices) {
    const Usage usage =
        usage_of({part("a", 0, 3), part("b", 0, 2), part("a", 1, 1), part("a", 9, 5)}, 7, kNowMs);
    EXPECT_EQ(usage.days.size(), 2U);
    EXPECT_EQ(usage.days.at(kToday).devices, (std::set<std::string>{"a", "b"}));
    EXPECT_EQ(usage.days.at(kToday).counted.sessions, 5U);
    EXPECT_EQ(usage.whole.sessions, 6U);
    EXPECT_EQ(usage.whole.edits, 60U);
    EXPECT_NEAR(usage.whole.touched.estimate(), 5, 0.1);
    EXPECT_EQ(usage.whole.session_ms.count(), 6U);
}

TEST(UsageTest, SaysWhoseFiguresAreMissing) {
    const Usage usage =
        usage_of({part("here", 0, 1), part("away", 2, 1), part("gone", 20, 1)}, 7, kNowMs);
    EXPECT_FALSE(usage.devices.at("here").is_missing);
    EXPECT_TRUE(usage.devices.at("away").is_missing);
    EXPECT_FALSE(usage.devices.at("gone").is_missing) << "not at work any more";
}

TEST(UsageTest, CountsWhoCameBack) {
    const Usage usage = usage_of(
        {part("a", 0, 1), part("a", 8, 1), part("b", 10, 1), part("c", 1, 1), part("d", 30, 1)}, 30,
        kNowMs);
    EXPECT_EQ(usage.returned, (measure::Share{1, 2}));
}

TEST(UsageTest, ADayThatIsStillToComeIsAClockThatIsWrong) {
    EXPECT_TRUE(usage_of({part("ahead", -3, 1)}, 7, kNowMs).devices.empty());
}

TEST(UsageTest, IsTheSameInAnyOrder) {
    Prng prng(5);
    std::vector<DeviceDay> parts;
    for (std::size_t i = 0; i < 200; ++i) {
        const std::string device = "d" + std::to_string(prng.below(6));
        parts.push_back(
            part(device.c_str(), static_cast<std::int64_t>(prng.below(40)), prng.below(4)));
    }
    const Usage usage = usage_of(parts, 14, kNowMs);
    for (std::size_t round = 0; round < 5; ++round) {
        prng.shuffle(parts);
        EXPECT_EQ(usage_of(parts, 14, kNowMs), usage);
    }
}

}  // namespace
}  // namespace wedsync::analytics
