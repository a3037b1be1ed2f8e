#include "hub/service/named_files.hpp"

#include <cstddef>
#include <optional>
#include <utility>

#include "hub/service/tls.hpp"
#include "hub/service/web_folder.hpp"
#include "hub/service/welcome_page.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

namespace ssl = boost::asio::ssl;

constexpr std::size_t kPemBytesMax = std::size_t{256} * 1024;

Result<std::shared_ptr<ssl::context>> context_of(const Settings& settings) {
    if (!settings.has_tls()) return std::shared_ptr<ssl::context>();
    return std::make_shared<ssl::context>(
        WEDSYNC_TRY(server_context(settings.tls_certificate, settings.tls_key)));
}

Result<std::shared_ptr<const WebApp>> web_of(const Settings& settings) {
    if (settings.web_folder.empty()) return std::make_shared<const WebApp>();
    return std::make_shared<const WebApp>(WEDSYNC_TRY(read_web_folder(settings.web_folder)));
}

Result<std::string> read_pem(const char* setting, const std::string& path) {
    Result<std::optional<std::string>> read = os::read_whole(path, kPemBytesMax);
    if (!read.ok()) return read.error();
    if (!read.value()) {
        return Error{ErrorCode::kInvalid, std::string(setting) + " " + path + ": no such file"};
    }
    return *std::move(read).value();
}

Result<Trust> trust_of(const Settings& settings) {
    if (settings.tls_authority.empty()) return Trust{};
    Trust trust{WEDSYNC_TRY(read_pem("tls_authority", settings.tls_authority)),
                WEDSYNC_TRY(read_pem("tls_certificate", settings.tls_certificate))};
    if (!WelcomePage::create({"", trust.authority, trust.certificate, 0}).ok()) {
        return Error{ErrorCode::kInvalid,
                     "tls_authority and tls_certificate are to be certificates, the second with "
                     "the names of the hub"};
    }
    return trust;
}

}  // namespace

Result<NamedFiles> read_named_files(const Settings& settings) {
    NamedFiles files;
    files.tls = WEDSYNC_TRY(context_of(settings));
    files.web = WEDSYNC_TRY(web_of(settings));
    files.trust = WEDSYNC_TRY(trust_of(settings));
    return files;
}

}  // namespace wedsync::hub
