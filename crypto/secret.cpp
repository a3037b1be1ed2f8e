#include "crypto/secret.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "crypto/text.hpp"

namespace wedsync::crypto {
namespace {

constexpr std::string_view kCodeDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kTokenBytes = 32;

[[noreturn]] void stop(const char* what) {
    std::fprintf(stderr, "wedsync: %s: cannot go on safely\n", what);
    std::abort();
}

const unsigned char* unsigned_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

void fill_random(std::span<std::uint8_t> bytes) {
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) stop("no random bytes");
}

std::uint64_t random_bits() {
    std::array<std::uint8_t, sizeof(std::uint64_t)> bytes{};
    fill_random(bytes);
    std::uint64_t bits = 0;
    std::memcpy(&bits, bytes.data(), bytes.size());
    return bits;
}

Digest sha256(std::string_view bytes) {
    Digest digest{};
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        stop("no SHA-256");
    return digest;
}

struct Sha256::Context {
    EVP_MD_CTX* handle = EVP_MD_CTX_new();
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
    if (EVP_DigestInit_ex(context_->handle, EVP_sha256(), nullptr) != 1) stop("no SHA-256");
}

Sha256::~Sha256() {
    EVP_MD_CTX_free(context_->handle);
}

void Sha256::add(std::string_view bytes) {
    if (EVP_DigestUpdate(context_->handle, bytes.data(), bytes.size()) != 1) stop("no SHA-256");
}

Digest Sha256::digest() {
    Digest digest{};
    unsigned int size = 0;
    if (EVP_DigestFinal_ex(context_->handle, digest.data(), &size) != 1 || size != digest.size())
        stop("no SHA-256");
    return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view bytes) {
    Digest digest{};
    unsigned int size = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), unsigned_bytes(bytes),
             bytes.size(), digest.data(), &size) == nullptr ||
        size != digest.size()) {
        stop("no HMAC");
    }
    return digest;
}

bool equal_secrets(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string new_token() {
    std::array<std::uint8_t, kTokenBytes> bytes{};
    fill_random(bytes);
    return base64url(bytes);
}

std::string hash_of_secret(std::string_view secret) {
    return hex(sha256(secret));
}

std::string new_code(std::size_t count) {
    std::string code(count, '\0');
    for (char& digit : code)
        digit = kCodeDigits[random_bits() % kCodeDigits.size()];
    return code;
}

std::string normal_code(std::string_view typed) {
    std::string code;
    for (const char character : typed) {
        const bool is_lower = character >= 'a' && character <= 'z';
        const char upper = is_lower ? static_cast<char>(character - 'a' + 'A') : character;
        if (upper == ' ' || upper == '-') continue;
        if (upper == 'O') {
            code += '0';
        } else if (upper == 'I' || upper == 'L') {
            code += '1';
        } else {
            code += upper;
        }
    }
    return code;
}

}  // namespace wedsync::crypto
