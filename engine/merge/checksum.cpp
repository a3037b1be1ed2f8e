// The bytes that are hashed, little-endian, so that others can check their own implementation:
//
//   dot     := incarnation.high u64, incarnation.low u64, counter u64
//   cell    := record.dot, record.index u32, collection u16, field u16, sub length u32, sub
//   sibling := cell, dot, time u64, rank u8, value
//   value   := kind u8 (the index of the alternative in Value), then its content: booleans u8,
//              numbers 8 bytes, text and bytes as length u32 + bytes, a reference as dot + index
//              u32, a link as scope u64 + dot + index u32 + label, a blob as 32 bytes + size u64
#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "engine/base/hash.hpp"
#include "engine/base/overloaded.hpp"
#include "engine/merge/record_state.hpp"

namespace wedsync::merge {
namespace {

class HashInput {
public:
    template <class Number>
    void number(Number value) {
        static_assert(std::is_unsigned_v<Number>);
        // Every target of this project is little-endian.
        std::array<std::uint8_t, sizeof(Number)> bytes;
        std::memcpy(bytes.data(), &value, sizeof value);
        if (size_ + sizeof value > near_.size()) return raw(bytes);
        std::memcpy(near_.data() + size_, bytes.data(), sizeof value);
        size_ += sizeof value;
    }
    void text(std::string_view text) {
        number(static_cast<std::uint32_t>(text.size()));
        raw(as_bytes(text));
    }
    void raw(BytesView bytes) {
        if (size_ + bytes.size() <= near_.size()) {
            if (!bytes.empty()) std::memcpy(near_.data() + size_, bytes.data(), bytes.size());
            size_ += bytes.size();
        } else {
            if (far_.empty()) far_.assign(near_.data(), near_.data() + size_);
            far_.insert(far_.end(), bytes.begin(), bytes.end());
            // From here on everything goes there.
            size_ = near_.size();
        }
    }
    void dot(const Dot& dot) {
        number(dot.incarnation.high);
        number(dot.incarnation.low);
        number(dot.counter);
    }
    void record(const RecordId& record) {
        dot(record.dot);
        number(record.index);
    }
    void value(const Value& value) {
        number(static_cast<std::uint8_t>(value.index()));
        std::visit(Overloaded{[](std::monostate) {},
                              [this](bool flag) { number(static_cast<std::uint8_t>(flag)); },
                              [this](std::int64_t n) { number(static_cast<std::uint64_t>(n)); },
                              [this](Real real) { number(real.bits); },
                              [this](const std::string& s) { text(s); },
                              [this](const Bytes& bytes) { text(as_text(bytes)); },
                              [this](const Reference& reference) { record(reference.record); },
                              [this](const Link& link) {
                                  number(link.scope.value());
                                  record(link.record);
                                  text(link.label);
                              },
                              [this](const BlobReference& blob) {
                                  raw(blob.sha256);
                                  number(blob.size);
                              }},
                   value);
    }
    [[nodiscard]] std::uint64_t hash() const {
        return hash64(far_.empty() ? BytesView(near_).first(size_) : BytesView(far_));
    }

private:
    /// Most cells fit: no memory is taken for them.
    std::array<std::uint8_t, 160> near_{};
    std::size_t size_ = 0;
    Bytes far_;
};

/// All of a sibling but its value, as of the cell it stands in.
struct Place {
    const CellKey& key;
    const Dot& dot;
    HybridTime time;
    std::uint8_t rank;
};

std::uint64_t hash_of(const Place& place, const Value& value) {
    HashInput input;
    input.record(place.key.record);
    input.number(place.key.field.collection);
    input.number(place.key.field.field);
    input.text(place.key.sub);
    input.dot(place.dot);
    input.number(place.time.value());
    input.number(place.rank);
    input.value(value);
    return input.hash();
}

}  // namespace

std::uint64_t checksum(const CellKey& key, const Sibling& sibling) {
    return hash_of({key, sibling.dot, sibling.time, sibling.rank}, sibling.value);
}

std::uint64_t checksum(const operation::Put& put, const Change& change) {
    return hash_of({put.key, change.dot, change.time, change.note.rank}, put.value);
}

std::uint64_t checksum(const RecordState& state) {
    std::uint64_t sum = 0;
    for (const Cell& cell : state.cells) {
        const CellKey key{state.id, cell.field, cell.sub};
        for (const Sibling& sibling : cell.siblings)
            sum += checksum(key, sibling);
    }
    return sum;
}

std::uint64_t checksum(const Dot& dot) {
    HashInput input;
    input.dot(dot);
    return input.hash();
}

}  // namespace wedsync::merge
