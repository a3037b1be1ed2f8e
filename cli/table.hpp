#pragma once

#include <string>
#include <vector>

#include "cli/terminal.hpp"

namespace wedsync::cli {

enum class Align { kLeft, kRight };

struct Column {
    std::string title;
    Align align = Align::kLeft;
    Style style = Style::kPlain;
};

/// A table for people: aligned columns under their titles. On a terminal that is too narrow the
/// widest columns are cut, anywhere else nothing is.
class Table {
public:
    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    /// One cell per column; any text (see printable()).
    void add_row(std::vector<std::string> cells);
    [[nodiscard]] bool empty() const { return rows_.empty(); }
    /// The whole table, a line per row.
    [[nodiscard]] std::string text(const Terminal& terminal) const;

private:
    [[nodiscard]] std::vector<std::size_t> widths(const Terminal& terminal) const;

    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace wedsync::cli
