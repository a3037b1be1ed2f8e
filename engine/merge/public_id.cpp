#include "engine/merge/public_id.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "engine/base/assert.hpp"
#include "engine/base/hash.hpp"

namespace wedsync::merge {
namespace {

constexpr std::size_t kTimeBytes = 6;
/// Seeds of the two hashes that fill the id.
constexpr std::uint64_t kHighSeed = 1;
constexpr std::uint64_t kLowSeed = 2;

constexpr std::size_t kNameBytes = 4 * sizeof(std::uint64_t) + sizeof(std::uint32_t);
constexpr std::size_t kTextBytes = 36;

/// What tells a record from all others: little-endian numbers.
class Name {
public:
    Name(ScopeId scope, const RecordId& record) {
        append(scope.value(), 8);
        append(record.dot.incarnation.high, 8);
        append(record.dot.incarnation.low, 8);
        append(record.dot.counter, 8);
        append(record.index, 4);
    }
    [[nodiscard]] BytesView bytes() const { return bytes_; }

private:
    void append(std::uint64_t number, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i)
            bytes_[size_++] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    std::array<std::uint8_t, kNameBytes> bytes_{};
    std::size_t size_ = 0;
};

/// When the record was made: the time of its creating change where that still shows, else the
/// oldest time that does.
std::uint64_t made_ms_of(const RecordState& state) {
    WEDSYNC_ASSERT(!state.empty());
    HybridTime oldest{~std::uint64_t{0}};
    for (const Cell& cell : state.cells) {
        for (const Sibling& sibling : cell.siblings) {
            const bool is_creation = cell.field.field == kLifeField && sibling.dot == state.id.dot;
            if (is_creation) return wall_ms_of(sibling.time);
            oldest = std::min(oldest, sibling.time);
        }
    }
    return wall_ms_of(oldest);
}

}  // namespace

PublicId public_id(ScopeId scope, const RecordId& record, std::uint64_t made_ms) {
    const Name name(scope, record);
    const std::uint64_t high = hash64(name.bytes(), kHighSeed);
    const std::uint64_t low = hash64(name.bytes(), kLowSeed);
    PublicId id;
    for (std::size_t i = 0; i < kTimeBytes; ++i) {
        id.bytes[i] = static_cast<std::uint8_t>(made_ms >> (8 * (kTimeBytes - 1 - i)));
    }
    id.bytes[6] = static_cast<std::uint8_t>(0x70U | (high & 0x0fU));  // Version 7.
    id.bytes[7] = static_cast<std::uint8_t>(high >> 8U);
    for (std::size_t i = 0; i < 8; ++i)
        id.bytes[8 + i] = static_cast<std::uint8_t>(low >> (8 * i));
    id.bytes[8] = static_cast<std::uint8_t>(0x80U | (id.bytes[8] & 0x3fU));  // The RFC's variant.
    return id;
}

PublicId public_id(ScopeId scope, const RecordState& state) {
    return public_id(scope, state.id, made_ms_of(state));
}

bool is_same_record(const PublicId& left, const PublicId& right) {
    return std::equal(left.bytes.begin() + kTimeBytes, left.bytes.end(),
                      right.bytes.begin() + kTimeBytes);
}

std::string to_text(const PublicId& id) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(kTextBytes);
    for (std::size_t i = 0; i < id.bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
        text.push_back(kDigits[id.bytes[i] >> 4U]);
        text.push_back(kDigits[id.bytes[i] & 0x0fU]);
    }
    return text;
}

}  // namespace wedsync::merge
