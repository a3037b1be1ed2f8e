#include "cli/make_hub.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "cli/demo_team.hpp"
#include "cli/failure.hpp"
#include "cli/hub_settings.hpp"
#include "cli/progress.hpp"
#include "cli/store_file.hpp"

#include "crypto/secret.hpp"
#include "host/hub_address.hpp"
#include "host/sync_run.hpp"
#include "hub/service/data_folder.hpp"
#include "hub/service/registry_file.hpp"
#include "hub/service/service.hpp"
#include "importers/venue.hpp"
#include "importers/venue_day.hpp"
#include "loaders/load.hpp"
#include "system/clock.hpp"

namespace wedsync::cli {
namespace {

constexpr std::uint64_t kVenueSeed = 1;
constexpr const char* kLoader = "demo data";
constexpr std::uint64_t kInviteMs = 600'000;
constexpr std::chrono::minutes kLoadWithin{5};

/// A hub that serves in a thread of its own, on a port that nobody knows, as long as this lives.
class ServingHub {
public:
    ServingHub(const Context& context, const std::string& folder) {
        hub::Service::Options options;
        options.settings.data = folder;
        options.settings.listen.port = 0;
        options.settings.operations.port = 0;
        options.schema = load_schema(context);
        options.log_sink = [](std::string_view /*line*/) {};
        service_ = take(hub::Service::create(std::move(options)));
        thread_ = std::thread([this] { ended_ = service_->run(); });
    }
    ServingHub(const ServingHub&) = delete;
    ServingHub& operator=(const ServingHub&) = delete;
    ~ServingHub() {
        if (thread_.joinable()) static_cast<void>(stop());
    }

    Result<void> stop() {
        service_->stop();
        thread_.join();
        return ended_;
    }
    [[nodiscard]] std::string url() const {
        return "http://" + hub::to_text(service_->device_endpoint());
    }

private:
    std::unique_ptr<hub::Service> service_;
    Result<void> ended_;
    std::thread thread_;
};

host::Identity join_as_loader(const std::string& folder, const std::string& url) {
    std::optional<hub::Invitation> invitation;
    take(hub::RegistryFile(folder).update([&](hub::Registry& registry) -> Result<void> {
        invitation = WEDSYNC_TRY(registry.add_invite(
            {kLoader, {"coordinator", true, {}}, kInviteMs}, os::read_clock().wall));
        return {};
    }));
    const host::HubAddress address = take(host::parse_hub_address(url));
    host::JoinWish wish;
    wish.invite = invitation->link_secret;
    wish.device = kLoader;
    return take(host::join(address, wish)).identity;
}

void send_venue(const Context& context, const importers::Venue& venue,
                const host::Identity& identity) {
    const TemporaryFolder place;
    Context loader = context;
    loader.person = kLoader;
    loader.device = kLoader;
    loader.role = "coordinator";
    const auto replica = open_replica_at(loader, place.path() + "/venue.wedsync");
    Progress progress("loading", context.shows_progress());
    loaders::LoadOptions load;
    load.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
    take(loaders::load_venue(*replica, Context::now(), venue, load));
    add_demo_team(*replica, venue, Context::now());
    progress.finish();
    host::SyncOptions sync;
    sync.identity = identity;
    sync.seed = crypto::random_bits();
    sync.is_once = true;
    sync.wait = kLoadWithin;
    if (take(host::run_sync(*replica, sync)) == host::SyncEnd::kInSync) return;
    throw Failure(ExitCode::kHub, "the demo venue did not reach its hub", "Try again.");
}

void fill(const Context& context, const std::string& folder, const importers::Venue& venue) {
    ServingHub serving(context, folder);
    send_venue(context, venue, join_as_loader(folder, serving.url()));
    take(serving.stop());
    take(hub::RegistryFile(folder).update(
        [](hub::Registry& registry) { return registry.revoke(kLoader, os::read_clock().wall); }));
}

}  // namespace

void make_hub(const std::string& folder, const std::string& name,
              const std::vector<std::string>& scopes) {
    take_input(hub::DataFolder(folder).create(name), folder, "It was left as it is.");
    take(hub::RegistryFile(folder).update([&](hub::Registry& registry) -> Result<void> {
        for (const std::string& scope : scopes)
            add_hub_scope(registry, scope);
        return {};
    }));
}

void make_demo_hub(const Context& context, const std::string& folder) {
    std::error_code ignored;
    // It gets its name when it is whole.
    const std::string part = folder + ".part";
    for (const std::string& taken : {folder, part}) {
        if (!std::filesystem::exists(taken, ignored)) continue;
        throw Failure(ExitCode::kBadInput, taken + " is there already", "It was left as it is.");
    }
    importers::Venue venue = importers::make_venue(kVenueSeed);
    const auto now_ms = static_cast<std::int64_t>(os::read_clock().wall.value());
    importers::place_around(venue, now_ms);
    importers::play_until(venue, now_ms);
    std::vector<std::string> scopes;
    for (const importers::VenueWedding& wedding : venue.weddings)
        scopes.push_back(wedding.name);
    scopes.emplace_back(kTeamScope);
    make_hub(part, venue.name, scopes);
    try {
        fill(context, part, venue);
    } catch (...) {
        std::filesystem::remove_all(part, ignored);
        throw;
    }
    take(os::rename(part, folder));
}

}  // namespace wedsync::cli
