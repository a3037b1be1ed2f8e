#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "importers/text_encoding.hpp"

namespace wedsync::importers {

struct CsvRow {
    /// The line of the file on which the row starts, from 1.
    std::size_t line = 0;
    /// As many as the row has: it may be shorter or longer than the header.
    std::vector<std::string> cells;

    /// The cell of a column; empty where the row is too short.
    [[nodiscard]] std::string_view cell(std::size_t column) const;

    friend bool operator==(const CsvRow&, const CsvRow&) = default;
};

/// A row that could not be read as one.
struct CsvBadRow {
    std::size_t line = 0;
    std::size_t column = 0;  ///< From 1.
    std::string what;
    /// The line as it stands in the file, cut to 1,000 bytes.
    std::string text;

    friend bool operator==(const CsvBadRow&, const CsvBadRow&) = default;
};

struct CsvTable {
    std::vector<std::string> header;
    std::vector<CsvRow> rows;
    std::vector<CsvBadRow> bad_rows;
    char separator = ',';
    TextEncoding encoding = TextEncoding::kUtf8;
};

enum class OnBadRow : std::uint8_t {
    kFail,
    kCollect,  ///< Reading goes on with the next line, up to kCsvBadRowsMax times.
};

struct CsvLimits {
    std::size_t bytes_max = std::size_t{64} * 1024 * 1024;
    std::size_t rows_max = 2'000'000;
    std::size_t columns_max = 500;
    std::size_t cell_bytes_max = std::size_t{64} * 1024;
    OnBadRow on_bad_row = OnBadRow::kFail;
};

inline constexpr std::size_t kCsvBadRowsMax = 1'000;

/// Reads a table whose first row is its header (RFC 4180): quoted cells, LF or CRLF or CR,
/// separated by what its header is separated by most (, ; tab |), or by what a first line "sep=;"
/// says. Rows that are empty are left out. Encodings as decode_text(); the cells come as UTF-8.
/// Fails with kCorrupt, naming line and column, or kTooLarge; always for a header that is bad, and
/// where no row but bad ones is there.
[[nodiscard]] Result<CsvTable> parse_csv(std::string_view bytes, const CsvLimits& limits = {});

/// The text as one cell: quoted where it has a separator, a quote, a line end, or spaces around it.
[[nodiscard]] std::string csv_cell(std::string_view text);

/// A spreadsheet takes a cell that begins with = + - @, a tab or a line end for a formula. A
/// guarded cell has an apostrophe before it, as OWASP advises; so has, one more, a text that looks
/// guarded already: taking the guard off again gives the text back, whatever it was.
[[nodiscard]] std::string csv_guarded(std::string_view text);
[[nodiscard]] std::string_view csv_unguarded(std::string_view cell);

}  // namespace wedsync::importers
