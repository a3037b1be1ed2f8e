#include "engine/base/fold.hpp"

#include "gtest/gtest.h"

namespace wedsync {
namespace {

TEST(FoldTest, KeepsLettersAndDigitsAlone) {
    EXPECT_EQ(folded("Table 5"), "table5");
    EXPECT_EQ(folded(" table-5\n"), folded("TABLE 5"));
    EXPECT_EQ(folded("- ?"), "");
}

TEST(FoldTest, TakesAccentsOff) {
    EXPECT_EQ(folded("Zo\xC3\xAB M\xC3\xBCller"), "zoemuller");
}

TEST(FoldTest, KeepsWhatLiesBeyondLatin) {
    EXPECT_EQ(folded("\xD9\x85\xD8\xB1"), "\xD9\x85\xD8\xB1");
}

}  // namespace
}  // namespace wedsync
