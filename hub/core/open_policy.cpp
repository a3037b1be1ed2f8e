#include "hub/core/hub.hpp"

namespace wedsync::hub {

Policy open_policy() {
    return {[](const message::Hello&) { return std::optional<std::string>{}; },
            [](const std::string&, ScopeId) { return true; },
            [](const std::string&, const Author&, ScopeId, const Change&) {
                return std::optional<RefusalReason>{};
            },
            nullptr, [](const std::string&, ScopeId, const Extent&) { return true; }};
}

}  // namespace wedsync::hub
