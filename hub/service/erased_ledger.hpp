#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"
#include "hub/core/hub.hpp"

namespace wedsync::hub {

/// What a hub erased, by name and never by what it said, in a file beside the store; and where its
/// backups are, which do not know of what was erased later. Each backup has a ledger of its own: a
/// store that is restored from it forgets again.
class ErasedLedger {
public:
    /// Nothing is read yet.
    explicit ErasedLedger(std::string path) : path_(std::move(path)) {}

    /// A missing file is an empty ledger. Fails with kProtocol, kTooLarge, kStore.
    [[nodiscard]] Result<void> load();
    [[nodiscard]] const std::set<ErasedRecord>& records() const { return records_; }

    /// Notes records, here and in the ledgers of the backups that are still where they were made.
    /// `unreached` gets the folders of those that cannot be written.
    [[nodiscard]] Result<void> add(const std::vector<ErasedRecord>& records,
                                   std::vector<std::string>& unreached);
    /// A backup was made into this folder.
    [[nodiscard]] Result<void> add_backup(const std::string& folder);

    /// The file's text, for a backup: without the places of other backups.
    [[nodiscard]] std::string text_of_records() const;

private:
    [[nodiscard]] Result<void> save() const;

    std::string path_;
    std::set<ErasedRecord> records_;
    std::set<std::string> backups_;
};

/// Makes a hub's store and its ledger agree, both ways: to be called before it serves.
[[nodiscard]] Result<void> settle_erased(Hub& hub, ErasedLedger& ledger, Now now);

}  // namespace wedsync::hub
