#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"

namespace wedsync::codec {

/// The longest a varint may be: ten groups of seven bits hold 64.
inline constexpr std::size_t kVarintBytesMax = 10;

/// Appends numbers and texts to bytes.
class Writer {
public:
    void u8(std::uint8_t byte) { bytes_.push_back(byte); }
    /// Little-endian, always `count` bytes (1 to 8).
    void fixed(std::uint64_t number, std::size_t count);
    /// Groups of seven bits, lowest first, the top bit set on all but the last.
    void varint(std::uint64_t number) {
        if (number < 0x80) return u8(static_cast<std::uint8_t>(number));
        long_varint(number);
    }
    /// A signed number, small where its magnitude is.
    void zigzag(std::int64_t number);
    void raw(BytesView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
    /// Length, then content.
    void text(std::string_view text);

    void reserve(std::size_t size) { bytes_.reserve(size); }
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    [[nodiscard]] BytesView view() const { return bytes_; }
    [[nodiscard]] Bytes take() && { return std::move(bytes_); }

private:
    void long_varint(std::uint64_t number);

    Bytes bytes_;
};

/// Reads what a Writer wrote, from bytes that may be anything. The first failure sticks: from then
/// on every read gives 0 or nothing and ok() is false, so a caller may check once after many reads,
/// as long as no loop and no allocation depends on a number read in between.
class Reader {
public:
    Reader() = default;
    explicit Reader(BytesView bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    [[nodiscard]] bool ok() const { return is_ok_; }
    void fail();
    [[nodiscard]] std::size_t remaining() const { return static_cast<std::size_t>(end_ - at_); }
    [[nodiscard]] bool is_done() const { return is_ok_ && at_ == end_; }

    [[nodiscard]] std::uint8_t u8() {
        if (at_ != end_) return *at_++;
        fail();
        return 0;
    }
    [[nodiscard]] std::uint64_t fixed(std::size_t count);
    /// Refuses forms longer than needed: each number has one form.
    [[nodiscard]] std::uint64_t varint() {
        if (at_ != end_ && *at_ < 0x80) return *at_++;
        return long_varint();
    }
    /// A varint that must not exceed `most`.
    [[nodiscard]] std::uint64_t varint_up_to(std::uint64_t most);
    [[nodiscard]] std::uint16_t varint_u16();
    [[nodiscard]] std::uint32_t varint_u32();
    [[nodiscard]] std::int64_t zigzag();
    /// A number of things that take at least `bytes_each` (> 0) of what remains: safe to allocate
    /// for, and to count to.
    [[nodiscard]] std::size_t count(std::size_t most, std::size_t bytes_each = 1);
    /// The next `size` bytes; empty after a failure. Borrowed from the input.
    [[nodiscard]] BytesView raw(std::size_t size);
    /// Length, then content of at most `most` bytes.
    [[nodiscard]] std::string_view text(std::size_t most);

private:
    [[nodiscard]] std::uint64_t long_varint();

    const std::uint8_t* at_ = nullptr;
    const std::uint8_t* end_ = nullptr;
    bool is_ok_ = true;
};

[[nodiscard]] std::uint64_t to_zigzag(std::int64_t number);
[[nodiscard]] std::int64_t from_zigzag(std::uint64_t code);
/// How many bytes Writer::varint() would take.
[[nodiscard]] std::size_t varint_size(std::uint64_t number);

[[nodiscard]] inline Error corrupt(const char* what) {
    return Error{ErrorCode::kCorrupt, what};
}

}  // namespace wedsync::codec
