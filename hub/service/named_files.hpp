#pragma once

#include <memory>
#include <string>

#include "boost/asio/ssl/context.hpp"

#include "engine/base/result.hpp"
#include "hub/service/settings.hpp"
#include "hub/service/web_app.hpp"

namespace wedsync::hub {

/// What the hub says about its own authority: nothing where everybody trusts its certificate.
struct Trust {
    /// PEM texts.
    std::string authority;
    std::string certificate;
};

/// What is in the files that settings name.
struct NamedFiles {
    /// Null: no TLS. Connections keep the one that they began with.
    std::shared_ptr<boost::asio::ssl::context> tls;
    /// Never null; empty where no folder is named.
    std::shared_ptr<const WebApp> web;
    Trust trust;
};
/// kInvalid, kStore: what is wrong with which of them.
[[nodiscard]] Result<NamedFiles> read_named_files(const Settings& settings);

}  // namespace wedsync::hub
