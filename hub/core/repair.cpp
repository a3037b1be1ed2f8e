#include "hub/core/repair.hpp"

#include <utility>

#include "engine/base/assert.hpp"
#include "hub/core/sizes.hpp"

namespace wedsync::hub {
namespace {

struct Contents {
    std::vector<merge::RecordState> records;
    std::size_t bytes = 0;
};

Result<Contents> load_bucket(const merge::Bucket& bucket, const RepairView& view,
                             store::Store& store) {
    Contents contents;
    for (const RecordId& record : view.tree.records(bucket)) {
        contents.records.push_back(WEDSYNC_TRY(store.load_record(view.scope, record)));
        contents.bytes += bytes_of(contents.records.back());
        if (contents.bytes > kFrameContentBytesMax) break;
    }
    return contents;
}

/// Fills frames with whole buckets.
class Parts {
public:
    explicit Parts(const ScopeState& scope) : scope_(scope) { begin(); }

    void add(const merge::Bucket& bucket, Contents contents) {
        if (bytes_ + contents.bytes > kFrameContentBytesMax) close();
        bytes_ += contents.bytes;
        part_.buckets.push_back(bucket);
        for (merge::RecordState& record : contents.records)
            part_.records.push_back(std::move(record));
    }

    void take(std::vector<Message>& answers) {
        close();
        for (Message& part : closed_)
            answers.push_back(std::move(part));
    }

private:
    void begin() {
        part_ = {};
        part_.scope = scope_.row.scope;
        part_.cursor = scope_.row.cursor;
        bytes_ = 0;
    }
    void close() {
        if (part_.buckets.empty()) return;
        std::set<Incarnation> lanes;
        for (const merge::RecordState& record : part_.records)
            collect_lanes(record, lanes);
        part_.lanes = describe(lanes, scope_.lanes);
        closed_.emplace_back(std::move(part_));
        begin();
    }

    const ScopeState& scope_;
    message::RepairPart part_;
    std::size_t bytes_ = 0;
    std::vector<Message> closed_;
};

}  // namespace

Result<RepairView> open_repair_view(const ScopeState& scope, store::Store& store) {
    RepairView view{scope.row.scope, scope.row.cursor, {}};
    WEDSYNC_TRY(store.visit_records(view.scope, std::nullopt, [&](const auto& record) {
        view.tree.add(record);
        return true;
    }));
    view.tree.finish();
    return view;
}

Result<std::vector<Message>> answer_repair(const message::RepairRequest& request,
                                           const RepairView& view, const ScopeState& scope,
                                           store::Store& store) {
    WEDSYNC_ASSERT(view.scope == scope.row.scope && view.cursor == scope.row.cursor);
    message::BucketSums sums{view.scope, view.cursor, {}};
    Parts parts(scope);
    for (const merge::Bucket& bucket : request.buckets) {
        const bool is_deepest = bucket.level == merge::kBucketLevelMax;
        bool is_whole = view.tree.count(bucket) <= kRecordsPerBucketMax;
        if (is_whole) {
            Contents contents = WEDSYNC_TRY(load_bucket(bucket, view, store));
            // One record fits into a frame: admission sees to that.
            is_whole = contents.bytes <= kFrameContentBytesMax || contents.records.size() == 1;
            if (is_whole) parts.add(bucket, std::move(contents));
        }
        if (is_whole) continue;
        if (is_deepest) {
            return std::vector<Message>{message::SnapshotNeeded{view.scope, view.cursor.epoch}};
        }
        sums.splits.push_back({bucket, view.tree.sums(bucket)});
    }
    std::vector<Message> answers;
    if (!sums.splits.empty()) answers.emplace_back(std::move(sums));
    parts.take(answers);
    return answers;
}

}  // namespace wedsync::hub
