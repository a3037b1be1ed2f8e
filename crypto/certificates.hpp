#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"

namespace wedsync::crypto {

/// A certificate and its private key, both as PEM.
struct Certificate {
    std::string certificate;
    std::string key;
};

/// The authority of one venue: its certificate is installed on devices, its key signs the hub's
/// certificates. P-256; may sign servers only, and no further authorities. Valid for ten years.
[[nodiscard]] Result<Certificate> make_authority(const std::string& name, WallTime now);

/// How long a hub's certificate is valid; browsers take none that is valid for longer than 398
/// days.
inline constexpr std::uint64_t kServerDays = 397;

/// A hub's certificate under these names and addresses ("hub.villa.example", "192.168.1.5"), signed
/// by the authority. The first is its common name. kInvalid for a name that is none, or an
/// authority that is none.
[[nodiscard]] Result<Certificate> issue_server_certificate(const Certificate& authority,
                                                           const std::vector<std::string>& names,
                                                           WallTime now);

/// What a certificate says, for people to compare and for pages to name.
struct CertificateFacts {
    /// Its common name.
    std::string name;
    /// The host names and addresses that it is good for, in its order.
    std::vector<std::string> hosts;
    /// SHA-256 of the certificate, as browsers show it: "AB:CD:...".
    std::string fingerprint;
};

/// Reads the first certificate of a PEM text. kInvalid: there is none.
[[nodiscard]] Result<CertificateFacts> read_certificate(const std::string& pem);

}  // namespace wedsync::crypto
