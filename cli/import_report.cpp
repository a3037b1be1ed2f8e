#include "cli/import_report.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "cli/table.hpp"

#include "importers/csv.hpp"

namespace wedsync::cli {
namespace {

constexpr std::size_t kErrorsShown = 5;
/// Rows of a preview for people, of each kind, and for programs.
constexpr std::size_t kRowsShown = 10;
constexpr std::size_t kRowsInJson = 1'000;

using importers::csv_cell;
using importers::csv_guarded;
using importers::RowError;

const char* name_of(loaders::Became became) {
    switch (became) {
        case loaders::Became::kCreated:
            return "new";
        case loaders::Became::kChanged:
            return "changed";
        case loaders::Became::kUnchanged:
            return "unchanged";
        case loaders::Became::kLeftOut:
            return "in error";
    }
    return "unchanged";
}

/// The value of the first field: what names the record.
std::string title_of(const loaders::WantedRecord& wanted) {
    for (const auto& [field, value] : wanted.fields) {
        const auto* plain = std::get_if<Value>(&value);
        if (plain != nullptr && field != loaders::kImportKey) return loaders::text_of(*plain);
    }
    return {};
}

std::string detail_of(const loaders::Row& row) {
    std::string text = row.problem;
    for (const loaders::FieldDifference& difference : row.differences) {
        if (!text.empty()) text += "; ";
        text += difference.field + ": " +
                (difference.is_kept
                     ? difference.here + " (kept; the file has " + difference.planned + ")"
                     : difference.here + " -> " + difference.planned);
    }
    return text;
}

boost::json::object json_of(const ImportOutcome& outcome) {
    boost::json::object collections;
    for (const auto& [name, tally] : outcome.loaded.tallies) {
        collections[name] = {{"created", tally.created},
                             {"changed", tally.changed},
                             {"unchanged", tally.unchanged},
                             {"left_out", tally.left_out},
                             {"fields_kept", tally.fields_kept}};
    }
    return {{"scope", outcome.scope},
            {"commits", outcome.loaded.commits},
            {"collections", std::move(collections)}};
}

/// Whether a row belongs into a preview: unchanged ones do only where something was kept.
bool is_worth_showing(const loaders::Row& row) {
    return row.became != loaders::Became::kUnchanged || !row.differences.empty() ||
           !row.problem.empty();
}

boost::json::array preview_json(const ImportReport& report) {
    boost::json::array rows;
    if (!report.list || report.outcomes.size() != 1) return rows;
    const loaders::Loaded& loaded = report.outcomes.front().loaded;
    for (std::size_t i = 0; i < loaded.rows.size() && rows.size() < kRowsInJson; ++i) {
        const loaders::Row& row = loaded.rows[i];
        if (!is_worth_showing(row)) continue;
        boost::json::array fields;
        for (const loaders::FieldDifference& difference : row.differences) {
            fields.push_back({{"field", difference.field},
                              {"here", difference.here},
                              {"file", difference.planned},
                              {"kept", difference.is_kept}});
        }
        const loaders::WantedRecord& wanted = report.list->plan[i];
        rows.push_back({{"line", wanted.line},
                        {"collection", wanted.collection},
                        {"title", title_of(wanted)},
                        {"becomes", name_of(row.became)},
                        {"fields", std::move(fields)},
                        {"problem", row.problem}});
    }
    return rows;
}

std::string preview_text(const Context& context, const ImportReport& report) {
    if (!report.is_preview || !report.list || report.outcomes.size() != 1) return {};
    Table table({{"line", Align::kRight, Style::kDim},
                 {"becomes", Align::kLeft, Style::kCyan},
                 {"what", Align::kLeft, Style::kDim},
                 {"name", Align::kLeft, Style::kPlain},
                 {"", Align::kLeft, Style::kPlain}});
    const loaders::Loaded& loaded = report.outcomes.front().loaded;
    std::map<loaders::Became, std::size_t> shown;
    for (std::size_t i = 0; i < loaded.rows.size(); ++i) {
        const loaders::Row& row = loaded.rows[i];
        if (!is_worth_showing(row) || ++shown[row.became] > kRowsShown) continue;
        const loaders::WantedRecord& wanted = report.list->plan[i];
        table.add_row({std::to_string(wanted.line), name_of(row.became), wanted.collection,
                       title_of(wanted), detail_of(row)});
    }
    return table.empty() ? std::string() : table.text(context.terminal);
}

std::string errors_text(const ImportReport& report) {
    std::string text;
    const std::vector<RowError>& errors = report.list->errors;
    for (std::size_t i = 0; i < errors.size() && i < kErrorsShown; ++i) {
        text += "  line " + std::to_string(errors[i].line) + ", " + printable(errors[i].column) +
                (errors[i].column.empty() ? "" : ": ") + printable(errors[i].what) +
                (errors[i].is_row_lost ? " (row left out)\n" : " (cell left out)\n");
    }
    if (errors.size() > kErrorsShown) {
        text += "  " + std::to_string(errors.size() - kErrorsShown) + " more" +
                (report.errors_file.empty() ? " (--errors FILE writes them all)\n"
                                            : " in " + report.errors_file + "\n");
    }
    for (const std::string& column : report.list->unknown_columns) {
        text += "  the column \"" + printable(column) + "\" has no place here and was left out\n";
    }
    return text;
}

std::string list_text(const ImportReport& report) {
    const ListInput& list = *report.list;
    std::string text = std::to_string(list.count) + " " + list.noun + " in the file, " +
                       std::to_string(list.errors.size()) + " problems\n";
    if (!list.event.empty()) {
        text += "  answers are those for \"" + printable(list.event) + "\"" +
                (list.not_invited == 0
                     ? std::string("\n")
                     : "; not invited to it: " + std::to_string(list.not_invited) + "\n");
    }
    return text + errors_text(report);
}

}  // namespace

std::size_t ImportReport::commits() const {
    std::size_t count = 0;
    for (const ImportOutcome& outcome : outcomes)
        count += outcome.loaded.commits;
    return count;
}

bool ImportReport::has_lost_rows() const {
    return list && std::any_of(list->errors.begin(), list->errors.end(),
                               [](const RowError& error) { return error.is_row_lost; });
}

std::vector<RowError> all_errors(const ListInput& list, const loaders::Loaded& loaded) {
    std::vector<RowError> errors = list.errors;
    for (std::size_t i = 0; i < loaded.rows.size(); ++i) {
        const loaders::Row& row = loaded.rows[i];
        if (row.problem.empty()) continue;
        const bool is_lost = row.became == loaders::Became::kLeftOut;
        errors.push_back({list.plan[i].line, list.plan[i].collection, row.problem, is_lost});
    }
    std::stable_sort(errors.begin(), errors.end(), [](const RowError& left, const RowError& right) {
        return left.line < right.line;
    });
    return errors;
}

std::string errors_csv(const ListInput& list) {
    std::string text = "line,problem,row left out";
    for (const std::string& header : list.table.header)
        text += "," + csv_cell(csv_guarded(header));
    text += '\n';
    const std::vector<RowError>& errors = list.errors;
    for (std::size_t i = 0; i < errors.size();) {
        const std::size_t line = errors[i].line;
        std::string problem;
        bool is_lost = false;
        for (; i < errors.size() && errors[i].line == line; ++i) {
            problem += (problem.empty() ? "" : "; ") + errors[i].column + ": " + errors[i].what;
            is_lost = is_lost || errors[i].is_row_lost;
        }
        text += std::to_string(line) + "," + csv_cell(csv_guarded(problem)) + "," +
                (is_lost ? "yes" : "no");
        const auto row = std::lower_bound(
            list.table.rows.begin(), list.table.rows.end(), line,
            [](const importers::CsvRow& left, std::size_t right) { return left.line < right; });
        if (row != list.table.rows.end() && row->line == line) {
            for (std::size_t c = 0; c < list.table.header.size(); ++c)
                text += "," + csv_cell(csv_guarded(importers::csv_unguarded(row->cell(c))));
        }
        for (const importers::CsvBadRow& bad : list.table.bad_rows) {
            if (bad.line == line) text += "," + csv_cell(csv_guarded(bad.text));
        }
        text += '\n';
    }
    return text;
}

boost::json::object json_of(const ImportReport& report) {
    boost::json::array scopes;
    for (const ImportOutcome& outcome : report.outcomes)
        scopes.emplace_back(json_of(outcome));
    boost::json::array errors;
    boost::json::array unknown;
    if (report.list) {
        for (const RowError& error : report.list->errors) {
            errors.push_back({{"line", error.line},
                              {"column", error.column},
                              {"problem", error.what},
                              {"row_left_out", error.is_row_lost}});
        }
        for (const std::string& column : report.list->unknown_columns)
            unknown.emplace_back(column);
    }
    boost::json::object object{
        {"dry_run", report.is_preview},
        {"import", report.commits() == 0 ? boost::json::value(nullptr)
                                         : boost::json::value(loaders::to_text(report.import))},
        {"schedule_items", report.schedule_items},
        {"guests", report.list ? report.list->guests.size() : 0},
        {"records", report.list ? report.list->count : 0},
        {"not_invited", report.list ? report.list->not_invited : 0},
        {"event", report.list ? report.list->event : ""},
        {"scopes", std::move(scopes)},
        {"errors", std::move(errors)},
        {"unknown_columns", std::move(unknown)}};
    if (report.is_preview) object["preview"] = preview_json(report);
    return object;
}

std::string text_of(const Context& context, const ImportReport& report) {
    // One row per scope; --json has the collections of each.
    Table table({{"scope", Align::kLeft, Style::kPlain},
                 {report.is_preview ? "would create" : "created", Align::kRight, Style::kGreen},
                 {"changed", Align::kRight, Style::kPlain},
                 {"unchanged", Align::kRight, Style::kDim},
                 {"in error", Align::kRight, Style::kYellow},
                 {"fields kept as edited", Align::kRight, Style::kYellow}});
    std::size_t total = 0;
    for (const ImportOutcome& outcome : report.outcomes) {
        loaders::Tally sum;
        for (const auto& [name, tally] : outcome.loaded.tallies) {
            sum.created += tally.created;
            sum.changed += tally.changed;
            sum.unchanged += tally.unchanged;
            sum.left_out += tally.left_out;
            sum.fields_kept += tally.fields_kept;
        }
        total += sum.created + sum.changed + sum.unchanged;
        table.add_row({outcome.scope, std::to_string(sum.created), std::to_string(sum.changed),
                       std::to_string(sum.unchanged), std::to_string(sum.left_out),
                       std::to_string(sum.fields_kept)});
    }
    std::string text = preview_text(context, report) + table.text(context.terminal);
    if (report.schedule_items != 0) {
        text += std::to_string(report.schedule_items) +
                " items in the schedule; the busiest rooms of its busiest day became " +
                std::to_string(report.outcomes.size()) + " scopes\n";
    }
    if (report.list) text += list_text(report);
    text += std::to_string(total) + " records";
    if (report.is_preview) return text + "; a preview, nothing was written\n";
    text += " in " + std::to_string(report.commits()) + " commits";
    if (report.commits() == 0) return text + "; all of it was here already\n";
    return text + "; `wedsync import --undo " + loaders::to_text(report.import) +
           "` takes all of it back\n";
}

}  // namespace wedsync::cli
