#include "cli/table.hpp"

#include "gtest/gtest.h"

namespace wedsync::cli {
namespace {

TEST(TableTest, ColumnsAlignByWhatATerminalShows) {
    Table table({{"name", Align::kLeft, Style::kPlain}, {"n", Align::kRight, Style::kPlain}});
    table.add_row({"José", "7"});
    table.add_row({"田中", "12"});
    EXPECT_EQ(table.text(Terminal{}), "name   n\nJosé   7\n田中  12\n");
}

TEST(TableTest, ANarrowTerminalCutsTheWidestColumn) {
    Table table({{"a", Align::kLeft, Style::kPlain}, {"b", Align::kLeft, Style::kPlain}});
    table.add_row({"abcdefghijklmnop", "short"});
    Terminal narrow;
    narrow.columns = 16;
    EXPECT_EQ(table.text(narrow), "a          b\nabcdefgh…  short\n");
}

TEST(TerminalTest, NothingThatSteersTheTerminalComesThrough) {
    EXPECT_EQ(printable("a\x1b[2Jb\nc\td"), "a\\x1b[2Jb\\nc\\td");
    EXPECT_EQ(printable("\xe2\x80\xae"), "\\u202e");
    EXPECT_EQ(printable("\xff\xc3"), "\\xff\\xc3");
    EXPECT_EQ(printable("été"), "été");
}

TEST(TerminalTest, ColourOnlyWhereTheTerminalHasIt) {
    EXPECT_EQ(styled(Terminal{}, Style::kRed, "x"), "x");
    Terminal colour;
    colour.has_colour = true;
    EXPECT_EQ(styled(colour, Style::kRed, "x"), "\x1b[31mx\x1b[0m");
}

}  // namespace
}  // namespace wedsync::cli
