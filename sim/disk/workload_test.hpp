#pragma once

#include <cstdint>
#include <set>
#include <sqlite3.h>
#include <string>
#include <vector>

#include "sim/disk/crash_loop.hpp"

namespace wedsync::sim {

/// A connection for tests: SQL in, the first column out.
class Connection {
public:
    Connection(const std::string& vfs, const std::string& pragmas) {
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
        code_ = sqlite3_open_v2("plain.db", &db_, flags, vfs.c_str());
        if (code_ == SQLITE_OK) {
            run(pragmas);
        }
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    Connection(Connection&&) = delete;
    Connection& operator=(Connection&&) = delete;
    ~Connection() { sqlite3_close(db_); }

    /// Runs all statements of `sql`; true if all went well.
    bool run(const std::string& sql) {
        code_ = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
        return code_ == SQLITE_OK;
    }

    /// The first column of each row as text.
    std::vector<std::string> read(const std::string& sql) {
        std::vector<std::string> rows;
        const auto take = [](void* out, int, char** values, char**) {
            const char* value = values[0] == nullptr ? "" : values[0];
            static_cast<std::vector<std::string>*>(out)->emplace_back(value);
            return 0;
        };
        code_ = sqlite3_exec(db_, sql.c_str(), take, &rows, nullptr);
        return rows;
    }

    [[nodiscard]] int code() const { return code_; }

private:
    sqlite3* db_ = nullptr;
    int code_ = SQLITE_OK;
};

/// The next `count` transactions, numbered from 1: each writes three rows and moves a counter, so
/// that a half one shows.
struct Workload {
    std::uint64_t count = 40;
    std::string locking = "PRAGMA locking_mode=EXCLUSIVE;";
    std::string journal = "PRAGMA journal_mode=WAL;";
    std::string synchronous = "PRAGMA synchronous=FULL;";
    std::string more = "PRAGMA wal_autocheckpoint=20;";
    std::string after_creation = "PRAGMA wal_checkpoint;";

    [[nodiscard]] std::string pragmas() const { return locking + synchronous + journal + more; }

    /// Stops at the first error and closes, as a careful program does.
    void operator()(SimDisk& disk, Ledger& ledger) const {
        Connection db(disk.vfs_name(), pragmas());
        if (db.code() != SQLITE_OK ||
            !db.run(
                std::string("BEGIN; CREATE TABLE IF NOT EXISTS rows(txn, part, body);"
                            "CREATE TABLE IF NOT EXISTS counter(value);"
                            "INSERT INTO counter SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM counter);"
                            "COMMIT;") +
                after_creation)) {
            return;
        }
        const std::vector<std::string> last = db.read("SELECT value FROM counter");
        const std::uint64_t done = last.empty() ? 0 : std::stoull(last.front());
        for (std::uint64_t txn = done + 1; txn <= done + count; ++txn) {
            const std::string id = std::to_string(txn);
            const std::string body = ", hex(zeroblob(" + std::to_string(txn * 97 % 1500) + ")))";
            std::string sql = "BEGIN IMMEDIATE;";
            for (const char* part : {", 1", ", 2", ", 3"}) {
                sql.append("INSERT INTO rows VALUES (").append(id).append(part).append(body);
                sql += ';';
            }
            sql.append("UPDATE counter SET value = ").append(id).append("; COMMIT;");
            if (!db.run(sql)) {
                return;
            }
            ledger.acknowledge(txn);
        }
    }
};

/// Opens with the same pragmas; everything acknowledged is there, nothing by halves.
struct WorkloadChecker {
    Workload workload;

    Verdict operator()(SimDisk& disk, const std::vector<std::uint64_t>& acknowledged) const {
        Verdict verdict;
        Connection db(disk.vfs_name(), workload.pragmas());
        const bool is_open = db.code() == SQLITE_OK;
        const std::vector<std::string> integrity = db.read("PRAGMA integrity_check");
        if (!is_open || db.code() != SQLITE_OK) {
            verdict.is_reopened = false;
            verdict.detail = "open or check: code " + std::to_string(db.code());
            return verdict;
        }
        if (integrity != std::vector<std::string>{"ok"}) {
            ++verdict.broken_count;
            verdict.detail = integrity.empty() ? "no answer" : integrity.front();
            return verdict;
        }
        if (db.read("SELECT 1 FROM sqlite_schema WHERE name = 'counter'").empty()) {
            verdict.lost_count = acknowledged.size();
            verdict.detail = "no tables";
            return verdict;
        }
        std::set<std::string> there;
        for (const std::string& txn : db.read("SELECT DISTINCT txn FROM rows")) {
            there.insert(txn);
        }
        for (const std::uint64_t txn : acknowledged) {
            if (!there.contains(std::to_string(txn))) {
                ++verdict.lost_count;
                verdict.detail += " lost " + std::to_string(txn);
            }
        }
        const std::size_t half =
            db.read("SELECT txn FROM rows GROUP BY txn HAVING count(*) <> 3").size();
        const std::vector<std::string> counter = db.read("SELECT value FROM counter");
        const std::string last = std::to_string(there.size());
        const bool is_counted =
            counter == std::vector<std::string>{last} && (there.empty() || there.contains(last));
        if (half > 0 || !is_counted) {
            ++verdict.broken_count;
            verdict.detail += " half a transaction";
        }
        return verdict;
    }
};

}  // namespace wedsync::sim
