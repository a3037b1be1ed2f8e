#include "loaders/value_text.hpp"

#include <algorithm>
#include <charconv>

#include "engine/base/overloaded.hpp"
#include "engine/json/number.hpp"
#include "importers/date_time.hpp"

namespace wedsync::loaders {
namespace {

constexpr std::string_view kMilliseconds = " ms";

std::optional<std::int64_t> integer_of(std::string_view text) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const std::from_chars_result read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return number;
}

/// Takes digits off the front; false where there are none.
bool take_digits(std::string_view& text) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(end);
    return end > 0;
}

bool is_number(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    if (!take_digits(text)) return false;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        if (!take_digits(text)) return false;
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
        if (!take_digits(text)) return false;
    }
    return text.empty();
}

std::optional<Value> real_of(std::string_view text) {
    if (!is_number(text)) return std::nullopt;
    const std::optional<double> number = json::parse_double(text);
    if (!number) return std::nullopt;
    return make_real(*number);
}

std::optional<Value> time_of(std::string_view text) {
    if (text.ends_with(kMilliseconds)) {
        text.remove_suffix(kMilliseconds.size());
        const std::optional<std::int64_t> ms = integer_of(text);
        return ms ? std::optional<Value>(*ms) : std::nullopt;
    }
    if (const auto time = importers::parse_date_time(text)) return Value{time->utc_ms};
    if (const auto date = importers::parse_date(text)) return Value{*date};
    return std::nullopt;
}

}  // namespace

std::string value_text(const Value& value, const FieldSchema& field) {
    return std::visit(Overloaded{[](const std::string& text) { return text; },
                                 [](bool flag) { return std::string(flag ? "yes" : "no"); },
                                 [&](std::int64_t number) {
                                     return field.type == ValueType::kTime
                                                ? importers::date_time_text(number,
                                                                            number % 1'000 != 0)
                                                : std::to_string(number);
                                 },
                                 [](Real real) { return json::write_double(to_double(real)); },
                                 [](const auto&) { return std::string(); }},
                      value);
}

std::optional<Value> value_of(std::string_view text, const FieldSchema& field) {
    switch (field.type) {
        case ValueType::kText:
            return Value{std::string(text)};
        case ValueType::kInteger:
            if (const auto number = integer_of(text)) return Value{*number};
            return std::nullopt;
        case ValueType::kReal:
            return real_of(text);
        case ValueType::kBoolean:
            if (text != "yes" && text != "no") return std::nullopt;
            return Value{text == "yes"};
        case ValueType::kTime:
            return time_of(text);
        case ValueType::kReference:
        case ValueType::kBlob:
            return std::nullopt;
    }
    return std::nullopt;
}

std::string elements_text(const Elements& elements) {
    std::string text;
    for (const std::string& element : elements) {
        if (!text.empty()) text += "; ";
        for (const char c : element) {
            if (c == ';' || c == '\\') text += '\\';
            text += c;
        }
    }
    return text;
}

Elements elements_of(std::string_view text) {
    Elements elements;
    std::string element;
    const auto finish = [&] {
        if (!element.empty()) elements.push_back(std::move(element));
        element.clear();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            element += text[++i];
        } else if (text[i] == ';') {
            finish();
            if (i + 1 < text.size() && text[i + 1] == ' ') ++i;
        } else {
            element += text[i];
        }
    }
    finish();
    return elements;
}

std::string hex_text(BytesView bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 0x0FU];
    }
    return text;
}

std::optional<Bytes> hex_bytes(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        unsigned byte = 0;
        const char* end = text.data() + i + 2;
        const std::from_chars_result read = std::from_chars(text.data() + i, end, byte, 16);
        if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
        bytes.push_back(static_cast<std::uint8_t>(byte));
    }
    return bytes;
}

}  // namespace wedsync::loaders
