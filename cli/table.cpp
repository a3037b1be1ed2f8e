#include "cli/table.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/assert.hpp"

namespace wedsync::cli {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kColumnMin = 6;

std::string padded(const std::string& text, std::size_t width, Align align, bool is_last) {
    const std::size_t used = width_of(text);
    const std::string space(width > used ? width - used : 0, ' ');
    if (align == Align::kRight) return space + text;
    return is_last ? text : text + space;
}

}  // namespace

void Table::add_row(std::vector<std::string> cells) {
    WEDSYNC_ASSERT(cells.size() == columns_.size());
    for (std::string& cell : cells)
        cell = printable(cell);
    rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths(const Terminal& terminal) const {
    std::vector<std::size_t> widths;
    std::size_t total = 0;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        std::size_t width = width_of(columns_[i].title);
        for (const std::vector<std::string>& row : rows_)
            width = std::max(width, width_of(row[i]));
        widths.push_back(width);
        total += width + (i == 0 ? 0 : kGap);
    }
    while (terminal.columns != 0 && total > terminal.columns) {
        const auto widest = std::max_element(widths.begin(), widths.end());
        if (*widest <= kColumnMin) break;
        --*widest;
        --total;
    }
    return widths;
}

std::string Table::text(const Terminal& terminal) const {
    const std::vector<std::size_t> column_widths = widths(terminal);
    std::string text;
    const auto add_line = [&](const std::vector<std::string>& cells, bool is_title) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i != 0) text.append(kGap, ' ');
            const Style style = is_title ? Style::kBold : columns_[i].style;
            const std::string cell = padded(cut_to(cells[i], column_widths[i]), column_widths[i],
                                            columns_[i].align, i + 1 == cells.size());
            text += styled(terminal, style, cell);
        }
        text += "\n";
    };
    std::vector<std::string> titles;
    for (const Column& column : columns_)
        titles.push_back(column.title);
    add_line(titles, true);
    for (const std::vector<std::string>& row : rows_)
        add_line(row, false);
    return text;
}

}  // namespace wedsync::cli
