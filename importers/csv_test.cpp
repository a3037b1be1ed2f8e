#include "importers/csv.hpp"

#include "gtest/gtest.h"

namespace wedsync::importers {
namespace {

CsvTable parsed(std::string_view text) {
    Result<CsvTable> table = parse_csv(text);
    EXPECT_TRUE(table.ok()) << table.error().detail;
    return std::move(table).value();
}

Error error_of(std::string_view text, const CsvLimits& limits = {}) {
    const Result<CsvTable> table = parse_csv(text, limits);
    EXPECT_FALSE(table.ok()) << text;
    return table.ok() ? Error{} : table.error();
}

using Cells = std::vector<std::string>;

TEST(CsvTest, ReadsQuotedCells) {
    const CsvTable table = parsed("a,b\r\n\"x, \"\"y\"\"\",\"1\r\n2\"\r\n,\r\nlast,\"\"");
    EXPECT_EQ(table.header, (Cells{"a", "b"}));
    ASSERT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(table.rows[0].cells, (Cells{"x, \"y\"", "1\r\n2"}));
    EXPECT_EQ(table.rows[1].cells, (Cells{"last", ""}));
    EXPECT_EQ(table.rows[0].line, 2U);
    EXPECT_EQ(table.rows[1].line, 5U);
}

TEST(CsvTest, FindsTheSeparatorInTheHeader) {
    EXPECT_EQ(parsed("a;b;c\n1,5;2;3").rows[0].cells, (Cells{"1,5", "2", "3"}));
    EXPECT_EQ(parsed("a\tb\n1\t2").separator, '\t');
    EXPECT_EQ(parsed("\"a;b;c\",d\n1,2").separator, ',');
    EXPECT_EQ(parsed("only\none").rows[0].cells, (Cells{"one"}));
}

TEST(CsvTest, ReadsByteOrderMarkAndOldEncodings) {
    EXPECT_EQ(parsed("\xEF\xBB\xBF"
                     "name\nZoë")
                  .header,
              (Cells{"name"}));
    const CsvTable table = parsed("name\nZo\xEB \x80 \x81");
    EXPECT_EQ(table.encoding, TextEncoding::kWindows1252);
    EXPECT_EQ(table.rows[0].cells[0], "Zoë € \xEF\xBF\xBD");
    EXPECT_EQ(parsed("name\nZoë").encoding, TextEncoding::kUtf8);
}

TEST(CsvTest, TakesEveryNewline) {
    for (const char* text : {"a\n1\n2\n", "a\r\n1\r\n2", "a\r1\r2\r", "a\n\n1\n\n2\n\n"}) {
        EXPECT_EQ(parsed(text).rows.size(), 2U) << text;
    }
}

TEST(CsvTest, KeepsRaggedRows) {
    const CsvTable table = parsed("a,b\n1\n1,2,3");
    EXPECT_EQ(table.rows[0].cell(1), "");
    EXPECT_EQ(table.rows[1].cell(2), "3");
}

TEST(CsvTest, SaysWhatIsWrongAndWhere) {
    EXPECT_EQ(error_of("a,b\n1,\"2").detail, "line 2, column 2: a quote that is never closed");
    EXPECT_EQ(error_of("a,b\n\"1\"x,2").detail, "line 2, column 1: text after a closing quote");
    EXPECT_EQ(error_of("").detail, "line 1: the file is empty");
    EXPECT_EQ(error_of("\n \n").code, ErrorCode::kCorrupt);
    EXPECT_EQ(error_of(std::string_view("a\0b", 3)).detail, "not a text file");
}

TEST(CsvTest, ReadsUtf16) {
    const std::string little(
        "\xFF\xFE"
        "n\0\n\0\x42\x01\x3D\xD8\x8D\xDC",
        12);
    const CsvTable table = parsed(little);
    EXPECT_EQ(table.encoding, TextEncoding::kUtf16);
    EXPECT_EQ(table.rows[0].cells, (Cells{"ł💍"}));
    EXPECT_EQ(parsed(std::string("\xFE\xFF\0n\0\n\x01\x42", 8)).rows[0].cells, (Cells{"ł"}));
    for (const std::size_t cut : {3U, 11U, 10U})
        EXPECT_EQ(error_of(little.substr(0, cut)).code, ErrorCode::kCorrupt) << cut;
}

TEST(CsvTest, TakesPipesAndTheSeparatorLineOfSpreadsheets) {
    EXPECT_EQ(parsed("a|b|c\n1|2,5|3").rows[0].cells, (Cells{"1", "2,5", "3"}));
    EXPECT_EQ(parsed("name,Companion|First,Companion|Last\nA,B,C").separator, ',');
    const CsvTable table = parsed("sep=;\r\na,b;c\r\n1;2");
    EXPECT_EQ(table.header, (Cells{"a,b", "c"}));
    EXPECT_EQ(table.rows[0].line, 3U);
}

TEST(CsvTest, CollectsBadRowsWhereAsked) {
    CsvLimits limits;
    limits.on_bad_row = OnBadRow::kCollect;
    limits.cell_bytes_max = 10;
    const auto table =
        parse_csv("a,b\n1,\"2\"x\n3,4\n\"open,5\n6,7\n01234567890,8\n9,\"end", limits);
    ASSERT_TRUE(table.ok()) << table.error().detail;
    ASSERT_EQ(table.value().rows.size(), 2U);
    EXPECT_EQ(table.value().rows[1].cells, (Cells{"6", "7"}));
    EXPECT_EQ(table.value().rows[1].line, 5U);
    ASSERT_EQ(table.value().bad_rows.size(), 4U);
    EXPECT_EQ(table.value().bad_rows[0],
              (CsvBadRow{2, 2, "text after a closing quote", "1,\"2\"x"}));
    EXPECT_EQ(table.value().bad_rows[1].text, "\"open,5");
    EXPECT_EQ(table.value().bad_rows[3].line, 7U);
    EXPECT_EQ(error_of("a\n\"1", limits).detail, "line 2, column 1: a quote that is never closed");
    std::string many = "a\n1\n";
    for (std::size_t i = 0; i <= kCsvBadRowsMax; ++i)
        many += "\"x\"y\n";
    EXPECT_EQ(error_of(many, limits).code, ErrorCode::kTooLarge);
}

TEST(CsvTest, GuardsFormulasAndTakesTheGuardOff) {
    EXPECT_EQ(csv_guarded("=HYPERLINK(1)"), "'=HYPERLINK(1)");
    EXPECT_EQ(csv_guarded("+49 170"), "'+49 170");
    EXPECT_EQ(csv_guarded("O'Dowd"), "O'Dowd");
    EXPECT_EQ(csv_guarded("'=1"), "''=1");
    for (const char* text : {"=1", "+1", "-1", "@a", "\tx", "\rx", "\nx", "'", "''", "'a",
                             "'=", "''-", "a=1", "", " =1", "'80s"}) {
        EXPECT_EQ(csv_unguarded(csv_guarded(text)), text);
        const CsvTable table = parsed("a,b\n" + csv_cell(csv_guarded(text)) + ",\"\"\nz,z");
        EXPECT_EQ(csv_unguarded(table.rows[0].cells[0]),
                  std::string_view(text).empty() ? "z" : text);
    }
}

TEST(CsvTest, KeepsTheLimits) {
    CsvLimits limits;
    limits.rows_max = 1;
    EXPECT_EQ(error_of("a\n1\n2", limits).code, ErrorCode::kTooLarge);
    limits = {};
    limits.columns_max = 2;
    EXPECT_EQ(error_of("a,b,c", limits).code, ErrorCode::kTooLarge);
    limits = {};
    limits.cell_bytes_max = 3;
    EXPECT_EQ(error_of("a\nabcd", limits).code, ErrorCode::kTooLarge);
    EXPECT_EQ(error_of("a\n\"abcd\"", limits).code, ErrorCode::kTooLarge);
    limits = {};
    limits.bytes_max = 3;
    EXPECT_EQ(error_of("a\n12", limits).code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace wedsync::importers
