#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/device_key.hpp"
#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/model/value.hpp"

namespace wedsync::hub {

/// What somebody may do: a role (service/roles.hpp says what it may write) in some scopes.
struct Rights {
    std::string role;
    /// Every scope of the hub, also those made later.
    bool is_everywhere = false;
    std::set<ScopeId> scopes;

    [[nodiscard]] bool covers(ScopeId scope) const {
        return is_everywhere || scopes.contains(scope);
    }
    friend bool operator==(const Rights&, const Rights&) = default;
};

struct RegisteredScope {
    ScopeId id;
    std::string name;
    friend bool operator==(const RegisteredScope&, const RegisteredScope&) = default;
};

/// A device that joined.
struct RegisteredDevice {
    std::string name;
    /// The one person who works at it; empty: whoever holds it.
    std::string person;
    Rights rights;
    /// None: a script, enrolled with a token alone.
    std::optional<crypto::PublicKey> key;
    /// Of a script's token, crypto::hash_of_secret().
    std::string token_hash;
    WallTime joined;
    /// Set: it is not let in any more.
    std::optional<WallTime> revoked;
    /// Revoked, and lost: when it comes and proves who it is, it is told to erase what it holds.
    bool is_to_erase = false;
    /// When it was told so first. Whether it did, nobody can know.
    std::optional<WallTime> erase_told;

    friend bool operator==(const RegisteredDevice&, const RegisteredDevice&) = default;
};

/// An invitation that nobody has used. Its two secrets are kept as hashes only.
struct Invite {
    /// A short name to speak of it; no secret.
    std::string id;
    std::string link_hash;
    std::string code_hash;
    std::string person;
    Rights rights;
    WallTime expires;
    /// The code can be guessed sooner, so it lives shorter.
    WallTime code_expires;

    friend bool operator==(const Invite&, const Invite&) = default;
};

/// What is told once, to whoever invites.
struct Invitation {
    std::string id;
    /// 256 random bits, for a link or a QR code.
    std::string link_secret;
    /// Ten characters, for typing.
    std::string code;
};

inline constexpr std::uint64_t kCodeLifetimeMs = std::uint64_t{10} * 60 * 1'000;
inline constexpr std::size_t kCodeDigits = 10;
inline constexpr std::size_t kDeviceNameBytesMax = 128;
inline constexpr std::size_t kDevicesMax = 10'000;
inline constexpr std::size_t kInvitesMax = 1'000;
/// Of the file that holds it.
inline constexpr std::size_t kRegistryBytesMax = std::size_t{64} * 1024 * 1024;

/// Who may come to this hub: its scopes, devices and open invitations. A value without secrets;
/// RegistryFile keeps it. Default deny: who is not in it does not come in.
struct Registry {
    /// Random, for good: part of what devices sign, so that a signature is for one hub.
    std::string hub_id;
    std::string hub_name;
    std::vector<RegisteredScope> scopes;
    std::vector<RegisteredDevice> devices;
    std::vector<Invite> invites;

    /// Null if there is none; borrowed until the registry changes.
    [[nodiscard]] const RegisteredScope* find_scope(std::string_view scope_name) const;
    [[nodiscard]] const RegisteredDevice* find_device(std::string_view device_name) const;
    /// The device if it may come in now.
    [[nodiscard]] const RegisteredDevice* find_admitted(std::string_view device_name) const;
    /// The script whose token this is, if it may come in now.
    [[nodiscard]] const RegisteredDevice* find_by_token(std::string_view token) const;

    /// Fails with kInvalid for a name that is empty, too long or there already.
    [[nodiscard]] Result<void> add_scope(ScopeId id, const std::string& scope_name);

    struct InviteFor {
        std::string person;
        Rights rights;
        std::uint64_t lifetime_ms = 0;
    };
    /// Drops what has expired, adds one. kTooLarge if there are too many.
    [[nodiscard]] Result<Invitation> add_invite(const InviteFor& whom, WallTime now);

    struct Join {
        /// The link's secret or the code, as typed.
        std::string secret;
        std::string device;
        std::optional<crypto::PublicKey> key;
    };
    struct Joined {
        /// The name it has from now on: what it asked for, with a number behind it where another
        /// device has that already.
        std::string device;
        /// For a script: its token. Told once.
        std::string token;
    };
    /// Uses an invite up. kUnauthorized, in the same words, for one that is wrong, used or expired;
    /// kInvalid for a bad name (that of the hub itself, kAgentDevice, is one) or key (the invite
    /// stays).
    [[nodiscard]] Result<Joined> join(const Join& wish, WallTime now);

    /// kNotFound if there is no such device. Revoking twice keeps the first time.
    [[nodiscard]] Result<void> revoke(std::string_view device_name, WallTime now);
    /// The same for a device that is lost: it is to erase what it holds. Also after revoke().
    /// kInvalid for a script, which proves nothing.
    [[nodiscard]] Result<void> revoke_and_erase(std::string_view device_name, WallTime now);
    /// It was told. Keeps the first time; nothing for a device that is not to erase.
    void note_erase_told(std::string_view device_name, WallTime now);

    friend bool operator==(const Registry&, const Registry&) = default;
};

/// The names of the devices that are in both, and the same in both.
[[nodiscard]] std::set<std::string> unchanged_devices(const Registry& before,
                                                      const Registry& after);

/// As JSON, and back (strict: kCorrupt for anything that write_registry() would not have written).
[[nodiscard]] std::string write_registry(const Registry& registry);
[[nodiscard]] Result<Registry> read_registry(std::string_view text);

}  // namespace wedsync::hub
