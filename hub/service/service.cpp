#include "hub/service/service.hpp"

#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <utility>

#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/post.hpp"
#include "boost/asio/redirect_error.hpp"
#include "boost/asio/signal_set.hpp"
#include "boost/asio/steady_timer.hpp"
#include "boost/asio/use_awaitable.hpp"

#include "crypto/secret.hpp"
#include "engine/json/strict_json.hpp"
#include "engine/suggest/advise.hpp"
#include "hub/service/admission.hpp"
#include "hub/service/agent_line.hpp"
#include "hub/service/agent_policy.hpp"
#include "hub/service/api.hpp"
#include "hub/service/backup_runner.hpp"
#include "hub/service/data_folder.hpp"
#include "hub/service/doors.hpp"
#include "hub/service/media_api.hpp"
#include "hub/service/media_store.hpp"
#include "hub/service/named_files.hpp"
#include "hub/service/orphan_sweep.hpp"
#include "hub/service/post_desk.hpp"
#include "hub/service/shell.hpp"
#include "hub/service/team_api.hpp"
#include "system/clock.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds kLookEvery{1};
constexpr std::uint64_t kLooksPerSessionCheck = 60;
/// For peers to take what waits for them, at the end.
constexpr std::chrono::seconds kStopWait{3};
constexpr std::chrono::milliseconds kStopPause{20};
/// For a server to answer the mail that it has all of.
constexpr std::chrono::seconds kMailStopWait{8};

Limits limits_of(const Settings& settings) {
    Limits limits;
    limits.log_entries_max = settings.log_entries_max;
    return limits;
}

/// What the hub's own device asks of the post room.
AgentLine::Mail mail_of(PostRoom& room) {
    AgentLine::Mail mail;
    mail.take = [&room](const MailWish& wish) {
        return room.take(wish, static_cast<std::int64_t>(os::read_clock().wall.value()));
    };
    mail.notes.unreported = [&room](std::size_t count) { return room.unreported(count); };
    mail.notes.reported = [&room](const std::string& id, std::uint64_t version) {
        return room.reported(id, version);
    };
    return mail;
}

}  // namespace

class Service::Impl {
public:
    /// What was opened before anything ran.
    struct Opened {
        Options options;
        os::FileLock lock;
        Registry registry;
        NamedFiles files;
    };
    explicit Impl(Opened opened);

    Result<void> open_hub();
    Result<void> listen();
    Result<void> run();
    void stop();
    [[nodiscard]] const Doors& doors() const { return *doors_; }

private:
    [[nodiscard]] asio::awaitable<void> look_now_and_then();
    void look_at_orphans();
    void note_erased();
    void tell_shut_out(const Registry& registry) const;
    void end(std::optional<Error> failure);
    [[nodiscard]] asio::awaitable<void> wait_for_the_last();

    [[nodiscard]] Policy policy();
    void wait_for_hangup();
    Result<void> take_settings(const Settings& fresh);

    Options options_;
    os::FileLock lock_;
    Log log_;
    NamedFiles files_;
    Gates gates_;
    asio::io_context loop_{1};
    DataFolder folder_;
    ErasedLedger erased_;
    Admission admission_;
    Api api_;
    MediaStore media_store_;
    MediaApi media_;
    TeamApi team_;
    /// Only this process knows it, and only while it runs.
    const std::string agent_token_ = crypto::new_token();
    std::unique_ptr<Shell> shell_;
    std::unique_ptr<HttpStreams> streams_;
    std::unique_ptr<BackupRunner> backups_;
    std::unique_ptr<OrphanSweep> orphans_;
    std::unique_ptr<PostDesk> post_;
    std::unique_ptr<AgentLine> agent_;
    std::unique_ptr<Doors> doors_;
    asio::signal_set signals_{loop_};
    asio::signal_set hangup_{loop_};
    asio::steady_timer look_timer_{loop_};
    std::uint64_t looks_ = 0;
    bool is_stopping_ = false;
    std::optional<Error> failure_;
};

Service::Impl::Impl(Opened opened)
    : options_(std::move(opened.options)),
      lock_(std::move(opened.lock)),
      log_(options_.settings.log_level, options_.log_sink),
      files_(std::move(opened.files)),
      gates_(options_.settings),
      folder_(options_.settings.data),
      erased_(folder_.erased_path()),
      admission_(folder_.path(),
                 {std::move(opened.registry), options_.settings.roles, options_.schema}, log_),
      api_({admission_.registry_file(), admission_.sessions(), log_,
            [this] { return admission_.current(); }, [this] { admission_.look(); },
            [this](const std::string& device) {
                shell_->disconnect_if([&](const std::string& other) { return other == device; });
            },
            [this] { return files_.trust.authority; }}),
      media_store_(folder_.media_path(), options_.settings.media, os::read_clock().wall),
      media_({media_store_, log_, [this] { return admission_.current(); },
              [this](const HttpRequest& request, Now now) {
                  return api_.authenticate(request.bearer, request.is_private, now);
              }}),
      team_({log_, [this] { return admission_.current(); },
             [this](const HttpRequest& request, Now now) {
                 return api_.authenticate(request.bearer, request.is_private, now);
             },
             [this](Now now, const Desk::Wish& wish) { return agent_->serve(now, wish); }}) {}

// ---- Opening ----

Policy Service::Impl::policy() {
    PolicySources sources;
    sources.current = [this] { return admission_.current(); };
    sources.authenticated = [this](const std::string& token) {
        const bool is_private = options_.settings.has_tls() || !options_.settings.allow_plain;
        return api_.authenticate(token, is_private, os::read_clock());
    };
    Policy policy = with_agent(policy_of(sources), agent_token_, sources.current);
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
        std::move(store), {epoch, options_.schema, policy(), limits_of(options_.settings),
                           &suggest::shipped_resolver()}));
    WEDSYNC_TRY(erased_.load());
    WEDSYNC_TRY(settle_erased(*hub, erased_, os::read_clock()));
    shell_ = std::make_unique<Shell>(loop_, std::move(hub), log_,
                                     [this](const Error& error) { end(error); });
    shell_->on_erased([this] { note_erased(); });
    streams_ = std::make_unique<HttpStreams>(loop_, *shell_);
    backups_ = std::make_unique<BackupRunner>(loop_, shell_->hub(), folder_.path(), erased_, log_);
    orphans_ = std::make_unique<OrphanSweep>(
        OrphanSweep::Parts{media_store_, shell_->hub().store(), log_, folder_.orphans_path()});
    post_ = WEDSYNC_TRY(PostDesk::open(
        folder_, {loop_, log_, options_.settings.mail, admission_.current()->registry.hub_name}));
    agent_ = std::make_unique<AgentLine>(AgentLine::Parts{
        loop_, *shell_, log_, folder_, [this] { return admission_.current(); }, agent_token_});
    agent_->set_mail(mail_of(post_->room()));
    const Rooms rooms{api_,       *streams_,         media_, *orphans_, *shell_, *post_,
                      admission_, options_.settings, files_, team_};
    doors_ = std::make_unique<Doors>(loop_, gates_, rooms, log_);
    WEDSYNC_TRY(admission_.attach(*shell_));
    agent_->start(os::read_clock());
    return {};
}

void Service::Impl::note_erased() {
    std::vector<std::string> unreached;
    const Result<void> noted = erased_.add(shell_->hub().erased(), unreached);
    log_.info("erased", {{"records", erased_.records().size()}});
    // The store knows, and tells the ledger again when it is opened.
    if (!noted.ok()) log_.error("erased_not_noted", {{"why", noted.error().detail}});
    for (const std::string& folder : unreached)
        log_.warn("backup_not_reached", {{"folder", folder}});
}

Result<void> Service::Impl::listen() {
    WEDSYNC_TRY(doors_->listen());
    // From here on somebody may know that it serves, and stop it.
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    if (options_.reread) hangup_.add(SIGHUP);
    return {};
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
    NamedFiles files = WEDSYNC_TRY(read_named_files(fresh));
    if (files_.tls && files.tls) {
        files_.tls = std::move(files.tls);
        files_.trust = std::move(files.trust);
    }
    files_.web = std::move(files.web);
    const std::vector<std::string> others = wanting_restart(options_.settings, fresh);
    options_.settings.roles = fresh.roles;
    options_.settings.origins = fresh.origins;
    options_.settings.web_folder = fresh.web_folder;
    admission_.take_roles(fresh.roles);
    log_.info("settings_taken",
              {{"web_files", files_.web->file_count()},
               {"want_restart", boost::json::array(others.begin(), others.end())}});
    return {};
}

// ---- Running ----

Result<void> Service::Impl::run() {
    signals_.async_wait([this](const boost::system::error_code& error, int /*signal*/) {
        if (!error) end(std::nullopt);
    });
    doors_->open();
    asio::co_spawn(loop_, look_now_and_then(), asio::detached);
    if (options_.reread) wait_for_hangup();
    const Registry& registry = admission_.current()->registry;
    log_.info("started", {{"address", to_text(doors_->devices())},
                          {"tls", files_.tls != nullptr},
                          {"operations", to_text(doors_->operations())},
                          {"scopes", registry.scopes.size()},
                          {"devices", registry.devices.size()},
                          {"web_files", files_.web->file_count()}});
    tell_shut_out(registry);
    WEDSYNC_TRY(post_->begin());
    loop_.run();
    log_.info("stopped");
    if (failure_) return *failure_;
    return {};
}

/// A device that joined before the hub took its name for itself.
void Service::Impl::tell_shut_out(const Registry& registry) const {
    const RegisteredDevice* device = find_shut_out(registry);
    if (device == nullptr) return;
    log_.warn("device_shut_out", {{"device", device->name},
                                  {"why", "this is the hub's own name"},
                                  {"then", "revoke it, and let it join under another name"}});
}

asio::awaitable<void> Service::Impl::look_now_and_then() {
    while (!is_stopping_) {
        boost::system::error_code error;
        look_timer_.expires_after(kLookEvery);
        co_await look_timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
        if (is_stopping_) co_return;
        streams_->end_idle();
        shell_->try_disk();
        admission_.look();
        agent_->look(os::read_clock());
        backups_->look();
        look_at_orphans();
        post_->look(os::read_clock());
        if (++looks_ % kLooksPerSessionCheck != 0) continue;
        const Now now = os::read_clock();
        admission_.end_after_sessions(now.monotonic);
        media_.sweep(now);
    }
}

void Service::Impl::look_at_orphans() {
    // A backup copies the pictures that it saw at its beginning; and what was pushed counts as soon
    // as it came.
    if (backups_->is_running() || shell_->has_uncommitted()) return;
    orphans_->look(os::read_clock());
}

void Service::Impl::stop() {
    asio::post(loop_, [this] { end(std::nullopt); });
}

/// In order: nobody new, what was pushed is committed and answered, everybody is told.
void Service::Impl::end(std::optional<Error> failure) {
    if (std::exchange(is_stopping_, true)) return;
    failure_ = std::move(failure);
    log_.info("stopping");
    doors_->close();
    boost::system::error_code ignored;
    signals_.cancel(ignored);
    hangup_.cancel(ignored);
    look_timer_.cancel();
    backups_->stop();
    post_->stop();
    if (!failure_) shell_->flush();
    agent_->stop();
    streams_->end_all();
    shell_->disconnect_all("the hub stops");
    asio::co_spawn(loop_, wait_for_the_last(), asio::detached);
}

asio::awaitable<void> Service::Impl::wait_for_the_last() {
    asio::steady_timer timer(loop_);
    const auto now = std::chrono::steady_clock::now;
    const auto devices_until = now() + kStopWait;
    const auto mail_until = now() + kMailStopWait;
    while ((gates_.devices.count() > 0 && now() < devices_until) ||
           (!post_->is_done() && now() < mail_until)) {
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
    NamedFiles files = WEDSYNC_TRY(read_named_files(options.settings));
    auto impl = std::make_unique<Impl>(
        Impl::Opened{std::move(options), std::move(lock), std::move(registry), std::move(files)});
    WEDSYNC_TRY(impl->open_hub());
    WEDSYNC_TRY(impl->listen());
    return std::unique_ptr<Service>(new Service(std::move(impl)));
}

Endpoint Service::device_endpoint() const {
    return impl_->doors().devices();
}

Endpoint Service::operations_endpoint() const {
    return impl_->doors().operations();
}

std::optional<Endpoint> Service::welcome_endpoint() const {
    return impl_->doors().welcome();
}

Result<void> Service::run() {
    return impl_->run();
}

void Service::stop() {
    impl_->stop();
}

}  // namespace wedsync::hub
