#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/model/schema.hpp"
#include "importers/csv.hpp"
#include "importers/guests.hpp"
#include "loaders/plan.hpp"

namespace wedsync::loaders {

// The way back of export.hpp: files that this program wrote, read as they stand. Nothing in them is
// guessed, trimmed or split.

struct OwnFile {
    /// The scope that it was exported from; empty where it does not say.
    std::string scope;
    Plan plan;
    /// Cells and fields that are left out, by line (JSON: by the number of the record).
    std::vector<importers::RowError> errors;
    std::vector<std::string> unknown_columns;
    importers::CsvTable table;
};

[[nodiscard]] bool is_own_table(std::string_view first_line);
[[nodiscard]] bool is_own_json(std::string_view text);

/// Fails with kCorrupt where the file is not such a table, kInvalid where this schema does not have
/// its collection, or kTooLarge.
[[nodiscard]] Result<OwnFile> parse_own_table(std::string_view bytes, const Schema& schema);
/// Fails with kCorrupt, naming the place, kInvalid for another format, or kTooLarge.
[[nodiscard]] Result<OwnFile> parse_own_json(std::string_view bytes, const Schema& schema);

}  // namespace wedsync::loaders
