#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/codec/message.hpp"

namespace wedsync::sync {

/// What changes quickly is said no more often than this.
inline constexpr std::uint64_t kClaimGapMs = 250;
/// A lease that nobody asks for again ends so long after the last time, however often it is said.
inline constexpr std::uint64_t kLeaseUnaskedMs = std::uint64_t{60} * 60'000;
/// An area is for so long where nobody says for how long.
inline constexpr std::uint64_t kAreaMs = std::uint64_t{4} * 60 * 60'000;

/// What somebody at this device wants to be known for.
struct ClaimWish {
    ScopeId scope;
    Extent on;
    std::string label = {};
    /// Of an area, at most kAreaLifeMsMax; leases go on until they are released.
    std::uint64_t for_ms = kAreaMs;
    bool takes_over = false;
};

enum class ClaimState : std::uint8_t {
    kHeld,     ///< Theirs, by the last word of a hub.
    kWaiting,  ///< Somebody else has it.
    kAsked,    ///< Own, and the hub has not answered.
    kAlone,    ///< Own, and no hub is in reach: this device alone knows of it.
    kTaken,    ///< It was theirs until `taken_by` took it over.
    kRefused,  ///< Own, and not to be had: this device may not write there, or claims too much.
};
/// For programs: "held", "waiting", "asked", "alone", "taken", "refused".
[[nodiscard]] const char* name_of(ClaimState state);

/// A claim as this device knows it.
struct Claim {
    Extent on;
    std::string label;
    std::string device;
    /// Empty where the device is not given to one person; of an own claim, before a hub has said.
    std::string person;
    std::string role;
    ClaimState state = ClaimState::kHeld;
    std::string taken_by;
    /// For how much longer at most, and since when; elapsed.
    std::uint64_t left_ms = 0;
    std::uint64_t held_ms = 0;
    bool is_own = false;
    /// The hub says so now. Else this is what it said before it was out of reach.
    bool is_live = false;
};

/// Both sides of claims on a device: what this one claims, said again while it does, and what the
/// hub told of everybody's. Time has elapsed on this device's own clock; no date is looked at.
class Claims {
public:
    explicit Claims(std::string device) : device_(std::move(device)) {}

    /// From now on, or again. Fails with kInvalid for what breaks a bound, with kFull beyond
    /// kClaimsOfDeviceMax: nothing was changed.
    [[nodiscard]] Result<void> claim(Instant now, const ClaimWish& wish);
    /// False: there was none.
    bool release(ScopeId scope, const Extent& on);

    /// The hub answered Hello, and speaks a version that has claims, or not.
    void opened(Instant now, bool is_spoken);
    /// Nothing that a hub said is of now any more; it goes on as long as it would have.
    void closed(Instant now);
    /// True: areas() has another answer.
    bool take(Instant now, const message::ClaimsTold& told);
    /// Forgets what is over.
    void handle_timeout(Instant now);

    [[nodiscard]] bool is_spoken() const { return is_spoken_; }
    /// What is to be said now in that scope, if anything is.
    [[nodiscard]] std::optional<message::Claims> next(Instant now, ScopeId scope);
    /// When something is to be said in a scope that is followed.
    [[nodiscard]] std::optional<Instant> timeout(ScopeId scope) const;
    /// When the next one is over, of all scopes.
    [[nodiscard]] std::optional<Instant> expiry() const;

    /// Own ones first, then by device; without what is over.
    [[nodiscard]] std::vector<Claim> all(Instant now, ScopeId scope) const;
    /// Another number whenever all() may answer something else than that time has passed.
    [[nodiscard]] std::uint64_t version() const { return version_; }

    /// The own areas of a scope, to be kept over a restart; and what was kept, `left_ms` of each
    /// being what is left now. Where none is, the hub is told so: it may know of one.
    [[nodiscard]] message::Claims areas(Instant now, ScopeId scope) const;
    void restore(Instant now, const message::Claims& areas);

private:
    struct Own {
        std::string label;
        Instant began;
        Instant end;
        bool takes_over = false;
        /// It is said no more: taken over, or refused.
        std::optional<Standing> lost;
        std::string taken_by;
        /// The hub has been told that it is given back; until then it cannot be asked for again.
        bool is_given_back = false;
        /// It was asked for again before that.
        bool is_wanted_again = false;
    };
    struct Known {
        Holding holding;
        Instant until;
        /// What it was held for when it was told, and when that was.
        Instant told;
        bool is_live = false;
    };
    using Name = std::pair<std::string, Extent>;
    struct Scope {
        std::map<Extent, Own> own;
        std::map<Name, Known> known;
        /// Something is to be said that was not.
        bool is_due = false;
        std::optional<Instant> sent;
    };

    void touch(Scope& scope);
    bool take_own(Scope& scope, const Known& known);
    [[nodiscard]] const Known* known_own(const Scope& scope, const Extent& on, Instant now) const;
    [[nodiscard]] Claim view_own(const Scope& scope, const Extent& on, const Own& own,
                                 Instant now) const;

    std::string device_;
    std::map<ScopeId, Scope> scopes_;
    bool is_spoken_ = false;
    std::uint64_t version_ = 0;
};

}  // namespace wedsync::sync
