#include "crypto/device_key.hpp"

#include <array>
#include <utility>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "engine/base/assert.hpp"

namespace wedsync::crypto {
namespace {

constexpr std::size_t kEd25519KeyBytes = 32;
constexpr std::size_t kP256PointBytes = 65;
constexpr std::size_t kSignatureBytes = 64;
constexpr char kUncompressedPoint = 4;

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
    void operator()(OSSL_PARAM* parameters) const { OSSL_PARAM_free(parameters); }
    void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
    void operator()(unsigned char* bytes) const { OPENSSL_free(bytes); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

const unsigned char* raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Owned<EVP_PKEY> load_p256(const std::string& point) {
    if (point.size() != kP256PointBytes || point.front() != kUncompressedPoint) return nullptr;
    const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
    if (builder == nullptr ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) !=
            1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) != 1) {
        return nullptr;
    }
    const Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* key = nullptr;
    if (parameters == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
        return nullptr;
    }
    return Owned<EVP_PKEY>(key);
}

Owned<EVP_PKEY> load(const PublicKey& key) {
    if (key.kind == KeyKind::kP256) return load_p256(key.bytes);
    if (key.bytes.size() != kEd25519KeyBytes) return nullptr;
    return Owned<EVP_PKEY>(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(key.bytes), key.bytes.size()));
}

/// OpenSSL wants the two numbers of a signature in DER.
std::string der_of(std::string_view signature) {
    constexpr int kHalf = kSignatureBytes / 2;
    const Owned<ECDSA_SIG> numbers(ECDSA_SIG_new());
    BIGNUM* r = BN_bin2bn(raw(signature), kHalf, nullptr);
    BIGNUM* s = BN_bin2bn(raw(signature) + kHalf, kHalf, nullptr);
    if (numbers == nullptr || r == nullptr || s == nullptr ||
        ECDSA_SIG_set0(numbers.get(), r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return {};
    }
    unsigned char* bytes = nullptr;
    const int size = i2d_ECDSA_SIG(numbers.get(), &bytes);
    const Owned<unsigned char> owned(bytes);
    if (size <= 0) return {};
    return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

}  // namespace

std::string_view name_of(KeyKind kind) {
    return kind == KeyKind::kEd25519 ? "ed25519" : "p256";
}

Result<KeyKind> key_kind(std::string_view name) {
    for (const KeyKind kind : {KeyKind::kEd25519, KeyKind::kP256}) {
        if (name == name_of(kind)) return kind;
    }
    return Error{ErrorCode::kInvalid, "keys are of the kind ed25519 or p256"};
}

bool is_valid(const PublicKey& key) {
    return load(key) != nullptr;
}

bool verify(const PublicKey& key, std::string_view message, std::string_view signature) {
    if (signature.size() != kSignatureBytes) return false;
    const Owned<EVP_PKEY> loaded = load(key);
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    if (loaded == nullptr || context == nullptr) return false;
    const bool is_p256 = key.kind == KeyKind::kP256;
    const std::string given = is_p256 ? der_of(signature) : std::string(signature);
    const EVP_MD* digest = is_p256 ? EVP_sha256() : nullptr;
    return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, loaded.get()) == 1 &&
           EVP_DigestVerify(context.get(), raw(given), given.size(), raw(message),
                            message.size()) == 1;
}

struct PrivateKey::Impl {
    Owned<EVP_PKEY> key;
};

PrivateKey::PrivateKey(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PrivateKey::PrivateKey(PrivateKey&&) noexcept = default;
PrivateKey& PrivateKey::operator=(PrivateKey&&) noexcept = default;
PrivateKey::~PrivateKey() = default;

PrivateKey PrivateKey::generate() {
    Owned<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    WEDSYNC_ASSERT(key != nullptr);
    return PrivateKey(std::make_unique<Impl>(Impl{std::move(key)}));
}

Result<PrivateKey> PrivateKey::from_secret_bytes(std::string_view bytes) {
    if (bytes.size() != kEd25519KeyBytes)
        return Error{ErrorCode::kInvalid, "a device key has 32 bytes"};
    Owned<EVP_PKEY> key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(bytes), bytes.size()));
    if (key == nullptr) return Error{ErrorCode::kInvalid, "this is no device key"};
    return PrivateKey(std::make_unique<Impl>(Impl{std::move(key)}));
}

PublicKey PrivateKey::public_key() const {
    std::string bytes(kEd25519KeyBytes, '\0');
    std::size_t size = bytes.size();
    const int is_done = EVP_PKEY_get_raw_public_key(
        impl_->key.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size);
    WEDSYNC_ASSERT(is_done == 1 && size == bytes.size());
    return {KeyKind::kEd25519, std::move(bytes)};
}

std::string PrivateKey::sign(std::string_view message) const {
    std::string signature(kSignatureBytes, '\0');
    std::size_t size = signature.size();
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    const bool is_signed =
        context != nullptr &&
        EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, impl_->key.get()) == 1 &&
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       raw(message), message.size()) == 1;
    WEDSYNC_ASSERT(is_signed && size == signature.size());
    return signature;
}

std::string PrivateKey::secret_bytes() const {
    std::string bytes(kEd25519KeyBytes, '\0');
    std::size_t size = bytes.size();
    const int is_done = EVP_PKEY_get_raw_private_key(
        impl_->key.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size);
    WEDSYNC_ASSERT(is_done == 1 && size == bytes.size());
    return bytes;
}

}  // namespace wedsync::crypto
