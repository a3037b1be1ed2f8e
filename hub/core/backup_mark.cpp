#include "hub/core/backup_mark.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/codec/byte_io.hpp"

namespace wedsync::hub {
namespace {

constexpr const char* kMarkName = "backup mark";
constexpr std::size_t kScopeIdBytes = 8;

}  // namespace

Result<BackupMark> BackupMark::load(store::Store& store) {
    BackupMark mark;
    const std::optional<Bytes> kept = WEDSYNC_TRY(store.load_meta(kMarkName));
    if (!kept) return mark;
    mark.positions_.emplace();
    codec::Reader reader(*kept);
    const std::uint64_t count = reader.varint();
    for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
        const ScopeId scope{reader.fixed(kScopeIdBytes)};
        mark.positions_->emplace(scope, Position{reader.varint()});
    }
    if (!reader.ok() || reader.remaining() > 0)
        return Error{ErrorCode::kCorrupt, "the mark of the last backup"};
    return mark;
}

BackupMark BackupMark::of(const Scopes& scopes) {
    BackupMark mark;
    mark.positions_.emplace();
    for (const auto& [id, scope] : scopes)
        mark.positions_->emplace(id, scope.row.cursor.position);
    return mark;
}

store::Batch BackupMark::to_batch() const {
    store::Batch batch;
    if (!positions_) return batch;
    codec::Writer writer;
    // Also of none: an empty value would be no mark at all.
    writer.varint(positions_->size());
    for (const auto& [scope, position] : *positions_) {
        writer.fixed(scope.value(), kScopeIdBytes);
        writer.varint(position.value());
    }
    batch.meta.emplace_back(kMarkName, std::move(writer).take());
    return batch;
}

Position BackupMark::last_of(const store::ScopeRow& row) const {
    if (!positions_) return row.cursor.position;
    const auto known = positions_->find(row.scope);
    if (known == positions_->end()) return Position{};
    return std::min(known->second, row.cursor.position);
}

}  // namespace wedsync::hub
