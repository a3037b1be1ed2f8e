#pragma once

#include <memory>
#include <string>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/model/schema.hpp"
#include "hub/service/log.hpp"
#include "hub/service/registry_file.hpp"
#include "hub/service/roles.hpp"
#include "hub/service/sessions.hpp"
#include "hub/service/shell.hpp"

namespace wedsync::hub {

/// Who may come in now and what they may do: the registry as it is in its file, the roles, and the
/// sessions that are open. What was changed holds at once, for those who are in as well.
class Admission {
public:
    /// In the hub's folder, whose registry was read already.
    Admission(const std::string& folder, Admittance first, const Log& log);

    /// Never null; another one whenever something has changed.
    [[nodiscard]] const std::shared_ptr<const Admittance>& current() const { return current_; }
    [[nodiscard]] RegistryFile& registry_file() { return file_; }
    [[nodiscard]] DeviceSessions& sessions() { return sessions_; }

    /// From here on the shell's hub has the scopes of the registry, and whose rights change is
    /// disconnected from it. The shell outlives the admission's use. kStore, kFull.
    [[nodiscard]] Result<void> attach(Shell& shell);
    /// Looks whether somebody has changed the registry: to be called now and then. Where its file
    /// cannot be read everything stays as it was, and the log says so.
    void look();
    void take_roles(const Roles& roles);
    /// Disconnects whose last session is over; scripts have none. To be called now and then.
    void end_after_sessions(Instant now);

private:
    [[nodiscard]] Result<void> reload();
    [[nodiscard]] Result<void> add_scopes();

    RegistryFile file_;
    std::string stamp_;
    std::shared_ptr<const Admittance> current_;
    DeviceSessions sessions_;
    const Log& log_;
    Shell* shell_ = nullptr;
};

}  // namespace wedsync::hub
