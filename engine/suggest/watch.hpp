#pragma once

#include <cstdint>

#include "engine/suggest/decided.hpp"
#include "engine/suggest/past.hpp"
#include "engine/suggest/resolver.hpp"

namespace wedsync::suggest {

/// Decisions of a scope that the watch looks at, the last ones.
inline constexpr std::size_t kWatchedMax = 200;

/// How right a machine would have been in one scope, by what people did: what they answered where
/// it would have applied a value, and whether they took back what it did apply. What was written
/// over later says nothing: work goes on.
struct Watch {
    std::uint64_t would = 0;
    /// Those where people chose the same, or left it.
    std::uint64_t right = 0;

    /// The team is not as those that the model learned from: were it right in kAppliedPrecision of
    /// all cases, so few of these would come out once in twenty times or less. Nothing is applied.
    [[nodiscard]] bool is_paused() const;
    friend bool operator==(const Watch&, const Watch&) = default;
};

/// Watches one scope. Fed like Past: look_for() each accepted change of its log, then add() each,
/// in the order of acceptance. The same on every replica that is fed the same.
class Watcher {
public:
    /// The schema outlives it.
    Watcher(const Schema& schema, ScopeId scope, const merge::Switches& switches)
        : scope_(scope), past_(schema, {{scope, switches}}) {}
    void look_for(const Change& change);
    void add(const Change& change, const Author& author);
    /// Costs at most kWatchedMax suggestions. Nothing without a model.
    [[nodiscard]] Watch watch(const Resolver& resolver) const;

private:
    ScopeId scope_;
    Past past_;
    DecidedFinder finder_;
};

/// Of these decisions, of one scope, with what would have been suggested.
[[nodiscard]] Watch watch_over(const std::vector<Decided>& decided);

}  // namespace wedsync::suggest
