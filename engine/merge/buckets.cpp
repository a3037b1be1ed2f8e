#include "engine/merge/buckets.hpp"

#include <algorithm>

#include "engine/base/assert.hpp"
#include "engine/base/hash.hpp"

namespace wedsync::merge {
namespace {

constexpr std::size_t kRecordIdBytes = 28;
constexpr unsigned kDigitBits = 4;
constexpr unsigned kHashBits = 64;

template <class Number>
std::uint8_t* write_big_endian(std::uint8_t* at, Number value) {
    for (std::size_t i = sizeof value; i > 0; --i) {
        *at++ = static_cast<std::uint8_t>((value >> (8 * (i - 1))) & 0xFFU);
    }
    return at;
}

/// How far a hash is shifted to leave the digits of a bucket. Requires a level above 0.
unsigned shift_of(const Bucket& bucket) {
    return kHashBits - kDigitBits * bucket.level;
}

}  // namespace

bool is_valid(const Bucket& bucket) {
    if (bucket.level > kBucketLevelMax) return false;
    return bucket.prefix >> (kDigitBits * bucket.level) == 0;
}

Bucket part_of(const Bucket& bucket, std::size_t digit) {
    WEDSYNC_ASSERT(bucket.level < kBucketLevelMax && digit < kBucketFanOut);
    return {static_cast<std::uint8_t>(bucket.level + 1), bucket.prefix << kDigitBits | digit};
}

std::uint64_t bucket_hash(const RecordId& record) {
    std::array<std::uint8_t, kRecordIdBytes> bytes{};
    std::uint8_t* at = bytes.data();
    at = write_big_endian(at, record.dot.incarnation.high);
    at = write_big_endian(at, record.dot.incarnation.low);
    at = write_big_endian(at, record.dot.counter);
    write_big_endian(at, record.index);
    return hash64(bytes);
}

void BucketTree::add(const RecordState& record) {
    items_.push_back({bucket_hash(record.id), checksum(record), record.id});
}

void BucketTree::finish() {
    std::sort(items_.begin(), items_.end(), [](const Item& left, const Item& right) {
        return std::tie(left.hash, left.record) < std::tie(right.hash, right.record);
    });
}

BucketTree::Range BucketTree::range(const Bucket& bucket) const {
    WEDSYNC_ASSERT(is_valid(bucket));
    if (bucket.level == 0) return {items_.begin(), items_.end()};
    const unsigned shift = shift_of(bucket);
    const auto first = std::lower_bound(
        items_.begin(), items_.end(), bucket.prefix,
        [&](const Item& item, std::uint64_t prefix) { return item.hash >> shift < prefix; });
    const auto last = std::upper_bound(
        first, items_.end(), bucket.prefix,
        [&](std::uint64_t prefix, const Item& item) { return prefix < item.hash >> shift; });
    return {first, last};
}

std::size_t BucketTree::count(const Bucket& bucket) const {
    const Range items = range(bucket);
    return static_cast<std::size_t>(items.second - items.first);
}

std::vector<RecordId> BucketTree::records(const Bucket& bucket) const {
    const Range items = range(bucket);
    std::vector<RecordId> records;
    for (auto item = items.first; item != items.second; ++item)
        records.push_back(item->record);
    return records;
}

BucketTree::Sums BucketTree::sums(const Bucket& bucket) const {
    const Range items = range(bucket);
    const unsigned shift = shift_of(part_of(bucket, 0));
    Sums sums{};
    for (auto item = items.first; item != items.second; ++item)
        sums[(item->hash >> shift) % kBucketFanOut] += item->sum;
    return sums;
}

}  // namespace wedsync::merge
