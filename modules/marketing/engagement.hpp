#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace wedsync::marketing {

enum class EngagementKind : std::uint8_t { kOpened, kClicked, kConverted };
inline constexpr std::size_t kEngagementKinds = 3;

/// What one person did about one campaign, as it was recorded. Its id is what counts it once.
struct Engagement {
    std::string id;
    std::string user;
    std::string campaign;
    EngagementKind kind = EngagementKind::kOpened;
    /// When it happened, by the clock of the device, in milliseconds since 1970.
    std::int64_t at_ms = 0;

    friend bool operator==(const Engagement&, const Engagement&) = default;
};

/// In which order things happened: by time, and those of one moment by their ids, so that it is
/// the same order wherever and whenever they arrive.
[[nodiscard]] inline bool happened_before(const Engagement& a, const Engagement& b) {
    return a.at_ms != b.at_ms ? a.at_ms < b.at_ms : a.id < b.id;
}

}  // namespace wedsync::marketing
