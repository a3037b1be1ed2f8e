#include "engine/rules/violation.hpp"

#include <algorithm>
#include <string>

#include "engine/base/bytes.hpp"
#include "engine/base/hash.hpp"
#include "engine/rules/fact.hpp"

namespace wedsync::rules {
namespace {

std::vector<RecordKey> sorted_keys(const Violation& violation) {
    std::vector<RecordKey> keys;
    for (const Violation::Part& part : violation.parts)
        keys.push_back(part.key);
    std::sort(keys.begin(), keys.end());
    return keys;
}

void append(std::uint64_t number, Bytes& bytes) {
    for (unsigned shift = 0; shift < 64; shift += 8)
        bytes.push_back(static_cast<std::uint8_t>((number >> shift) & 0xFFU));
}

void append(const RecordKey& key, Bytes& bytes) {
    append(key.scope.value(), bytes);
    append(key.record.dot.incarnation.high, bytes);
    append(key.record.dot.incarnation.low, bytes);
    append(key.record.dot.counter, bytes);
    append(key.record.index, bytes);
}

}  // namespace

std::uint64_t id_of(const Violation& violation) {
    Bytes bytes;
    append(violation.rule, bytes);
    for (const RecordKey& key : sorted_keys(violation))
        append(key, bytes);
    return hash64(bytes);
}

std::uint64_t id_of(const Repair& repair) {
    Bytes bytes;
    append(static_cast<std::uint64_t>(repair.kind), bytes);
    for (const Repair::Edit& edit : repair.edits) {
        append(edit.key, bytes);
        append((std::uint64_t{edit.field.collection} << 16U) | edit.field.field, bytes);
        const std::string value = key_part(edit.key.scope, edit.value, false).value_or("");
        append(value.size(), bytes);
        bytes.insert(bytes.end(), value.begin(), value.end());
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
