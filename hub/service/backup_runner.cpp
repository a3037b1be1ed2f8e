#include "hub/service/backup_runner.hpp"

#include <optional>
#include <utility>

#include "hub/service/data_folder.hpp"
#include "system/clock.hpp"

namespace wedsync::hub {
namespace {

/// Between two pieces: so that devices do not wait.
constexpr std::chrono::milliseconds kPause{2};
constexpr std::chrono::milliseconds kTellEvery{200};

}  // namespace

BackupRunner::BackupRunner(boost::asio::io_context& loop, Hub& hub, const std::string& folder,
                           ErasedLedger& erased, const Log& log)
    : loop_(loop),
      hub_(hub),
      desk_(folder),
      registry_(folder),
      folder_(folder),
      erased_(erased),
      log_(log),
      timer_(loop_) {}

BackupRunner::~BackupRunner() = default;

void BackupRunner::look() {
    if (backup_) return;
    const Result<std::optional<BackupRequest>> taken = desk_.take_request();
    if (!taken.ok()) {
        log_.warn("backup_not_begun", {{"why", taken.error().detail}});
        return;
    }
    if (!taken.value()) return;
    request_ = *taken.value();
    const Result<void> begun = begin(request_);
    if (!begun.ok()) {
        fail(begun.error());
        return;
    }
    log_.info("backup_begun", {{"folder", request_.folder}});
    tell(BackupState::Phase::kRunning);
    go_on();
}

Result<void> BackupRunner::begin(const BackupRequest& request) {
    const Registry registry = WEDSYNC_TRY(registry_.load());
    backup_ = WEDSYNC_TRY(Backup::begin(
        hub_, Backup::wish_of(folder_, registry, erased_, request.folder, os::read_clock().wall)));
    return {};
}

void BackupRunner::go_on() {
    const Result<bool> stepped = backup_->step();
    if (!stepped.ok()) {
        fail(stepped.error());
        return;
    }
    if (stepped.value()) {
        log_.info("backup_made",
                  {{"folder", request_.folder}, {"bytes", backup_->manifest().store_bytes}});
        const Result<void> noted = erased_.add_backup(request_.folder);
        if (!noted.ok()) log_.warn("backup_not_noted", {{"why", noted.error().detail}});
        tell(BackupState::Phase::kDone);
        backup_.reset();
        return;
    }
    if (std::chrono::steady_clock::now() - told_ > kTellEvery) tell(BackupState::Phase::kRunning);
    timer_.expires_after(kPause);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error && backup_) go_on();
    });
}

void BackupRunner::stop() {
    if (!backup_) return;
    timer_.cancel();
    fail({ErrorCode::kStore, "the hub stops"});
}

void BackupRunner::fail(const Error& error) {
    log_.error("backup_failed", {{"folder", request_.folder}, {"why", error.detail}});
    tell(BackupState::Phase::kFailed, error.detail);
    backup_.reset();
}

/// On a full disk nobody can be told this way: whoever waits gives up after a while.
void BackupRunner::tell(BackupState::Phase phase, const std::string& problem) {
    told_ = std::chrono::steady_clock::now();
    BackupState state{request_.id, phase, 0, 0, problem};
    if (backup_) {
        const Backup::Progress progress = backup_->progress();
        state.done = progress.done;
        state.total = progress.total;
    }
    const Result<void> told = desk_.put_state(state);
    if (!told.ok()) log_.warn("backup_state_not_written", {{"why", told.error().detail}});
}

}  // namespace wedsync::hub
