#include "crypto/certificates.hpp"

#include <ctime>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace wedsync::crypto {
namespace {

constexpr std::uint64_t kDayMs = 86'400'000;
constexpr WallTime kNow{1'800'000'000'000};

struct Free {
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_STORE* store) const { X509_STORE_free(store); }
    void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};
using Parsed = std::unique_ptr<X509, Free>;

Parsed parse(const std::string& pem) {
    const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return Parsed(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

/// As a client would check it.
bool is_trusted(const Certificate& authority, const Certificate& server, const std::string& host,
                WallTime when) {
    const Parsed root = parse(authority.certificate);
    const Parsed leaf = parse(server.certificate);
    const std::unique_ptr<X509_STORE, Free> store(X509_STORE_new());
    X509_STORE_add_cert(store.get(), root.get());
    const std::unique_ptr<X509_STORE_CTX, Free> context(X509_STORE_CTX_new());
    X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr);
    X509_VERIFY_PARAM* wanted = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_time(wanted, static_cast<std::time_t>(when.value() / 1'000));
    X509_VERIFY_PARAM_set_purpose(wanted, X509_PURPOSE_SSL_SERVER);
    if (X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) != 1) {
        X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size());
    }
    return X509_verify_cert(context.get()) == 1;
}

WallTime in_days(std::uint64_t days) {
    return WallTime{kNow.value() + days * kDayMs};
}

TEST(CertificatesTest, AClientOfTheVenueTrustsItsHub) {
    const Certificate authority = make_authority("Villa Rosa", kNow).value();
    const Certificate server =
        issue_server_certificate(authority, {"hub.villa.example", "192.168.1.5", "::1"}, kNow)
            .value();
    EXPECT_TRUE(is_trusted(authority, server, "hub.villa.example", kNow));
    EXPECT_TRUE(is_trusted(authority, server, "192.168.1.5", kNow));
    EXPECT_TRUE(is_trusted(authority, server, "::1", kNow));
    EXPECT_FALSE(is_trusted(authority, server, "other.villa.example", kNow));
    EXPECT_FALSE(is_trusted(authority, server, "192.168.1.6", kNow));
    EXPECT_TRUE(is_trusted(authority, server, "::1", WallTime{kNow.value() - kDayMs / 2}));
    EXPECT_TRUE(is_trusted(authority, server, "::1", in_days(kServerDays - 2)));
    EXPECT_FALSE(is_trusted(authority, server, "::1", in_days(kServerDays + 1)));
}

TEST(CertificatesTest, NobodyElseIsTrusted) {
    const Certificate authority = make_authority("Villa Rosa", kNow).value();
    const Certificate other = make_authority("Villa Rosa", kNow).value();
    const Certificate server = issue_server_certificate(other, {"hub"}, kNow).value();
    EXPECT_TRUE(is_trusted(other, server, "hub", kNow));
    EXPECT_FALSE(is_trusted(authority, server, "hub", kNow));
    // A hub's certificate is no authority: what it signs is worth nothing.
    const auto forged = issue_server_certificate(server, {"evil"}, kNow);
    EXPECT_TRUE(!forged.ok() || !is_trusted(other, forged.value(), "evil", kNow));
}

TEST(CertificatesTest, SaysWhoseItIsAndForWhichHosts) {
    const Certificate authority = make_authority("Villa Rosa", kNow).value();
    const std::vector<std::string> hosts{"hub.villa.example", "192.168.1.5", "fd00::5"};
    const Certificate server = issue_server_certificate(authority, hosts, kNow).value();
    const CertificateFacts facts = read_certificate(server.certificate).value();
    EXPECT_EQ(facts.name, hosts.front());
    EXPECT_EQ(facts.hosts, hosts);
    const CertificateFacts own = read_certificate(authority.certificate).value();
    EXPECT_EQ(own.name, "Villa Rosa");
    EXPECT_TRUE(own.hosts.empty());
    EXPECT_EQ(own.fingerprint.size(), 95U);
    EXPECT_NE(own.fingerprint, facts.fingerprint);
    EXPECT_EQ(read_certificate("").error().code, ErrorCode::kInvalid);
    EXPECT_EQ(read_certificate(authority.key).error().code, ErrorCode::kInvalid);
}

TEST(CertificatesTest, BadNamesAndFilesAreRefused) {
    const Certificate authority = make_authority("Villa", kNow).value();
    const Certificate other = make_authority("Villa", kNow).value();
    for (const char* name : {"", "a b", "a,DNS:evil", "*", ".x", "ü"}) {
        EXPECT_FALSE(issue_server_certificate(authority, {name}, kNow).ok()) << name;
    }
    EXPECT_FALSE(issue_server_certificate(authority, {}, kNow).ok());
    EXPECT_FALSE(issue_server_certificate({"", ""}, {"hub"}, kNow).ok());
    EXPECT_FALSE(issue_server_certificate({authority.certificate, other.key}, {"hub"}, kNow).ok());
    EXPECT_FALSE(make_authority("", kNow).ok());
}

}  // namespace
}  // namespace wedsync::crypto
