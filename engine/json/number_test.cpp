#include "engine/json/number.hpp"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"

namespace wedsync::json {
namespace {

double of_bits(std::uint64_t bits) {
    double number = 0;
    std::memcpy(&number, &bits, sizeof number);
    return number;
}

/// The C library's strtod rounds correctly too; the tests run in the C locale.
void expect_like_strtod(const std::string& text) {
    const double wanted = std::strtod(text.c_str(), nullptr);
    const std::optional<double> got = parse_double(text);
    if (std::isfinite(wanted)) {
        ASSERT_TRUE(got.has_value()) << text;
        EXPECT_EQ(*got, wanted) << text;
        EXPECT_EQ(std::signbit(*got), std::signbit(wanted)) << text;
    } else {
        EXPECT_FALSE(got.has_value()) << text;
    }
}

TEST(NumberTest, ReadsTheHardCases) {
    for (const char* text : {"0",
                             "-0",
                             "0e1",
                             "0e415",
                             "0.0e-99999999999",
                             "1",
                             "-1.5",
                             "0.1",
                             "1e22",
                             "1e23",
                             "1e-7",
                             "9007199254740993.0",
                             "9007199254740992.5",
                             "9007199254740993.00000000000000000001",
                             "2.2250738585072011e-308",
                             "2.2250738585072014e-308",
                             "4.9406564584124654e-324",
                             "2.4703282292062327e-324",
                             "2.4703282292062328e-324",
                             "1e-400",
                             "1.7976931348623157e308",
                             "1.7976931348623158e308",
                             "1.7976931348623159e308",
                             "1e308",
                             "1e309",
                             "1e400",
                             "-1e400",
                             "1e99999999999999999999",
                             "1e-99999999999999999999",
                             "123456789012345678901234567890",
                             "179769313486231580793728971405301e276",
                             "3.0540412E5",
                             "6.02214076e23",
                             "0.500000000000000166533453693773481063544750213623046875",
                             "8.5e-323"}) {
        expect_like_strtod(text);
    }
}

TEST(NumberTest, ReadsVeryLongNumbers) {
    expect_like_strtod("0." + std::string(2'000, '0') + "1e2000");
    expect_like_strtod(std::string(400, '1') + "e-399");
    expect_like_strtod("1" + std::string(5'000, '0') + "e-5000");
    expect_like_strtod("9007199254740992.5" + std::string(1'000, '0') + "1");
    expect_like_strtod("9007199254740993" + std::string(900, '0') + ".0e-900");
}

TEST(NumberTest, AgreesWithTheLibraryOnRandomDecimals) {
    Prng prng(11);
    for (int i = 0; i < 20'000; ++i) {
        std::string text = prng.chance(500) ? "-" : "";
        const std::uint64_t digits = prng.between(1, 25);
        for (std::uint64_t d = 0; d < digits; ++d) {
            text += static_cast<char>('0' + (d == 0 ? prng.between(1, 9) : prng.below(10)));
            if (d == 0 && prng.chance(500)) text += ".0";
        }
        text += "e" + std::to_string(static_cast<int>(prng.below(680)) - 345);
        expect_like_strtod(text);
    }
}

TEST(NumberTest, WritesShortestAndReadsBackTheSame) {
    EXPECT_EQ(write_double(0.1), "0.1");
    EXPECT_EQ(write_double(-1.0), "-1.0");
    EXPECT_EQ(write_double(0.0), "0.0");
    EXPECT_EQ(write_double(-0.0), "-0.0");
    EXPECT_EQ(write_double(125.0), "125.0");
    EXPECT_EQ(write_double(12.5), "12.5");
    EXPECT_EQ(write_double(0.00012), "0.00012");
    EXPECT_EQ(write_double(1e21), "1e+21");
}

TEST(NumberTest, ReadsBackRandomDoubles) {
    Prng prng(12);
    for (int i = 0; i < 20'000; ++i) {
        const double number = of_bits(prng.next());
        if (!std::isfinite(number)) continue;
        const std::string text = write_double(number);
        EXPECT_EQ(parse_double(text), number) << text;
        EXPECT_LE(text.size(), 27U) << text;
        EXPECT_NE(text.find_first_of(".e"), std::string::npos) << text;
    }
}

}  // namespace
}  // namespace wedsync::json
