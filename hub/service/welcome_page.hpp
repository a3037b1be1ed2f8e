#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/certificates.hpp"
#include "engine/base/result.hpp"
#include "hub/service/http_message.hpp"

namespace wedsync::hub {

/// What a tablet sees that does not trust the hub yet: a page over plain HTTP that hands out the
/// certificate of the hub's authority, says how it is installed, and leads on to the app. It has
/// no script, sets nothing, and takes nothing but GET. In the app's languages.
class WelcomePage {
public:
    struct Facts {
        std::string hub_name;
        /// PEM of the authority, and of the certificate that the hub serves with.
        std::string authority;
        std::string certificate;
        /// Where the hub serves with it.
        std::uint16_t port = 0;
    };
    /// kInvalid: one of the two is no certificate.
    [[nodiscard]] static Result<WelcomePage> create(Facts facts);

    [[nodiscard]] HttpResponse answer(const HttpRequest& request) const;

private:
    WelcomePage(Facts facts, crypto::CertificateFacts authority,
                crypto::CertificateFacts certificate);
    [[nodiscard]] std::string app_address(std::string_view host) const;
    [[nodiscard]] std::string page(const std::string& language, const std::string& app) const;

    Facts facts_;
    crypto::CertificateFacts authority_;
    crypto::CertificateFacts certificate_;
};

/// The certificate of the authority, as a file that systems offer to install.
[[nodiscard]] HttpResponse certificate_file(const std::string& pem);

/// Of these languages ("en", "de") the one that a header Accept-Language asks for first; the first
/// of them where it asks for none (RFC 9110, section 12.5.4; weights decide, then the order).
[[nodiscard]] std::string preferred_language(std::string_view header,
                                             const std::vector<std::string>& languages);

}  // namespace wedsync::hub
