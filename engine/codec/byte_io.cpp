#include "engine/codec/byte_io.hpp"

#include <array>
#include <limits>

#include "engine/base/assert.hpp"

namespace wedsync::codec {

std::uint64_t to_zigzag(std::int64_t number) {
    const auto bits = static_cast<std::uint64_t>(number);
    return (bits << 1U) ^ (number < 0 ? ~std::uint64_t{0} : 0);
}

std::int64_t from_zigzag(std::uint64_t code) {
    return static_cast<std::int64_t>((code >> 1U) ^ ((code & 1U) != 0 ? ~std::uint64_t{0} : 0));
}

std::size_t varint_size(std::uint64_t number) {
    std::size_t size = 1;
    for (; number >= 0x80; number >>= 7U)
        ++size;
    return size;
}

void Writer::fixed(std::uint64_t number, std::size_t count) {
    WEDSYNC_ASSERT(count >= 1 && count <= 8);
    for (std::size_t i = 0; i < count; ++i) {
        bytes_.push_back(static_cast<std::uint8_t>((number >> (8 * i)) & 0xFFU));
    }
}

void Writer::long_varint(std::uint64_t number) {
    std::array<std::uint8_t, kVarintBytesMax> form{};
    std::size_t size = 0;
    for (; number >= 0x80; number >>= 7U) {
        form[size++] = static_cast<std::uint8_t>(0x80U | (number & 0x7FU));
    }
    form[size++] = static_cast<std::uint8_t>(number);
    raw(BytesView{form.data(), size});
}

void Writer::zigzag(std::int64_t number) {
    varint(to_zigzag(number));
}

void Writer::text(std::string_view text) {
    varint(text.size());
    raw(as_bytes(text));
}

void Reader::fail() {
    is_ok_ = false;
    at_ = end_;
}

std::uint64_t Reader::fixed(std::size_t count) {
    const BytesView bytes = raw(count);
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        number |= std::uint64_t{bytes[i]} << (8 * i);
    }
    return number;
}

std::uint64_t Reader::long_varint() {
    std::uint64_t number = 0;
    const std::uint8_t* at = at_;
    for (unsigned shift = 0; shift < 64 && at != end_; shift += 7) {
        const std::uint8_t byte = *at++;
        const std::uint64_t group = byte & 0x7FU;
        if (shift == 63 && group > 1) break;
        number |= group << shift;
        if (byte >= 0x80) continue;
        if (byte == 0 && shift > 0) break;
        at_ = at;
        return number;
    }
    fail();
    return 0;
}

std::uint64_t Reader::varint_up_to(std::uint64_t most) {
    const std::uint64_t number = varint();
    if (number <= most) return number;
    fail();
    return 0;
}

std::uint16_t Reader::varint_u16() {
    return static_cast<std::uint16_t>(varint_up_to(std::numeric_limits<std::uint16_t>::max()));
}

std::uint32_t Reader::varint_u32() {
    return static_cast<std::uint32_t>(varint_up_to(std::numeric_limits<std::uint32_t>::max()));
}

std::int64_t Reader::zigzag() {
    return from_zigzag(varint());
}

std::size_t Reader::count(std::size_t most, std::size_t bytes_each) {
    const std::uint64_t number = varint();
    if (number <= most && number <= remaining() / bytes_each) {
        return static_cast<std::size_t>(number);
    }
    fail();
    return 0;
}

BytesView Reader::raw(std::size_t size) {
    if (size > remaining()) {
        fail();
        return {};
    }
    const BytesView bytes{at_, size};
    at_ += size;
    return bytes;
}

std::string_view Reader::text(std::size_t most) {
    const std::uint64_t size = varint();
    if (size > most || size > remaining()) {
        fail();
        return {};
    }
    return as_text(raw(static_cast<std::size_t>(size)));
}

}  // namespace wedsync::codec
