#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

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

struct CsvTable {
    std::vector<std::string> header;
    std::vector<CsvRow> rows;
    char separator = ',';
    /// True: the file was not UTF-8, and was read as Windows-1252.
    bool was_windows_1252 = false;
};

struct CsvLimits {
    std::size_t bytes_max = std::size_t{64} * 1024 * 1024;
    std::size_t rows_max = 2'000'000;
    std::size_t columns_max = 500;
    std::size_t cell_bytes_max = std::size_t{64} * 1024;
};

/// Reads a table whose first row is its header (RFC 4180): quoted cells, LF or CRLF or CR, with or
/// without a byte order mark, separated by what its header is separated by most (, ; tab). Rows
/// that are empty are left out. UTF-8, or else Windows-1252. The cells come as UTF-8. Fails with
/// kCorrupt, naming line and column, or kTooLarge.
[[nodiscard]] Result<CsvTable> parse_csv(std::string_view bytes, const CsvLimits& limits = {});

}  // namespace wedsync::importers
