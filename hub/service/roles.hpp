#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "engine/model/schema.hpp"
#include "hub/core/hub.hpp"
#include "hub/service/registry.hpp"

namespace wedsync::hub {

/// What a role may write.
struct RoleRules {
    /// Every collection but the schema's switches.
    bool writes_everything = false;
    /// Names of collections.
    std::set<std::string> writes;
    /// The switches, too: what machines may decide is not for everybody to say.
    bool manages = false;
    friend bool operator==(const RoleRules&, const RoleRules&) = default;
};
/// A role that is not in here writes nothing.
using Roles = std::map<std::string, RoleRules>;

/// coordinator and staff write everything, viewer nothing; coordinator manages.
[[nodiscard]] Roles default_roles();

/// Whether the rules let somebody write into a collection.
[[nodiscard]] bool may_write(const RoleRules& rules, const Schema& schema,
                             std::uint16_t collection);

/// What the policy looks at: replaced as a whole when the registry was changed.
struct Admittance {
    Registry registry;
    Roles roles;
    Schema schema;
};

/// The rules of this hub as the core asks for them. `authenticated` gives the device whom a Hello's
/// token belongs to, if it is one; `current` the admittance of now, never null.
struct PolicySources {
    std::function<std::shared_ptr<const Admittance>()> current;
    std::function<std::optional<std::string>(const std::string& token)> authenticated;
};
[[nodiscard]] Policy policy_of(const PolicySources& sources);

/// Whether a change may stand, under the rights of the device that pushes it and of the author that
/// its lane names. A device writes as itself: as the person it was given to, if it was, in its
/// role. What it relays was written by another device that is registered here (and may be revoked
/// since), in the role of that one, or by one that is not known here, in the role of who relays it.
[[nodiscard]] std::optional<RefusalReason> judge(const Admittance& admittance,
                                                 const std::string& device, const Author& author,
                                                 ScopeId scope, const Change& change);

}  // namespace wedsync::hub
