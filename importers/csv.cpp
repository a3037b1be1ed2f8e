// file      := row { newline row } [ newline ]
// row       := cell { separator cell }
// cell      := '"' { any but '"' | '""' } '"'  |  { any but separator, newline, '"' }
// newline   := CR LF | LF | CR
// A quote inside a bare cell stands for itself, as spreadsheets read it.

#include "importers/csv.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "engine/model/value.hpp"

namespace wedsync::importers {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// What Windows-1252 has at 0x80 to 0x9F; 0 where it has nothing.
constexpr std::array<std::uint16_t, 32> kWindows1252{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/// Requires a code point below 0x10000.
void append_utf8(std::uint16_t code, std::string& out) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0U | (code >> 6U));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    } else {
        out += static_cast<char>(0xE0U | (code >> 12U));
        out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    }
}

std::string from_windows_1252(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        std::uint16_t code = static_cast<unsigned char>(c);
        if (code >= 0x80 && code < 0xA0) code = kWindows1252[code - 0x80U];
        append_utf8(code == 0 && c != '\0' ? 0xFFFD : code, text);
    }
    return text;
}

/// The most frequent separator of the first line, quoted text left aside.
char detect_separator(std::string_view text) {
    constexpr std::array<char, 3> kSeparators{',', ';', '\t'};
    std::array<std::size_t, 3> counts{};
    bool is_quoted = false;
    for (const char c : text) {
        if (c == '"') is_quoted = !is_quoted;
        if (is_quoted) continue;
        if (c == '\n' || c == '\r') break;
        for (std::size_t i = 0; i < kSeparators.size(); ++i) {
            if (c == kSeparators[i]) ++counts[i];
        }
    }
    const auto most = std::max_element(counts.begin(), counts.end());
    return kSeparators[static_cast<std::size_t>(most - counts.begin())];
}

class CsvReader {
public:
    CsvReader(std::string_view text, char separator, const CsvLimits& limits)
        : text_(text), separator_(separator), limits_(limits) {}

    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }

    Result<CsvRow> row() {
        CsvRow row;
        row.line = line_;
        while (true) {
            if (row.cells.size() >= limits_.columns_max) {
                return error(ErrorCode::kTooLarge, row, "too many columns");
            }
            std::string cell = WEDSYNC_TRY(this->cell(row));
            row.cells.push_back(std::move(cell));
            if (at_end()) return row;
            if (text_[at_] == separator_) {
                ++at_;
                continue;
            }
            take_newline();
            return row;
        }
    }

private:
    Result<std::string> cell(const CsvRow& row) {
        if (at_end() || text_[at_] != '"') return bare_cell(row);
        std::string cell;
        ++at_;
        while (true) {
            if (at_end()) return error(ErrorCode::kCorrupt, row, "a quote that is never closed");
            const char c = text_[at_];
            if (c == '\n' || (c == '\r' && (at_ + 1 >= text_.size() || text_[at_ + 1] != '\n'))) {
                ++line_;
            }
            ++at_;
            if (c == '"') {
                if (at_end() || text_[at_] != '"') break;
                ++at_;
            }
            cell += c;
            if (cell.size() > limits_.cell_bytes_max) {
                return error(ErrorCode::kTooLarge, row, "a cell that is too long");
            }
        }
        if (!at_end() && !ends_cell(text_[at_])) {
            return error(ErrorCode::kCorrupt, row, "text after a closing quote");
        }
        return cell;
    }

    Result<std::string> bare_cell(const CsvRow& row) {
        const std::size_t start = at_;
        while (!at_end() && !ends_cell(text_[at_]))
            ++at_;
        if (at_ - start > limits_.cell_bytes_max) {
            return error(ErrorCode::kTooLarge, row, "a cell that is too long");
        }
        return std::string(text_.substr(start, at_ - start));
    }

    [[nodiscard]] bool ends_cell(char c) const { return c == separator_ || c == '\n' || c == '\r'; }

    void take_newline() {
        const bool is_pair = text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n';
        at_ += is_pair ? 2 : 1;
        ++line_;
    }

    [[nodiscard]] Error error(ErrorCode code, const CsvRow& row, const std::string& what) const {
        return {code, "line " + std::to_string(row.line) + ", column " +
                          std::to_string(row.cells.size() + 1) + ": " + what};
    }

    std::string_view text_;
    char separator_;
    const CsvLimits& limits_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
};

bool is_empty(const CsvRow& row) {
    return std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) {
        return cell.find_first_not_of(' ') == std::string::npos;
    });
}

}  // namespace

std::string_view CsvRow::cell(std::size_t column) const {
    return column < cells.size() ? std::string_view(cells[column]) : std::string_view();
}

Result<CsvTable> parse_csv(std::string_view bytes, const CsvLimits& limits) {
    if (bytes.size() > limits.bytes_max) return Error{ErrorCode::kTooLarge, "a file too large"};
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        return Error{ErrorCode::kCorrupt, "line 1: the file is UTF-16; save it as UTF-8"};
    }
    if (bytes.find('\0') != std::string_view::npos) {
        return Error{ErrorCode::kCorrupt, "not a text file"};
    }
    if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
    CsvTable table;
    std::string converted;
    if (!is_utf8(bytes)) {
        table.was_windows_1252 = true;
        converted = from_windows_1252(bytes);
        bytes = converted;
    }
    table.separator = detect_separator(bytes);
    CsvReader reader(bytes, table.separator, limits);
    bool has_header = false;
    while (!reader.at_end()) {
        CsvRow row = WEDSYNC_TRY(reader.row());
        if (is_empty(row)) continue;
        if (!has_header) {
            table.header = std::move(row.cells);
            has_header = true;
            continue;
        }
        if (table.rows.size() >= limits.rows_max) {
            return Error{ErrorCode::kTooLarge,
                         "line " + std::to_string(row.line) + ": too many rows"};
        }
        table.rows.push_back(std::move(row));
    }
    if (!has_header) return Error{ErrorCode::kCorrupt, "line 1: the file is empty"};
    return table;
}

}  // namespace wedsync::importers
