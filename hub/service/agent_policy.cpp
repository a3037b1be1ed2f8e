#include "hub/service/agent_policy.hpp"

#include <algorithm>
#include <utility>

#include "crypto/secret.hpp"
#include "hub/agent/agent_name.hpp"

namespace wedsync::hub {
namespace {

bool has_scope(const Registry& registry, ScopeId scope) {
    return std::any_of(registry.scopes.begin(), registry.scopes.end(),
                       [&](const RegisteredScope& known) { return known.id == scope; });
}

}  // namespace

Policy with_agent(Policy policy, std::string token,
                  std::function<std::shared_ptr<const Admittance>()> current) {
    Policy with;
    with.admit = [inner = policy.admit, token = std::move(token)](
                     const message::Hello& hello) -> std::optional<std::string> {
        if (hello.device != kAgentDevice) return inner(hello);
        if (!token.empty() && crypto::equal_secrets(hello.token, token)) return std::nullopt;
        return "no device has this name: it is the hub's own";
    };
    with.may_read = [inner = policy.may_read, current](const std::string& device, ScopeId scope) {
        if (device != kAgentDevice) return inner(device, scope);
        return has_scope(current()->registry, scope);
    };
    with.judge = [inner = policy.judge, current](const std::string& device, const Author& author,
                                                 ScopeId scope, const Change& change) {
        if (device != kAgentDevice) return inner(device, author, scope, change);
        return has_scope(current()->registry, scope) ? std::nullopt
                                                     : std::optional(RefusalReason::kNotAllowed);
    };
    with.describe = [inner = policy.describe](const std::string& device) -> Author {
        if (device != kAgentDevice) return inner(device);
        return {std::string(kAgentPerson), device, std::string(kAgentRole), 0};
    };
    with.may_claim = [inner = policy.may_claim](const std::string& device, ScopeId scope,
                                                const Extent& on) {
        return device != kAgentDevice && inner(device, scope, on);
    };
    return with;
}

const RegisteredDevice* find_shut_out(const Registry& registry) {
    const RegisteredDevice* device = registry.find_device(kAgentDevice);
    return device == nullptr || device->revoked ? nullptr : device;
}

}  // namespace wedsync::hub
