#include "engine/suggest/product_value.hpp"

#include <cstdint>
#include <limits>
#include <string>

#include "engine/base/overloaded.hpp"
#include "engine/merge/text_merge.hpp"

namespace wedsync::suggest {
namespace {

/// A number that is not whole, to three digits behind the point: enough to compare by.
std::string text_of(Real real) {
    constexpr double kMax = 1e15;
    constexpr double kSteps = 1000;
    const double number = to_double(real);
    if (!(number > -kMax && number < kMax)) return number > 0 ? "1e15" : "-1e15";
    const auto steps = static_cast<std::int64_t>(number * kSteps);
    const std::int64_t size = steps < 0 ? -steps : steps;
    std::string behind = std::to_string(size % 1000);
    behind.insert(0, 3 - behind.size(), '0');
    return (steps < 0 ? "-" : "") + std::to_string(size / 1000) + "." + behind;
}

std::string hex_of(const std::array<std::uint8_t, 32>& bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text.push_back(kDigits[byte >> 4U]);
        text.push_back(kDigits[byte & 0x0FU]);
    }
    return text;
}

/// left + right, where that is a whole number of 64 bits.
std::optional<std::int64_t> sum_of(std::int64_t left, std::int64_t right) {
    constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
    constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
    if (right > 0 ? left > kMax - right : left < kMin - right) return std::nullopt;
    return left + right;
}

std::optional<Value> sum_of_edits(std::int64_t base, std::int64_t client, std::int64_t server) {
    if (base == std::numeric_limits<std::int64_t>::min()) return std::nullopt;
    const std::optional<std::int64_t> step = sum_of(client, -base);
    const std::optional<std::int64_t> sum = step ? sum_of(server, *step) : std::nullopt;
    if (!sum) return std::nullopt;
    return Value{*sum};
}

}  // namespace

std::string text_of(const RecordId& record) {
    const Incarnation& incarnation = record.dot.incarnation;
    return std::to_string(incarnation.high) + ":" + std::to_string(incarnation.low) + ":" +
           std::to_string(record.dot.counter) + ":" + std::to_string(record.index);
}

FactValue fact_of(const Value& value) {
    return std::visit(
        Overloaded{[](std::monostate) { return make_value(ValueKind::kNull, {}); },
                   [](bool is) { return make_value(ValueKind::kBool, is ? "true" : "false"); },
                   [](std::int64_t number) {
                       return make_value(ValueKind::kNumber, std::to_string(number));
                   },
                   [](Real real) { return make_value(ValueKind::kNumber, text_of(real)); },
                   [](const std::string& text) { return make_value(kind_of_text(text), text); },
                   [](const Bytes&) { return make_value(ValueKind::kShortText, {}); },
                   [](const Reference& reference) {
                       return make_value(ValueKind::kShortText, text_of(reference.record));
                   },
                   [](const Link& link) { return make_value(ValueKind::kShortText, link.label); },
                   [](const BlobReference& blob) {
                       return make_value(ValueKind::kShortText, hex_of(blob.sha256));
                   }},
        value);
}

std::optional<Value> merged_value(const std::optional<Value>& base, const Value& client,
                                  const Value& server) {
    if (!base) return std::nullopt;
    std::optional<Value> merged;
    const auto* base_text = std::get_if<std::string>(&*base);
    const auto* client_text = std::get_if<std::string>(&client);
    const auto* server_text = std::get_if<std::string>(&server);
    if (base_text != nullptr && client_text != nullptr && server_text != nullptr) {
        merged = merge::merge_text(*base_text, *client_text, *server_text);
    }
    const auto* base_number = std::get_if<std::int64_t>(&*base);
    const auto* client_number = std::get_if<std::int64_t>(&client);
    const auto* server_number = std::get_if<std::int64_t>(&server);
    if (base_number != nullptr && client_number != nullptr && server_number != nullptr) {
        merged = sum_of_edits(*base_number, *client_number, *server_number);
    }
    if (!merged || *merged == client || *merged == server) return std::nullopt;
    return merged;
}

}  // namespace wedsync::suggest
