#include "hub/service/sessions.hpp"

#include <array>
#include <charconv>

#include "crypto/secret.hpp"
#include "crypto/text.hpp"

namespace wedsync::hub {
namespace {

constexpr std::size_t kUsedMax = 100'000;
/// A challenge: milliseconds since 1970 "." 256 random bits "." proof.
constexpr char kSeparator = '.';
constexpr std::size_t kChallengeBytesMax = 256;

std::optional<std::uint64_t> number_of(std::string_view digits) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

}  // namespace

DeviceSessions::DeviceSessions() : secret_(crypto::new_token()) {}

std::string DeviceSessions::proof(std::string_view device, std::string_view body) const {
    std::string statement(device);
    statement.append("\n").append(body);
    return crypto::base64url(crypto::hmac_sha256(secret_, statement));
}

std::string DeviceSessions::challenge(std::string_view device, WallTime now) const {
    const std::string body = std::to_string(now.value()) + kSeparator + crypto::new_token();
    return body + kSeparator + proof(device, body);
}

bool DeviceSessions::use_challenge(std::string_view device, std::string_view challenge,
                                   WallTime now) {
    const std::size_t last = challenge.rfind(kSeparator);
    const std::size_t first = challenge.find(kSeparator);
    if (challenge.size() > kChallengeBytesMax || last == std::string_view::npos || first == last) {
        return false;
    }
    const std::string_view body = challenge.substr(0, last);
    const std::optional<std::uint64_t> made = number_of(challenge.substr(0, first));
    if (!made || !crypto::equal_secrets(proof(device, body), challenge.substr(last + 1))) {
        return false;
    }
    const bool is_late = now.value() > *made + kChallengeLifetimeMs;
    std::erase_if(used_, [&](const auto& entry) { return entry.second < now; });
    if (is_late || used_.size() >= kUsedMax) return false;
    return used_.emplace(challenge, WallTime{*made + kChallengeLifetimeMs}).second;
}

std::string DeviceSessions::open(const std::string& device, Instant now) {
    std::erase_if(sessions_, [&](const auto& entry) {
        return after(entry.second.opened, kSessionLifetimeMs) <= now;
    });
    std::size_t count = 0;
    auto oldest = sessions_.end();
    for (auto at = sessions_.begin(); at != sessions_.end(); ++at) {
        if (at->second.device != device) continue;
        ++count;
        if (oldest == sessions_.end() || at->second.opened < oldest->second.opened) oldest = at;
    }
    if (count >= kSessionsPerDeviceMax) sessions_.erase(oldest);
    std::string token = crypto::new_token();
    sessions_.emplace(crypto::hash_of_secret(token), Session{device, now});
    return token;
}

std::optional<std::string> DeviceSessions::find(std::string_view token, Instant now) const {
    const auto found = sessions_.find(crypto::hash_of_secret(token));
    if (found == sessions_.end()) return std::nullopt;
    if (after(found->second.opened, kSessionLifetimeMs) <= now) return std::nullopt;
    return found->second.device;
}

std::set<std::string> DeviceSessions::devices(Instant now) const {
    std::set<std::string> devices;
    for (const auto& [hash, session] : sessions_) {
        if (now < after(session.opened, kSessionLifetimeMs)) devices.insert(session.device);
    }
    return devices;
}

void DeviceSessions::end(std::string_view token) {
    sessions_.erase(crypto::hash_of_secret(token));
}

void DeviceSessions::end_all_of(const std::string& device) {
    std::erase_if(sessions_, [&](const auto& entry) { return entry.second.device == device; });
}

}  // namespace wedsync::hub
