#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "engine/base/result.hpp"
#include "engine/store/database.hpp"

namespace wedsync::store {

/// Every statement that runs more than now and then.
enum class Query : std::uint8_t {
    kBegin,
    kCommit,
    kRollback,
    kSelectScopes,
    kInsertScope,
    kUpdateScope,
    kSelectLanes,
    kSelectLane,
    kSelectLastLane,
    kInsertLane,
    kUpdateLane,
    kSelectRecord,
    kUpdateRecord,
    kReplaceRecord,
    kDeleteRecord,
    kReplaceOwn,
    kUpdateOwn,
    kDeleteOwn,
    kReplaceRefused,
    kDeleteRefused,
    kReplaceWithdrawn,
    kDeleteWithdrawn,
    kInsertLog,
    kSelectLog,
    kSelectLogRun,
    kReplaceLogLane,
    kSelectLogLane,
    kSelectLogEnd,
    kReplaceSearch,
    kDeleteSearch,
    kSelectSearch,
    kReplaceStaging,
    kDeleteStaging,
    kReplaceMeta,
    kDeleteMeta,
    kSelectMeta,
};
inline constexpr std::size_t kQueryCount = static_cast<std::size_t>(Query::kSelectMeta) + 1;

struct ResetStatement {
    void operator()(Statement* statement) const { statement->reset(); }
};
/// A kept statement while it is in use; reset when the lease ends.
using Lease = std::unique_ptr<Statement, ResetStatement>;

/// Statements prepared at their first use and kept.
class Statements {
public:
    /// The database outlives this.
    explicit Statements(Database& database) : database_(database) {}

    /// Requires that the statement is not leased already.
    [[nodiscard]] Result<Lease> lease(Query query);
    /// Runs a statement that has neither parameters nor rows.
    [[nodiscard]] Result<void> run(Query query);

private:
    Database& database_;
    std::array<std::unique_ptr<Statement>, kQueryCount> prepared_;
};

}  // namespace wedsync::store
