#include "hub/service/picture_references.hpp"

#include <variant>

#include "crypto/text.hpp"

namespace wedsync::hub {
namespace {

/// Some milliseconds.
constexpr std::size_t kRecordsPerStep = 1'000;
constexpr std::size_t kEntriesPerSlice = 1'000;

}  // namespace

Result<PictureReferences> PictureReferences::begin(store::Store& store) {
    PictureReferences references(store);
    for (const store::ScopeRow& row : WEDSYNC_TRY(store.load_scopes())) {
        references.seen_[row.scope] = row.cursor.position;
        references.scopes_.push_back(row.scope);
    }
    return references;
}

void PictureReferences::add(const Value& value) {
    if (const auto* blob = std::get_if<BlobReference>(&value))
        hashes_.insert(crypto::hex(blob->sha256));
}

Result<bool> PictureReferences::step() {
    if (scopes_.empty()) return true;
    const std::vector<merge::RecordState> records =
        WEDSYNC_TRY(store_->load_records_after(scopes_.back(), after_, kRecordsPerStep));
    for (const merge::RecordState& record : records) {
        for (const merge::Cell& cell : record.cells) {
            for (const merge::Sibling& sibling : cell.siblings)
                add(sibling.value);
        }
    }
    if (records.size() == kRecordsPerStep) {
        after_ = records.back().id;
        return false;
    }
    scopes_.pop_back();
    after_.reset();
    return scopes_.empty();
}

Result<void> PictureReferences::catch_up() {
    for (const store::ScopeRow& row : WEDSYNC_TRY(store_->load_scopes()))
        WEDSYNC_TRY(catch_up(row.scope, row.cursor.position));
    return {};
}

Result<void> PictureReferences::catch_up(ScopeId scope, Position end) {
    Position& seen = seen_[scope];
    while (seen < end) {
        const store::Store::LogSlice slice =
            WEDSYNC_TRY(store_->load_log(scope, seen, kEntriesPerSlice));
        if (slice.last == seen) return Error{ErrorCode::kNotFound, "the log has a gap"};
        seen = slice.last;
        for (const Entry& entry : slice.entries) {
            const auto* accepted = std::get_if<entry::Accepted>(&entry);
            if (accepted == nullptr) continue;
            for (const Operation& operation : accepted->change.operations) {
                if (const auto* put = std::get_if<operation::Put>(&operation)) add(put->value);
            }
        }
    }
    return {};
}

}  // namespace wedsync::hub
