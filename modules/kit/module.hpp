#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/codec/json_node.hpp"
#include "engine/replica/replica.hpp"
#include "modules/kit/view.hpp"

namespace wedsync::modules {

/// What a module works with: a replica with its views, both borrowed, and the time.
struct Place {
    replica::Replica& replica;
    Views& views;
    Now now;

    [[nodiscard]] std::int64_t wall_ms() const {
        return static_cast<std::int64_t>(now.wall.value());
    }
    /// This one, or all that are held.
    [[nodiscard]] std::vector<ScopeId> scopes(std::optional<ScopeId> only) const {
        return only ? std::vector<ScopeId>{*only} : replica.scopes();
    }
};

/// The scope that a question names in "scope"; nothing: it is about all that are held.
[[nodiscard]] std::optional<ScopeId> scope_of(const codec::JsonNode& question);

/// A module as programs talk to it: in JSON, the same on every device, in the command and in the
/// browser. A question changes nothing; an action is committed when it returns. What is wrong with
/// a document is told by its JsonNode (codec::error_of()): then nothing was done, and the answer
/// means nothing.
struct Module {
    std::string_view name;
    Result<boost::json::value> (*ask)(const Place& place, const codec::JsonNode& question);
    Result<boost::json::value> (*act)(const Place& place, const codec::JsonNode& action);
};

/// Which of these names a member has; fails for another text. Of the same order as the names.
[[nodiscard]] std::size_t choice_of(const codec::JsonNode& node,
                                    const std::vector<std::string_view>& names);

/// A text of at most kTextBytesMax; fails for a longer one.
[[nodiscard]] std::string text_of(const codec::JsonNode& node);
inline constexpr std::size_t kTextBytesMax = 1'000;
/// A moment in milliseconds since 1970, within kTimeMsMax (visit.hpp); fails for another one.
[[nodiscard]] std::int64_t time_of(const codec::JsonNode& node);

}  // namespace wedsync::modules
