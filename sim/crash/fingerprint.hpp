#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/store/store.hpp"

namespace wedsync::sim {

/// A hash of everything that a store can be asked for: scopes, records, log, outbox, refused and
/// withdrawn changes, lanes, staging, the number of records that a word finds, and these meta
/// values.
[[nodiscard]] Result<std::uint64_t> fingerprint_of(store::Store& store,
                                                   std::span<const std::string_view> meta_names,
                                                   std::string_view word);

/// SQLite's own check; that the sums kept of each scope are those of its accepted dots and, where
/// `has_pending` is false, of its records; that the log is dense; and that a value can be written.
[[nodiscard]] Result<void> check_store(store::Store& store, bool has_pending);

}  // namespace wedsync::sim
