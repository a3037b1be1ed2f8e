#include <algorithm>
#include <string>
#include <utility>

#include "engine/codec/row.hpp"
#include "engine/store/store_impl.hpp"

namespace wedsync::store {
namespace {

/// Rows that `after` leaves over, lane by lane: all lanes of a scope in the order of their numbers
/// are all its records in the order of their keys.
constexpr std::string_view kSelectRange =
    "SELECT id, body FROM record WHERE id BETWEEN ?1 AND ?2 ORDER BY id";
constexpr std::string_view kSelectUnsettled =
    "SELECT id, body FROM record INDEXED BY record_unsettled"
    " WHERE scope=?1 AND is_unsettled=1 ORDER BY id";
constexpr std::string_view kSelectCollection =
    "SELECT id, body FROM record INDEXED BY record_by_collection"
    " WHERE scope=?3 AND collection=?4 AND id BETWEEN ?1 AND ?2 ORDER BY id";

/// Whether the record may hold a conflict, whatever the schema says of its fields.
bool is_unsettled(const merge::RecordState& state) {
    if (merge::status_of(state) == merge::RecordStatus::kContested) return true;
    return std::any_of(state.cells.begin(), state.cells.end(),
                       [](const merge::Cell& cell) { return cell.siblings.size() > 1; });
}

}  // namespace

/// Both kinds together in the order of ids, where each is in that order: the lanes get the same
/// numbers whichever way a record took.
Result<void> Store::Impl::write_records(const Batch& batch) {
    if (batch.records.empty() && batch.rows.empty()) return {};
    const Lease update = WEDSYNC_TRY(statements_.lease(Query::kUpdateRecord));
    auto record = batch.records.begin();
    auto row = batch.rows.begin();
    while (record != batch.records.end() || row != batch.rows.end()) {
        const bool is_row = record == batch.records.end() ||
                            (row != batch.rows.end() && row->second.id() < record->second.id);
        if (is_row) {
            WEDSYNC_TRY(write_row(*update, row->first, row->second));
            ++row;
        } else {
            WEDSYNC_TRY(write_record(*update, record->first, record->second));
            ++record;
        }
    }
    return {};
}

Result<void> Store::Impl::write_record(Statement& update, ScopeId scope,
                                       const merge::RecordState& state) {
    ScopeLanes* lanes = WEDSYNC_TRY(directory_.find_or_add(scope));
    const std::uint32_t lane = lanes->number_of(state.id.dot.incarnation);
    const RowKey key = WEDSYNC_TRY(row_key(lane, state.id));
    if (state.empty()) {
        const Lease remove = WEDSYNC_TRY(statements_.lease(Query::kDeleteRecord));
        remove->bind_integer(1, key);
        return remove->run();
    }
    const Bytes body = codec::encode_row(state, *lanes);
    return put_record(update, {key, merge::collection_of(state), is_unsettled(state), body},
                      *lanes);
}

Result<void> Store::Impl::write_row(Statement& update, ScopeId scope, const codec::RowEdit& row) {
    ScopeLanes* lanes = WEDSYNC_TRY(directory_.find_or_add(scope));
    const std::uint32_t lane = lanes->number_of(row.id().dot.incarnation);
    const RowKey key = WEDSYNC_TRY(row_key(lane, row.id()));
    const bool is_unsettled =
        row.status() == merge::RecordStatus::kContested || row.has_many_siblings();
    const Bytes body = row.encode(*lanes);
    return put_record(update, {key, row.collection(), is_unsettled, body}, *lanes);
}

Result<void> Store::Impl::put_record(Statement& update, const RecordRow& row,
                                     const ScopeLanes& lanes) {
    update.bind_integer(1, row.key);
    update.bind_blob(2, row.body);
    update.bind_integer(3, row.collection);
    update.bind_integer(4, row.is_unsettled ? 1 : 0);
    WEDSYNC_TRY(update.run());
    if (database_->changed_count() != 0) return {};
    const Lease replace = WEDSYNC_TRY(statements_.lease(Query::kReplaceRecord));
    replace->bind_integer(1, row.key);
    replace->bind_blob(2, row.body);
    replace->bind_integer(3, row.collection);
    replace->bind_integer(4, row.is_unsettled ? 1 : 0);
    replace->bind_integer(5, lanes.scope_number());
    return replace->run();
}

Result<Store::Impl::SelectedRow> Store::Impl::select_record(ScopeId scope, const RecordId& record) {
    const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find(scope));
    if (lanes == nullptr) return SelectedRow{};
    const std::optional<std::uint32_t> lane = lanes->known_number_of(record.dot.incarnation);
    if (!lane) return SelectedRow{};
    const Result<RowKey> key = row_key(*lane, record);
    if (!key.ok()) return SelectedRow{};
    WEDSYNC_TRY(begin());
    Lease select = WEDSYNC_TRY(statements_.lease(Query::kSelectRecord));
    select->bind_integer(1, key.value());
    const bool has_row = WEDSYNC_TRY(select->step());
    if (!has_row) return SelectedRow{};
    return SelectedRow{std::move(select), lanes};
}

Result<merge::RecordState> Store::Impl::load_record(ScopeId scope, const RecordId& record) {
    const SelectedRow found = WEDSYNC_TRY(select_record(scope, record));
    if (found.row == nullptr) return merge::RecordState{record, {}};
    return codec::decode_row(record, found.row->blob(0), *found.lanes);
}

Result<std::optional<codec::RowEdit>> Store::Impl::load_row(ScopeId scope, const RecordId& record) {
    const SelectedRow found = WEDSYNC_TRY(select_record(scope, record));
    if (found.row == nullptr) return std::optional<codec::RowEdit>();
    return std::optional(
        WEDSYNC_TRY(codec::RowEdit::open(record, found.row->blob(0), *found.lanes)));
}

Result<merge::RecordState> Store::Impl::decode_record(RowKey key, BytesView body,
                                                      const ScopeLanes& lanes) {
    const Incarnation* incarnation = lanes.find(lane_of(key));
    if (incarnation == nullptr) {
        return Error{ErrorCode::kCorrupt,
                     "record row " + std::to_string(key) + " is of an unknown lane"};
    }
    return codec::decode_row(record_of(key, *incarnation), body, lanes);
}

Result<bool> Store::Impl::visit_rows(Statement& rows, const ScopeLanes& lanes,
                                     const Visitor& visit) {
    while (WEDSYNC_TRY(rows.step())) {
        const merge::RecordState state =
            WEDSYNC_TRY(decode_record(rows.integer(0), rows.blob(1), lanes));
        if (!visit(state)) return false;
    }
    return true;
}

Result<void> Store::Impl::visit_records(ScopeId scope, std::optional<std::uint16_t> collection,
                                        const std::optional<RecordId>& after,
                                        const Visitor& visit) {
    const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find(scope));
    if (lanes == nullptr) return {};
    // Prepared anew each time: what `visit` does may come back here.
    const std::unique_ptr<Statement> rows =
        WEDSYNC_TRY(database_->prepare(collection ? kSelectCollection : kSelectRange));
    if (collection) {
        rows->bind_integer(3, lanes->scope_number());
        rows->bind_integer(4, *collection);
    }
    const auto& all = lanes->by_incarnation();
    for (auto at = after ? all.lower_bound(after->dot.incarnation) : all.begin(); at != all.end();
         ++at) {
        const auto& [incarnation, lane] = *at;
        RowKey first = first_key_of(lane);
        if (after && incarnation == after->dot.incarnation)
            first = WEDSYNC_TRY(row_key(lane, *after)) + 1;
        rows->bind_integer(1, first);
        rows->bind_integer(2, last_key_of(lane));
        const bool wants_more = WEDSYNC_TRY(visit_rows(*rows, *lanes, visit));
        if (!wants_more) return {};
        rows->reset();
    }
    return {};
}

Result<void> Store::Impl::visit_unsettled(ScopeId scope, const Visitor& visit) {
    const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find(scope));
    if (lanes == nullptr) return {};
    const std::unique_ptr<Statement> rows = WEDSYNC_TRY(database_->prepare(kSelectUnsettled));
    rows->bind_integer(1, lanes->scope_number());
    static_cast<void>(WEDSYNC_TRY(visit_rows(*rows, *lanes, visit)));
    return {};
}

Result<std::vector<merge::RecordState>> Store::Impl::load_records_after(
    ScopeId scope, const std::optional<RecordId>& after, std::size_t limit) {
    std::vector<merge::RecordState> records;
    const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find(scope));
    if (lanes == nullptr || limit == 0) return records;
    RowKey first = 0;
    if (after) {
        const std::optional<std::uint32_t> lane = lanes->known_number_of(after->dot.incarnation);
        if (!lane) return Error{ErrorCode::kNotFound, "the record to go on after was never here"};
        first = WEDSYNC_TRY(row_key(*lane, *after)) + 1;
    }
    const Visitor take = [&](const merge::RecordState& state) {
        records.push_back(state);
        return records.size() < limit;
    };
    const std::unique_ptr<Statement> rows = WEDSYNC_TRY(database_->prepare(kSelectRange));
    const std::uint32_t lane_first = lane_of(first);
    const auto& all = lanes->lanes();
    for (auto lane = all.lower_bound(lane_first); lane != all.end(); ++lane) {
        rows->bind_integer(1, std::max(first, first_key_of(lane->first)));
        rows->bind_integer(2, last_key_of(lane->first));
        const bool wants_more = WEDSYNC_TRY(visit_rows(*rows, *lanes, take));
        if (!wants_more) return records;
        rows->reset();
    }
    return records;
}

}  // namespace wedsync::store
