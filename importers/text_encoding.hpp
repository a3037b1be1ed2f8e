#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace wedsync::importers {

enum class TextEncoding : std::uint8_t { kUtf8, kUtf16, kWindows1252 };

struct DecodedText {
    /// UTF-8, without a byte order mark and without NUL.
    std::string text;
    TextEncoding encoding = TextEncoding::kUtf8;
};

/// The text of a file: UTF-8 with or without a byte order mark, UTF-16 with one, or else
/// Windows-1252, which holds Latin-1. Fails with kCorrupt where that is no text: a NUL, half a
/// surrogate pair, an odd number of bytes.
[[nodiscard]] Result<DecodedText> decode_text(std::string_view bytes);

}  // namespace wedsync::importers
