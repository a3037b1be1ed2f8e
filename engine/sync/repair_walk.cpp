#include "engine/sync/repair_walk.hpp"

#include <utility>

namespace wedsync::sync {

void RepairWalk::begin() {
    end();
    differing_.insert(merge::Bucket{});
}

void RepairWalk::end() {
    tree_.reset();
    differing_.clear();
    asked_.clear();
}

std::optional<message::RepairRequest> RepairWalk::next() {
    if (!asked_.empty() || differing_.empty()) return std::nullopt;
    message::RepairRequest request{scope_, {}};
    while (!differing_.empty() && request.buckets.size() < kBucketsPerRequestMax) {
        const merge::Bucket bucket = *differing_.begin();
        differing_.erase(differing_.begin());
        asked_.insert(bucket);
        request.buckets.push_back(bucket);
    }
    return request;
}

/// The rows show pending changes; what is compared is the accepted state under them.
Result<void> RepairWalk::grow_tree() {
    const replica::ScopeState& state = *replica_.scope(scope_);
    merge::BucketTree tree;
    WEDSYNC_TRY(replica_.store().visit_records(scope_, std::nullopt, [&](const auto& record) {
        if (!state.touching.contains(record.id)) tree.add(record);
        return true;
    }));
    for (const auto& [record, sequences] : state.touching) {
        const merge::RecordState accepted = WEDSYNC_TRY(replica_.accepted(scope_, record));
        if (!accepted.cells.empty()) tree.add(accepted);
    }
    tree.finish();
    tree_ = std::move(tree);
    return {};
}

Result<void> RepairWalk::take(const message::BucketSums& sums) {
    if (!tree_) WEDSYNC_TRY(grow_tree());
    for (const message::BucketSums::Split& split : sums.splits) {
        if (asked_.erase(split.bucket) == 0) continue;
        const merge::BucketTree::Sums own = tree_->sums(split.bucket);
        // The rows are right: what was kept as their sum is not.
        if (split.bucket.level == 0 && own == split.sums) WEDSYNC_TRY(replica_.rescan(scope_));
        for (std::size_t digit = 0; digit < own.size(); ++digit) {
            if (own[digit] == split.sums[digit]) continue;
            differing_.insert(merge::part_of(split.bucket, digit));
        }
    }
    if (differing_.size() > kDifferingMax) {
        return Error{ErrorCode::kTooLarge, "a repair without end"};
    }
    return {};
}

Result<void> RepairWalk::take(Now now, const message::RepairPart& part) {
    if (!tree_) WEDSYNC_TRY(grow_tree());
    std::vector<RecordId> held;
    bool is_asked = false;
    bool is_whole = false;
    for (const merge::Bucket& bucket : part.buckets) {
        if (asked_.erase(bucket) == 0) continue;
        is_asked = true;
        is_whole = is_whole || bucket.level == 0;
        ++repaired_;
        for (const RecordId& record : tree_->records(bucket))
            held.push_back(record);
    }
    // A frame of before, delivered twice.
    if (!is_asked) return {};
    WEDSYNC_TRY(replica_.join_repair(now, part, held));
    if (!is_whole) return {};
    // A small scope comes as it is, without sums of its buckets: the rows are right now.
    const replica::Replica::Verification found = WEDSYNC_TRY(replica_.verify(scope_));
    if (!found.sums_agree()) WEDSYNC_TRY(replica_.rescan(scope_));
    return {};
}

}  // namespace wedsync::sync
