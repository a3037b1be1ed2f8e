// file      := row { newline row } [ newline ]
// row       := cell { separator cell }
// cell      := '"' { any but '"' | '""' } '"'  |  { any but separator, newline, '"' }
// newline   := CR LF | LF | CR
// A quote inside a bare cell stands for itself, as spreadsheets read it.

#include "importers/csv.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace wedsync::importers {
namespace {

/// The most frequent separator of the first line, quoted text left aside.
char detect_separator(std::string_view text) {
    constexpr std::array<char, 4> kSeparators{',', ';', '\t', '|'};
    std::array<std::size_t, 4> counts{};
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

/// A first line "sep=;", as spreadsheets write it, is taken off the text.
std::optional<char> take_separator_line(std::string_view& text) {
    constexpr std::string_view kPrefix = "sep=";
    if (!text.starts_with(kPrefix) || text.size() < kPrefix.size() + 1) return std::nullopt;
    const char separator = text[kPrefix.size()];
    const std::string_view rest = text.substr(kPrefix.size() + 1);
    const bool is_separator = std::string_view(",;\t|").find(separator) != std::string_view::npos;
    if (!is_separator || (!rest.starts_with('\n') && !rest.starts_with("\r\n")))
        return std::nullopt;
    text = rest.substr(rest.find('\n') + 1);
    return separator;
}

struct CsvError {
    ErrorCode code = ErrorCode::kCorrupt;
    CsvBadRow row;

    [[nodiscard]] Error error() const {
        return {code, "line " + std::to_string(row.line) + ", column " +
                          std::to_string(row.column) + ": " + row.what};
    }
};

class CsvReader {
public:
    CsvReader(std::string_view text, std::size_t first_line, char separator,
              const CsvLimits& limits)
        : text_(text), separator_(separator), limits_(limits), line_(first_line) {}

    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }

    /// Nothing: the row is bad; error() says why, skip_line() goes on behind its first line.
    std::optional<CsvRow> row() {
        error_.reset();
        row_start_ = at_;
        CsvRow row;
        row.line = line_;
        while (true) {
            if (row.cells.size() >= limits_.columns_max) {
                return fail(ErrorCode::kTooLarge, row, "too many columns");
            }
            std::string cell;
            if (!take_cell(row, cell)) return std::nullopt;
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

    [[nodiscard]] const CsvError& error() const { return *error_; }

    void skip_line() {
        at_ = row_start_;
        line_ = error_->row.line;
        while (!at_end() && text_[at_] != '\n' && text_[at_] != '\r')
            ++at_;
        if (!at_end()) take_newline();
    }

private:
    bool take_cell(const CsvRow& row, std::string& cell) {
        if (at_end() || text_[at_] != '"') return take_bare_cell(row, cell);
        ++at_;
        while (true) {
            if (at_end()) {
                fail(ErrorCode::kCorrupt, row, "a quote that is never closed");
                return false;
            }
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
                fail(ErrorCode::kTooLarge, row, "a cell that is too long, or a quote not closed");
                return false;
            }
        }
        if (!at_end() && !ends_cell(text_[at_])) {
            fail(ErrorCode::kCorrupt, row, "text after a closing quote");
            return false;
        }
        return true;
    }

    bool take_bare_cell(const CsvRow& row, std::string& cell) {
        const std::size_t start = at_;
        while (!at_end() && !ends_cell(text_[at_]))
            ++at_;
        if (at_ - start > limits_.cell_bytes_max) {
            fail(ErrorCode::kTooLarge, row, "a cell that is too long");
            return false;
        }
        cell = text_.substr(start, at_ - start);
        return true;
    }

    std::nullopt_t fail(ErrorCode code, const CsvRow& row, const char* what) {
        constexpr std::size_t kShownMax = 1'000;
        const std::string_view rest = text_.substr(row_start_, kShownMax);
        const std::string_view line = rest.substr(0, rest.find_first_of("\r\n"));
        error_ = CsvError{code, {row.line, row.cells.size() + 1, what, std::string(line)}};
        return std::nullopt;
    }

    [[nodiscard]] bool ends_cell(char c) const { return c == separator_ || c == '\n' || c == '\r'; }

    void take_newline() {
        const bool is_pair = text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n';
        at_ += is_pair ? 2 : 1;
        ++line_;
    }

    std::string_view text_;
    char separator_;
    const CsvLimits& limits_;
    std::size_t at_ = 0;
    std::size_t line_;
    std::size_t row_start_ = 0;
    std::optional<CsvError> error_;
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
    const DecodedText decoded = WEDSYNC_TRY(decode_text(bytes));
    std::string_view text = decoded.text;
    CsvTable table;
    table.encoding = decoded.encoding;
    const std::optional<char> said = take_separator_line(text);
    table.separator = said ? *said : detect_separator(text);
    CsvReader reader(text, said ? 2 : 1, table.separator, limits);
    bool has_header = false;
    Result<void> first_bad;
    while (!reader.at_end()) {
        std::optional<CsvRow> row = reader.row();
        if (!row) {
            if (!has_header || limits.on_bad_row == OnBadRow::kFail) return reader.error().error();
            if (first_bad.ok()) first_bad = reader.error().error();
            table.bad_rows.push_back(reader.error().row);
            if (table.bad_rows.size() > kCsvBadRowsMax) {
                return Error{ErrorCode::kTooLarge, "more than 1,000 rows that cannot be read"};
            }
            reader.skip_line();
            continue;
        }
        if (is_empty(*row)) continue;
        if (!has_header) {
            table.header = std::move(row->cells);
            has_header = true;
            continue;
        }
        if (table.rows.size() >= limits.rows_max) {
            return Error{ErrorCode::kTooLarge,
                         "line " + std::to_string(row->line) + ": too many rows"};
        }
        table.rows.push_back(std::move(*row));
    }
    if (!has_header) return Error{ErrorCode::kCorrupt, "line 1: the file is empty"};
    if (table.rows.empty() && !first_bad.ok()) return first_bad.error();
    return table;
}

std::string csv_cell(std::string_view text) {
    const bool has_space = text.starts_with(' ') || text.ends_with(' ');
    if (!has_space && text.find_first_of(",;|\t\"\r\n") == std::string_view::npos) {
        return std::string(text);
    }
    std::string cell = "\"";
    for (const char c : text) {
        cell += c;
        if (c == '"') cell += c;
    }
    return cell + "\"";
}

namespace {

/// A formula, or a guarded one: apostrophes before a character that starts one.
bool looks_like_formula(std::string_view text) {
    const std::size_t first = text.find_first_not_of('\'');
    return first != std::string_view::npos &&
           std::string_view("=+-@\t\r\n").find(text[first]) != std::string_view::npos;
}

}  // namespace

std::string csv_guarded(std::string_view text) {
    return looks_like_formula(text) ? "'" + std::string(text) : std::string(text);
}

std::string_view csv_unguarded(std::string_view cell) {
    return cell.starts_with('\'') && looks_like_formula(cell) ? cell.substr(1) : cell;
}

}  // namespace wedsync::importers
