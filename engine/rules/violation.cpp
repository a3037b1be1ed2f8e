#include "engine/rules/violation.hpp"

#include <algorithm>

#include "engine/base/bytes.hpp"
#include "engine/base/hash.hpp"

namespace wedsync::rules {
namespace {

std::vector<RecordKey> sorted_keys(const Violation& violation) {
    std::vector<RecordKey> keys;
    for (const Violation::Part& part : violation.parts)
        keys.push_back(part.key);
    std::sort(keys.begin(), keys.end());
    return keys;
}

}  // namespace

std::uint64_t id_of(const Violation& violation) {
    Bytes bytes;
    const auto append = [&](std::uint64_t number) {
        for (unsigned shift = 0; shift < 64; shift += 8)
            bytes.push_back(static_cast<std::uint8_t>((number >> shift) & 0xFFU));
    };
    append(violation.rule);
    for (const RecordKey& key : sorted_keys(violation)) {
        append(key.scope.value());
        append(key.record.dot.incarnation.high);
        append(key.record.dot.incarnation.low);
        append(key.record.dot.counter);
        append(key.record.index);
    }
    return hash64(bytes);
}

bool is_within(const Violation& part, const Violation& whole) {
    if (part.rule != whole.rule) return false;
    const std::vector<RecordKey> fewer = sorted_keys(part);
    const std::vector<RecordKey> more = sorted_keys(whole);
    return std::includes(more.begin(), more.end(), fewer.begin(), fewer.end());
}

}  // namespace wedsync::rules
