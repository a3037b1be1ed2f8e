#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/base/result.hpp"
#include "hub/service/registry.hpp"

namespace wedsync::hub {

/// The registry of one hub in its folder: what the service reads and the commands `wedsync hub
/// invite`, `revoke`, ... change, whether the service runs or not. Changes are made one after the
/// other, under a lock between processes, and are durable when they return.
class RegistryFile {
public:
    /// In an existing folder; the file need not be there yet.
    explicit RegistryFile(const std::string& folder);

    /// Makes the file. kInvalid if there is one.
    [[nodiscard]] Result<void> create(const std::string& hub_name);
    /// kNotFound if there is none.
    [[nodiscard]] Result<Registry> load() const;
    /// Loads, lets `change` work on it, and saves what it made. Nothing is saved where it fails.
    [[nodiscard]] Result<void> update(const std::function<Result<void>(Registry&)>& change);
    /// Another value whenever somebody has changed the file: for looking again now and then.
    [[nodiscard]] std::string stamp() const;

private:
    std::string path_;
    std::string lock_path_;
};

}  // namespace wedsync::hub
