#include "importers/unpack.hpp"

#include <array>
#include <cstdio>
#include <string>

#include "gtest/gtest.h"

namespace wedsync::importers {
namespace {

/// "hello\n" as `xz -9 --check=crc64` packs it.
const Bytes kHello{0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04, 0xe6, 0xd6, 0xb4, 0x46, 0x02,
                   0x00, 0x21, 0x01, 0x1c, 0x00, 0x00, 0x00, 0x10, 0xcf, 0x58, 0xcc, 0x01, 0x00,
                   0x05, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 0x0a, 0x00, 0x00, 0x00, 0xa5, 0x60, 0x97,
                   0xf1, 0x94, 0xf6, 0xfd, 0xe0, 0x00, 0x01, 0x1e, 0x06, 0xc1, 0x2f, 0xa4, 0x1d,
                   0x1f, 0xb6, 0xf3, 0x7d, 0x01, 0x00, 0x00, 0x00, 0x00, 0x04, 0x59, 0x5a};

std::string tar_header(const std::string& name, const std::string& size, char type) {
    std::string block(512, '\0');
    block.replace(0, name.size(), name);
    block.replace(100, 7, "0000644");
    block.replace(124, size.size(), size);
    block.replace(148, 8, "        ");
    block[156] = type;
    block.replace(257, 8,
                  std::string("ustar\0"
                              "00",
                              8));
    unsigned sum = 0;
    for (const char c : block)
        sum += static_cast<unsigned char>(c);
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "%06o", sum);
    block.replace(148, 7, std::string(text.data(), 6) + '\0');
    return block;
}

std::string tar_of(const std::string& name, const std::string& content) {
    std::array<char, 16> size{};
    std::snprintf(size.data(), size.size(), "%011o", static_cast<unsigned>(content.size()));
    std::string body = content;
    body.resize((body.size() + 511) / 512 * 512);
    return tar_header(name, size.data(), '0') + body;
}

const std::string kTarEnd(1'024, '\0');

Error tar_error(const std::string& archive) {
    const auto files = unpack_tar(as_bytes(archive));
    EXPECT_FALSE(files.ok());
    return files.ok() ? Error{} : files.error();
}

TEST(UnpackTest, UnpacksXz) {
    EXPECT_TRUE(is_xz(kHello));
    const Result<Bytes> content = unpack_xz(kHello, 100);
    ASSERT_TRUE(content.ok()) << content.error().detail;
    EXPECT_EQ(as_text(content.value()), "hello\n");
    Bytes twice = kHello;
    twice.insert(twice.end(), kHello.begin(), kHello.end());
    EXPECT_EQ(unpack_xz(twice, 100).value().size(), 12U);
}

TEST(UnpackTest, RefusesDamagedXz) {
    for (std::size_t size = 0; size < kHello.size(); ++size) {
        const auto result = unpack_xz(BytesView(kHello).first(size), 100);
        ASSERT_FALSE(result.ok()) << size;
        EXPECT_EQ(result.error().code, ErrorCode::kCorrupt);
    }
    for (std::size_t i = 0; i < kHello.size(); ++i) {
        Bytes damaged = kHello;
        damaged[i] ^= 0x10U;
        EXPECT_FALSE(unpack_xz(damaged, 100).ok()) << i;
    }
    EXPECT_EQ(unpack_xz(kHello, 5).error().code, ErrorCode::kTooLarge);
}

TEST(UnpackTest, UnpacksTar) {
    const std::string archive = tar_header("folder/", "00000000000", '5') +
                                tar_of("folder/a.csv", "abc") + tar_of("b", "") + kTarEnd;
    EXPECT_TRUE(is_tar(as_bytes(archive)));
    const auto files = unpack_tar(as_bytes(archive));
    ASSERT_TRUE(files.ok()) << files.error().detail;
    ASSERT_EQ(files.value().size(), 2U);
    EXPECT_EQ(files.value()[0].name, "folder/a.csv");
    EXPECT_EQ(as_text(files.value()[0].content), "abc");
    EXPECT_TRUE(files.value()[1].content.empty());
}

TEST(UnpackTest, RefusesBadTar) {
    const std::string archive = tar_of("a", std::string(600, 'x')) + kTarEnd;
    for (std::size_t size = 0; size < 512 + 1'024 + 512; ++size) {
        EXPECT_EQ(tar_error(archive.substr(0, size)).code, ErrorCode::kCorrupt) << size;
    }
    std::string damaged = archive;
    damaged[3] = 'z';
    EXPECT_EQ(tar_error(damaged).detail, "tar: a damaged header");
    EXPECT_EQ(tar_error(tar_header("a", "77777777777", '0')).detail,
              "tar: the archive is cut short");
    EXPECT_EQ(tar_error(tar_header("a", "xyz", '0')).detail, "tar: a file without a size");
    EXPECT_EQ(tar_error(tar_header("a", "00000000000", '2') + kTarEnd).detail,
              "tar: \"a\" is not a plain file");
}

}  // namespace
}  // namespace wedsync::importers
