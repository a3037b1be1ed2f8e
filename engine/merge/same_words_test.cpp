// Texts that say the same, and texts that only look so.
#include "engine/merge/same_words.hpp"

#include "gtest/gtest.h"

namespace wedsync::merge {
namespace {

TEST(SameWordsTest, OverlooksHowATextWasTyped) {
    EXPECT_TRUE(are_same_words("Nut allergy", " nut  allergy."));
    EXPECT_TRUE(are_same_words("Bride\xE2\x80\x99s side", "bride's\xC2\xA0side"));
    EXPECT_TRUE(
        are_same_words("6\xE2\x80\x93"
                       "8 pm",
                       "6-8 pm"));
    EXPECT_TRUE(are_same_words("one\r\ntwo\n", "One two"));
}

TEST(SameWordsTest, KeepsWhatMayMatter) {
    EXPECT_FALSE(are_same_words("no nuts", "no, nuts"));
    EXPECT_FALSE(are_same_words("table 1", "table 10"));
    EXPECT_FALSE(are_same_words("1.5", "15"));
    EXPECT_FALSE(are_same_words("Jos\xC3\xA9", "Jose"));
    EXPECT_FALSE(are_same_words("here?", "here"));
    EXPECT_FALSE(are_same_words("a b", "ab"));
}

TEST(SameWordsTest, SaysNothingOfTextsWithoutWords) {
    EXPECT_FALSE(are_same_words("", ""));
    EXPECT_FALSE(are_same_words(" ", "\xC2\xA0"));
    EXPECT_FALSE(are_same_words("...", "!"));
}

TEST(SameWordsTest, TakesAnyBytes) {
    EXPECT_EQ(words_of("\xE2\x80"), "\xE2\x80");
    EXPECT_EQ(words_of(std::string("a\0b", 3)), std::string("a\0b", 3));
}

TEST(SameWordsTest, ComesToRest) {
    for (const char* text : {"  A  \xE2\x80\x9Cq\xE2\x80\x9D . . ", "x..! .", "\xE2\x80\x8B \t."}) {
        EXPECT_EQ(words_of(words_of(text)), words_of(text)) << text;
    }
}

}  // namespace
}  // namespace wedsync::merge
