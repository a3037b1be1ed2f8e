// What an edit costs on the wire: bounds that a change of the format must not break unnoticed.
#include <gtest/gtest.h>

#include "engine/codec/entries.hpp"
#include "tests/support/venue_day.hpp"

namespace wedsync::codec {
namespace {

double bytes_per_edit(const test::VenueDay& day, int level) {
    const std::vector<Entry> entries = test::venue_day(day);
    const Bytes bytes = encode_entries(entries, level);
    const auto decoded = decode_entries(bytes);
    EXPECT_TRUE(decoded.ok() && decoded.value() == entries);
    return static_cast<double>(bytes.size()) / static_cast<double>(entries.size());
}

TEST(SizeTest, VenueDayOfOneDevice) {
    const test::VenueDay day;
    EXPECT_LE(bytes_per_edit(day, kCompressionLevel), 5.6);
    EXPECT_LE(bytes_per_edit(day, kCompressionLevelHigh), 5.2);
}

TEST(SizeTest, VenueDayOfFiveDevices) {
    test::VenueDay day;
    day.lane_count = 5;
    EXPECT_LE(bytes_per_edit(day, kCompressionLevel), 6.2);
    EXPECT_LE(bytes_per_edit(day, kCompressionLevelHigh), 5.7);
}

TEST(SizeTest, SmallBatches) {
    test::VenueDay day;
    day.edit_count = 8;
    EXPECT_LE(bytes_per_edit(day, kCompressionLevel), 17.0);
    day.edit_count = 100;
    EXPECT_LE(bytes_per_edit(day, kCompressionLevel), 10.0);
}

}  // namespace
}  // namespace wedsync::codec
