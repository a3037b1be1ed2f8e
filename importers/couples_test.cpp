#include "importers/couples.hpp"

#include <string>

#include "gtest/gtest.h"

namespace wedsync::importers {
namespace {

/// "First|Last; First|Last +plus ones ~uncounted".
std::string told(std::string_view text) {
    const NameCell cell = read_names(text);
    std::string line;
    for (const GuestName& guest : cell.guests) {
        line += (line.empty() ? "" : "; ") + guest.first + "|" + guest.last;
        const bool is_joined =
            guest.full == guest.first + " " + guest.last || guest.full == guest.first + guest.last;
        if (!is_joined) line += " (" + guest.full + ")";
    }
    if (cell.plus_ones != 0) line += " +" + std::to_string(cell.plus_ones);
    if (!cell.uncounted.empty()) line += " ~" + cell.uncounted;
    return line;
}

TEST(CouplesTest, SplitsPeopleOfOneCell) {
    EXPECT_EQ(told("Anna & Ben Smith"), "Anna|Smith; Ben|Smith");
    EXPECT_EQ(told("Anna Jones and Ben Smith"), "Anna|Jones; Ben|Smith");
    EXPECT_EQ(told("John/Jane Doe"), "John|Doe; Jane|Doe");
    EXPECT_EQ(told("John+Jane Doe"), "John|Doe; Jane|Doe");
    EXPECT_EQ(told("Doe, John and Jane"), "John|Doe; Jane|Doe");
    EXPECT_EQ(told("Doe, John & Jane"), "John|Doe; Jane|Doe");
    EXPECT_EQ(told("Jörg und Käthe Möllner"), "Jörg|Möllner; Käthe|Möllner");
    EXPECT_EQ(told("Anne et Paul Lefèvre"), "Anne|Lefèvre; Paul|Lefèvre");
    EXPECT_EQ(told("Ana y Luis García"), "Ana|García; Luis|García");
    EXPECT_EQ(told("Anna, Ben & Cy Lee"), "Anna|Lee; Ben|Lee; Cy|Lee");
    EXPECT_EQ(told("Anna & Ben van der Berg"), "Anna|van der Berg; Ben|van der Berg");
    EXPECT_EQ(told("Anna & Ben"), "Anna|; Ben|");
}

TEST(CouplesTest, UnderstandsTitles) {
    EXPECT_EQ(told("Mr and Mrs Smith"), "|Smith (Mr Smith); |Smith (Mrs Smith)");
    EXPECT_EQ(told("Mr. & Mrs. John Smith"), "John|Smith; |Smith (Mrs. Smith)");
    EXPECT_EQ(told("Herr und Frau Krüger"), "|Krüger (Herr Krüger); |Krüger (Frau Krüger)");
    EXPECT_EQ(told("Dr. Anna & Prof. Ben Smith"), "Anna|Smith; Ben|Smith");
}

TEST(CouplesTest, CountsPeopleWithoutAName) {
    EXPECT_EQ(told("Ann Lee +1"), "Ann|Lee +1");
    EXPECT_EQ(told("Ann Lee + 1"), "Ann|Lee +1");
    EXPECT_EQ(told("Ann Lee & Guest"), "Ann|Lee +1");
    EXPECT_EQ(told("Ann Lee plus one"), "Ann|Lee +1");
    EXPECT_EQ(told("Ann & Bo Lee +2"), "Ann|Lee; Bo|Lee +2");
    EXPECT_EQ(told("Ann Lee and family"), "Ann|Lee ~family");
}

TEST(CouplesTest, LeavesOneNameAlone) {
    EXPECT_EQ(told("Anna Maria Bell"), "Anna Maria|Bell");
    EXPECT_EQ(told("Doe, Jane"), "Jane|Doe");
    EXPECT_EQ(told("José Ortega y Gasset"), "José Ortega y|Gasset");
    EXPECT_EQ(told("Cher"), "Cher|");
    EXPECT_EQ(told("Andrew Sanders"), "Andrew|Sanders");
    EXPECT_EQ(told("Guest"), "Guest|");
    EXPECT_EQ(told("&"), "&|");
    EXPECT_EQ(told("+"), "+|");
    EXPECT_EQ(told("Mr"), "Mr|");
    EXPECT_EQ(told(""), "|");
}

TEST(CouplesTest, NeverLosesAName) {
    std::string many = "P0 Lee";
    for (int i = 1; i < 40; ++i)
        many += " & P" + std::to_string(i) + " Lee";
    EXPECT_EQ(read_names(many).guests.size(), 1U);  // Too many to be one invitation: left as it is.
    for (const char* text :
         {"& &", ", &", "Mr & Mrs", "and", "a & ,", ", , and b", "/ /a", "e e e e"}) {
        const NameCell cell = read_names(text);
        ASSERT_FALSE(cell.guests.empty()) << text;
        for (const GuestName& guest : cell.guests)
            EXPECT_FALSE(guest.full.empty()) << text;
    }
}

}  // namespace
}  // namespace wedsync::importers
