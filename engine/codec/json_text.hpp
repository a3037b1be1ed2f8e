#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bytes.hpp"
#include "engine/causal/dot.hpp"

/// Ids, sums and bytes as text: in the messages as JSON and in the C API. Each has one form; the
/// parse functions give nothing for any other.
namespace wedsync::codec {

/// RFC 4648, section 4: the common alphabet, with padding, without line breaks.
[[nodiscard]] std::string format_base64(BytesView bytes);
[[nodiscard]] std::optional<Bytes> parse_base64(std::string_view text);

/// Two lower-case digits a byte.
[[nodiscard]] std::string format_hex(BytesView bytes);
[[nodiscard]] std::optional<Bytes> parse_hex(std::string_view text);

/// 64 bits as 16 lower-case digits, the highest first: epochs, sums.
[[nodiscard]] std::string format_hex64(std::uint64_t bits);
[[nodiscard]] std::optional<std::uint64_t> parse_hex64(std::string_view text);

/// A whole number without sign, leading zeros or anything else.
[[nodiscard]] std::optional<std::uint64_t> parse_decimal(std::string_view text);

/// 32 digits.
[[nodiscard]] std::string format_incarnation(const Incarnation& incarnation);
[[nodiscard]] std::optional<Incarnation> parse_incarnation(std::string_view text);

/// "incarnation:counter"
[[nodiscard]] std::string format_dot(const Dot& dot);
[[nodiscard]] std::optional<Dot> parse_dot(std::string_view text);

/// "incarnation:counter:index"
[[nodiscard]] std::string format_record(const RecordId& record);
[[nodiscard]] std::optional<RecordId> parse_record(std::string_view text);

}  // namespace wedsync::codec
