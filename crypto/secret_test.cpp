#include "crypto/secret.hpp"

#include <set>

#include <gtest/gtest.h>

#include "crypto/text.hpp"

namespace wedsync::crypto {
namespace {

TEST(SecretTest, DigestsAreThoseOfTheStandards) {
    // FIPS 180-4 and RFC 4231, test case 2.
    EXPECT_EQ(hex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    Sha256 in_pieces;
    in_pieces.add("a");
    in_pieces.add("");
    in_pieces.add("bc");
    EXPECT_EQ(hex(in_pieces.digest()), hex(sha256("abc")));
    EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(SecretTest, TokensAreLongAndNeverTheSame) {
    std::set<std::string> tokens;
    for (int i = 0; i < 1'000; ++i) {
        const std::string token = new_token();
        EXPECT_EQ(token.size(), 43U);
        EXPECT_EQ(from_base64url(token).value_or("").size(), 32U);
        tokens.insert(token);
    }
    EXPECT_EQ(tokens.size(), 1'000U);
}

TEST(SecretTest, ComparesWhole) {
    EXPECT_TRUE(equal_secrets("abc", "abc"));
    EXPECT_FALSE(equal_secrets("abc", "abd"));
    EXPECT_FALSE(equal_secrets("abc", "abcd"));
    EXPECT_TRUE(equal_secrets("", ""));
}

TEST(SecretTest, CodesSurviveTyping) {
    const std::string code = new_code(10);
    EXPECT_EQ(code.size(), 10U);
    EXPECT_EQ(normal_code(code), code);
    EXPECT_EQ(normal_code("ab-cd o1 Il"), "ABCD0111");
    EXPECT_NE(new_code(10), new_code(10));
}

TEST(TextTest, Base64UrlIsThatOfTheStandard) {
    // RFC 4648, section 10, without padding.
    EXPECT_EQ(base64url(bytes_of("")), "");
    EXPECT_EQ(base64url(bytes_of("f")), "Zg");
    EXPECT_EQ(base64url(bytes_of("fo")), "Zm8");
    EXPECT_EQ(base64url(bytes_of("foo")), "Zm9v");
    EXPECT_EQ(base64url(bytes_of("foobar")), "Zm9vYmFy");
    EXPECT_EQ(base64url(bytes_of("\xff\xfe")), "__4");
}

TEST(TextTest, Base64UrlReadsBackAndIsStrict) {
    std::string bytes;
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(from_base64url(base64url(bytes_of(bytes))), bytes);
        bytes += static_cast<char>(i * 37);
    }
    EXPECT_FALSE(from_base64url("Zg=="));
    EXPECT_FALSE(from_base64url("Zh"));
    EXPECT_FALSE(from_base64url("Z"));
    EXPECT_FALSE(from_base64url("Zm9v+/"));
    EXPECT_FALSE(from_base64url("Zm 9v"));
}

}  // namespace
}  // namespace wedsync::crypto
