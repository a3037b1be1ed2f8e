#include "modules/measure/distinct_sketch.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"

namespace wedsync::measure {
namespace {

std::string name(std::uint64_t number) {
    return "guest-" + std::to_string(number);
}

TEST(DistinctSketchTest, CountsWithinItsErrorFromNoneToMillions) {
    DistinctSketch sketch;
    EXPECT_EQ(sketch.estimate(), 0);
    std::uint64_t next = 1;
    // Three standard errors, at thirty sizes of one run.
    for (std::uint64_t number = 1; number <= 2'000'000; ++number) {
        sketch.add(name(number));
        if (number < next) continue;
        next = number + number / 2 + 1;
        const auto exact = static_cast<double>(number);
        EXPECT_NEAR(sketch.estimate(), exact, 3 * DistinctSketch::kStandardError * exact + 0.01)
            << number;
    }
}

TEST(DistinctSketchTest, TheErrorOverManySetsIsTheStatedOne) {
    constexpr std::uint64_t kSets = 200;
    constexpr std::uint64_t kEach = 5'000;
    double squares = 0;
    for (std::uint64_t set = 0; set < kSets; ++set) {
        DistinctSketch sketch;
        for (std::uint64_t i = 0; i < kEach; ++i)
            sketch.add(name(set * kEach + i));
        const double error = sketch.estimate() / static_cast<double>(kEach) - 1;
        squares += error * error;
    }
    EXPECT_LT(std::sqrt(squares / static_cast<double>(kSets)),
              1.2 * DistinctSketch::kStandardError);
}

TEST(DistinctSketchTest, SeeingThingsAgainOrElsewhereChangesNothing) {
    Prng prng(4);
    DistinctSketch all;
    std::vector<DistinctSketch> devices(4);
    for (std::size_t i = 0; i < 20'000; ++i) {
        const std::string one = name(prng.below(3'000));
        all.add(one);
        devices[static_cast<std::size_t>(prng.below(devices.size()))].add(one);
        if (prng.chance(100)) devices[0].add(one);
    }
    prng.shuffle(devices);
    DistinctSketch merged;
    for (const DistinctSketch& each : devices)
        merged.merge(each);
    EXPECT_EQ(merged, all);
    merged.merge(all);
    EXPECT_EQ(merged, all);
}

TEST(DistinctSketchTest, ItsTextComesBackAndIsNeverLong) {
    DistinctSketch sketch;
    EXPECT_EQ(sketch.to_text(), "");
    for (std::uint64_t number = 0; number < 30'000; ++number) {
        sketch.add(name(number));
        if (number % 97 != 0) continue;
        const std::string text = sketch.to_text();
        EXPECT_LE(text.size(), DistinctSketch::kGroups + 1);
        EXPECT_EQ(DistinctSketch::parse(text), sketch);
    }
    EXPECT_EQ(sketch.to_text().front(), '=');
}

TEST(DistinctSketchTest, TextThatItWouldNotWriteIsNone) {
    const std::string dense(DistinctSketch::kGroups, '1');
    EXPECT_TRUE(DistinctSketch::parse("=" + dense).has_value());
    for (const std::string& text :
         {std::string("=1"), "=" + dense + "1", "=" + std::string(DistinctSketch::kGroups, '~'),
          "=" + std::string(DistinctSketch::kGroups, '0'), std::string("0:0"), std::string("0:54"),
          std::string("4096:1"), std::string("4095:1 1:1"), std::string("1:1 0:1"),
          std::string("1:1 "), std::string(" 1:1"), std::string("1:01"), std::string("x")}) {
        EXPECT_FALSE(DistinctSketch::parse(text).has_value()) << text.substr(0, 20);
    }
}

}  // namespace
}  // namespace wedsync::measure
