#include "engine/model/value.hpp"

#include <limits>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace wedsync {
namespace {

struct Utf8Case {
    std::string_view bytes;
    bool is_good;
    const char* what;
};

// Unicode 15, table 3-7 ("Well-Formed UTF-8 Byte Sequences"): each edge, from both sides.
constexpr Utf8Case kUtf8Cases[] = {
    {"", true, "empty"},
    {"plain", true, "ASCII"},
    {{"\0", 1}, true, "U+0000"},
    {"\x7F", true, "U+007F"},
    {"\xC2\x80", true, "U+0080"},
    {"\xDF\xBF", true, "U+07FF"},
    {"\xE0\xA0\x80", true, "U+0800"},
    {"\xED\x9F\xBF", true, "U+D7FF, the last before the surrogates"},
    {"\xEE\x80\x80", true, "U+E000, the first after them"},
    {"\xEF\xBF\xBF", true, "U+FFFF"},
    {"\xF0\x90\x80\x80", true, "U+10000"},
    {"\xF4\x8F\xBF\xBF", true, "U+10FFFF"},
    {"Zo\xC3\xAB \xF0\x9F\x92\x8D", true, "a name and a ring"},
    {"\x80", false, "continuation alone"},
    {"\xBF", false, "continuation alone"},
    {"\xC0\x80", false, "overlong U+0000"},
    {"\xC1\xBF", false, "overlong U+007F"},
    {"\xE0\x80\x80", false, "overlong in three bytes"},
    {"\xE0\x9F\xBF", false, "overlong U+07FF"},
    {"\xF0\x80\x80\x80", false, "overlong in four bytes"},
    {"\xF0\x8F\xBF\xBF", false, "overlong U+FFFF"},
    {"\xED\xA0\x80", false, "U+D800, a surrogate"},
    {"\xED\xBF\xBF", false, "U+DFFF, a surrogate"},
    {"\xF4\x90\x80\x80", false, "U+110000"},
    {"\xF5\x80\x80\x80", false, "past U+10FFFF"},
    {"\xF8\x88\x80\x80\x80", false, "five bytes"},
    {"\xFE", false, "never a byte of UTF-8"},
    {"\xFF", false, "never a byte of UTF-8"},
    {"\xC2", false, "cut after one of two"},
    {"\xE2\x82", false, "cut after two of three"},
    {"\xF0\x9F\x92", false, "cut after three of four"},
    {"\xC2 ", false, "a space where a continuation belongs"},
    {"\xE2\x82 ", false, "a space where a continuation belongs"},
    {"\xE2 \xAC", false, "a space where a continuation belongs"},
    {"good \xC0\xAF bad", false, "bad in the middle"},
    {"good\x80", false, "bad at the end"},
};

TEST(ValueTest, Utf8IsWhatTheStandardSays) {
    for (const Utf8Case& one : kUtf8Cases) {
        EXPECT_EQ(is_utf8(one.bytes), one.is_good) << one.what;
    }
}

// Law: every code point but the surrogates is accepted, alone and between others.
TEST(ValueTest, EveryCodePointIsUtf8) {
    const auto byte = [](unsigned bits) { return static_cast<char>(bits & 0xFFU); };
    for (unsigned point = 0x80; point <= 0x10FFFF; ++point) {
        std::string text;
        if (point >= 0x10000) text += byte(0xF0U | (point >> 18U));
        if (point >= 0x10000) text += byte(0x80U | ((point >> 12U) & 0x3FU));
        if (point >= 0x800 && point < 0x10000) text += byte(0xE0U | (point >> 12U));
        if (point >= 0x800) text += byte(0x80U | ((point >> 6U) & 0x3FU));
        if (point < 0x800) text += byte(0xC0U | (point >> 6U));
        text += byte(0x80U | (point & 0x3FU));
        const bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
        ASSERT_EQ(is_utf8(text), !is_surrogate) << std::hex << point;
    }
}

TEST(ValueTest, RealKeepsItsBits) {
    for (const double number : {0.5, -1.25, 1e300, std::numeric_limits<double>::denorm_min(),
                                std::numeric_limits<double>::max()}) {
        const Value value = make_real(number);
        const auto* real = std::get_if<Real>(&value);
        ASSERT_NE(real, nullptr);
        EXPECT_EQ(to_double(*real), number);
    }
}

TEST(ValueTest, BothZeroesAreTheIntegerZero) {
    EXPECT_EQ(make_real(0.0), Value{std::int64_t{0}});
    EXPECT_EQ(make_real(-0.0), Value{std::int64_t{0}});
}

}  // namespace
}  // namespace wedsync
