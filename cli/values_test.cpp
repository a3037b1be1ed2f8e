#include "cli/number_text.hpp"
#include "cli/records.hpp"
#include "gtest/gtest.h"

namespace wedsync::cli {
namespace {

TEST(TimeTextTest, WritesWhatIsoWrites) {
    EXPECT_EQ(time_text(0), "1970-01-01T00:00:00Z");
    EXPECT_EQ(time_text(1'812'758'400'000), "2027-06-12T00:00:00Z");
    EXPECT_EQ(time_text(951'782'400'000), "2000-02-29T00:00:00Z");
    EXPECT_EQ(time_text(-1), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(time_text(253'402'300'799'000), "9999-12-31T23:59:59Z");
}

TEST(NumberOfTest, TakesTheWholeTextOrNothing) {
    EXPECT_EQ(number_of<std::int64_t>("-12"), -12);
    EXPECT_EQ(number_of<std::int64_t>("12 "), std::nullopt);
    EXPECT_EQ(number_of<std::int64_t>("9223372036854775808"), std::nullopt);
    EXPECT_EQ(number_of<std::int64_t>(""), std::nullopt);
}

TEST(HexTextTest, HasSixteenDigitsForANumber) {
    EXPECT_EQ(hex_text(std::uint64_t{0xab}), "00000000000000ab");
}

}  // namespace
}  // namespace wedsync::cli
