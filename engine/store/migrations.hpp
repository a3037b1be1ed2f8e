#pragma once

#include <cstdint>
#include <span>

#include "engine/base/result.hpp"
#include "engine/store/database.hpp"

namespace wedsync::store {

/// One step from a format to the next. Runs inside a transaction that it must not end.
using Migration = Result<void> (*)(Database& database);

/// Every step so far: step i makes format i + 1 of format i, and format 0 is an empty file. Steps
/// are appended, never changed: files that they made are out there.
[[nodiscard]] std::span<const Migration> migrations();

/// The table `search` as the steps make it, empty; inside a transaction.
[[nodiscard]] Result<void> create_search_anew(Database& database);

/// Brings the file to format `steps.size()`: all missing steps and the new format number in one
/// transaction, so that a crash leaves the old format or the new one. The write-ahead log is
/// turned on. Fails with kNewerFormat for a later format, before anything is written, and with
/// kCorrupt for a file that is not a store.
[[nodiscard]] Result<void> prepare_format(Database& database, std::span<const Migration> steps);

/// Fails with kCorrupt if the tables and indexes are not those that the steps make. SQLite believes
/// whatever text they have: one flipped bit in it, and rows are looked for in the wrong way.
[[nodiscard]] Result<void> check_format(Database& database, std::span<const Migration> steps);

}  // namespace wedsync::store
