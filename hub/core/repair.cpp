#include "hub/core/repair.hpp"

#include <map>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/merge/buckets.hpp"
#include "hub/core/sizes.hpp"

namespace wedsync::hub {
namespace {

struct Bucket {
    std::vector<merge::RecordState> records;
    std::size_t bytes = 0;
};

void add_bucket(message::RepairPart& part, std::uint16_t number, Bucket& bucket) {
    part.buckets.push_back(number);
    for (merge::RecordState& record : bucket.records)
        part.records.push_back(std::move(record));
}

}  // namespace

Result<message::BucketSums> sum_buckets(const ScopeState& scope, store::Store& store) {
    message::BucketSums sums;
    sums.scope = scope.row.scope;
    sums.cursor = scope.row.cursor;
    sums.sums.resize(kBucketCount);
    WEDSYNC_TRY(store.visit_records(sums.scope, std::nullopt, [&](const merge::RecordState& state) {
        sums.sums[merge::bucket_of(state.id)] += merge::checksum(state);
        return true;
    }));
    return sums;
}

Result<std::vector<Message>> load_buckets(const std::vector<std::uint16_t>& buckets,
                                          const ScopeState& scope, store::Store& store) {
    WEDSYNC_ASSERT(buckets.size() <= kBucketsPerRequestMax);
    std::map<std::uint16_t, Bucket> wanted;
    for (const std::uint16_t bucket : buckets)
        wanted.try_emplace(bucket);
    bool fits = true;
    const ScopeId id = scope.row.scope;
    WEDSYNC_TRY(store.visit_records(id, std::nullopt, [&](const merge::RecordState& state) {
        const auto at = wanted.find(static_cast<std::uint16_t>(merge::bucket_of(state.id)));
        if (at == wanted.end()) return true;
        at->second.bytes += bytes_of(state);
        fits = at->second.bytes <= kFrameContentBytesMax;
        if (fits) at->second.records.push_back(state);
        return fits;
    }));
    std::vector<Message> answers;
    if (!fits) {
        answers.emplace_back(message::SnapshotNeeded{id, scope.row.cursor.epoch});
        return answers;
    }
    auto bucket = wanted.begin();
    while (bucket != wanted.end()) {
        message::RepairPart part;
        part.scope = id;
        part.cursor = scope.row.cursor;
        std::size_t bytes = 0;
        do {
            bytes += bucket->second.bytes;
            add_bucket(part, bucket->first, bucket->second);
            ++bucket;
        } while (bucket != wanted.end() && bytes + bucket->second.bytes <= kFrameContentBytesMax);
        std::set<Incarnation> lanes;
        for (const merge::RecordState& record : part.records)
            collect_lanes(record, lanes);
        part.lanes = describe(lanes, scope.lanes);
        answers.emplace_back(std::move(part));
    }
    return answers;
}

}  // namespace wedsync::hub
