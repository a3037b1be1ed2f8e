#include "sim/net/trace.hpp"

#include <gtest/gtest.h>

namespace wedsync::sim {
namespace {

TEST(TraceTest, ReadsBothKindsOfRows) {
    const Result<Trace> three = Trace::parse("t_ms,down_kbps,up_kbps\n0,100,20\n1000,200.9,30\n");
    ASSERT_TRUE(three.ok());
    EXPECT_EQ(three.value().rows(), (std::vector<TraceRow>{{0, 100, 20}, {1000, 200, 30}}));
    EXPECT_EQ(three.value().duration_ms(), 2000U);
    const Result<Trace> two = Trace::parse("t_ms,down_kbps\r\n500,100\r\n700,0\r\n", 100);
    ASSERT_TRUE(two.ok());
    EXPECT_EQ(two.value().rows(), (std::vector<TraceRow>{{0, 100, 10}, {200, 0, 0}}));
}

TEST(TraceTest, NamesTheLineThatIsWrong) {
    for (const char* csv : {"", "time,kbps\n0,1\n", "t_ms,down_kbps\n", "t_ms,down_kbps\n0,x\n",
                            "t_ms,down_kbps\n0,1\n0,2\n", "t_ms,down_kbps\n0,1,2,3\n",
                            "t_ms,down_kbps\n5,1\n4,2\n", "t_ms,down_kbps\n0,-1\n"}) {
        EXPECT_FALSE(Trace::parse(csv).ok()) << csv;
    }
    const Result<Trace> result = Trace::parse("t_ms,down_kbps\n0,1\n1,x\n");
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().detail, "trace, line 3: not a row of a trace");
}

TEST(TraceTest, LoopsForEver) {
    const Trace trace({{0, 10, 1}, {1000, 20, 1}});
    EXPECT_EQ(trace.kbps(Direction::kDown, 999'999), 10U);
    EXPECT_EQ(trace.kbps(Direction::kDown, 1'000'000), 20U);
    EXPECT_EQ(trace.kbps(Direction::kDown, 2'000'000), 10U);
    EXPECT_EQ(trace.kbps(Direction::kDown, 2'000'003'500'000), 20U);
}

TEST(TraceTest, FindsTheTimeThatItsSumSays) {
    const Trace trace({{0, 10, 0}, {100, 0, 0}, {300, 7, 0}});
    for (std::uint64_t start = 0; start < 1'200'000; start += 77'777) {
        for (std::uint64_t units = 1; units < 30'000'000; units += 1'234'567) {
            const std::optional<std::uint64_t> end =
                trace.time_after(Direction::kDown, start, units);
            ASSERT_TRUE(end);
            EXPECT_GE(trace.units_between(Direction::kDown, start, *end), units);
            EXPECT_LT(trace.units_between(Direction::kDown, start, *end - 1), units);
        }
    }
    EXPECT_FALSE(trace.time_after(Direction::kUp, 0, 1));
}

}  // namespace
}  // namespace wedsync::sim
