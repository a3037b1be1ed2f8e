#include "crypto/certificates.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "crypto/secret.hpp"

namespace wedsync::crypto {
namespace {

constexpr int kAuthorityDays = 3'650;
constexpr std::uint64_t kMsPerSecond = 1'000;
constexpr long kVersion3 = 2;
constexpr std::size_t kNameBytesMax = 64;
constexpr std::size_t kNamesMax = 32;
/// Clocks of tablets are wrong by hours: certificates begin a day ago.
constexpr long kBackdatedSeconds = 86'400;
constexpr long kSecondsPerDay = 86'400;

struct Free {
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(ASN1_INTEGER* number) const { ASN1_INTEGER_free(number); }
    void operator()(BIGNUM* number) const { BN_free(number); }
    void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

Error failed(const char* what) {
    return {ErrorCode::kInvalid, std::string("a certificate cannot be made: ") + what};
}

bool is_address(const std::string& name) {
    std::array<unsigned char, sizeof(in6_addr)> unused{};
    return inet_pton(AF_INET, name.c_str(), unused.data()) == 1 ||
           inet_pton(AF_INET6, name.c_str(), unused.data()) == 1;
}

bool is_host_name(const std::string& name) {
    const auto is_good = [](char character) {
        const bool is_letter =
            (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
        const bool is_digit = character >= '0' && character <= '9';
        return is_letter || is_digit || character == '.' || character == '-';
    };
    return !name.empty() && name.size() <= kNameBytesMax && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), is_good);
}

std::string text_of(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(std::max(size, 0L))};
}

Result<Certificate> pem_of(X509* certificate, EVP_PKEY* key) {
    const Owned<BIO> certificate_text(BIO_new(BIO_s_mem()));
    const Owned<BIO> key_text(BIO_new(BIO_s_mem()));
    if (PEM_write_bio_X509(certificate_text.get(), certificate) != 1 ||
        PEM_write_bio_PrivateKey(key_text.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        return failed("no PEM");
    }
    return Certificate{text_of(certificate_text.get()), text_of(key_text.get())};
}

bool add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Owned<X509_EXTENSION> extension(
        X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// A serial number that nobody can foresee.
bool set_serial(X509* certificate) {
    std::array<std::uint8_t, 16> bytes{};
    fill_random(bytes);
    bytes[0] &= 0x7fU;
    const Owned<BIGNUM> number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    const Owned<ASN1_INTEGER> serial(BN_to_ASN1_INTEGER(number.get(), nullptr));
    return serial != nullptr && X509_set_serialNumber(certificate, serial.get()) == 1;
}

bool set_times(X509* certificate, WallTime now, long days) {
    std::time_t seconds = static_cast<std::time_t>(now.value() / kMsPerSecond);
    return X509_time_adj_ex(X509_getm_notBefore(certificate), 0, -kBackdatedSeconds, &seconds) !=
               nullptr &&
           X509_time_adj_ex(X509_getm_notAfter(certificate), 0,
                            days * kSecondsPerDay - kBackdatedSeconds, &seconds) != nullptr;
}

bool set_subject(X509* certificate, const std::string& name) {
    return X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(name.data()),
                                      static_cast<int>(name.size()), -1, 0) == 1;
}

/// All but extensions, issuer and signature.
Owned<X509> begin(EVP_PKEY* key, const std::string& name, WallTime now, long days) {
    Owned<X509> certificate(X509_new());
    const bool is_good = certificate != nullptr && key != nullptr &&
                         X509_set_version(certificate.get(), kVersion3) == 1 &&
                         set_serial(certificate.get()) && set_times(certificate.get(), now, days) &&
                         set_subject(certificate.get(), name) &&
                         X509_set_pubkey(certificate.get(), key) == 1;
    return is_good ? std::move(certificate) : nullptr;
}

/// Nobody is there to be asked for a passphrase.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*is_writing*/, void* /*unused*/) {
    return -1;
}

Owned<X509> certificate_of(const std::string& pem) {
    const Owned<BIO> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return Owned<X509>(PEM_read_bio_X509(text.get(), nullptr, &no_passphrase, nullptr));
}

std::string text_of(const ASN1_STRING* string) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
            static_cast<std::size_t>(ASN1_STRING_length(string))};
}

/// "192.168.1.5" of four bytes, "fd00::5" of sixteen; empty for anything else.
std::string address_of(const ASN1_STRING* bytes) {
    constexpr int kFour = 4;
    constexpr int kSixteen = 16;
    const int size = ASN1_STRING_length(bytes);
    if (size != kFour && size != kSixteen) return "";
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(size == kFour ? AF_INET : AF_INET6, ASN1_STRING_get0_data(bytes), text.data(),
              text.size());
    return text.data();
}

std::vector<std::string> hosts_of(const X509* certificate) {
    const Owned<GENERAL_NAMES> names(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    std::vector<std::string> hosts;
    for (int at = 0; at < sk_GENERAL_NAME_num(names.get()); ++at) {
        int kind = 0;
        const auto* value = static_cast<const ASN1_STRING*>(
            GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), at), &kind));
        if (kind == GEN_DNS) hosts.push_back(text_of(value));
        if (kind == GEN_IPADD) hosts.push_back(address_of(value));
    }
    std::erase(hosts, "");
    return hosts;
}

std::string fingerprint_of(const X509* certificate) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    X509_digest(certificate, EVP_sha256(), digest.data(), &size);
    std::string text;
    for (unsigned at = 0; at < size; ++at) {
        if (at > 0) text += ':';
        text += kDigits.at(digest.at(at) >> 4U);
        text += kDigits.at(digest.at(at) & 0x0fU);
    }
    return text;
}

std::string common_name_of(const X509* certificate) {
    const X509_NAME* subject = X509_get_subject_name(certificate);
    const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (at < 0) return "";
    return text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
}

}  // namespace

Result<Certificate> make_authority(const std::string& name, WallTime now) {
    if (name.empty() || name.size() > kNameBytesMax) return failed("its name has 1 to 64 bytes");
    const Owned<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    const Owned<X509> certificate = begin(key.get(), name, now, kAuthorityDays);
    if (certificate == nullptr) return failed("OpenSSL refuses");
    X509* raw = certificate.get();
    const bool is_signed =
        X509_set_issuer_name(raw, X509_get_subject_name(raw)) == 1 &&
        add_extension(raw, raw, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
        add_extension(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign") &&
        add_extension(raw, raw, NID_subject_key_identifier, "hash") &&
        X509_sign(raw, key.get(), EVP_sha256()) > 0;
    if (!is_signed) return failed("OpenSSL does not sign it");
    return pem_of(raw, key.get());
}

Result<Certificate> issue_server_certificate(const Certificate& authority,
                                             const std::vector<std::string>& names, WallTime now) {
    if (names.empty() || names.size() > kNamesMax) return failed("it needs 1 to 32 names");
    std::string listed;
    for (const std::string& name : names) {
        const bool is_number = is_address(name);
        if (!is_number && !is_host_name(name)) {
            return Error{ErrorCode::kInvalid, "\"" + name + "\" is no host name and no address"};
        }
        listed += (listed.empty() ? "" : ",") + std::string(is_number ? "IP:" : "DNS:") + name;
    }
    const Owned<BIO> key_text(
        BIO_new_mem_buf(authority.key.data(), static_cast<int>(authority.key.size())));
    const Owned<X509> issuer = certificate_of(authority.certificate);
    const Owned<EVP_PKEY> issuer_key(
        PEM_read_bio_PrivateKey(key_text.get(), nullptr, &no_passphrase, nullptr));
    if (issuer == nullptr || issuer_key == nullptr ||
        X509_check_private_key(issuer.get(), issuer_key.get()) != 1) {
        return failed("the authority's files do not belong together");
    }
    const Owned<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    const Owned<X509> certificate =
        begin(key.get(), names.front(), now, static_cast<long>(kServerDays));
    if (certificate == nullptr) return failed("OpenSSL refuses");
    X509* raw = certificate.get();
    const bool is_signed =
        X509_set_issuer_name(raw, X509_get_subject_name(issuer.get())) == 1 &&
        add_extension(raw, issuer.get(), NID_basic_constraints, "critical,CA:FALSE") &&
        add_extension(raw, issuer.get(), NID_key_usage, "critical,digitalSignature") &&
        add_extension(raw, issuer.get(), NID_ext_key_usage, "serverAuth") &&
        add_extension(raw, issuer.get(), NID_subject_key_identifier, "hash") &&
        add_extension(raw, issuer.get(), NID_authority_key_identifier, "keyid") &&
        add_extension(raw, issuer.get(), NID_subject_alt_name, listed) &&
        X509_sign(raw, issuer_key.get(), EVP_sha256()) > 0;
    if (!is_signed) return failed("OpenSSL does not sign it");
    return pem_of(raw, key.get());
}

Result<CertificateFacts> read_certificate(const std::string& pem) {
    const Owned<X509> certificate = certificate_of(pem);
    if (certificate == nullptr) return Error{ErrorCode::kInvalid, "there is no certificate in it"};
    return CertificateFacts{common_name_of(certificate.get()), hosts_of(certificate.get()),
                            fingerprint_of(certificate.get())};
}

}  // namespace wedsync::crypto
