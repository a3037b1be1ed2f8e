#include "modules/measure/quantile_sketch.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"

namespace wedsync::measure {
namespace {

/// A spread of seven decades, as times have it.
double some_value(Prng& prng) {
    return std::pow(10.0, static_cast<double>(prng.below(7'000)) / 1'000 - 1);
}

double exact_quantile(std::vector<double> values, double part) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

TEST(QuantileSketchTest, EveryQuantileIsWithinItsErrorOfAValueThatIsThere) {
    Prng prng(1);
    for (std::size_t round = 0; round < 20; ++round) {
        QuantileSketch sketch;
        std::vector<double> values;
        const std::uint64_t count = prng.between(1, 3'000);
        for (std::uint64_t i = 0; i < count; ++i) {
            values.push_back(some_value(prng));
            sketch.add(values.back());
        }
        for (double part = 0; part <= 1; part += 0.05) {
            const double exact = exact_quantile(values, part);
            EXPECT_NEAR(sketch.quantile(part).value_or(-1), exact,
                        exact * QuantileSketch::kRelativeError * 1.0001)
                << "round " << round << " part " << part;
        }
    }
}

TEST(QuantileSketchTest, MergingIsTheSketchOfAllInAnyGrouping) {
    Prng prng(2);
    QuantileSketch all;
    std::vector<QuantileSketch> devices(5);
    for (std::size_t i = 0; i < 5'000; ++i) {
        const double value = prng.chance(30) ? 0 : some_value(prng);
        all.add(value);
        devices[static_cast<std::size_t>(prng.below(devices.size()))].add(value);
    }
    for (std::size_t round = 0; round < 10; ++round) {
        prng.shuffle(devices);
        QuantileSketch merged;
        QuantileSketch later;
        for (std::size_t i = 0; i < devices.size(); ++i)
            (i < round % devices.size() ? merged : later).merge(devices[i]);
        merged.merge(later);
        EXPECT_EQ(merged, all);
    }
}

TEST(QuantileSketchTest, ValuesOutsideCountAsTheNearestOne) {
    QuantileSketch sketch;
    sketch.add(-5);
    sketch.add(1e-9);
    sketch.add(1e300);
    EXPECT_EQ(sketch.count(), 3U);
    EXPECT_EQ(sketch.quantile(0), 0.0);
    EXPECT_NEAR(sketch.quantile(1).value_or(0), QuantileSketch::kMost,
                QuantileSketch::kMost * QuantileSketch::kRelativeError);
    EXPECT_FALSE(QuantileSketch().quantile(0.5).has_value());
}

TEST(QuantileSketchTest, ItsTextComesBack) {
    Prng prng(3);
    QuantileSketch sketch;
    EXPECT_EQ(sketch.to_text(), "0");
    for (std::size_t i = 0; i < 300; ++i) {
        sketch.add(some_value(prng), prng.between(1, 3));
        EXPECT_EQ(QuantileSketch::parse(sketch.to_text()), sketch);
    }
    QuantileSketch known;
    known.add(0);
    known.add(1, 2);
    known.add(100);
    EXPECT_EQ(known.to_text(), "1 0:2 231:1");
}

TEST(QuantileSketchTest, TextThatItWouldNotWriteIsNone) {
    for (const char* text : {"",
                             " ",
                             "-1",
                             "01",
                             "1 ",
                             "1 0",
                             "1 0:",
                             "1 0:0",
                             "1 0:01",
                             "1  0:1",
                             "1 0:1 0:1",
                             "1 0:1 -1:1",
                             "1 -0:1",
                             "1 99999:1",
                             "1 -99999:1",
                             "1 9999999999:1",
                             "1 0:1x",
                             "1 0:99999999999999999999",
                             "99999999999999999999",
                             "1 +1:1"}) {
        EXPECT_FALSE(QuantileSketch::parse(text).has_value()) << text;
    }
}

TEST(QuantileSketchTest, CountsStopAtTheirBound) {
    QuantileSketch sketch;
    sketch.add(5, kSketchCountMax - 1);
    sketch.add(5, 10);
    EXPECT_EQ(sketch.count(), kSketchCountMax);
    sketch.merge(sketch);
    EXPECT_EQ(sketch.count(), kSketchCountMax);
    EXPECT_EQ(QuantileSketch::parse(sketch.to_text()), sketch);
}

}  // namespace
}  // namespace wedsync::measure
