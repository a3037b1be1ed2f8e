#include "hub/service/admission.hpp"

#include <set>
#include <utility>

namespace wedsync::hub {

Admission::Admission(const std::string& folder, Admittance first, const Log& log)
    : file_(folder),
      stamp_(file_.stamp()),
      current_(std::make_shared<const Admittance>(std::move(first))),
      log_(log) {}

Result<void> Admission::attach(Shell& shell) {
    shell_ = &shell;
    return add_scopes();
}

Result<void> Admission::add_scopes() {
    for (const RegisteredScope& scope : current_->registry.scopes)
        WEDSYNC_TRY(shell_->hub().add_scope(scope.id, scope.name));
    return {};
}

void Admission::look() {
    const std::string stamp = file_.stamp();
    if (stamp == stamp_) return;
    const Result<void> loaded = reload();
    if (!loaded.ok()) {
        // Who is registered stays as it was; a damaged file lets nobody in and nobody out.
        log_.error("registry_not_read", {{"why", loaded.error().detail}});
    }
    stamp_ = stamp;
}

Result<void> Admission::reload() {
    Registry registry = WEDSYNC_TRY(file_.load());
    const std::shared_ptr<const Admittance> before = current_;
    current_ = std::make_shared<const Admittance>(
        Admittance{std::move(registry), before->roles, before->schema});
    const std::set<std::string> unchanged = unchanged_devices(before->registry, current_->registry);
    for (const RegisteredDevice& device : before->registry.devices) {
        if (!unchanged.contains(device.name)) sessions_.end_all_of(device.name);
    }
    shell_->disconnect_if([&](const std::string& device) { return !unchanged.contains(device); });
    shell_->rights_changed();
    return add_scopes();
}

void Admission::take_roles(const Roles& roles) {
    current_ =
        std::make_shared<const Admittance>(Admittance{current_->registry, roles, current_->schema});
    shell_->rights_changed();
}

void Admission::end_after_sessions(Instant now) {
    const std::set<std::string> open = sessions_.devices(now);
    std::set<std::string> over;
    for (const RegisteredDevice& device : current_->registry.devices) {
        if (device.key && !open.contains(device.name)) over.insert(device.name);
    }
    shell_->disconnect_if([&](const std::string& device) { return over.contains(device); });
}

}  // namespace wedsync::hub
