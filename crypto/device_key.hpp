#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace wedsync::crypto {

/// How a device signs. The kind belongs to the key and is never taken from a message.
enum class KeyKind : std::uint8_t {
    kEd25519 = 1,  ///< RFC 8032.
    kP256 = 2,     ///< ECDSA with SHA-256: for browsers that lack Ed25519.
};

/// The name of a kind in JSON ("ed25519", "p256"), and back: kInvalid for another.
[[nodiscard]] std::string_view name_of(KeyKind kind);
[[nodiscard]] Result<KeyKind> key_kind(std::string_view name);

/// The public half of a device's key, as the hub keeps it.
struct PublicKey {
    KeyKind kind = KeyKind::kEd25519;
    /// Ed25519: its 32 bytes. P-256: the 65 bytes of the uncompressed point.
    std::string bytes;

    friend bool operator==(const PublicKey&, const PublicKey&) = default;
};

/// Whether a key is one at all: of the right size and, for P-256, a point on the curve.
[[nodiscard]] bool is_valid(const PublicKey& key);
/// Whether `signature` is this key's for exactly these bytes: 64 bytes, for P-256 r and s as in
/// IEEE P1363 (what WebCrypto writes). False for anything malformed.
[[nodiscard]] bool verify(const PublicKey& key, std::string_view message,
                          std::string_view signature);

/// A key pair of this machine: Ed25519.
class PrivateKey {
public:
    [[nodiscard]] static PrivateKey generate();
    /// From what secret_bytes() gave: kInvalid if it is no such key.
    [[nodiscard]] static Result<PrivateKey> from_secret_bytes(std::string_view bytes);
    PrivateKey(PrivateKey&&) noexcept;
    PrivateKey& operator=(PrivateKey&&) noexcept;
    ~PrivateKey();

    [[nodiscard]] PublicKey public_key() const;
    [[nodiscard]] std::string sign(std::string_view message) const;
    /// The 32 secret bytes, for a file that only its owner can read.
    [[nodiscard]] std::string secret_bytes() const;

private:
    struct Impl;
    explicit PrivateKey(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace wedsync::crypto
