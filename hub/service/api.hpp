#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/instant.hpp"
#include "hub/service/bucket.hpp"
#include "hub/service/http_message.hpp"
#include "hub/service/log.hpp"
#include "hub/service/registry_file.hpp"
#include "hub/service/roles.hpp"
#include "hub/service/sessions.hpp"

namespace wedsync::hub {

/// The requests that are answered at once (docs/protocol.md, "Joining and sessions"): who the hub
/// is, joining by invite, challenge and session, the scopes of a device. One function from request
/// to response; the sockets are elsewhere. Not thread-safe.
class Api {
public:
    struct Parts {
        RegistryFile& registry_file;
        DeviceSessions& sessions;
        const Log& log;
        /// The admittance of now; never null.
        std::function<std::shared_ptr<const Admittance>()> current;
        /// Looks at the registry's file again: it was changed here.
        std::function<void()> registry_changed;
        /// A session of this device was ended by itself: what it opened ends with it.
        std::function<void(const std::string& device)> session_ended = {};
        /// The certificate (PEM) that devices have to trust; empty: there is none to hand out.
        std::function<std::string()> authority = [] { return std::string(); };
    };
    explicit Api(Parts parts) : parts_(std::move(parts)) {}

    [[nodiscard]] HttpResponse handle(const HttpRequest& request, Now now);
    /// Whose token this is: of a session, or a script's own where nobody can listen in.
    [[nodiscard]] std::optional<std::string> authenticate(const std::string& token, bool is_private,
                                                          Now now) const;

private:
    [[nodiscard]] HttpResponse describe_hub() const;
    [[nodiscard]] HttpResponse authority() const;
    [[nodiscard]] HttpResponse join(const HttpRequest& request, Now now);
    [[nodiscard]] HttpResponse challenge(const HttpRequest& request, Now now) const;
    [[nodiscard]] HttpResponse open_session(const HttpRequest& request, Now now);
    /// To a lost device that has proved who it is.
    [[nodiscard]] HttpResponse tell_to_erase(const RegisteredDevice& device, Now now);
    [[nodiscard]] HttpResponse end_session(const HttpRequest& request, Now now);
    [[nodiscard]] HttpResponse scopes(const HttpRequest& request, Now now) const;

    Parts parts_;
    /// Wrong invitations, by address. (A signature cannot be guessed.)
    Buckets tries_{{10, 1}};
    Bucket all_codes_{{200, 60}, Instant{}};
    /// Requests, by address.
    Buckets requests_{{1'000, 12'000}};
};

/// The longest body of a request to the Api.
inline constexpr std::size_t kApiBodyBytesMax = std::size_t{16} * 1024;

}  // namespace wedsync::hub
