#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/codec/message.hpp"

namespace wedsync::sync {

/// Whoever goes from field to field says so no more often than this; the last one counts.
inline constexpr std::uint64_t kPresenceGapMs = 250;
/// So long it is known that somebody was here.
inline constexpr std::uint64_t kSightingMs = std::uint64_t{15} * 60'000;

/// Where somebody is, or was.
struct Sighting {
    Present who;
    /// The hub says so now. Else they left, or the hub is out of reach, `who.age_ms` ago.
    bool is_here = false;
};

/// Both sides of presence on a device: what this one says of itself, repeated while it is so, and
/// what the hub told of others. Nothing of it is stored.
class Presence {
public:
    /// What this device says of itself in a scope from now on.
    void say(const message::Presence& said);
    /// The hub answered Hello, and speaks a version that has presence, or not.
    void opened(bool is_spoken) { is_spoken_ = is_spoken; }
    /// Everybody was here until now; what this device says is said again in the next connection.
    void closed(Instant now);
    void take(Instant now, const message::Presences& presences);

    [[nodiscard]] bool is_spoken() const { return is_spoken_; }
    /// There is something to say, now or later.
    [[nodiscard]] bool is_used() const { return !own_.empty(); }
    /// What is to be said now in that scope, if anything is.
    [[nodiscard]] std::optional<message::Presence> next(Instant now, ScopeId scope);
    [[nodiscard]] std::optional<Instant> timeout(ScopeId scope) const;

    /// By device.
    [[nodiscard]] std::vector<Sighting> others(Instant now, ScopeId scope,
                                               const std::string& own_device) const;
    /// Another number whenever others() may answer something else than that time has passed.
    [[nodiscard]] std::uint64_t version() const { return version_; }

private:
    struct Own {
        Whereabouts where;
        /// When it was last sent, changed or not.
        std::optional<Instant> sent;
        bool is_told = false;
    };
    struct Other {
        Present who;
        Instant seen;
        bool is_here = false;
    };
    using Others = std::map<std::string, Other>;

    static void leave(Other& other, Instant now);
    static void drop_old(Others& others, Instant now);

    std::map<ScopeId, Own> own_;
    std::map<ScopeId, Others> others_;
    bool is_spoken_ = false;
    std::uint64_t version_ = 0;
};

}  // namespace wedsync::sync
