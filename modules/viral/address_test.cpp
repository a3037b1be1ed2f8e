#include "modules/viral/address.hpp"

#include <string>

#include "gtest/gtest.h"

namespace wedsync::viral {
namespace {

TEST(AddressTest, HasOneNormalForm) {
    EXPECT_EQ(normal_address("  Lena.Bauer+Wedding@Example.ORG\n"),
              "lena.bauer+wedding@example.org");
    EXPECT_EQ(normal_address("o'neill@pub.example"), "o'neill@pub.example");
    EXPECT_EQ(normal_address("jürgen@example.org"), "jürgen@example.org");
}

TEST(AddressTest, WhatIsNoneOrSeveralIsRefused) {
    for (const char* typed : {"",
                              "@",
                              "lena",
                              "lena@",
                              "@example.org",
                              "lena@example",
                              "a b@example.org",
                              "lena@exam ple.org",
                              "lena@example.org, tom@example.org",
                              "lena@example.org;x",
                              "Lena <lena@example.org>",
                              "\"lena\"@example.org",
                              "lena@@example.org",
                              "lena@example.org\r\nBcc: all@example.org",
                              "lena\r\n@example.org",
                              ".lena@example.org",
                              "lena.@example.org",
                              "le..na@example.org",
                              "lena@.example.org",
                              "lena@example..org",
                              "lena@-example.org",
                              "lena@example.org.",
                              "lena@[127.0.0.1]",
                              "lena@exämple.org"}) {
        EXPECT_FALSE(normal_address(typed)) << typed;
    }
    EXPECT_FALSE(normal_address(std::string("le\0na@example.org", 17)));
    EXPECT_FALSE(normal_address(std::string(65, 'a') + "@example.org"));
    EXPECT_TRUE(normal_address(std::string(64, 'a') + "@example.org"));
    EXPECT_FALSE(normal_address("a@" + std::string(300, 'b') + ".org"));
}

TEST(AddressTest, TheKeyIsTheSameEverywhereAndNoAddress) {
    const std::string key = key_of_address("lena@example.org");
    EXPECT_EQ(key.size(), 32U);
    EXPECT_EQ(key, key_of_address(*normal_address(" LENA@example.org")));
    EXPECT_NE(key, key_of_address("lena@example.com"));
    EXPECT_EQ(key.find('@'), std::string::npos);
}

TEST(AddressTest, OthersSeeTheFirstLetterOnly) {
    EXPECT_EQ(masked("lena@example.org"), "l•••@example.org");
    EXPECT_EQ(masked("édith@example.org"), "é•••@example.org");
}

}  // namespace
}  // namespace wedsync::viral
