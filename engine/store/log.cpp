#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/base/overloaded.hpp"
#include "engine/codec/entries.hpp"
#include "engine/store/store_impl.hpp"

namespace wedsync::store {
namespace {

/// Positions are compared in SQL, where integers have a sign.
constexpr std::uint64_t kPositionMax = std::numeric_limits<std::int64_t>::max();

std::int64_t to_sql(Position position) {
    return static_cast<std::int64_t>(std::min(position.value(), kPositionMax));
}

std::optional<Dot> dot_of(const Entry& entry) {
    return std::visit(
        Overloaded{[](const entry::Accepted& accepted) -> std::optional<Dot> {
                       return accepted.change.dot;
                   },
                   [](const entry::Refused& refused) -> std::optional<Dot> { return refused.dot; },
                   [](const entry::Echo& echo) -> std::optional<Dot> { return echo.dot; },
                   [](const entry::Known&) -> std::optional<Dot> { return std::nullopt; }},
        entry);
}

}  // namespace

Result<void> Store::Impl::write_log(const LogRun& run) {
    WEDSYNC_ASSERT(run.first.value() > 0 && run.first <= run.last);
    const std::uint64_t count = run.last.value() - run.first.value() + 1;
    WEDSYNC_ASSERT(run.encoded ? run.entries.empty() : run.entries.size() == count);
    if (run.last.value() > kPositionMax) {
        return Error{ErrorCode::kTooLarge, "a log position is out of bounds"};
    }
    ScopeLanes* lanes = WEDSYNC_TRY(directory_.find_or_add(run.scope));
    const Bytes body = run.encoded ? Bytes{} : codec::encode_entries(run.entries);
    const Lease insert = WEDSYNC_TRY(statements_.lease(Query::kInsertLog));
    insert->bind_integer(1, lanes->scope_number());
    insert->bind_integer(2, to_sql(run.last));
    insert->bind_integer(3, to_sql(run.first));
    insert->bind_blob(4, run.encoded ? run.encoded->bytes : body);
    WEDSYNC_TRY(insert->run());
    return write_log_lanes(run, *lanes);
}

Result<void> Store::Impl::write_log_lanes(const LogRun& run, ScopeLanes& lanes) {
    DotSet dots = run.encoded ? run.encoded->dots : DotSet{};
    for (const Entry& entry : run.entries) {
        if (const std::optional<Dot> dot = dot_of(entry)) dots.add(*dot);
    }
    const Lease replace = WEDSYNC_TRY(statements_.lease(Query::kReplaceLogLane));
    for (const DotRange& range : dots.ranges()) {
        replace->bind_integer(1, lanes.number_of(range.incarnation));
        replace->bind_unsigned(2, range.last);
        replace->bind_unsigned(3, range.first);
        replace->bind_integer(4, to_sql(run.last));
        WEDSYNC_TRY(replace->run());
    }
    return {};
}

Result<Store::Impl::LogRunBody> Store::Impl::decode_run(const Statement& row, int first_column,
                                                        Position last) {
    LogRunBody body;
    body.first = Position{row.unsigned_integer(first_column)};
    body.entries = WEDSYNC_TRY(codec::decode_entries(row.blob(first_column + 1)));
    if (body.first.value() == 0 || body.entries.size() != last.value() - body.first.value() + 1) {
        return Error{ErrorCode::kCorrupt, "a log run does not have the entries it should, up to " +
                                              std::to_string(last.value())};
    }
    return body;
}

Result<Store::LogSlice> Store::Impl::load_log(ScopeId scope, Position after,
                                              std::size_t count_max) {
    LogSlice slice{{}, after};
    const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find(scope));
    if (lanes == nullptr || count_max == 0) return slice;
    const Lease rows = WEDSYNC_TRY(statements_.lease(Query::kSelectLog));
    rows->bind_integer(1, lanes->scope_number());
    rows->bind_integer(2, to_sql(after));
    while (WEDSYNC_TRY(rows->step())) {
        const Position last{rows->unsigned_integer(2)};
        if (rows->unsigned_integer(0) > slice.last.value() + 1) {
            const bool is_start = slice.last == after;
            return Error{
                is_start ? ErrorCode::kNotFound : ErrorCode::kCorrupt,
                "the log has nothing right after position " + std::to_string(slice.last.value())};
        }
        LogRunBody run = WEDSYNC_TRY(decode_run(*rows, 0, last));
        const std::uint64_t skipped = slice.last.value() + 1 - run.first.value();
        for (auto i = static_cast<std::size_t>(skipped); i < run.entries.size(); ++i) {
            slice.entries.push_back(std::move(run.entries[i]));
            slice.last = Position{slice.last.value() + 1};
            if (slice.entries.size() == count_max) return slice;
        }
    }
    return slice;
}

/// A change that was refused may have been accepted since, in the same run or in another one whose
/// range lies over the first: some more ranges are looked at than the next one.
Result<std::optional<Position>> Store::Impl::find_in_log(ScopeId scope, const Dot& dot) {
    std::optional<Position> refused;
    const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find(scope));
    if (lanes == nullptr) return refused;
    const std::optional<std::uint32_t> lane = lanes->known_number_of(dot.incarnation);
    if (!lane || dot.counter > kCounterMax) return refused;
    const Lease range = WEDSYNC_TRY(statements_.lease(Query::kSelectLogLane));
    range->bind_integer(1, *lane);
    range->bind_unsigned(2, dot.counter);
    while (WEDSYNC_TRY(range->step())) {
        if (range->unsigned_integer(0) > dot.counter) continue;
        const Logged logged =
            WEDSYNC_TRY(find_in_run(*lanes, Position{range->unsigned_integer(1)}, dot));
        if (!logged.is_refused) return std::optional(logged.at);
        refused = std::max(refused, std::optional(logged.at));
    }
    return refused;
}

Result<Store::Impl::Logged> Store::Impl::find_in_run(const ScopeLanes& lanes, Position last,
                                                     const Dot& dot) {
    const Lease row = WEDSYNC_TRY(statements_.lease(Query::kSelectLogRun));
    row->bind_integer(1, lanes.scope_number());
    row->bind_integer(2, to_sql(last));
    const bool has_row = WEDSYNC_TRY(row->step());
    if (!has_row) return Error{ErrorCode::kCorrupt, "a log run is missing"};
    const LogRunBody run = WEDSYNC_TRY(decode_run(*row, 0, last));
    // It is accepted behind where it was refused.
    for (std::size_t i = run.entries.size(); i > 0; --i) {
        const Entry& entry = run.entries[i - 1];
        if (dot_of(entry) != dot) continue;
        return Logged{Position{run.first.value() + i - 1},
                      std::holds_alternative<entry::Refused>(entry)};
    }
    return Error{ErrorCode::kCorrupt, "a log run lacks a change that it should have"};
}

Result<Position> Store::Impl::log_end(ScopeId scope) {
    const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find(scope));
    if (lanes == nullptr) return Position{0};
    const Lease end = WEDSYNC_TRY(statements_.lease(Query::kSelectLogEnd));
    end->bind_integer(1, lanes->scope_number());
    const bool has_row = WEDSYNC_TRY(end->step());
    WEDSYNC_ASSERT(has_row);
    return Position{end->unsigned_integer(0)};
}

Result<Position> Store::Impl::log_start(const ScopeLanes& lanes) {
    const std::unique_ptr<Statement> start =
        WEDSYNC_TRY(database_->prepare("SELECT ifnull(log_start, 0) FROM scope WHERE number=?1"));
    start->bind_integer(1, lanes.scope_number());
    const bool has_row = WEDSYNC_TRY(start->step());
    if (!has_row) return Error{ErrorCode::kCorrupt, "a scope row is missing"};
    return Position{start->unsigned_integer(0)};
}

Result<std::optional<std::int64_t>> Store::Impl::last_run_through(const ScopeLanes& lanes,
                                                                  Position last) {
    const std::unique_ptr<Statement> select = WEDSYNC_TRY(
        database_->prepare("SELECT last_position FROM log WHERE scope=?1 AND last_position<=?2"
                           " ORDER BY last_position DESC LIMIT 1"));
    select->bind_integer(1, lanes.scope_number());
    select->bind_integer(2, to_sql(last));
    const bool has_row = WEDSYNC_TRY(select->step());
    if (!has_row) return std::optional<std::int64_t>();
    return std::optional<std::int64_t>(select->integer(0));
}

Result<void> Store::Impl::drop_log_through(const ScopeLanes& lanes, std::int64_t last) {
    const std::unique_ptr<Statement> runs =
        WEDSYNC_TRY(database_->prepare("DELETE FROM log WHERE scope=?1 AND last_position<=?2"));
    runs->bind_integer(1, lanes.scope_number());
    runs->bind_integer(2, last);
    WEDSYNC_TRY(runs->run());
    const std::unique_ptr<Statement> ranges =
        WEDSYNC_TRY(database_->prepare("DELETE FROM log_lane WHERE lane=?1 AND position<=?2"));
    for (const auto& [lane, incarnation] : lanes.lanes()) {
        ranges->bind_integer(1, lane);
        ranges->bind_integer(2, last);
        WEDSYNC_TRY(ranges->run());
    }
    const std::unique_ptr<Statement> start =
        WEDSYNC_TRY(database_->prepare("UPDATE scope SET log_start=?2 WHERE number=?1"));
    start->bind_integer(1, lanes.scope_number());
    start->bind_integer(2, last);
    return start->run();
}

}  // namespace wedsync::store
