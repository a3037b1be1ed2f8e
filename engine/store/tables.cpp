#include <algorithm>
#include <string>
#include <utility>

#include "engine/codec/entries.hpp"
#include "engine/store/store_impl.hpp"

namespace wedsync::store {
namespace {

/// Zeros before a private value: more than SQLite leaves of a row (1,002 bytes of pages of 4 KiB)
/// beside other rows. So what it says lies on pages of its own. What shares a page is copied when
/// the page is split, and such a copy is not filled with zeros when the row goes.
constexpr std::size_t kPaddingBytes = 1'024;

bool is_private(std::string_view name) {
    return name.starts_with(kBesidePrefix);
}

/// A value without what stands before it in the row.
BytesView value_of(std::string_view name, BytesView row) {
    return is_private(name) ? row.subspan(std::min(row.size(), kPaddingBytes)) : row;
}

}  // namespace

Result<void> Store::Impl::write_directory(const Batch& batch) {
    for (const ScopeRow& row : batch.scopes)
        static_cast<void>(WEDSYNC_TRY(directory_.find_or_add(row.scope)));
    for (const auto& [scope, lane] : batch.lanes) {
        ScopeLanes* lanes = WEDSYNC_TRY(directory_.find_or_add(scope));
        static_cast<void>(lanes->number_of(lane.incarnation));
    }
    WEDSYNC_TRY(directory_.write_pending());
    for (const ScopeRow& row : batch.scopes)
        WEDSYNC_TRY(write_scope(row));
    for (const auto& [scope, lane] : batch.lanes)
        WEDSYNC_TRY(write_lane(scope, lane));
    return {};
}

Result<void> Store::Impl::write_scope(const ScopeRow& row) {
    const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find_or_add(row.scope));
    const Bytes have = codec::encode_dot_set(row.have);
    const Bytes refused = codec::encode_dot_set(row.refused);
    const Lease update = WEDSYNC_TRY(statements_.lease(Query::kUpdateScope));
    update->bind_integer(1, lanes->scope_number());
    update->bind_text(2, row.name);
    update->bind_unsigned(3, row.cursor.epoch.value());
    update->bind_unsigned(4, row.cursor.position.value());
    update->bind_unsigned(5, row.log_start.value());
    update->bind_unsigned(6, row.cells_sum);
    update->bind_unsigned(7, row.have_sum);
    update->bind_blob(8, have);
    update->bind_blob(9, refused);
    return update->run();
}

Result<std::vector<ScopeRow>> Store::Impl::load_scopes() {
    const std::unique_ptr<Statement> rows = WEDSYNC_TRY(database_->prepare(
        "SELECT id, name, epoch, position, log_start, cells_sum, have_sum, have, refused"
        " FROM scope WHERE name IS NOT NULL ORDER BY number"));
    std::vector<ScopeRow> scopes;
    while (WEDSYNC_TRY(rows->step())) {
        ScopeRow row;
        row.scope = ScopeId{rows->unsigned_integer(0)};
        row.name = std::string(rows->text(1));
        row.cursor = {Epoch{rows->unsigned_integer(2)}, Position{rows->unsigned_integer(3)}};
        row.log_start = Position{rows->unsigned_integer(4)};
        row.cells_sum = rows->unsigned_integer(5);
        row.have_sum = rows->unsigned_integer(6);
        row.have = WEDSYNC_TRY(codec::decode_dot_set(rows->blob(7)));
        row.refused = WEDSYNC_TRY(codec::decode_dot_set(rows->blob(8)));
        scopes.push_back(std::move(row));
    }
    return scopes;
}

Result<void> Store::Impl::write_lane(ScopeId scope, const LaneInfo& lane) {
    ScopeLanes* lanes = WEDSYNC_TRY(directory_.find_or_add(scope));
    const Lease update = WEDSYNC_TRY(statements_.lease(Query::kUpdateLane));
    update->bind_integer(1, lanes->number_of(lane.incarnation));
    update->bind_text(2, lane.author.person);
    update->bind_text(3, lane.author.device);
    update->bind_text(4, lane.author.role);
    update->bind_integer(5, lane.author.experience);
    return update->run();
}

Result<std::vector<LaneInfo>> Store::Impl::load_lanes(ScopeId scope) {
    std::vector<LaneInfo> known;
    const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find(scope));
    if (lanes == nullptr) return known;
    const std::unique_ptr<Statement> rows = WEDSYNC_TRY(
        database_->prepare("SELECT incarnation, person, device, role, experience FROM lane"
                           " WHERE scope=?1 AND person IS NOT NULL ORDER BY incarnation"));
    rows->bind_integer(1, lanes->scope_number());
    while (WEDSYNC_TRY(rows->step())) {
        LaneInfo lane;
        lane.incarnation = WEDSYNC_TRY(to_incarnation(rows->blob(0)));
        lane.author = {std::string(rows->text(1)), std::string(rows->text(2)),
                       std::string(rows->text(3)), static_cast<std::uint32_t>(rows->integer(4))};
        known.push_back(std::move(lane));
    }
    return known;
}

Result<void> Store::Impl::write_staging(const Batch& batch) {
    for (const ScopeId scope : batch.staging_cleared) {
        const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find(scope));
        if (lanes == nullptr) continue;
        const Lease remove = WEDSYNC_TRY(statements_.lease(Query::kDeleteStaging));
        remove->bind_integer(1, lanes->scope_number());
        WEDSYNC_TRY(remove->run());
    }
    for (const Batch::StagingPart& part : batch.staging_added) {
        const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find_or_add(part.scope));
        const Lease replace = WEDSYNC_TRY(statements_.lease(Query::kReplaceStaging));
        replace->bind_integer(1, lanes->scope_number());
        replace->bind_unsigned(2, part.number);
        replace->bind_blob(3, part.frame);
        WEDSYNC_TRY(replace->run());
    }
    return {};
}

Result<std::vector<Batch::StagingPart>> Store::Impl::load_staging(ScopeId scope) {
    std::vector<Batch::StagingPart> parts;
    const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find(scope));
    if (lanes == nullptr) return parts;
    const std::unique_ptr<Statement> rows = WEDSYNC_TRY(
        database_->prepare("SELECT number, frame FROM staging WHERE scope=?1 ORDER BY number"));
    rows->bind_integer(1, lanes->scope_number());
    while (WEDSYNC_TRY(rows->step())) {
        const BytesView frame = rows->blob(1);
        parts.push_back({scope, rows->unsigned_integer(0), Bytes(frame.begin(), frame.end())});
    }
    return parts;
}

Result<void> Store::Impl::set_erasing(bool is_erasing) {
    return database_->execute(is_erasing ? "PRAGMA secure_delete=ON" : "PRAGMA secure_delete=OFF");
}

Result<void> Store::Impl::write_meta(const Batch& batch) {
    const bool has_private = std::any_of(batch.meta.begin(), batch.meta.end(),
                                         [](const auto& each) { return is_private(each.first); });
    if (has_private) WEDSYNC_TRY(set_erasing(true));
    Result<void> done;
    for (const auto& [name, value] : batch.meta) {
        done = write_meta(name, value);
        if (!done.ok()) break;
    }
    if (!has_private) return done;
    const Result<void> ended = set_erasing(false);
    return done.ok() ? ended : done;
}

Result<void> Store::Impl::write_meta(std::string_view name, const Bytes& value) {
    const Query query = value.empty() ? Query::kDeleteMeta : Query::kReplaceMeta;
    const Lease change = WEDSYNC_TRY(statements_.lease(query));
    Bytes padded;
    if (!value.empty() && is_private(name)) {
        padded.resize(kPaddingBytes);
        padded.insert(padded.end(), value.begin(), value.end());
    }
    change->bind_text(1, name);
    if (!value.empty()) change->bind_blob(2, padded.empty() ? value : padded);
    return change->run();
}

Result<std::optional<Bytes>> Store::Impl::load_meta(std::string_view name) {
    const Lease select = WEDSYNC_TRY(statements_.lease(Query::kSelectMeta));
    select->bind_text(1, name);
    const bool has_row = WEDSYNC_TRY(select->step());
    if (!has_row) return std::optional<Bytes>();
    const BytesView value = value_of(name, select->blob(0));
    return std::optional(Bytes(value.begin(), value.end()));
}

Result<void> Store::Impl::visit_meta(std::string_view prefix, const MetaVisitor& visit) {
    const std::unique_ptr<Statement> rows = WEDSYNC_TRY(
        database_->prepare("SELECT name, value FROM meta WHERE name>=?1 ORDER BY name"));
    rows->bind_text(1, prefix);
    while (WEDSYNC_TRY(rows->step())) {
        const std::string_view name = rows->text(0);
        if (!name.starts_with(prefix)) break;
        if (!visit(name, value_of(name, rows->blob(1)))) break;
    }
    return {};
}

Result<std::size_t> Store::Impl::count_meta(std::string_view prefix) {
    const std::unique_ptr<Statement> rows =
        WEDSYNC_TRY(database_->prepare("SELECT name FROM meta WHERE name>=?1 ORDER BY name"));
    rows->bind_text(1, prefix);
    std::size_t count = 0;
    while (WEDSYNC_TRY(rows->step())) {
        if (!rows->text(0).starts_with(prefix)) break;
        ++count;
    }
    return count;
}

}  // namespace wedsync::store
