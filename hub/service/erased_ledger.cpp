// The file: {"format": 1, "erased": [{"scope", "record"}, ...], "backups": [folder, ...]}.
#include "hub/service/erased_ledger.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "engine/codec/json_parts.hpp"
#include "engine/json/strict_json.hpp"
#include "hub/service/backup_manifest.hpp"
#include "hub/service/own_json_file.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

namespace json = boost::json;
using codec::JsonNode;

constexpr std::size_t kErasedMax = 1'000'000;
/// The newest count: where an older one is, its owner keeps books of his own.
constexpr std::size_t kBackupsMax = 1'000;

std::string text_of(const std::set<ErasedRecord>& records, const std::set<std::string>& backups) {
    json::array erased;
    for (const ErasedRecord& each : records) {
        erased.push_back({{"scope", codec::json_of(each.scope.value())},
                          {"record", codec::json_of(each.record)}});
    }
    return wedsync::json::write_json({{"format", kOwnJsonFormat},
                                      {"erased", std::move(erased)},
                                      {"backups", json::array(backups.begin(), backups.end())}});
}

}  // namespace

Result<void> ErasedLedger::load() {
    return read_own_json_file(path_, {"format", "erased", "backups"}, [this](const JsonNode& node) {
        std::set<ErasedRecord> records;
        const JsonNode erased = node.member("erased");
        for (std::size_t i = 0, count = erased.count(kErasedMax); i < count; ++i) {
            const JsonNode each = erased.item(i);
            each.expect_object({"scope", "record"});
            records.insert(
                {ScopeId{each.member("scope").number()}, each.member("record").record()});
        }
        std::set<std::string> backups;
        const JsonNode folders = node.member("backups");
        for (std::size_t i = 0, count = folders.count(kBackupsMax); i < count; ++i)
            backups.emplace(folders.item(i).text());
        if (!node.ok()) return;
        records_ = std::move(records);
        backups_ = std::move(backups);
    });
}

Result<void> ErasedLedger::save() const {
    return os::replace_file(path_, text_of(records_, backups_));
}

std::string ErasedLedger::text_of_records() const {
    return text_of(records_, {});
}

Result<void> ErasedLedger::add(const std::vector<ErasedRecord>& records,
                               std::vector<std::string>& unreached) {
    const std::size_t before = records_.size();
    records_.insert(records.begin(), records.end());
    if (records_.size() == before) return {};
    WEDSYNC_TRY(save());
    for (const std::string& folder : backups_) {
        const BackupFiles files{folder};
        std::error_code error;
        // One that was removed holds nothing any more.
        if (!std::filesystem::exists(files.manifest(), error) && !error) continue;
        ErasedLedger ledger(files.erased());
        Result<void> noted = ledger.load();
        std::vector<std::string> none;
        if (noted.ok()) noted = ledger.add({records_.begin(), records_.end()}, none);
        if (!noted.ok()) unreached.push_back(folder);
    }
    return {};
}

Result<void> ErasedLedger::add_backup(const std::string& folder) {
    if (backups_.size() >= kBackupsMax) {
        std::erase_if(backups_, [](const std::string& known) {
            std::error_code error;
            return !std::filesystem::exists(BackupFiles{known}.manifest(), error) && !error;
        });
    }
    if (backups_.size() >= kBackupsMax) backups_.erase(backups_.begin());
    backups_.insert(folder);
    return save();
}

Result<void> settle_erased(Hub& hub, ErasedLedger& ledger, Now now) {
    std::vector<std::string> unreached;
    WEDSYNC_TRY(ledger.add(hub.erased(), unreached));
    return hub.erase(now, {ledger.records().begin(), ledger.records().end()});
}

}  // namespace wedsync::hub
