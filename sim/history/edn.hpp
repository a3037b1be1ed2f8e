#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/result.hpp"

namespace wedsync::sim::edn {

struct Value;

/// ":ok" without its colon.
struct Keyword {
    std::string name;
    friend bool operator==(const Keyword&, const Keyword&) = default;
};
/// What is neither a number nor a keyword: kept as it is written.
struct Symbol {
    std::string name;
    friend bool operator==(const Symbol&, const Symbol&) = default;
};
using List = std::vector<Value>;
/// In the order of the text.
struct Map {
    std::vector<Value> keys;
    std::vector<Value> values;
    friend bool operator==(const Map&, const Map&) = default;
};

/// A value of EDN, as far as recorded histories use it. Vectors, lists and sets are all lists here;
/// numbers with a point are symbols.
struct Value {
    std::variant<std::monostate, bool, std::int64_t, std::string, Keyword, Symbol, List, Map> of;

    [[nodiscard]] bool is_nil() const { return of.index() == 0; }
    /// The value under a keyword of a map, or null.
    [[nodiscard]] const Value* find(std::string_view keyword) const;
    /// A keyword with this name.
    [[nodiscard]] bool is(std::string_view keyword) const;
    friend bool operator==(const Value&, const Value&) = default;
};

inline constexpr std::size_t kTextBytesMax = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t kValuesMax = 4'000'000;
inline constexpr std::size_t kDepthMax = 32;

/// All values of a text, one after another. Fails with kInvalid, naming the line, and with
/// kTooLarge beyond the bounds above.
[[nodiscard]] Result<std::vector<Value>> parse(std::string_view text);

/// A value as text again, on one line.
[[nodiscard]] std::string to_text(const Value& value);

}  // namespace wedsync::sim::edn
