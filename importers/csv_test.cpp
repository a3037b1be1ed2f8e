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
    EXPECT_TRUE(table.was_windows_1252);
    EXPECT_EQ(table.rows[0].cells[0], "Zoë € \xEF\xBF\xBD");
    EXPECT_FALSE(parsed("name\nZoë").was_windows_1252);
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
    EXPECT_EQ(error_of("\xFF\xFE"
                       "a")
                  .detail,
              "line 1: the file is UTF-16; save it as UTF-8");
    EXPECT_EQ(error_of(std::string_view("a\0b", 3)).detail, "not a text file");
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
