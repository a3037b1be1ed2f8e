#include "hub/service/tls.hpp"

#include <openssl/ssl.h>

namespace wedsync::hub {
namespace {

constexpr const char* kCiphers12 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* kGroups = "X25519:P-256:P-384";

}  // namespace

Result<boost::asio::ssl::context> server_context(const std::string& certificate_path,
                                                 const std::string& key_path) {
    namespace ssl = boost::asio::ssl;
    ssl::context context(ssl::context::tls_server);
    boost::system::error_code error;
    context.set_options(ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 |
                            ssl::context::no_compression | ssl::context::single_dh_use,
                        error);
    SSL_CTX* raw = context.native_handle();
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    if (SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_cipher_list(raw, kCiphers12) != 1 ||
        SSL_CTX_set1_groups_list(raw, kGroups) != 1) {
        return Error{ErrorCode::kInvalid, "this OpenSSL lacks the ciphers that are wanted"};
    }
    context.use_certificate_chain_file(certificate_path, error);
    if (error) {
        return Error{ErrorCode::kInvalid,
                     "tls_certificate " + certificate_path + ": " + error.message()};
    }
    context.use_private_key_file(key_path, ssl::context::pem, error);
    if (error) return Error{ErrorCode::kInvalid, "tls_key " + key_path + ": " + error.message()};
    if (SSL_CTX_check_private_key(raw) != 1) {
        return Error{ErrorCode::kInvalid, "tls_key is not the key of tls_certificate"};
    }
    return context;
}

}  // namespace wedsync::hub
