#include "engine/store/keys.hpp"

namespace wedsync::store {
namespace {

constexpr unsigned kLaneShift = 43;
constexpr unsigned kCounterShift = 10;

}  // namespace

Result<RowKey> row_key(std::uint32_t lane, const RecordId& record) {
    if (lane > kLaneMax) return Error{ErrorCode::kTooLarge, "the store has too many lanes"};
    if (record.dot.counter > kCounterMax || record.index > kRecordIndexMax) {
        return Error{ErrorCode::kTooLarge, "a record id is out of bounds"};
    }
    return static_cast<RowKey>((std::uint64_t{lane} << kLaneShift) |
                               (record.dot.counter << kCounterShift) | record.index);
}

std::uint32_t lane_of(RowKey key) {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(key) >> kLaneShift);
}

RecordId record_of(RowKey key, const Incarnation& incarnation) {
    const auto bits = static_cast<std::uint64_t>(key);
    return {{incarnation, (bits >> kCounterShift) & kCounterMax},
            static_cast<std::uint32_t>(bits & kRecordIndexMax)};
}

RowKey first_key_of(std::uint32_t lane) {
    return static_cast<RowKey>(std::uint64_t{lane} << kLaneShift);
}

RowKey last_key_of(std::uint32_t lane) {
    return first_key_of(lane) | static_cast<RowKey>((std::uint64_t{1} << kLaneShift) - 1);
}

}  // namespace wedsync::store
