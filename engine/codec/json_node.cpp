#include "engine/codec/json_node.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "engine/codec/json_text.hpp"
#include "engine/codec/value.hpp"

namespace wedsync::codec {
namespace {

namespace bj = boost::json;

constexpr auto kNumberMax = static_cast<std::uint64_t>(json::kIntegerMax);

/// The way from `from` to the value at `to`, if it lies below.
std::optional<std::string> path_to(const bj::value& from, const bj::value* to) {
    if (&from == to) return std::string();
    if (const bj::object* object = from.if_object()) {
        for (const bj::key_value_pair& member : *object) {
            const std::optional<std::string> rest = path_to(member.value(), to);
            if (!rest) continue;
            const bool is_dotted = !rest->empty() && rest->front() != '[';
            return std::string(member.key().data(), member.key().size()) + (is_dotted ? "." : "") +
                   *rest;
        }
    }
    if (const bj::array* array = from.if_array()) {
        for (std::size_t i = 0; i < array->size(); ++i) {
            const std::optional<std::string> rest = path_to((*array)[i], to);
            if (!rest) continue;
            const bool is_dotted = !rest->empty() && rest->front() != '[';
            return "[" + std::to_string(i) + "]" + (is_dotted ? "." : "") + *rest;
        }
    }
    return std::nullopt;
}

std::optional<std::int64_t> parse_signed(std::string_view text) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const std::from_chars_result result = std::from_chars(text.data(), end, number);
    if (text.empty() || result.ec != std::errc() || result.ptr != end) return std::nullopt;
    // Two's complement: each number has one text.
    if (std::to_string(number) != text) return std::nullopt;
    return number;
}

}  // namespace

bj::value json_of(std::uint64_t number) {
    if (number > kNumberMax) return bj::value(bj::string(std::to_string(number)));
    return bj::value(static_cast<std::int64_t>(number));
}

bj::value json_of(std::int64_t number) {
    if (number > json::kIntegerMax || number < -json::kIntegerMax) {
        return bj::value(bj::string(std::to_string(number)));
    }
    return bj::value(number);
}

bj::string json_of_text(std::string_view text) {
    return bj::string(bj::string_view(text.data(), text.size()));
}

bj::value json_of_bytes_or_text(std::string_view bytes) {
    if (is_text(bytes)) return bj::value(json_of_text(bytes));
    bj::object object;
    object["bytes"] = json_of_text(format_base64(as_bytes(bytes)));
    return bj::value(std::move(object));
}

void JsonNode::fail(std::string what, ErrorCode code) const {
    if (!ok() || value_ == nullptr) return;
    *failure_ = {code, std::move(what), value_};
}

const bj::value& JsonNode::value() const {
    static const bj::value kNothing;
    return value_ != nullptr ? *value_ : kNothing;
}

bool JsonNode::is_object() const {
    return value().is_object();
}

void JsonNode::expect_object(std::initializer_list<std::string_view> members) const {
    const bj::object* object = value().if_object();
    if (object == nullptr) return fail("an object is wanted here");
    for (const bj::key_value_pair& member : *object) {
        const std::string_view name(member.key().data(), member.key().size());
        if (std::find(members.begin(), members.end(), name) == members.end()) {
            return fail("the member \"" + std::string(name) + "\" is not known here");
        }
    }
}

std::optional<JsonNode> JsonNode::find(std::string_view name) const {
    const bj::object* object = value().if_object();
    if (object == nullptr) return std::nullopt;
    const bj::value* found = object->if_contains(bj::string_view(name.data(), name.size()));
    if (found == nullptr) return std::nullopt;
    return JsonNode(found, failure_);
}

JsonNode JsonNode::member(std::string_view name) const {
    if (const std::optional<JsonNode> found = find(name)) return *found;
    fail("the member \"" + std::string(name) + "\" is missing");
    return {nullptr, failure_};
}

std::size_t JsonNode::count(std::size_t most) const {
    const bj::array* array = value().if_array();
    if (array == nullptr) {
        fail("an array is wanted here");
        return 0;
    }
    if (array->size() > most) {
        fail("more than " + std::to_string(most) + " items", ErrorCode::kTooLarge);
        return 0;
    }
    return ok() ? array->size() : 0;
}

JsonNode JsonNode::item(std::size_t index) const {
    const bj::array* array = value().if_array();
    if (array == nullptr || index >= array->size()) return {nullptr, failure_};
    return {&(*array)[index], failure_};
}

bool JsonNode::boolean() const {
    const bool* flag = value().if_bool();
    if (flag == nullptr) fail("true or false is wanted here");
    return flag != nullptr && *flag;
}

std::string_view JsonNode::text() const {
    const bj::string* text = value().if_string();
    if (text == nullptr) {
        fail("a text is wanted here");
        return {};
    }
    return {text->data(), text->size()};
}

std::string JsonNode::bytes_or_text() const {
    if (!is_object()) return std::string(text());
    expect_object({"bytes"});
    const JsonNode inner = member("bytes");
    const Bytes bytes = inner.base64();
    if (is_text(as_text(bytes))) inner.fail("these bytes are UTF-8: they have to stand as text");
    return std::string(as_text(bytes));
}

template <class T>
T JsonNode::parsed(std::optional<T> (*parse)(std::string_view), const char* what) const {
    const std::optional<T> result = parse(text());
    if (result) return *result;
    fail(what);
    return T{};
}

Bytes JsonNode::base64() const {
    return parsed(parse_base64, "this is not base64 (RFC 4648, with padding)");
}
std::uint64_t JsonNode::hex64() const {
    return parsed(parse_hex64, "16 lower-case hexadecimal digits are wanted here");
}
Incarnation JsonNode::incarnation() const {
    return parsed(parse_incarnation, "32 lower-case hexadecimal digits are wanted here");
}
Dot JsonNode::dot() const {
    return parsed(parse_dot, "a dot is wanted here: \"incarnation:counter\"");
}
RecordId JsonNode::record() const {
    return parsed(parse_record, "a record is wanted here: \"incarnation:counter:index\"");
}

std::uint64_t JsonNode::number(std::uint64_t most) const {
    std::optional<std::uint64_t> number;
    if (const std::int64_t* small = value().if_int64(); small != nullptr && *small >= 0) {
        number = static_cast<std::uint64_t>(*small);
    } else if (value().is_string()) {
        number = parse_decimal(text());
        if (number && *number <= kNumberMax) number.reset();
    }
    if (!number || *number > most) {
        fail("a whole number from 0 to " + std::to_string(most) + " is wanted here" +
             (most > kNumberMax ? ", above 2^53 as text" : ""));
        return 0;
    }
    return *number;
}

std::uint32_t JsonNode::number_u32() const {
    return static_cast<std::uint32_t>(number(std::numeric_limits<std::uint32_t>::max()));
}
std::uint16_t JsonNode::number_u16() const {
    return static_cast<std::uint16_t>(number(std::numeric_limits<std::uint16_t>::max()));
}
std::uint8_t JsonNode::number_u8() const {
    return static_cast<std::uint8_t>(number(std::numeric_limits<std::uint8_t>::max()));
}

std::int64_t JsonNode::integer() const {
    if (const std::int64_t* number = value().if_int64()) return *number;
    const std::optional<std::int64_t> number = parse_signed(text());
    const bool is_large = number && (*number > json::kIntegerMax || *number < -json::kIntegerMax);
    if (!is_large) {
        fail("a whole number is wanted here, beyond 2^53 as text");
        return 0;
    }
    return *number;
}

std::uint8_t JsonNode::one_of(std::span<const JsonName> names) const {
    const std::string_view wanted = text();
    for (const JsonName& name : names) {
        if (name.name == wanted) return name.number;
    }
    fail("the name \"" + std::string(wanted) + "\" is not known here");
    return names.front().number;
}

Error error_of(const JsonFailure& failure, const bj::value& document) {
    const std::optional<std::string> path = path_to(document, failure.where);
    const bool has_path = path && !path->empty();
    return Error{failure.code, (has_path ? *path + ": " : std::string()) + failure.what};
}

}  // namespace wedsync::codec
