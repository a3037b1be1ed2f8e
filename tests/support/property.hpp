#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// Property tests: many seeds, one of them printed and replayable, and a failing list made short.
namespace wedsync::support {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kIsSlowBuild = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kIsSlowBuild = true;
#else
inline constexpr bool kIsSlowBuild = false;
#endif
#else
inline constexpr bool kIsSlowBuild = false;
#endif

/// The number of seeds to try: a twentieth where a sanitizer watches.
inline std::uint64_t seeds_of(std::uint64_t count) {
    return kIsSlowBuild ? count / 20 + 1 : count;
}

/// How often to try where a test has a full count: WEDSYNC_COUNT, if that is set.
inline std::uint64_t count_or(std::uint64_t count) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no thread here sets the environment.
    const char* wanted = std::getenv("WEDSYNC_COUNT");
    return wanted == nullptr ? count : std::strtoull(wanted, nullptr, 10);
}

/// What a law says about one seed: nothing if it holds, else what broke.
using Law = std::function<std::optional<std::string>(std::uint64_t seed)>;

/// Tries `law` on the seeds 1 to `count`, or only on WEDSYNC_SEED where that is set. The first
/// failure, with the line that replays it, or nothing.
inline std::optional<std::string> first_failure(std::uint64_t count, const Law& law) {
    std::uint64_t first = 1;
    std::uint64_t last = count;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no thread here sets the environment.
    if (const char* only = std::getenv("WEDSYNC_SEED")) {
        first = last = std::strtoull(only, nullptr, 10);
    }
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        if (const std::optional<std::string> failure = law(seed)) {
            return "seed " + std::to_string(seed) +
                   " (replay: WEDSYNC_SEED=" + std::to_string(seed) + "): " + *failure;
        }
    }
    return std::nullopt;
}

/// The shortest list still failing that leaving out halves, quarters and so on down to single
/// items leads to. `fails` must give the same answer for the same list.
template <class Item, class Fails>
std::vector<Item> shrink(std::vector<Item> items, const Fails& fails) {
    for (std::size_t chunk = (items.size() + 1) / 2; chunk > 0;
         chunk = chunk == 1 ? 0 : (chunk + 1) / 2) {
        for (std::size_t at = 0; at < items.size();) {
            std::vector<Item> fewer;
            for (std::size_t i = 0; i < items.size(); ++i) {
                if (i < at || i >= at + chunk) fewer.push_back(items[i]);
            }
            if (fails(fewer)) {
                items = fewer;
            } else {
                at += chunk;
            }
        }
    }
    return items;
}

}  // namespace wedsync::support
