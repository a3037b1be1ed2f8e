#include "engine/codec/stream_state.hpp"

#include <algorithm>

#include "engine/codec/entry_layout.hpp"

namespace wedsync::codec {

std::optional<std::uint8_t> StreamState::number_of(FieldId field, std::string_view text) const {
    if (text.size() > kSharedTextBytesMax) return std::nullopt;
    const auto known = texts_.find(field);
    if (known == texts_.end()) return std::nullopt;
    const auto at = std::find(known->second.begin(), known->second.end(), text);
    if (at == known->second.end()) return std::nullopt;
    return static_cast<std::uint8_t>(at - known->second.begin());
}

const std::string* StreamState::find(FieldId field, std::size_t number) const {
    const auto known = texts_.find(field);
    if (known == texts_.end() || number >= known->second.size()) return nullptr;
    return &known->second[number];
}

void StreamState::add(FieldId field, const std::string& text) {
    if (text.size() > kSharedTextBytesMax || text_count_ == kStreamTextsMax) return;
    std::vector<std::string>& known = texts_[field];
    if (known.size() == kSharedTextsMax) return;
    known.push_back(text);
    ++text_count_;
}

std::uint32_t StreamState::add_lane(const Incarnation& incarnation) {
    const std::uint32_t number = lanes.number_of(incarnation);
    memory.resize(lanes.incarnations().size());
    return number;
}

}  // namespace wedsync::codec
