#include "sim/day/day_words.hpp"

#include <array>
#include <cstdio>
#include <variant>

#include "engine/base/overloaded.hpp"
#include "engine/merge/reading.hpp"
#include "engine/merge/record_state.hpp"

namespace wedsync::sim {
namespace {

std::string title_in(const merge::RecordState& state, const Schema& schema) {
    if (state.empty()) return "?";
    const CollectionSchema* collection = schema.find(merge::collection_of(state));
    if (collection == nullptr) return "?";
    const FieldSchema* field = collection->find(collection->title);
    if (field == nullptr) return "?";
    const merge::FieldReading reading = merge::read_field(state, *field);
    const auto* text = std::get_if<std::string>(&reading.value);
    return text == nullptr || text->empty() ? "?" : *text;
}

}  // namespace

std::string clock_words(std::uint64_t wall_ms) {
    const std::uint64_t minutes = wall_ms / 60'000;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%02u:%02u", static_cast<unsigned>(minutes / 60 % 24),
                  static_cast<unsigned>(minutes % 60));
    return text.data();
}

std::string title_of(replica::Replica& replica, ScopeId scope, const RecordId& record) {
    const Result<merge::RecordState> state = replica.get(scope, record);
    return state.ok() ? title_in(state.value(), replica.schema()) : "?";
}

std::string value_words(replica::Replica& replica, ScopeId scope, const FieldSchema* field,
                        const Value& value) {
    return std::visit(
        Overloaded{[](std::monostate) { return std::string("nothing"); },
                   [](bool flag) { return std::string(flag ? "yes" : "no"); },
                   [&](std::int64_t number) {
                       const bool is_time = field != nullptr && field->type == ValueType::kTime;
                       return is_time ? clock_words(static_cast<std::uint64_t>(number))
                                      : std::to_string(number);
                   },
                   [](Real real) {
                       std::array<char, 32> text{};
                       std::snprintf(text.data(), text.size(), "%.1f", to_double(real));
                       return std::string(text.data());
                   },
                   [](const std::string& text) { return "“" + text + "”"; },
                   [](const Bytes& bytes) { return std::to_string(bytes.size()) + " bytes"; },
                   [&](const Reference& to) { return title_of(replica, scope, to.record); },
                   [](const Link& link) { return link.label; },
                   [](const BlobReference&) { return std::string("a file"); }},
        value);
}

std::string field_words(std::string_view field) {
    if (field == "starts_at") return "start";
    if (field.ends_with("_at")) field.remove_suffix(3);
    std::string words(field);
    for (char& each : words) {
        if (each == '_') each = ' ';
    }
    return words;
}

std::string bottles_words(std::uint64_t bottles, std::string_view table) {
    std::string words = "takes " + std::to_string(bottles);
    words += bottles == 1 ? " bottle to " : " bottles to ";
    words += table;
    return words;
}

std::string first_word(std::string_view text) {
    return std::string(text.substr(0, text.find(' ')));
}

}  // namespace wedsync::sim
