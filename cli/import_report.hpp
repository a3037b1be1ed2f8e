#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "cli/import_input.hpp"

#include "loaders/load.hpp"

namespace wedsync::cli {

/// What one scope got.
struct ImportOutcome {
    std::string scope;
    loaders::Loaded loaded;
};

/// What an import did, or would do.
struct ImportReport {
    bool is_preview = false;
    std::string errors_file;
    std::size_t schedule_items = 0;
    std::optional<ListInput> list;
    std::vector<ImportOutcome> outcomes;
    loaders::ImportId import;

    [[nodiscard]] std::size_t commits() const;
    [[nodiscard]] bool has_lost_rows() const;
};

/// The errors of the file, and the rows of the plan that were left out, by line.
[[nodiscard]] std::vector<importers::RowError> all_errors(const ListInput& list,
                                                          const loaders::Loaded& loaded);

/// The rows in error as CSV: line, problem, whether the whole row was left out, then the row's own
/// cells under their headers: mended, the file can be imported itself.
[[nodiscard]] std::string errors_csv(const ListInput& list);

[[nodiscard]] boost::json::object json_of(const ImportReport& report);
[[nodiscard]] std::string text_of(const Context& context, const ImportReport& report);

}  // namespace wedsync::cli
