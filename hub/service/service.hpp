#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/result.hpp"
#include "engine/model/schema.hpp"
#include "hub/service/settings.hpp"

namespace wedsync::hub {

/// The hub as a service: what its folder holds, served to devices until it is told to stop. One
/// thread; everything happens in run().
class Service {
public:
    struct Options {
        Settings settings;
        Schema schema;
        Log::Sink log_sink;
        /// Reads the settings anew, at SIGHUP; none: that signal is not for this service.
        std::function<Result<Settings>()> reread = nullptr;
    };
    /// Opens the folder and listens. Fails with what is wrong and what to do: kNotFound (no hub
    /// there), kInvalid (settings, another service), kStore (an address in use, a damaged file).
    [[nodiscard]] static Result<std::unique_ptr<Service>> create(Options options);
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    ~Service();

    /// Where it listens; the ports that the system chose where 0 was asked for.
    [[nodiscard]] Endpoint device_endpoint() const;
    [[nodiscard]] Endpoint operations_endpoint() const;
    /// None where the settings name none.
    [[nodiscard]] std::optional<Endpoint> welcome_endpoint() const;

    /// Serves until stop(), SIGINT or SIGTERM: then commits what was pushed, tells the peers and
    /// returns. Fails if the store failed: nothing acknowledged is lost; start again.
    [[nodiscard]] Result<void> run();
    /// May be called from another thread.
    void stop();

private:
    class Impl;
    explicit Service(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace wedsync::hub
