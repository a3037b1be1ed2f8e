#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/hash.hpp"
#include "engine/store/database.hpp"
#include "engine/store/migrations.hpp"
#include "sim/crash/stories.hpp"

namespace wedsync::sim {
namespace {

using store::Database;
using store::Migration;

/// Steps as later versions might have them: a table filled, a table made anew, an index.
constexpr const char* kFill = R"sql(
CREATE TABLE step1(id INTEGER PRIMARY KEY, body BLOB NOT NULL);
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 200)
INSERT INTO step1 SELECT n, hex(zeroblob(n)) FROM number;
)sql";
constexpr const char* kRemake = R"sql(
CREATE TABLE step2(id INTEGER PRIMARY KEY, body BLOB NOT NULL, length INTEGER NOT NULL);
INSERT INTO step2 SELECT id, body, length(body) FROM step1;
DROP TABLE step1;
)sql";
constexpr const char* kIndex = R"sql(
CREATE INDEX step3 ON step2(length);
UPDATE step2 SET length = length + 1;
)sql";

Result<void> fill(Database& database) {
    return database.execute(kFill);
}
Result<void> remake(Database& database) {
    return database.execute(kRemake);
}
Result<void> add_index(Database& database) {
    return database.execute(kIndex);
}

std::vector<Migration> all_steps() {
    const auto real = store::migrations();
    std::vector<Migration> steps(real.begin(), real.end());
    steps.insert(steps.end(), {fill, remake, add_index});
    return steps;
}

class MigrationStory : public Story {
public:
    explicit MigrationStory(std::size_t steps_at_once) : steps_at_once_(steps_at_once) {}

    Result<void> open(const std::string& vfs) override {
        database_ = WEDSYNC_TRY(Database::open("store.db", vfs));
        return database_->execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=FULL");
    }
    void close() override { database_.reset(); }
    [[nodiscard]] std::size_t step_count() const override {
        return (steps_.size() + steps_at_once_ - 1) / steps_at_once_;
    }

    Result<void> perform(std::size_t step) override {
        const std::size_t format = std::min((step + 1) * steps_at_once_, steps_.size());
        WEDSYNC_TRY(store::prepare_format(*database_, std::span(steps_).first(format)));
        // As the store does after it: the file's name is on the disk from now on.
        return database_->execute("PRAGMA wal_checkpoint");
    }

    Result<std::uint64_t> fingerprint() override {
        const std::string schema = WEDSYNC_TRY(
            database_->query_text("SELECT ifnull(group_concat(sql), '') FROM sqlite_schema"));
        const std::int64_t format = WEDSYNC_TRY(database_->query_integer("PRAGMA user_version"));
        const std::int64_t rows = WEDSYNC_TRY(row_sum(schema));
        return hash64(as_bytes(schema)) + static_cast<std::uint64_t>(format * 1'000'003 + rows);
    }
    Result<void> verify() override {
        const std::string found = WEDSYNC_TRY(database_->query_text("PRAGMA integrity_check(1)"));
        if (found != "ok") return Error{ErrorCode::kCorrupt, found};
        return {};
    }

private:
    Result<std::int64_t> row_sum(const std::string& schema) {
        if (schema.find("TABLE step1") != std::string::npos)
            return database_->query_integer("SELECT sum(length(body)) FROM step1");
        if (schema.find("TABLE step2") != std::string::npos)
            return database_->query_integer("SELECT sum(length) FROM step2");
        return std::int64_t{0};
    }

    std::size_t steps_at_once_;
    std::vector<Migration> steps_ = all_steps();
    std::unique_ptr<Database> database_;
};

}  // namespace

std::unique_ptr<Story> make_migration_story(std::size_t steps_at_once) {
    return std::make_unique<MigrationStory>(steps_at_once);
}

}  // namespace wedsync::sim
