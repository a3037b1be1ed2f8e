#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "crypto/device_key.hpp"
#include "engine/base/instant.hpp"

namespace wedsync::hub {

inline constexpr std::uint64_t kSessionLifetimeMs = std::uint64_t{12} * 3'600 * 1'000;
inline constexpr std::uint64_t kChallengeLifetimeMs = 60'000;
inline constexpr std::size_t kSessionsPerDeviceMax = 8;

/// Sessions of devices that proved to hold their key: opaque tokens of 256 bits, kept as hashes, in
/// memory only. A hub that is started anew wants the proof again; that costs a device two requests.
class DeviceSessions {
public:
    DeviceSessions();

    /// A challenge for a device to sign, good once and for kChallengeLifetimeMs. Costs no memory
    /// until it is used: it carries its own proof.
    [[nodiscard]] std::string challenge(std::string_view device, WallTime now) const;
    /// Whether it is one of ours, for this device, in time and not used. Uses it up.
    [[nodiscard]] bool use_challenge(std::string_view device, std::string_view challenge,
                                     WallTime now);

    /// A new session's token. The oldest of too many ends.
    [[nodiscard]] std::string open(const std::string& device, Instant now);
    /// Whose token this is, if the session has not ended.
    [[nodiscard]] std::optional<std::string> find(std::string_view token, Instant now) const;
    /// Those with a session that has not ended.
    [[nodiscard]] std::set<std::string> devices(Instant now) const;
    void end(std::string_view token);
    void end_all_of(const std::string& device);
    [[nodiscard]] std::size_t count() const { return sessions_.size(); }

private:
    struct Session {
        std::string device;
        Instant opened;
    };
    [[nodiscard]] std::string proof(std::string_view device, std::string_view body) const;

    std::string secret_;
    /// By hash of the token.
    std::map<std::string, Session> sessions_;
    /// Used challenges and when they may be forgotten.
    std::map<std::string, WallTime> used_;
};

}  // namespace wedsync::hub
