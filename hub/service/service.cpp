#include "hub/service/service.hpp"

#include <chrono>
#include <csignal>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/post.hpp"
#include "boost/asio/redirect_error.hpp"
#include "boost/asio/signal_set.hpp"
#include "boost/asio/ssl/context.hpp"
#include "boost/asio/steady_timer.hpp"
#include "boost/asio/use_awaitable.hpp"

#include "engine/json/strict_json.hpp"
#include "hub/service/api.hpp"
#include "hub/service/backup_runner.hpp"
#include "hub/service/connection.hpp"
#include "hub/service/data_folder.hpp"
#include "hub/service/media_api.hpp"
#include "hub/service/media_store.hpp"
#include "hub/service/operations.hpp"
#include "hub/service/shell.hpp"
#include "hub/service/tls.hpp"
#include "hub/service/welcome_page.hpp"
#include "system/clock.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

constexpr std::chrono::seconds kLookEvery{1};
constexpr std::uint64_t kLooksPerSessionCheck = 60;
/// For peers to take what waits for them, at the end.
constexpr std::chrono::seconds kStopWait{3};
constexpr std::chrono::milliseconds kStopPause{20};
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::size_t kOperationsConnectionsMax = 64;
constexpr std::size_t kWelcomeConnectionsMax = 64;
constexpr std::size_t kWelcomeConnectionsPerAddressMax = 16;
constexpr std::size_t kPemBytesMax = 256 * 1024;

Result<Tcp::acceptor> listen_at(asio::io_context& loop, const Endpoint& endpoint) {
    const Error error{ErrorCode::kStore, "cannot listen on " + to_text(endpoint)};
    boost::system::error_code code;
    const auto address = asio::ip::make_address(endpoint.address, code);
    if (code) return Error{error.code, error.detail + ": " + code.message()};
    const Tcp::endpoint where(address, endpoint.port);
    Tcp::acceptor acceptor(loop);
    acceptor.open(where.protocol(), code);
    if (!code) acceptor.set_option(asio::socket_base::reuse_address(true), code);
    if (!code) acceptor.bind(where, code);
    if (!code) acceptor.listen(asio::socket_base::max_listen_connections, code);
    if (code) return Error{error.code, error.detail + ": " + code.message()};
    return acceptor;
}

Endpoint endpoint_of(const Tcp::acceptor& acceptor) {
    boost::system::error_code ignored;
    const Tcp::endpoint where = acceptor.local_endpoint(ignored);
    return {where.address().to_string(), where.port()};
}

Limits limits_of(const Settings& settings) {
    Limits limits;
    limits.log_entries_max = settings.log_entries_max;
    return limits;
}

Result<std::shared_ptr<asio::ssl::context>> context_of(const Settings& settings) {
    return std::make_shared<asio::ssl::context>(
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

/// What the hub says about its own authority: nothing where everybody trusts its certificate.
struct Trust {
    std::string authority;
    std::string certificate;
};
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

class Service::Impl {
public:
    /// What was opened before anything ran.
    struct Opened {
        Options options;
        os::FileLock lock;
        Registry registry;
        std::shared_ptr<asio::ssl::context> tls;
        std::shared_ptr<const WebApp> web;
        Trust trust;
    };
    explicit Impl(Opened opened);

    Result<void> open_hub();
    Result<void> listen();
    Result<void> run();
    void stop();
    [[nodiscard]] Endpoint device_endpoint() const { return endpoint_of(*device_acceptor_); }
    [[nodiscard]] Endpoint operations_endpoint() const {
        return endpoint_of(*operations_acceptor_);
    }
    [[nodiscard]] std::optional<Endpoint> welcome_endpoint() const {
        if (!welcome_acceptor_) return std::nullopt;
        return endpoint_of(*welcome_acceptor_);
    }

private:
    using Handover = std::function<void(Tcp::socket, Gate::Place)>;
    [[nodiscard]] asio::awaitable<void> accept_all(Tcp::acceptor& acceptor, Gate& gate,
                                                   Handover hand_over);
    void accept_for(Tcp::acceptor& acceptor, Gate& gate,
                    HttpResponse (Impl::*answer)(const HttpRequest&));
    [[nodiscard]] asio::awaitable<void> look_now_and_then();
    void serve(Tcp::socket socket, Gate::Place place);
    void end(std::optional<Error> failure);
    [[nodiscard]] asio::awaitable<void> wait_for_the_last();

    Policy policy();
    Result<void> reload();
    void look_at_registry();
    void wait_for_hangup();
    Result<void> take_settings(const Settings& fresh);
    void end_after_sessions();
    [[nodiscard]] Result<void> add_scopes();

    [[nodiscard]] HttpResponse answer_operations(const HttpRequest& request);
    [[nodiscard]] HttpResponse answer_welcome(const HttpRequest& request);

    Options options_;
    os::FileLock lock_;
    Log log_;
    std::shared_ptr<const Admittance> admittance_;
    /// Null: no TLS. Connections keep the one that they began with.
    std::shared_ptr<asio::ssl::context> tls_;
    std::shared_ptr<const WebApp> web_;
    Trust trust_;
    // Before the loop: coroutines that it still holds at the end give their places back.
    Gate device_gate_;
    Gate operations_gate_;
    Gate welcome_gate_{kWelcomeConnectionsMax, kWelcomeConnectionsPerAddressMax};
    asio::io_context loop_{1};
    DataFolder folder_;
    RegistryFile registry_file_;
    std::string registry_stamp_;
    DeviceSessions sessions_;
    Api api_;
    MediaStore media_store_;
    MediaApi media_;
    std::unique_ptr<Shell> shell_;
    std::unique_ptr<HttpStreams> streams_;
    std::unique_ptr<BackupRunner> backups_;
    std::optional<Tcp::acceptor> device_acceptor_;
    std::optional<Tcp::acceptor> operations_acceptor_;
    std::optional<Tcp::acceptor> welcome_acceptor_;
    asio::signal_set signals_{loop_};
    asio::signal_set hangup_{loop_};
    asio::steady_timer look_timer_{loop_};
    std::uint64_t looks_ = 0;
    bool is_stopping_ = false;
    std::optional<Error> failure_;
    Instant started_ = os::read_clock().monotonic;
};

Service::Impl::Impl(Opened opened)
    : options_(std::move(opened.options)),
      lock_(std::move(opened.lock)),
      log_(options_.settings.log_level, options_.log_sink),
      admittance_(std::make_shared<const Admittance>(
          Admittance{std::move(opened.registry), options_.settings.roles, options_.schema})),
      tls_(std::move(opened.tls)),
      web_(std::move(opened.web)),
      trust_(std::move(opened.trust)),
      device_gate_(options_.settings.connections_max,
                   options_.settings.connections_per_address_max),
      operations_gate_(kOperationsConnectionsMax, kOperationsConnectionsMax),
      folder_(options_.settings.data),
      registry_file_(options_.settings.data),
      registry_stamp_(registry_file_.stamp()),
      api_({registry_file_, sessions_, log_, [this] { return admittance_; },
            [this] { look_at_registry(); },
            [this](const std::string& device) {
                shell_->disconnect_if([&](const std::string& other) { return other == device; });
            },
            [this] { return trust_.authority; }}),
      media_store_(folder_.media_path(), options_.settings.media, os::read_clock().wall),
      media_({media_store_, log_, [this] { return admittance_; },
              [this](const HttpRequest& request, Now now) {
                  return api_.authenticate(request.bearer, request.is_private, now);
              }}) {}

// ---- Opening ----

Policy Service::Impl::policy() {
    PolicySources sources;
    sources.current = [this] { return admittance_; };
    sources.authenticated = [this](const std::string& token) {
        const bool is_private = options_.settings.has_tls() || !options_.settings.allow_plain;
        return api_.authenticate(token, is_private, os::read_clock());
    };
    Policy policy = policy_of(sources);
    policy.admit = [this, admit = policy.admit](const message::Hello& hello) {
        std::optional<std::string> refusal = admit(hello);
        if (!refusal) shell_->admitted(hello.device);
        return refusal;
    };
    return policy;
}

Result<void> Service::Impl::open_hub() {
    const Epoch epoch = WEDSYNC_TRY(folder_.epoch());
    store::Options where;
    where.path = folder_.store_path();
    std::unique_ptr<store::Store> store = WEDSYNC_TRY(store::Store::open(where));
    std::unique_ptr<Hub> hub = WEDSYNC_TRY(Hub::create(
        std::move(store), {epoch, options_.schema, policy(), limits_of(options_.settings)}));
    shell_ = std::make_unique<Shell>(loop_, std::move(hub), log_,
                                     [this](const Error& error) { end(error); });
    streams_ = std::make_unique<HttpStreams>(loop_, *shell_);
    backups_ = std::make_unique<BackupRunner>(loop_, shell_->hub(), folder_.path(), log_);
    return add_scopes();
}

Result<void> Service::Impl::add_scopes() {
    for (const RegisteredScope& scope : admittance_->registry.scopes)
        WEDSYNC_TRY(shell_->hub().add_scope(scope.id, scope.name));
    return {};
}

Result<void> Service::Impl::listen() {
    device_acceptor_ = WEDSYNC_TRY(listen_at(loop_, options_.settings.listen));
    operations_acceptor_ = WEDSYNC_TRY(listen_at(loop_, options_.settings.operations));
    if (options_.settings.welcome) {
        welcome_acceptor_ = WEDSYNC_TRY(listen_at(loop_, *options_.settings.welcome));
    }
    // From here on somebody may know that it serves, and stop it.
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    if (options_.reread) hangup_.add(SIGHUP);
    return {};
}

// ---- Connections ----

asio::awaitable<void> Service::Impl::accept_all(Tcp::acceptor& acceptor, Gate& gate,
                                                Handover hand_over) {
    while (!is_stopping_) {
        boost::system::error_code error;
        Tcp::socket socket =
            co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
        if (is_stopping_) co_return;
        if (error) {
            // Out of file descriptors, most likely: those who have a connection go on.
            log_.warn("accept_failed", {{"why", error.message()}});
            asio::steady_timer pause(loop_);
            pause.expires_after(kAcceptPause);
            co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
            continue;
        }
        const auto remote = socket.remote_endpoint(error);
        if (error) continue;
        Gate::Place place = gate.enter(remote.address().to_string());
        if (!place) continue;
        socket.set_option(Tcp::no_delay(true), error);
        hand_over(std::move(socket), std::move(place));
    }
}

void Service::Impl::serve(Tcp::socket socket, Gate::Place place) {
    const DeviceDoor door{api_, *streams_,   media_, *shell_, options_.settings.origins,
                          web_, is_stopping_};
    if (tls_) {
        asio::co_spawn(loop_, serve_tls(std::move(socket), tls_, door, std::move(place)),
                       asio::detached);
    } else {
        asio::co_spawn(loop_, serve_plain(std::move(socket), door, std::move(place)),
                       asio::detached);
    }
}

/// For a door whose requests are answered at once.
void Service::Impl::accept_for(Tcp::acceptor& acceptor, Gate& gate,
                               HttpResponse (Impl::*answer)(const HttpRequest&)) {
    const auto hand_over = [this, answer](Tcp::socket socket, Gate::Place place) {
        const auto answer_one = [this, answer](const HttpRequest& request) {
            return (this->*answer)(request);
        };
        asio::co_spawn(loop_, serve_answers(std::move(socket), answer_one, std::move(place)),
                       asio::detached);
    };
    asio::co_spawn(loop_, accept_all(acceptor, gate, hand_over), asio::detached);
}

asio::awaitable<void> Service::Impl::look_now_and_then() {
    while (!is_stopping_) {
        boost::system::error_code error;
        look_timer_.expires_after(kLookEvery);
        co_await look_timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
        if (is_stopping_) co_return;
        streams_->end_idle();
        shell_->try_disk();
        look_at_registry();
        backups_->look();
        if (++looks_ % kLooksPerSessionCheck != 0) continue;
        end_after_sessions();
        media_.sweep(os::read_clock());
    }
}

/// A connection lasts no longer than the device's last session; a script has none.
void Service::Impl::end_after_sessions() {
    const std::set<std::string> open = sessions_.devices(os::read_clock().monotonic);
    std::set<std::string> over;
    for (const RegisteredDevice& device : admittance_->registry.devices) {
        if (device.key && !open.contains(device.name)) over.insert(device.name);
    }
    shell_->disconnect_if([&](const std::string& device) { return over.contains(device); });
}

// ---- The registry ----

Result<void> Service::Impl::reload() {
    Registry registry = WEDSYNC_TRY(registry_file_.load());
    const std::shared_ptr<const Admittance> before = admittance_;
    admittance_ = std::make_shared<const Admittance>(
        Admittance{std::move(registry), before->roles, before->schema});
    const std::set<std::string> unchanged =
        unchanged_devices(before->registry, admittance_->registry);
    for (const RegisteredDevice& device : before->registry.devices) {
        if (!unchanged.contains(device.name)) sessions_.end_all_of(device.name);
    }
    shell_->disconnect_if([&](const std::string& device) { return !unchanged.contains(device); });
    return add_scopes();
}

void Service::Impl::look_at_registry() {
    const std::string stamp = registry_file_.stamp();
    if (stamp == registry_stamp_) return;
    const Result<void> loaded = reload();
    if (!loaded.ok()) {
        // Who is registered stays as it was; a damaged file lets nobody in and nobody out.
        log_.error("registry_not_read", {{"why", loaded.error().detail}});
    }
    registry_stamp_ = stamp;
}

// ---- The settings ----

void Service::Impl::wait_for_hangup() {
    hangup_.async_wait([this](const boost::system::error_code& error, int /*signal*/) {
        if (error) return;
        const Result<Settings> fresh = options_.reread();
        const Result<void> taken =
            fresh.ok() ? take_settings(fresh.value()) : Result<void>(fresh.error());
        if (!taken.ok()) log_.error("settings_not_taken", {{"why", taken.error().detail}});
        wait_for_hangup();
    });
}

/// Those that a hub can take over while it serves; the log says which of the others have changed.
Result<void> Service::Impl::take_settings(const Settings& fresh) {
    std::shared_ptr<const WebApp> web = WEDSYNC_TRY(web_of(fresh));
    Trust trust = WEDSYNC_TRY(trust_of(fresh));
    if (tls_ && fresh.has_tls()) {
        tls_ = WEDSYNC_TRY(context_of(fresh));
        trust_ = std::move(trust);
    }
    web_ = std::move(web);
    const std::vector<std::string> others = wanting_restart(options_.settings, fresh);
    options_.settings.roles = fresh.roles;
    options_.settings.origins = fresh.origins;
    options_.settings.web_folder = fresh.web_folder;
    admittance_ = std::make_shared<const Admittance>(
        Admittance{admittance_->registry, fresh.roles, admittance_->schema});
    log_.info("settings_taken",
              {{"web_files", web_->file_count()},
               {"want_restart", boost::json::array(others.begin(), others.end())}});
    return {};
}

// ---- Operations ----

HttpResponse Service::Impl::answer_operations(const HttpRequest& request) {
    const OperationsView view{*shell_,  *streams_,   media_, admittance_->registry,
                              started_, is_stopping_};
    return hub::answer_operations(request, view);
}

HttpResponse Service::Impl::answer_welcome(const HttpRequest& request) {
    const Result<WelcomePage> page =
        WelcomePage::create({admittance_->registry.hub_name, trust_.authority, trust_.certificate,
                             device_endpoint().port});
    if (!page.ok()) return problem(503, "no_authority", page.error().detail);
    return page.value().answer(request);
}

// ---- Running ----

Result<void> Service::Impl::run() {
    signals_.async_wait([this](const boost::system::error_code& error, int /*signal*/) {
        if (!error) end(std::nullopt);
    });
    asio::co_spawn(loop_,
                   accept_all(*device_acceptor_, device_gate_,
                              [this](Tcp::socket socket, Gate::Place place) {
                                  serve(std::move(socket), std::move(place));
                              }),
                   asio::detached);
    accept_for(*operations_acceptor_, operations_gate_, &Impl::answer_operations);
    if (welcome_acceptor_) accept_for(*welcome_acceptor_, welcome_gate_, &Impl::answer_welcome);
    asio::co_spawn(loop_, look_now_and_then(), asio::detached);
    if (options_.reread) wait_for_hangup();
    log_.info("started", {{"address", to_text(device_endpoint())},
                          {"tls", tls_ != nullptr},
                          {"operations", to_text(operations_endpoint())},
                          {"scopes", admittance_->registry.scopes.size()},
                          {"devices", admittance_->registry.devices.size()},
                          {"web_files", web_->file_count()}});
    loop_.run();
    log_.info("stopped");
    if (failure_) return *failure_;
    return {};
}

void Service::Impl::stop() {
    asio::post(loop_, [this] { end(std::nullopt); });
}

/// In order: nobody new, what was pushed is committed and answered, everybody is told.
void Service::Impl::end(std::optional<Error> failure) {
    if (std::exchange(is_stopping_, true)) return;
    failure_ = std::move(failure);
    log_.info("stopping");
    boost::system::error_code ignored;
    device_acceptor_->close(ignored);
    operations_acceptor_->close(ignored);
    if (welcome_acceptor_) welcome_acceptor_->close(ignored);
    signals_.cancel(ignored);
    hangup_.cancel(ignored);
    look_timer_.cancel();
    backups_->stop();
    if (!failure_) shell_->flush();
    streams_->end_all();
    shell_->disconnect_all("the hub stops");
    asio::co_spawn(loop_, wait_for_the_last(), asio::detached);
}

asio::awaitable<void> Service::Impl::wait_for_the_last() {
    asio::steady_timer timer(loop_);
    const auto deadline = std::chrono::steady_clock::now() + kStopWait;
    while (device_gate_.count() > 0 && std::chrono::steady_clock::now() < deadline) {
        boost::system::error_code ignored;
        timer.expires_after(kStopPause);
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    loop_.stop();
}

// ---- The outside ----

Service::Service(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Service::~Service() = default;

Result<std::unique_ptr<Service>> Service::create(Options options) {
    WEDSYNC_TRY(check_settings(options.settings));
    const DataFolder folder(options.settings.data);
    Registry registry = WEDSYNC_TRY(RegistryFile(folder.path()).load());
    os::FileLock lock = WEDSYNC_TRY(folder.lock());
    std::shared_ptr<asio::ssl::context> tls;
    if (options.settings.has_tls()) tls = WEDSYNC_TRY(context_of(options.settings));
    std::shared_ptr<const WebApp> web = WEDSYNC_TRY(web_of(options.settings));
    Trust trust = WEDSYNC_TRY(trust_of(options.settings));
    auto impl = std::make_unique<Impl>(Impl::Opened{std::move(options), std::move(lock),
                                                    std::move(registry), std::move(tls),
                                                    std::move(web), std::move(trust)});
    WEDSYNC_TRY(impl->open_hub());
    WEDSYNC_TRY(impl->listen());
    return std::unique_ptr<Service>(new Service(std::move(impl)));
}

Endpoint Service::device_endpoint() const {
    return impl_->device_endpoint();
}

Endpoint Service::operations_endpoint() const {
    return impl_->operations_endpoint();
}

std::optional<Endpoint> Service::welcome_endpoint() const {
    return impl_->welcome_endpoint();
}

Result<void> Service::run() {
    return impl_->run();
}

void Service::stop() {
    impl_->stop();
}

}  // namespace wedsync::hub
