#include "host/sync_run.hpp"

#include <utility>

#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/post.hpp"
#include "boost/asio/steady_timer.hpp"

#include "engine/base/assert.hpp"

namespace wedsync::host {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kLookEvery{100};
/// For a goodbye to go out.
constexpr std::chrono::milliseconds kEndWait{200};

/// The loop, and why it is to end.
class Run {
public:
    Run(replica::Replica& replica, Wire wire, const SyncOptions& options)
        : options_(options),
          device_(loop_, replica, std::move(wire),
                  {options.identity, options.seed, options.is_http_only, [this] { look(); },
                   options.errands}) {}

    Result<SyncEnd> run() {
        if (options_.wait) {
            late_.expires_after(*options_.wait);
            late_.async_wait([this](const boost::system::error_code& error) {
                if (!error) end(SyncEnd::kLate);
            });
        }
        tick();
        device_.start();
        loop_.run();
        if (device_.failure()) return *device_.failure();
        WEDSYNC_ASSERT(end_.has_value());
        return *end_;
    }

private:
    void look() {
        if (end_) return;
        if (options_.changed) options_.changed(device_);
        if (device_.failure()) return end(SyncEnd::kStopped);
        if (device_.is_turned_away()) return end(SyncEnd::kTurnedAway);
        if (options_.is_once && device_.status().is_in_sync() && !device_.is_on_errand())
            end(SyncEnd::kInSync);
    }

    void tick() {
        tick_.expires_after(kLookEvery);
        tick_.async_wait([this](const boost::system::error_code& error) {
            if (error || end_) return;
            if (options_.should_stop && options_.should_stop()) return end(SyncEnd::kStopped);
            if (options_.wants_store && options_.wants_store()) return end(SyncEnd::kSteppedAside);
            tick();
        });
    }

    void end(SyncEnd how) {
        if (end_) return;
        end_ = how;
        // Not from within the device's own step.
        asio::post(loop_, [this] {
            device_.stop();
            late_.cancel();
            tick_.cancel();
        });
        last_.expires_after(kEndWait);
        last_.async_wait([this](const boost::system::error_code&) { loop_.stop(); });
    }

    const SyncOptions& options_;
    asio::io_context loop_{1};
    asio::steady_timer late_{loop_};
    asio::steady_timer tick_{loop_};
    asio::steady_timer last_{loop_};
    std::optional<SyncEnd> end_;
    Device device_;
};

}  // namespace

Result<Joined> join(const HubAddress& hub, const JoinWish& wish) {
    const Wire wire = WEDSYNC_TRY(Wire::create(hub, wish.ca_file));
    asio::io_context loop{1};
    std::optional<Result<Joined>> joined;
    asio::co_spawn(
        loop, [&]() -> asio::awaitable<void> { joined.emplace(co_await join_hub(wire, wish)); },
        [](const std::exception_ptr&) {});
    loop.run();
    if (!joined) return Error{ErrorCode::kProtocol, "the request could not be made"};
    return *std::move(joined);
}

Result<SyncEnd> run_sync(replica::Replica& replica, const SyncOptions& options) {
    Wire wire = WEDSYNC_TRY(Wire::create(options.identity.hub, options.identity.ca_file));
    return Run(replica, std::move(wire), options).run();
}

}  // namespace wedsync::host
