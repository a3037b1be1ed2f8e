#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/result.hpp"

namespace wedsync::hub {

/// What the command asks of the running service: a backup into a folder.
struct BackupRequest {
    /// Random: tells this request's answers from those of others.
    std::string id;
    std::string folder;
    friend bool operator==(const BackupRequest&, const BackupRequest&) = default;
};

/// How far it is.
struct BackupState {
    enum class Phase : std::uint8_t { kRunning, kDone, kFailed };

    std::string id;
    Phase phase = Phase::kRunning;
    /// Bytes.
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    /// Why it failed.
    std::string problem;
    friend bool operator==(const BackupState&, const BackupState&) = default;
};

/// Where the command and the service of one hub meet: two files in the hub's folder, which only its
/// owner can write. The command puts a request down; the service takes it, once, and keeps a state
/// there until the next one.
class BackupDesk {
public:
    explicit BackupDesk(const std::string& folder)
        : request_path_(folder + "/backup.request"), state_path_(folder + "/backup.state") {}

    /// kInvalid if a request lies there that nobody took yet.
    [[nodiscard]] Result<void> put_request(const BackupRequest& request) const;
    /// Takes a request back that nobody took. False: somebody did.
    [[nodiscard]] bool withdraw_request() const;
    /// Takes the request away and gives it; none: none is there. What cannot be read is taken away
    /// too: kCorrupt.
    [[nodiscard]] Result<std::optional<BackupRequest>> take_request() const;

    [[nodiscard]] Result<void> put_state(const BackupState& state) const;
    /// The state of that request, if it was taken.
    [[nodiscard]] Result<std::optional<BackupState>> state_of(const std::string& id) const;

private:
    std::string request_path_;
    std::string state_path_;
};

}  // namespace wedsync::hub
