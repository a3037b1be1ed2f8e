#include "engine/codec/columns.hpp"

#include <gtest/gtest.h>

#include "engine/codec/entries.hpp"
#include "engine/codec/entry_layout.hpp"

namespace wedsync::codec {
namespace {

Bytes write_column(BytesView column) {
    Writer writer;
    Packer(kCompressionLevel).write(column, writer);
    return std::move(writer).take();
}

TEST(ColumnsTest, PacksOnlyWhatGetsSmaller) {
    const Bytes same(1'000, 7);
    EXPECT_LT(write_column(same).size(), 20U);
    Bytes noise;
    for (std::uint32_t i = 0, x = 1; i < 200; ++i) {
        x = x * 1'664'525U + 1'013'904'223U;
        noise.push_back(static_cast<std::uint8_t>(x >> 24U));
    }
    EXPECT_EQ(write_column(noise).size(), noise.size() + 2);
    EXPECT_EQ(write_column({}).size(), 1U);
}

TEST(ColumnsTest, ColumnsComeBack) {
    const Bytes first(5'000, 3);
    const Bytes second = {1, 2, 3};
    Writer writer;
    Packer packer(kCompressionLevel);
    packer.write(first, writer);
    packer.write(second, writer);
    Reader reader(writer.view());
    Unpacker unpacker;
    Bytes storage;
    BytesView column = unpacker.read(reader, storage);
    EXPECT_EQ(Bytes(column.begin(), column.end()), first);
    column = unpacker.read(reader, storage);
    EXPECT_EQ(Bytes(column.begin(), column.end()), second);
    EXPECT_TRUE(reader.is_done());
}

TEST(ColumnsTest, RefusesASizeThatIsNotTheContents) {
    const Bytes packed = write_column(Bytes(1'000, 7));
    Reader original(packed);
    static_cast<void>(original.varint());
    const BytesView frame = original.raw(original.remaining());
    for (const std::uint64_t claimed : {std::uint64_t{999}, std::uint64_t{1'001}}) {
        Writer writer;
        writer.varint(claimed << 1U | 1U);
        writer.raw(frame);
        Reader reader(writer.view());
        Bytes storage;
        Unpacker unpacker;
        static_cast<void>(unpacker.read(reader, storage));
        EXPECT_FALSE(reader.ok()) << claimed;
    }
}

TEST(ColumnsTest, BombIsRefusedBeforeMemoryIsTaken) {
    for (const std::uint64_t claimed :
         {std::uint64_t{kUnpackedBytesMax} + 1, ~std::uint64_t{0} >> 1U}) {
        Writer writer;
        writer.varint(claimed << 1U | 1U);
        writer.text("not even zstd");
        Reader reader(writer.view());
        Bytes storage;
        Unpacker unpacker;
        static_cast<void>(unpacker.read(reader, storage));
        EXPECT_FALSE(reader.ok());
        EXPECT_TRUE(unpacker.is_too_large());
        EXPECT_EQ(storage.capacity(), 0U);
    }
}

TEST(ColumnsTest, ColumnsOfOneBatchShareOneLimit) {
    const Bytes half(kUnpackedBytesMax / 2 + 1, 0);
    const Bytes packed = write_column(half);
    Writer writer;
    writer.raw(packed);
    writer.raw(packed);
    Reader reader(writer.view());
    Unpacker unpacker;
    Bytes storage;
    EXPECT_EQ(unpacker.read(reader, storage).size(), half.size());
    EXPECT_TRUE(unpacker.read(reader, storage).empty());
    EXPECT_TRUE(unpacker.is_too_large());
}

TEST(ColumnsTest, BatchOfALargePackedColumnIsRefusedBySize) {
    // Sixteen million entries in a few hundred bytes.
    const Bytes tags(kUnpackedBytesMax - 64, entry_tag::kKnown);
    Writer writer;
    writer.u8(static_cast<std::uint8_t>(1U | kWideEntryCount << 2U));
    writer.varint(tags.size());
    writer.varint(0);
    Packer packer(kCompressionLevel);
    packer.write(Bytes{0, 0}, writer);
    packer.write(tags, writer);
    for (std::size_t i = 1; i < kColumnCount; ++i)
        packer.write({}, writer);
    EXPECT_LT(writer.size(), 4'096U);
    const auto decoded = decode_entries(writer.view());
    ASSERT_FALSE(decoded.ok());
    EXPECT_EQ(decoded.error().code, ErrorCode::kTooLarge);
}

TEST(ColumnsTest, BatchTooLargeForColumnsIsWrittenAsRows) {
    std::vector<Entry> entries(kColumnItemsMax + 1, entry::Known{});
    const auto decoded = decode_entries(encode_entries(entries));
    ASSERT_TRUE(decoded.ok()) << decoded.error().detail;
    EXPECT_EQ(decoded.value().size(), entries.size());
}

}  // namespace
}  // namespace wedsync::codec
