#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "boost/json/value.hpp"

#include "engine/base/result.hpp"

namespace wedsync::json {

/// What a document may cost. Each is a promise: beyond it the document is refused.
struct JsonLimits {
    /// Arrays and objects within each other. At most 64.
    std::size_t depth_max = 32;
    /// At most 256 MiB.
    std::size_t bytes_max = std::size_t{4} * 1024 * 1024;
    /// Members of one object.
    std::size_t members_max = 1'024;
};

/// Integers that a double, and so every JSON reader, holds without loss: up to 2^53 either way.
inline constexpr std::int64_t kIntegerMax = std::int64_t{1} << 53U;

/// Reads one JSON document (RFC 8259, UTF-8), and only if every reader would read the same in it:
/// no duplicate keys, no number that overflows, no integer beyond kIntegerMax, no byte order mark,
/// no invalid UTF-8, no lone surrogate, nothing after it. docs/json.md lists the differences from
/// the RFC. Integers come as int64, numbers with a point or an exponent as double. Fails with
/// kCorrupt, naming line and column, or kTooLarge.
[[nodiscard]] Result<boost::json::value> parse_json(std::string_view text,
                                                    const JsonLimits& limits = {});

/// The same text for the same value on every target: members in insertion order, no spaces,
/// shortest doubles. Always valid JSON: what JSON cannot hold is replaced, a number that is not
/// finite by null, a byte that is not UTF-8 by U+FFFD. Requires a value no deeper than 1,000.
[[nodiscard]] std::string write_json(const boost::json::value& value);

}  // namespace wedsync::json
