#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "engine/causal/dot.hpp"
#include "engine/merge/record_state.hpp"

namespace wedsync::merge {

/// Into how many parts a bucket is split: one for each hexadecimal digit.
inline constexpr std::size_t kBucketFanOut = 16;
/// The deepest bucket: two records of one such bucket have all but the same hash.
inline constexpr std::uint8_t kBucketLevelMax = 15;

/// The records of a scope whose hash begins with `level` hexadecimal digits, `prefix`. The bucket
/// of level 0 is the whole scope.
struct Bucket {
    std::uint8_t level = 0;
    /// Below 16^level.
    std::uint64_t prefix = 0;

    friend bool operator==(const Bucket&, const Bucket&) = default;
    friend bool operator<(const Bucket& left, const Bucket& right) {
        return std::tie(left.level, left.prefix) < std::tie(right.level, right.prefix);
    }
};
[[nodiscard]] bool is_valid(const Bucket& bucket);
/// The part for one more digit. Requires a level below kBucketLevelMax, and a digit.
[[nodiscard]] Bucket part_of(const Bucket& bucket, std::size_t digit);

/// What places a record in the tree: hash64 over its id, written big-endian as incarnation high and
/// low, counter and index (28 bytes). The same on devices and hubs.
[[nodiscard]] std::uint64_t bucket_hash(const RecordId& record);

/// The records of a scope in the order of their hashes, with their sums: what two copies compare
/// from the whole scope down to the few records that differ. A value, some 50 bytes a record.
class BucketTree {
public:
    /// A record is added once. Its state is not kept.
    void add(const RecordState& record);
    /// Requires that nothing is added afterwards, and comes before any question.
    void finish();

    /// How many records are in the bucket.
    [[nodiscard]] std::size_t count(const Bucket& bucket) const;
    [[nodiscard]] std::vector<RecordId> records(const Bucket& bucket) const;
    /// The sums of cells of its parts, modulo 2^64. Requires a level below kBucketLevelMax.
    using Sums = std::array<std::uint64_t, kBucketFanOut>;
    [[nodiscard]] Sums sums(const Bucket& bucket) const;

private:
    struct Item {
        std::uint64_t hash = 0;
        std::uint64_t sum = 0;
        RecordId record;
    };
    using Range = std::pair<std::vector<Item>::const_iterator, std::vector<Item>::const_iterator>;

    [[nodiscard]] Range range(const Bucket& bucket) const;

    std::vector<Item> items_;
};

}  // namespace wedsync::merge
