#include "hub/service/qr_code.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace wedsync::hub {
namespace {

/// The square of 7 x 7 that stands in three corners of every QR code.
bool has_finder_at(const QrCode& code, std::size_t row, std::size_t column) {
    for (std::size_t y = 0; y < 7; ++y) {
        for (std::size_t x = 0; x < 7; ++x) {
            const bool is_edge = y == 0 || y == 6 || x == 0 || x == 6;
            const bool is_core = y >= 2 && y <= 4 && x >= 2 && x <= 4;
            if (code.modules.at((row + y) * code.side + column + x) != (is_edge || is_core)) {
                return false;
            }
        }
    }
    return true;
}

TEST(QrCodeTest, IsASquareWithItsThreeCorners) {
    for (const std::size_t length : {1U, 60U, 200U, 512U}) {
        const QrCode code = make_qr_code(std::string(length, 'x')).value();
        ASSERT_EQ(code.modules.size(), code.side * code.side);
        EXPECT_EQ(code.side % 4, 1U);
        EXPECT_TRUE(has_finder_at(code, 0, 0));
        EXPECT_TRUE(has_finder_at(code, 0, code.side - 7));
        EXPECT_TRUE(has_finder_at(code, code.side - 7, 0));
        EXPECT_FALSE(has_finder_at(code, code.side - 7, code.side - 7));
    }
}

TEST(QrCodeTest, OtherTextIsAnotherCode) {
    EXPECT_NE(make_qr_code("https://hub:8710/join#a").value().modules,
              make_qr_code("https://hub:8710/join#b").value().modules);
}

TEST(QrCodeTest, RefusesWhatItCannotHold) {
    EXPECT_EQ(make_qr_code("").error().code, ErrorCode::kInvalid);
    EXPECT_EQ(make_qr_code(std::string_view("a\0b", 3)).error().code, ErrorCode::kInvalid);
    EXPECT_EQ(make_qr_code(std::string(513, 'x')).error().code, ErrorCode::kTooLarge);
}

TEST(QrCodeTest, ThePicturesHaveEveryDarkModuleAndTheQuietZone) {
    const QrCode code = make_qr_code("wedding").value();
    const auto dark = std::count(code.modules.begin(), code.modules.end(), true);
    const std::string svg = to_svg(code);
    std::ptrdiff_t drawn = 0;
    for (std::size_t at = svg.find("h1v1h-1z"); at != std::string::npos;
         at = svg.find("h1v1h-1z", at + 1)) {
        ++drawn;
    }
    EXPECT_EQ(drawn, dark);
    EXPECT_NE(svg.find("viewBox=\"0 0 29 29\""), std::string::npos);
    const std::string blocks = to_blocks(code);
    EXPECT_EQ(std::count(blocks.begin(), blocks.end(), '\n'), 15);
    EXPECT_EQ(blocks.substr(0, 30), std::string(29, ' ') + "\n");
}

}  // namespace
}  // namespace wedsync::hub
