#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/bytes.hpp"

/// The bytes of a fuzzer, taken as a list of calls and their arguments. What is missing at the end
/// is zero or empty, so that every input is a sequence of calls.
namespace wedsync::fuzz {

class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

    [[nodiscard]] bool is_empty() const { return rest_.empty(); }
    std::uint8_t u8() {
        if (rest_.empty()) return 0;
        const std::uint8_t byte = rest_.front();
        rest_ = rest_.subspan(1);
        return byte;
    }
    /// Two bytes of length, low one first, then so many bytes or what is left.
    BytesView bytes() {
        const std::size_t low = u8();
        const std::size_t wanted = low + std::size_t{u8()} * 256;
        const BytesView taken = rest_.first(std::min(wanted, rest_.size()));
        rest_ = rest_.subspan(taken.size());
        return taken;
    }
    std::string_view text() { return as_text(bytes()); }

private:
    BytesView rest_;
};

/// Calls that one input may make.
inline constexpr int kCallsMax = 64;

}  // namespace wedsync::fuzz
