#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "hub/agent/desk.hpp"
#include "hub/service/bucket.hpp"
#include "hub/service/http_message.hpp"
#include "hub/service/log.hpp"
#include "hub/service/roles.hpp"

namespace wedsync::hub {

/// The reference endpoints (docs/endpoints.md): POST /api/.../offline-sync and /api/offline/sync
/// take what devices did while nobody could hear them, GET /api/openapi.json describes them. For
/// devices that may write the scope and for nobody else. Not thread-safe.
class TeamApi {
public:
    struct Parts {
        const Log& log;
        /// The admittance of now; never null.
        std::function<std::shared_ptr<const Admittance>()> current;
        /// Whose request this is, if it is of somebody who may come in.
        std::function<std::optional<std::string>(const HttpRequest&, Now)> device_of;
        /// Desk::serve() of the hub's agent.
        std::function<Result<std::vector<Desk::Answer>>(Now, const Desk::Wish&)> serve;
    };
    explicit TeamApi(Parts parts) : parts_(std::move(parts)) {}

    /// Whether a path is ours.
    [[nodiscard]] static bool takes(std::string_view path) { return path.starts_with("/api/"); }
    /// Why a request need not be read any further than its header; nothing: read on.
    [[nodiscard]] std::optional<HttpResponse> refuse(const HttpRequest& request, Now now) const;
    [[nodiscard]] HttpResponse handle(const HttpRequest& request, Now now);

private:
    [[nodiscard]] HttpResponse take(const OfflineEndpoint& endpoint, const HttpRequest& request,
                                    const RegisteredDevice& device, Now now);

    Parts parts_;
    /// Requests, by device.
    Buckets requests_{{600, 1'200}};
};

/// The scope of what a device hands in without naming one: its home, which is called Team, else
/// the only one that it has. Nothing: it has to say.
[[nodiscard]] std::optional<ScopeId> home_scope(const Registry& registry, const Rights& rights);
inline constexpr std::string_view kHomeScope = "Team";

/// OpenAPI 3.1, as it is served.
[[nodiscard]] const std::string& openapi_json();

}  // namespace wedsync::hub
