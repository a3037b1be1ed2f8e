#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace wedsync::crypto {

/// Fills with random bytes of the operating system, fit for keys. Stops the program if there are
/// none: nothing may go on with a key that can be guessed.
void fill_random(std::span<std::uint8_t> bytes);
/// 64 such bits.
[[nodiscard]] std::uint64_t random_bits();

/// SHA-256 (FIPS 180-4).
using Digest = std::array<std::uint8_t, 32>;
[[nodiscard]] Digest sha256(std::string_view bytes);
/// The same of bytes that come a piece at a time.
class Sha256 {
public:
    Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    ~Sha256();

    void add(std::string_view bytes);
    /// Of everything added; to be called once, last.
    [[nodiscard]] Digest digest();

private:
    struct Context;
    std::unique_ptr<Context> context_;
};
/// HMAC-SHA-256 (RFC 2104).
[[nodiscard]] Digest hmac_sha256(std::string_view key, std::string_view bytes);
/// Compares in a time that does not depend on where the texts differ.
[[nodiscard]] bool equal_secrets(std::string_view left, std::string_view right);

/// A new secret of 256 random bits, as 43 characters of base64url.
[[nodiscard]] std::string new_token();
/// What is kept of a secret: its SHA-256 in lower-case hexadecimal digits. Only for secrets that
/// nobody can guess; a code for typing needs limited tries beside it.
[[nodiscard]] std::string hash_of_secret(std::string_view secret);

/// A code for typing: `count` letters and digits without I, L, O, U (Crockford's base 32), of five
/// random bits each.
[[nodiscard]] std::string new_code(std::size_t count);
/// A code as somebody typed it, in its one form: upper case, without spaces and dashes, O as 0, I
/// and L as 1. Anything else stays and will match nothing.
[[nodiscard]] std::string normal_code(std::string_view typed);

}  // namespace wedsync::crypto
