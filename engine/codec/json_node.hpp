#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"
#include "engine/causal/dot.hpp"
#include "engine/json/strict_json.hpp"

namespace wedsync::codec {

/// Whole numbers as JSON: up to 2^53 either way a number, beyond it a text of its digits.
[[nodiscard]] boost::json::value json_of(std::uint64_t number);
[[nodiscard]] boost::json::value json_of(std::int64_t number);
/// Text where the bytes are UTF-8, else {"bytes": base64}.
[[nodiscard]] boost::json::value json_of_bytes_or_text(std::string_view bytes);
[[nodiscard]] boost::json::string json_of_text(std::string_view text);

/// The first thing that was wrong with a document, and where.
struct JsonFailure {
    ErrorCode code = ErrorCode::kCorrupt;
    std::string what;
    /// The value that was wrong, or the one that lacks something; null: nothing failed yet.
    const boost::json::value* where = nullptr;
};

/// The name of an enumerator in JSON.
struct JsonName {
    std::uint8_t number;
    std::string_view name;
};

/// One value of a document, for reading it strictly. The first failure sticks, as in Reader: from
/// then on every read gives 0, nothing or an empty list, so a caller may check once after many
/// reads. Borrows the document and the failure.
class JsonNode {
public:
    JsonNode(const boost::json::value& value, JsonFailure& failure)
        : value_(&value), failure_(&failure) {}

    [[nodiscard]] bool ok() const { return failure_->where == nullptr; }
    void fail(std::string what, ErrorCode code = ErrorCode::kCorrupt) const;

    /// Fails for what is not an object, and for a member that is not named here: a misspelt member
    /// must not be passed over.
    void expect_object(std::initializer_list<std::string_view> members) const;
    [[nodiscard]] bool is_object() const;
    /// Fails where it is missing.
    [[nodiscard]] JsonNode member(std::string_view name) const;
    [[nodiscard]] std::optional<JsonNode> find(std::string_view name) const;

    /// The length of an array of at most `most`; fails for anything else.
    [[nodiscard]] std::size_t count(std::size_t most) const;
    [[nodiscard]] JsonNode item(std::size_t index) const;

    [[nodiscard]] const boost::json::value& value() const;
    [[nodiscard]] bool boolean() const;
    [[nodiscard]] std::string_view text() const;
    [[nodiscard]] std::string bytes_or_text() const;
    [[nodiscard]] Bytes base64() const;
    /// A whole number of at most `most`; above 2^53 as text.
    [[nodiscard]] std::uint64_t number(std::uint64_t most = ~std::uint64_t{0}) const;
    [[nodiscard]] std::uint32_t number_u32() const;
    [[nodiscard]] std::uint16_t number_u16() const;
    [[nodiscard]] std::uint8_t number_u8() const;
    [[nodiscard]] std::int64_t integer() const;
    [[nodiscard]] std::uint64_t hex64() const;
    [[nodiscard]] Incarnation incarnation() const;
    [[nodiscard]] Dot dot() const;
    [[nodiscard]] RecordId record() const;
    /// The number of the name; fails for a name that is not among them.
    [[nodiscard]] std::uint8_t one_of(std::span<const JsonName> names) const;

private:
    JsonNode(const boost::json::value* value, JsonFailure* failure)
        : value_(value), failure_(failure) {}

    template <class T>
    [[nodiscard]] T parsed(std::optional<T> (*parse)(std::string_view), const char* what) const;

    /// Null for what is missing, after a failure.
    const boost::json::value* value_;
    JsonFailure* failure_;
};

/// The failure as an error that names the place: "entries[3].change.covers[0]: ...".
[[nodiscard]] Error error_of(const JsonFailure& failure, const boost::json::value& document);

}  // namespace wedsync::codec
