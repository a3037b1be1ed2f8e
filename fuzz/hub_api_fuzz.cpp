// Requests with hostile paths, bodies and tokens, through the hub's Api: each has an answer that is
// JSON, no failure of the hub, and nothing secret in the log.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/assert.hpp"
#include "engine/json/strict_json.hpp"
#include "fuzz/input.hpp"
#include "hub/service/api.hpp"
#include "hub/service/data_folder.hpp"

namespace {

namespace hub = wedsync::hub;
using wedsync::fuzz::Input;

constexpr wedsync::Now kNow{wedsync::Instant{1'000'000}, wedsync::WallTime{1'800'000'000'000}};
constexpr const char* kMethods[] = {"GET", "POST", "DELETE", "HEAD", "TRACE", ""};
constexpr const char* kPaths[] = {"/v1/hub",     "/v1/join",   "/v1/challenge",
                                  "/v1/session", "/v1/scopes", "/v1/none"};

/// A hub with one device, and no invitation that could be used up.
class Folder {
public:
    Folder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "wedsync-fuzz-XXXXXX").string();
        WEDSYNC_ASSERT(::mkdtemp(name.data()) != nullptr);
        path_ = name;
        WEDSYNC_ASSERT(hub::DataFolder(path_).create("Villa").ok());
        file_ = std::make_unique<hub::RegistryFile>(path_);
        const auto add = [](hub::Registry& registry) -> wedsync::Result<void> {
            hub::RegisteredDevice& device = registry.devices.emplace_back();
            device.name = "tablet";
            device.person = "Ana";
            device.rights = {"staff", true, {}};
            device.joined = kNow.wall;
            return registry.add_scope(wedsync::ScopeId{7}, "party");
        };
        WEDSYNC_ASSERT(file_->update(add).ok());
        admittance_ = std::make_shared<const hub::Admittance>(
            hub::Admittance{file_->load().value(), hub::default_roles(), {}});
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    hub::RegistryFile& file() { return *file_; }
    [[nodiscard]] std::shared_ptr<const hub::Admittance> admittance() const { return admittance_; }

private:
    std::string path_;
    std::unique_ptr<hub::RegistryFile> file_;
    std::shared_ptr<const hub::Admittance> admittance_;
};

/// "$C" in a body stands for a challenge that is good.
std::string with_challenge(std::string body, const std::string& challenge) {
    const std::size_t at = body.find("$C");
    if (at != std::string::npos) body.replace(at, 2, challenge);
    return body;
}

void check(const hub::HttpResponse& response) {
    WEDSYNC_ASSERT(response.status >= 200 && response.status < 500);
    if (response.status == 204) return;
    const auto body = wedsync::json::parse_json(response.body);
    WEDSYNC_ASSERT(body.ok());
    if (response.status < 400) return;
    WEDSYNC_ASSERT(response.content_type == "application/problem+json");
    WEDSYNC_ASSERT(body.value().as_object().contains("detail"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Folder folder;
    std::vector<std::string> lines;
    const hub::Log log(hub::LogLevel::kDebug,
                       [&](std::string_view line) { lines.emplace_back(line); });
    hub::DeviceSessions sessions;
    const std::string token = sessions.open("tablet", kNow.monotonic);
    const std::string challenge = sessions.challenge("tablet", kNow.wall);
    hub::Api api({folder.file(), sessions, log, [] { return folder.admittance(); }, [] {}});
    Input input(data, size);
    for (int i = 0; i < wedsync::fuzz::kCallsMax && !input.is_empty(); ++i) {
        const std::uint8_t what = input.u8();
        hub::HttpRequest request;
        request.method = kMethods[what % std::size(kMethods)];
        request.path = kPaths[(what / 8U) % std::size(kPaths)];
        request.is_private = (what & 0x80U) != 0;
        request.address = "192.0.2.1";
        if ((what & 0x40U) != 0) {
            request.bearer = token;
        } else {
            request.bearer = input.text();
        }
        request.body = with_challenge(std::string(input.text()), challenge);
        check(api.handle(request, kNow));
    }
    for (const std::string& line : lines) {
        WEDSYNC_ASSERT(line.find(token) == std::string::npos);
        WEDSYNC_ASSERT(wedsync::json::parse_json(line).ok());
    }
    return 0;
}
