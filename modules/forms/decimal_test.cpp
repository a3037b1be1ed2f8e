#include "modules/forms/decimal.hpp"

#include <string>

#include "gtest/gtest.h"

namespace wedsync::forms {
namespace {

TEST(DecimalTest, IsWhatPeopleType) {
    EXPECT_EQ(parse_decimal("12"), 12 * kMillionth);
    EXPECT_EQ(parse_decimal("-3,5"), -3'500'000);
    EXPECT_EQ(parse_decimal("7."), 7 * kMillionth);
    EXPECT_EQ(parse_decimal("0.000001"), 1);
    EXPECT_EQ(parse_decimal("999999999999.999999"), 999'999'999'999'999'999);
    for (const char* none : {"", "-", ".5", " 7", "7 ", "1e3", "1.2.3", "1,2,3", "0x7", "1.2345678",
                             "1234567890123", "99999999999999999999999", "1.0000000000000000"}) {
        EXPECT_FALSE(parse_decimal(none).has_value()) << none;
    }
}

TEST(DecimalTest, IsTheSameFromJson) {
    namespace bj = boost::json;
    EXPECT_EQ(decimal_of(bj::value(std::int64_t{-4})), -4 * kMillionth);
    EXPECT_EQ(decimal_of(bj::value(2.5)), 2'500'000);
    EXPECT_EQ(decimal_of(bj::value(bj::string("2,5"))), 2'500'000);
    EXPECT_FALSE(decimal_of(bj::value(1e13)).has_value());
    EXPECT_FALSE(decimal_of(bj::value(kDecimalMax + 1)).has_value());
    EXPECT_FALSE(decimal_of(bj::value(true)).has_value());
    EXPECT_FALSE(decimal_of(bj::value(nullptr)).has_value());
}

}  // namespace
}  // namespace wedsync::forms
