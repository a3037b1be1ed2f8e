#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace wedsync::hub {

/// What the link of an invitation names.
struct MailLink {
    /// Random, one for each invitation.
    std::uint64_t number = 0;
    std::int64_t expires_at_ms = 0;

    friend bool operator==(const MailLink&, const MailLink&) = default;
};

/// Makes and reads the links of invitations: number, end and an HMAC-SHA-256 of both, in base64url,
/// so that nobody can make one without the hub's secret.
class MailLinks {
public:
    /// Requires a secret of 256 random bits.
    explicit MailLinks(std::string secret) : secret_(std::move(secret)) {}
    /// With the secret in this file, which is made at first use; only its owner can read it.
    /// kCorrupt, kStore, kFull.
    [[nodiscard]] static Result<MailLinks> open(const std::string& path);

    /// 64 characters.
    [[nodiscard]] std::string token_of(const MailLink& link) const;
    /// Nothing for what token_of() did not make. Says nothing about whether it holds still.
    [[nodiscard]] std::optional<MailLink> read(std::string_view token) const;

private:
    std::string secret_;
};

}  // namespace wedsync::hub
