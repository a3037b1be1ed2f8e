#include "loaders/own_files.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "loaders/export.hpp"
#include "loaders/value_text.hpp"

namespace wedsync::loaders {
namespace {

/// A row of a table as a wanted record, with the records it refers to by title.
class TableReader {
public:
    TableReader(OwnFile& file, const Schema& schema, const CollectionSchema& collection)
        : file_(file), schema_(schema), collection_(collection) {
        for (std::size_t i = 1; i < file_.table.header.size(); ++i) {
            const FieldSchema* field = collection_.find(file_.table.header[i]);
            if (field == nullptr) file_.unknown_columns.push_back(file_.table.header[i]);
            columns_.push_back(field);
        }
    }

    void read(const importers::CsvRow& row) {
        WantedRecord wanted;
        wanted.collection = collection_.name;
        wanted.keys = {{std::string(kImportKey)}};
        if (collection_.name == "guests") wanted.keys.push_back({"full_name", "party"});
        wanted.reach = KeyReach::kGlobal;
        wanted.line = row.line;
        const std::string key(importers::csv_unguarded(row.cell(0)));
        if (!key.empty()) wanted.fields.emplace_back(kImportKey, Value{key});
        if (!key.empty() && !keys_.insert(key).second) {
            file_.errors.push_back({row.line, file_.table.header[0], "a name for two rows", true});
            return;
        }
        std::map<std::string, std::size_t> targets;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const std::string_view cell = importers::csv_unguarded(row.cell(i + 1));
            if (columns_[i] == nullptr || cell.empty()) continue;
            const std::optional<WantedValue> value = read_cell(*columns_[i], cell, row, targets);
            if (value) {
                wanted.fields.emplace_back(columns_[i]->name, *value);
            } else {
                file_.errors.push_back(
                    {row.line, columns_[i]->name, "not a value of this field", false});
            }
        }
        file_.plan.push_back(std::move(wanted));
    }

private:
    std::optional<WantedValue> read_cell(const FieldSchema& field, std::string_view cell,
                                         const importers::CsvRow& row,
                                         std::map<std::string, std::size_t>& targets) {
        if (field.kind == FieldKind::kSet) return elements_of(cell);
        if (field.type == ValueType::kReference) {
            const std::size_t target = target_of(field.target, std::string(cell), row, targets);
            targets[field.target] = target;
            return PlannedRecord{target};
        }
        const std::optional<Value> value = value_of(cell, field);
        if (!value) return std::nullopt;
        return *value;
    }

    /// The record of this title; a new one refers to what the row refers to, too: the seat of a
    /// guest stands at the guest's table.
    std::size_t target_of(const std::string& collection, const std::string& title,
                          const importers::CsvRow& row,
                          const std::map<std::string, std::size_t>& targets) {
        const auto [at, is_new] = by_title_.try_emplace({collection, title}, file_.plan.size());
        if (!is_new) return at->second;
        const CollectionSchema& schema = *schema_.find(collection);
        WantedRecord target;
        target.collection = collection;
        target.keys = {{schema.title}};
        target.fields.emplace_back(schema.title, Value{title});
        target.line = row.line;
        for (const FieldSchema& field : schema.fields) {
            const auto other = targets.find(field.target);
            if (!field.target.empty() && other != targets.end()) {
                target.defaults.emplace_back(field.name, PlannedRecord{other->second});
            }
        }
        file_.plan.push_back(std::move(target));
        return at->second;
    }

    OwnFile& file_;
    const Schema& schema_;
    const CollectionSchema& collection_;
    std::vector<const FieldSchema*> columns_;
    std::map<std::pair<std::string, std::string>, std::size_t> by_title_;
    std::set<std::string> keys_;
};

std::string_view without_mark(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return text;
}

}  // namespace

bool is_own_table(std::string_view first_line) {
    first_line = without_mark(first_line);
    if (first_line.starts_with('"')) first_line.remove_prefix(1);
    return first_line.starts_with(kTableHeader);
}

bool is_own_json(std::string_view text) {
    text = without_mark(text);
    const std::size_t brace = text.find_first_not_of(" \t\r\n");
    if (brace == std::string_view::npos || text[brace] != '{') return false;
    const std::size_t quote = text.find_first_not_of(" \t\r\n", brace + 1);
    return quote != std::string_view::npos &&
           text.substr(quote).starts_with("\"" + std::string(kJsonMark) + "\"");
}

Result<OwnFile> parse_own_table(std::string_view bytes, const Schema& schema) {
    importers::CsvLimits limits;
    limits.on_bad_row = importers::OnBadRow::kCollect;
    limits.rows_max = importers::kGuestsMax;
    limits.cell_bytes_max = 2 * kChangeBytesMax;
    OwnFile file;
    file.table = WEDSYNC_TRY(importers::parse_csv(bytes, limits));
    const std::string& first = file.table.header.front();
    if (!is_own_table(first)) {
        return Error{ErrorCode::kCorrupt, "line 1: the first column is not named wedsync:..."};
    }
    const std::string name = first.substr(kTableHeader.size());
    const CollectionSchema* collection = schema.find(name);
    if (collection == nullptr) return Error{ErrorCode::kInvalid, "this schema has no " + name};
    for (const importers::CsvBadRow& bad : file.table.bad_rows) {
        file.errors.push_back({bad.line, "column " + std::to_string(bad.column), bad.what, true});
    }
    TableReader reader(file, schema, *collection);
    for (const importers::CsvRow& row : file.table.rows)
        reader.read(row);
    std::stable_sort(file.errors.begin(), file.errors.end(),
                     [](const auto& left, const auto& right) { return left.line < right.line; });
    return file;
}

}  // namespace wedsync::loaders
