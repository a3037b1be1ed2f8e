#include "engine/base/hash.hpp"

#include <string>

#include "gtest/gtest.h"

namespace wedsync {
namespace {

// Reference values of XXH64, as printed by the `xxhsum -H64` tool.
TEST(HashTest, AgreesWithThePublishedFunction) {
    EXPECT_EQ(hash64(as_bytes("")), 0xEF46DB3751D8E999ULL);
    EXPECT_EQ(hash64(as_bytes("a")), 0xD24EC4F1A98C6E5BULL);
    EXPECT_EQ(hash64(as_bytes("abc")), 0x44BC2CF5AD770999ULL);
    EXPECT_EQ(hash64(as_bytes("Nobody inspects the spammish repetition")), 0xFBCEA83C8A378BF1ULL);
}

TEST(HashTest, DependsOnTheSeed) {
    EXPECT_NE(hash64(as_bytes("abc"), 0), hash64(as_bytes("abc"), 1));
}

}  // namespace
}  // namespace wedsync
