#include "modules/kit/module.hpp"

#include <algorithm>
#include <string>

#include "modules/kit/visit.hpp"

namespace wedsync::modules {

std::optional<ScopeId> scope_of(const codec::JsonNode& question) {
    const auto scope = question.find("scope");
    return scope ? std::optional(ScopeId{scope->number()}) : std::nullopt;
}

std::size_t choice_of(const codec::JsonNode& node, const std::vector<std::string_view>& names) {
    const auto found = std::find(names.begin(), names.end(), node.text());
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    std::string known;
    for (const std::string_view name : names)
        known += (known.empty() ? "" : ", ") + std::string(name);
    node.fail("one of " + known, ErrorCode::kInvalid);
    return 0;
}

std::string text_of(const codec::JsonNode& node) {
    const std::string_view text = node.text();
    if (text.size() > kTextBytesMax) node.fail("too long", ErrorCode::kInvalid);
    return std::string(text);
}

std::int64_t time_of(const codec::JsonNode& node) {
    const std::int64_t at_ms = node.integer();
    if (at_ms >= -kTimeMsMax && at_ms <= kTimeMsMax) return at_ms;
    node.fail("no time that a calendar has", ErrorCode::kInvalid);
    return 0;
}

}  // namespace wedsync::modules
