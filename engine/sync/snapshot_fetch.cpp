#include "engine/sync/snapshot_fetch.hpp"

#include <algorithm>
#include <utility>

#include "engine/codec/frame.hpp"

namespace wedsync::sync {
namespace {

Error broken(const char* what) {
    return {ErrorCode::kProtocol, what};
}

}  // namespace

Result<void> SnapshotFetch::load(Epoch epoch) {
    const std::vector<store::Batch::StagingPart> staged =
        WEDSYNC_TRY(replica_.store().load_staging(scope_));
    progress_.is_active = false;
    if (staged.empty()) return {};
    progress_ = {};
    bool is_readable = true;
    for (const store::Batch::StagingPart& part : staged) {
        const Result<Message> message = codec::decode_frame(part.frame);
        is_readable = is_readable && message.ok();
        if (!is_readable) break;
        if (const auto* records = std::get_if<message::SnapshotPart>(&message.value())) {
            note(*records);
        }
        if (const auto* page = std::get_if<message::Page>(&message.value())) note(*page);
    }
    progress_.frame_count = staged.size();
    progress_.is_active = is_readable && progress_.epoch == epoch;
    if (progress_.is_active) return {};
    store::Batch batch;
    batch.staging_cleared.push_back(scope_);
    return replica_.store().commit(batch);
}

Result<void> SnapshotFetch::restart(Epoch epoch) {
    progress_.is_active = false;
    if (progress_.frame_count > 0) {
        store::Batch batch;
        batch.staging_cleared.push_back(scope_);
        WEDSYNC_TRY(replica_.store().commit(batch));
    }
    progress_ = {};
    progress_.is_active = true;
    progress_.epoch = epoch;
    return {};
}

void SnapshotFetch::note(const message::SnapshotPart& part) {
    progress_.epoch = part.epoch;
    progress_.base = progress_.tail = part.base;
    progress_.record_count += part.records.size();
    if (!part.records.empty()) progress_.after = part.records.back().id;
    if (part.is_last) progress_.step = Step::kTail;
}

void SnapshotFetch::note(const message::Page& page) {
    progress_.tail = page.to;
    if (!progress_.head) progress_.head = page.head;
    if (progress_.tail >= *progress_.head) progress_.step = Step::kReady;
}

Result<void> SnapshotFetch::stage(BytesView frame) {
    store::Batch batch;
    batch.staging_added.push_back(
        {scope_, progress_.frame_count, Bytes(frame.begin(), frame.end())});
    WEDSYNC_TRY(replica_.store().commit(batch));
    ++progress_.frame_count;
    return {};
}

Result<bool> SnapshotFetch::take(const message::SnapshotPart& part, BytesView frame) {
    const bool is_first = progress_.frame_count == 0;
    if (progress_.step != Step::kParts || part.after != progress_.after) return false;
    if (!is_first && part.base != progress_.base) return false;
    if (part.epoch != progress_.epoch) return broken("a snapshot of another epoch");
    if (is_first && !part.have) return broken("a snapshot that does not say what is in it");
    if (part.records.empty() && !part.is_last) return broken("an empty part of a snapshot");
    if (progress_.frame_count >= kStagedFramesMax) return broken("a snapshot without end");
    WEDSYNC_TRY(stage(frame));
    note(part);
    return true;
}

/// An echo stands for an own change that came back. The change itself is kept: it may be here under
/// another name when the snapshot is joined.
Result<void> SnapshotFetch::resolve_echoes(message::Page& page) const {
    const replica::ScopeState* state = replica_.scope(scope_);
    for (Entry& entry : page.entries) {
        const auto* echo = std::get_if<entry::Echo>(&entry);
        if (echo == nullptr) continue;
        const auto own = state->pending_by_dot.find(echo->dot);
        if (own == state->pending_by_dot.end()) return broken("echo of a change that is not here");
        entry = entry::Accepted{state->pending.find(own->second)->second.change};
    }
    return {};
}

Result<bool> SnapshotFetch::take(const message::Page& page) {
    if (progress_.step != Step::kTail || page.from != progress_.tail) return false;
    if (page.epoch != progress_.epoch ||
        page.from.value() + page.entries.size() != page.to.value()) {
        return broken("a page that does not follow the snapshot");
    }
    if (progress_.frame_count >= kStagedFramesMax) return broken("a snapshot without end");
    // The frame that came may build on others: what is kept stands for itself.
    message::Page whole = page;
    WEDSYNC_TRY(resolve_echoes(whole));
    WEDSYNC_TRY(stage(codec::encode_frame(whole)));
    note(page);
    return true;
}

bool SnapshotFetch::take_head(const Cursor& head) {
    if (progress_.step != Step::kTail || head != tail()) return false;
    progress_.step = Step::kReady;
    return true;
}

Result<void> SnapshotFetch::join(Now now) {
    replica::Replica::Snapshot snapshot;
    snapshot.scope = scope_;
    snapshot.epoch = progress_.epoch;
    snapshot.base = snapshot.to = progress_.base;
    for (const store::Batch::StagingPart& staged :
         WEDSYNC_TRY(replica_.store().load_staging(scope_))) {
        Result<Message> read = codec::decode_frame(staged.frame);
        if (!read.ok()) return broken("a staged part of the snapshot is damaged");
        Message message = std::move(read).value();
        if (auto* page = std::get_if<message::Page>(&message)) {
            // Earlier versions kept echoes.
            WEDSYNC_TRY(resolve_echoes(*page));
            for (Entry& entry : page->entries)
                snapshot.entries.push_back(std::move(entry));
            for (LaneInfo& lane : page->lanes)
                snapshot.lanes.push_back(std::move(lane));
            snapshot.to = page->to;
        }
        auto* part = std::get_if<message::SnapshotPart>(&message);
        if (part == nullptr) continue;
        if (part->have) snapshot.have = std::move(*part->have);
        if (part->refused) snapshot.refused = std::move(*part->refused);
        snapshot.lanes.insert(snapshot.lanes.end(), part->lanes.begin(), part->lanes.end());
        for (merge::RecordState& record : part->records)
            snapshot.records.push_back(std::move(record));
    }
    WEDSYNC_TRY(replica_.join_snapshot(now, std::move(snapshot)));
    progress_ = {};
    return {};
}

}  // namespace wedsync::sync
