#include "engine/codec/byte_io.hpp"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace wedsync::codec {
namespace {

TEST(ByteIoTest, NumbersComeBack) {
    const std::vector<std::uint64_t> numbers = {
        0, 1, 127, 128, 16'383, 16'384, 1ULL << 32U, (1ULL << 63U) - 1, 1ULL << 63U, ~0ULL};
    Writer writer;
    for (const std::uint64_t number : numbers) {
        const std::size_t before = writer.size();
        writer.varint(number);
        EXPECT_EQ(writer.size() - before, varint_size(number));
        writer.zigzag(static_cast<std::int64_t>(number));
        writer.fixed(number, 8);
    }
    Reader reader(writer.view());
    for (const std::uint64_t number : numbers) {
        EXPECT_EQ(reader.varint(), number);
        EXPECT_EQ(reader.zigzag(), static_cast<std::int64_t>(number));
        EXPECT_EQ(reader.fixed(8), number);
    }
    EXPECT_TRUE(reader.is_done());
}

TEST(ByteIoTest, SmallMagnitudesAreShort) {
    for (const std::int64_t number : {-64, -1, 0, 63}) {
        Writer writer;
        writer.zigzag(number);
        EXPECT_EQ(writer.size(), 1U) << number;
    }
    Writer writer;
    writer.zigzag(std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(writer.size(), kVarintBytesMax);
}

TEST(ByteIoTest, RefusesOverlongAndOverflowingVarints) {
    const std::vector<Bytes> refused = {
        {0x80, 0x00},
        {0xFF, 0x80, 0x00},
        {0x80},
        {},
        {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02},
        {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01},
    };
    for (const Bytes& bytes : refused) {
        Reader reader(bytes);
        static_cast<void>(reader.varint());
        EXPECT_FALSE(reader.ok());
        EXPECT_EQ(reader.remaining(), 0U);
    }
}

TEST(ByteIoTest, FailureSticks) {
    const Bytes bytes = {5, 'a', 'b'};
    Reader reader(bytes);
    EXPECT_TRUE(reader.text(10).empty());
    EXPECT_FALSE(reader.ok());
    EXPECT_EQ(reader.u8(), 0);
    EXPECT_EQ(reader.varint(), 0U);
    EXPECT_TRUE(reader.raw(1).empty());
    EXPECT_FALSE(reader.is_done());
}

TEST(ByteIoTest, CountIsBoundedByWhatRemains) {
    const Bytes bytes = {3, 0, 0, 0, 0, 0};
    EXPECT_EQ(Reader(bytes).count(10, 1), 3U);
    Reader wide(bytes);
    EXPECT_EQ(wide.count(10, 2), 0U);
    EXPECT_FALSE(wide.ok());
    Reader many(bytes);
    EXPECT_EQ(many.count(2), 0U);
    EXPECT_FALSE(many.ok());
}

}  // namespace
}  // namespace wedsync::codec
