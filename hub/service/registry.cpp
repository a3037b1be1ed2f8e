#include "hub/service/registry.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "crypto/secret.hpp"
#include "engine/model/value.hpp"
#include "hub/agent/agent_name.hpp"

namespace wedsync::hub {
namespace {

constexpr std::size_t kScopesMax = 1'000;
constexpr std::size_t kInviteIdDigits = 6;

Error unauthorized() {
    return {ErrorCode::kUnauthorized, "this invitation is not valid, was used, or has expired"};
}

/// A name that people read and that stands in one line of a log.
Result<void> check_name(std::string_view name, std::string_view what) {
    const bool has_control = std::any_of(name.begin(), name.end(), [](char character) {
        const auto byte = static_cast<unsigned char>(character);
        return byte < 0x20 || byte == 0x7f;
    });
    if (name.empty() || name.size() > kDeviceNameBytesMax || has_control || !is_utf8(name)) {
        return Error{ErrorCode::kInvalid, std::string(what) + " has to be 1 to " +
                                              std::to_string(kDeviceNameBytesMax) +
                                              " bytes of UTF-8 without control characters"};
    }
    return {};
}

/// Which of the two secrets of an invite this is, if any, and still in time.
bool opens(const Invite& invite, const std::string& link_hash, const std::string& code_hash,
           WallTime now) {
    if (crypto::equal_secrets(invite.link_hash, link_hash)) return now < invite.expires;
    return crypto::equal_secrets(invite.code_hash, code_hash) && now < invite.code_expires;
}

Result<RegisteredDevice*> device_named(std::vector<RegisteredDevice>& devices,
                                       std::string_view name) {
    const auto found = std::find_if(devices.begin(), devices.end(),
                                    [&](const auto& device) { return device.name == name; });
    if (found != devices.end()) return &*found;
    return Error{ErrorCode::kNotFound, "there is no device \"" + std::string(name) + "\""};
}

}  // namespace

const RegisteredScope* Registry::find_scope(std::string_view scope_name) const {
    const auto found = std::find_if(scopes.begin(), scopes.end(),
                                    [&](const auto& scope) { return scope.name == scope_name; });
    return found == scopes.end() ? nullptr : &*found;
}

const RegisteredDevice* Registry::find_device(std::string_view device_name) const {
    const auto found = std::find_if(devices.begin(), devices.end(),
                                    [&](const auto& device) { return device.name == device_name; });
    return found == devices.end() ? nullptr : &*found;
}

const RegisteredDevice* Registry::find_admitted(std::string_view device_name) const {
    const RegisteredDevice* device = find_device(device_name);
    return device == nullptr || device->revoked ? nullptr : device;
}

const RegisteredDevice* Registry::find_by_token(std::string_view token) const {
    const std::string hash = crypto::hash_of_secret(token);
    const auto found = std::find_if(devices.begin(), devices.end(), [&](const auto& device) {
        return !device.revoked && !device.token_hash.empty() &&
               crypto::equal_secrets(device.token_hash, hash);
    });
    return found == devices.end() ? nullptr : &*found;
}

Result<void> Registry::add_scope(ScopeId id, const std::string& scope_name) {
    WEDSYNC_TRY(check_name(scope_name, "the name of a scope"));
    if (scopes.size() >= kScopesMax) return Error{ErrorCode::kTooLarge, "too many scopes"};
    for (const RegisteredScope& scope : scopes) {
        if (scope.id == id || scope.name == scope_name) {
            return Error{ErrorCode::kInvalid, "there is a scope \"" + scope_name + "\" already"};
        }
    }
    scopes.push_back({id, scope_name});
    return {};
}

Result<Invitation> Registry::add_invite(const InviteFor& whom, WallTime now) {
    if (!whom.person.empty()) WEDSYNC_TRY(check_name(whom.person, "the name of a person"));
    WEDSYNC_TRY(check_name(whom.rights.role, "a role"));
    std::erase_if(invites, [&](const Invite& invite) { return invite.expires <= now; });
    if (invites.size() >= kInvitesMax) {
        return Error{ErrorCode::kTooLarge, "there are too many open invitations"};
    }
    Invitation told{crypto::new_code(kInviteIdDigits), crypto::new_token(),
                    crypto::new_code(kCodeDigits)};
    Invite invite;
    invite.id = told.id;
    invite.link_hash = crypto::hash_of_secret(told.link_secret);
    invite.code_hash = crypto::hash_of_secret(told.code);
    invite.person = whom.person;
    invite.rights = whom.rights;
    invite.expires = WallTime{now.value() + whom.lifetime_ms};
    invite.code_expires = WallTime{now.value() + std::min(whom.lifetime_ms, kCodeLifetimeMs)};
    invites.push_back(std::move(invite));
    return told;
}

Result<Registry::Joined> Registry::join(const Join& wish, WallTime now) {
    const std::string link_hash = crypto::hash_of_secret(wish.secret);
    const std::string code_hash = crypto::hash_of_secret(crypto::normal_code(wish.secret));
    const auto invite = std::find_if(invites.begin(), invites.end(), [&](const Invite& open) {
        return opens(open, link_hash, code_hash, now);
    });
    if (invite == invites.end()) return unauthorized();
    WEDSYNC_TRY(check_name(wish.device, "the name of a device"));
    if (wish.device == kAgentDevice) {
        return Error{ErrorCode::kInvalid,
                     "\"" + wish.device + "\" is the hub's own name: join under another one"};
    }
    if (wish.key && !crypto::is_valid(*wish.key)) {
        return Error{ErrorCode::kInvalid, "this is no public key"};
    }
    if (devices.size() >= kDevicesMax) return Error{ErrorCode::kTooLarge, "too many devices"};
    Joined joined{wish.device, {}};
    for (int number = 2; find_device(joined.device) != nullptr; ++number)
        joined.device = wish.device + " " + std::to_string(number);
    RegisteredDevice device;
    device.name = joined.device;
    device.person = invite->person;
    device.rights = invite->rights;
    device.key = wish.key;
    device.joined = now;
    if (!wish.key) {
        joined.token = crypto::new_token();
        device.token_hash = crypto::hash_of_secret(joined.token);
    }
    devices.push_back(std::move(device));
    invites.erase(invite);
    return joined;
}

Result<void> Registry::revoke(std::string_view device_name, WallTime now) {
    RegisteredDevice* device = WEDSYNC_TRY(device_named(devices, device_name));
    if (!device->revoked) device->revoked = now;
    return {};
}

Result<void> Registry::revoke_and_erase(std::string_view device_name, WallTime now) {
    RegisteredDevice* device = WEDSYNC_TRY(device_named(devices, device_name));
    if (!device->key) {
        return Error{ErrorCode::kInvalid, "\"" + std::string(device_name) +
                                              "\" is a script: it can be revoked, not erased"};
    }
    WEDSYNC_TRY(revoke(device_name, now));
    device->is_to_erase = true;
    return {};
}

void Registry::note_erase_told(std::string_view device_name, WallTime now) {
    const Result<RegisteredDevice*> device = device_named(devices, device_name);
    if (!device.ok() || !device.value()->is_to_erase || device.value()->erase_told) return;
    device.value()->erase_told = now;
}

std::set<std::string> unchanged_devices(const Registry& before, const Registry& after) {
    // Each is looked up once: everybody at the hub waits for this whenever somebody joins.
    std::map<std::string_view, const RegisteredDevice*> known;
    for (const RegisteredDevice& device : before.devices)
        known.emplace(device.name, &device);
    std::set<std::string> unchanged;
    for (const RegisteredDevice& device : after.devices) {
        const auto then = known.find(device.name);
        if (then != known.end() && *then->second == device) unchanged.insert(device.name);
    }
    return unchanged;
}

}  // namespace wedsync::hub
