#include "engine/live/search_text.hpp"

#include <string_view>
#include <variant>

#include "engine/merge/reading.hpp"

namespace wedsync::live {
namespace {

void append_words(const merge::FieldReading& reading, std::string& words) {
    const auto append = [&](std::string_view text) {
        if (!words.empty()) words.push_back(' ');
        words.append(text);
    };
    if (const auto* text = std::get_if<std::string>(&reading.value)) append(*text);
    if (const auto* number = std::get_if<std::int64_t>(&reading.value)) {
        append(std::to_string(*number));
    }
    for (const std::string& element : reading.elements)
        append(element);
}

}  // namespace

std::string search_text(const merge::RecordState& state, const Schema& schema) {
    std::string words;
    if (merge::status_of(state) == merge::RecordStatus::kGone) return words;
    const CollectionSchema* collection = schema.find(merge::collection_of(state));
    if (collection == nullptr) return words;
    for (const FieldSchema& field : collection->fields) {
        if (field.is_searchable) append_words(merge::read_field(state, field), words);
    }
    return words;
}

}  // namespace wedsync::live
