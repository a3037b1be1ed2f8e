#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "boost/asio/io_context.hpp"
#include "boost/asio/steady_timer.hpp"

#include "hub/service/backup.hpp"
#include "hub/service/backup_desk.hpp"
#include "hub/service/data_folder.hpp"
#include "hub/service/erased_ledger.hpp"
#include "hub/service/log.hpp"
#include "hub/service/registry_file.hpp"

namespace wedsync::hub {

/// Makes the backups that the command asks for while the service goes on: a piece, then whatever
/// else the loop has to do, then the next piece. One at a time.
class BackupRunner {
public:
    /// `hub` and `erased` are those of `folder`, and outlive the runner.
    BackupRunner(boost::asio::io_context& loop, Hub& hub, const std::string& folder,
                 ErasedLedger& erased, const Log& log);
    BackupRunner(const BackupRunner&) = delete;
    BackupRunner& operator=(const BackupRunner&) = delete;
    ~BackupRunner();

    /// Begins what is asked for, if something is: to be called now and then.
    void look();
    [[nodiscard]] bool is_running() const { return backup_ != nullptr; }
    /// Gives the one up that is being made.
    void stop();

private:
    [[nodiscard]] Result<void> begin(const BackupRequest& request);
    void go_on();
    void tell(BackupState::Phase phase, const std::string& problem = {});
    void fail(const Error& error);

    boost::asio::io_context& loop_;
    Hub& hub_;
    BackupDesk desk_;
    RegistryFile registry_;
    DataFolder folder_;
    ErasedLedger& erased_;
    const Log& log_;
    boost::asio::steady_timer timer_;
    BackupRequest request_;
    std::unique_ptr<Backup> backup_;
    std::chrono::steady_clock::time_point told_;
};

}  // namespace wedsync::hub
