#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/secret.hpp"
#include "engine/base/result.hpp"
#include "engine/store/database.hpp"
#include "engine/store/store_copy.hpp"
#include "hub/service/backup_manifest.hpp"

namespace wedsync::hub {

/// Copies a file that stands beside a hub's store into a backup, a piece at a time, and sums it up.
/// A file of SQLite is copied as it is after some commit, while others write into it.
class FileCopy {
public:
    /// `source` need not be there: then nothing is copied.
    FileCopy(std::string source, std::string target);
    FileCopy(const FileCopy&) = delete;
    FileCopy& operator=(const FileCopy&) = delete;
    ~FileCopy() = default;

    /// Some milliseconds of work. True: that was all, and it is on the disk. kStore, kFull.
    [[nodiscard]] Result<bool> step();
    /// What was copied, once step() said true; nothing: it was not there.
    [[nodiscard]] const std::optional<KeptFile>& kept() const { return kept_; }

private:
    enum class Phase : std::uint8_t { kNew, kCopying, kHashing, kDone };

    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> copy_some();
    [[nodiscard]] Result<void> begin_hashing();
    [[nodiscard]] Result<void> hash_some();

    std::string source_;
    std::string target_;
    Phase phase_ = Phase::kNew;
    std::unique_ptr<store::Database> database_;
    std::unique_ptr<store::StoreCopy> copy_;
    /// How often it was begun anew, because somebody wrote.
    int restarts_ = 0;
    std::ifstream copied_;
    crypto::Sha256 sha256_;
    std::uint64_t bytes_ = 0;
    std::optional<KeptFile> kept_;
};

/// Some of them, one after the other.
class FileCopies {
public:
    /// Files of these names, out of the one folder into the other.
    FileCopies(const std::string& from, const std::string& into,
               const std::vector<std::string>& names);
    /// As FileCopy::step().
    [[nodiscard]] Result<bool> step();
    [[nodiscard]] std::vector<KeptFile> kept() const;

private:
    std::vector<std::unique_ptr<FileCopy>> copies_;
    std::size_t done_ = 0;
};

}  // namespace wedsync::hub
