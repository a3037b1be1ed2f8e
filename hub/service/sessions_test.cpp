#include "hub/service/sessions.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "hub/service/bucket.hpp"

namespace wedsync::hub {
namespace {

constexpr WallTime kWall{1'800'000'000'000};
constexpr Instant kNow{50'000};

TEST(DeviceSessionsTest, AChallengeIsGoodOnceForOneDeviceAndAWhile) {
    DeviceSessions sessions;
    const std::string challenge = sessions.challenge("tablet", kWall);
    EXPECT_FALSE(sessions.use_challenge("other", challenge, kWall));
    EXPECT_TRUE(sessions.use_challenge("tablet", challenge, kWall));
    EXPECT_FALSE(sessions.use_challenge("tablet", challenge, kWall)) << "used";
    const std::string late = sessions.challenge("tablet", kWall);
    const WallTime after{kWall.value() + kChallengeLifetimeMs + 1};
    EXPECT_FALSE(sessions.use_challenge("tablet", late, after));
    EXPECT_FALSE(DeviceSessions().use_challenge("tablet", late, kWall)) << "of another hub's life";
}

TEST(DeviceSessionsTest, AForgedChallengeIsNone) {
    DeviceSessions sessions;
    std::string challenge = sessions.challenge("tablet", kWall);
    for (char& byte : challenge) {
        byte = static_cast<char>(byte ^ 1);
        EXPECT_FALSE(sessions.use_challenge("tablet", challenge, kWall));
        byte = static_cast<char>(byte ^ 1);
    }
    for (const std::string& text : {std::string(), std::string("."), std::string("1.2"),
                                    std::string("1..3"), std::string(1'000'000, '.')}) {
        EXPECT_FALSE(sessions.use_challenge("tablet", text, kWall));
    }
    EXPECT_TRUE(sessions.use_challenge("tablet", challenge, kWall));
}

TEST(DeviceSessionsTest, ATokenIsOneDevicesUntilItEnds) {
    DeviceSessions sessions;
    const std::string token = sessions.open("tablet", kNow);
    EXPECT_EQ(sessions.find(token, kNow), "tablet");
    EXPECT_FALSE(sessions.find(token + "x", kNow));
    EXPECT_FALSE(sessions.find("", kNow));
    EXPECT_TRUE(sessions.find(token, after(kNow, kSessionLifetimeMs - 1)));
    EXPECT_FALSE(sessions.find(token, after(kNow, kSessionLifetimeMs)));
    sessions.end(token);
    EXPECT_FALSE(sessions.find(token, kNow));
}

TEST(DeviceSessionsTest, KnowsWhoHasOneThatHasNotEnded) {
    DeviceSessions sessions;
    const std::string early = sessions.open("early", kNow);
    const std::string late = sessions.open("late", after(kNow, 5));
    EXPECT_EQ(sessions.devices(after(kNow, 5)), (std::set<std::string>{"early", "late"}));
    EXPECT_EQ(sessions.devices(after(kNow, kSessionLifetimeMs)), std::set<std::string>{"late"});
    sessions.end(late);
    EXPECT_EQ(sessions.devices(after(kNow, kSessionLifetimeMs)), std::set<std::string>{});
}

TEST(DeviceSessionsTest, TheOldestOfTooManyEnds) {
    DeviceSessions sessions;
    std::vector<std::string> tokens;
    for (std::size_t i = 0; i <= kSessionsPerDeviceMax; ++i)
        tokens.push_back(sessions.open("tablet", after(kNow, i)));
    const std::string other = sessions.open("other", kNow);
    EXPECT_FALSE(sessions.find(tokens[0], after(kNow, 10)));
    EXPECT_TRUE(sessions.find(tokens[1], after(kNow, 10)));
    sessions.end_all_of("tablet");
    EXPECT_FALSE(sessions.find(tokens.back(), after(kNow, 10)));
    EXPECT_TRUE(sessions.find(other, after(kNow, 10)));
    EXPECT_EQ(sessions.count(), 1U);
}

TEST(BucketTest, GivesSoMuchAtOnceAndAgainWithTime) {
    Bucket bucket({3, 60}, kNow);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(bucket.take(1, kNow));
    EXPECT_FALSE(bucket.take(1, kNow));
    EXPECT_FALSE(bucket.take(1, after(kNow, 999)));
    EXPECT_TRUE(bucket.take(1, after(kNow, 1'000)));
    bucket.put_back(1);
    EXPECT_TRUE(bucket.take(1, after(kNow, 1'000)));
    EXPECT_FALSE(bucket.is_full(after(kNow, 3'999)));
    EXPECT_TRUE(bucket.is_full(after(kNow, 4'000)));
    EXPECT_FALSE(bucket.take(4, after(kNow, 1'000'000))) << "never more than the burst";
}

TEST(BucketTest, WhoTakesTooMuchPausesForIt) {
    Bucket bucket({100, 6'000}, kNow);
    EXPECT_EQ(bucket.pause_for(100, kNow), 0U);
    EXPECT_EQ(bucket.pause_for(50, kNow), 500U);
    EXPECT_EQ(bucket.pause_for(50, after(kNow, 500)), 0U);
}

TEST(BucketsTest, NamesDoNotShareButTooManyDo) {
    Buckets buckets({1, 0});
    EXPECT_TRUE(buckets.take("a", kNow));
    EXPECT_FALSE(buckets.take("a", kNow));
    EXPECT_TRUE(buckets.take("b", kNow));
    for (std::size_t i = 0; i < Buckets::kNamesMax; ++i)
        (void)buckets.take(std::to_string(i), kNow);
    EXPECT_FALSE(buckets.take("one more", kNow)) << "shares what the ones before left";
}

}  // namespace
}  // namespace wedsync::hub
