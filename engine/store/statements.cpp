#include "engine/store/statements.hpp"

#include "engine/base/assert.hpp"

namespace wedsync::store {
namespace {

const char* text_of(Query query) {
    switch (query) {
        case Query::kBegin:
            return "BEGIN";
        case Query::kCommit:
            return "COMMIT";
        case Query::kRollback:
            return "ROLLBACK";
        case Query::kSelectScopes:
            return "SELECT number, id FROM scope";
        case Query::kInsertScope:
            return "INSERT INTO scope(number, id) VALUES(?1, ?2)";
        case Query::kUpdateScope:
            return "UPDATE scope SET name=?2, epoch=?3, position=?4, log_start=?5, cells_sum=?6,"
                   " have_sum=?7, have=?8, refused=?9 WHERE number=?1";
        case Query::kSelectLanes:
            return "SELECT id, incarnation FROM lane WHERE scope=?1";
        case Query::kSelectLane:
            return "SELECT scope, incarnation FROM lane WHERE id=?1";
        case Query::kSelectLastLane:
            return "SELECT ifnull(max(id), 0) FROM lane";
        case Query::kInsertLane:
            return "INSERT INTO lane(id, scope, incarnation) VALUES(?1, ?2, ?3)";
        case Query::kUpdateLane:
            return "UPDATE lane SET person=?2, device=?3, role=?4, experience=?5 WHERE id=?1";
        case Query::kSelectRecord:
            return "SELECT body FROM record WHERE id=?1";
        case Query::kUpdateRecord:
            // What is indexed almost never changes: then this finds no row, and kReplaceRecord
            // follows. So the usual update touches no index.
            return "UPDATE record SET body=?2 WHERE id=?1 AND collection=?3 AND is_unsettled=?4";
        case Query::kReplaceRecord:
            return "INSERT OR REPLACE INTO record(id, body, collection, is_unsettled, scope)"
                   " VALUES(?1, ?2, ?3, ?4, ?5)";
        case Query::kDeleteRecord:
            return "DELETE FROM record WHERE id=?1";
        case Query::kReplaceOwn:
            return "INSERT OR REPLACE INTO own(sequence, scope, status, priority, attempts, "
                   "created_ms,"
                   " deadline_ms, type, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        case Query::kUpdateOwn:
            return "UPDATE own SET status=?2, attempts=?3 WHERE sequence=?1";
        case Query::kDeleteOwn:
            return "DELETE FROM own WHERE sequence=?1";
        case Query::kReplaceRefused:
            return "INSERT OR REPLACE INTO refused(lane, counter, scope, reason, refused_ms, body)"
                   " VALUES(?1, ?2, ?3, ?4, ?5, ?6)";
        case Query::kDeleteRefused:
            return "DELETE FROM refused WHERE lane=?1 AND counter=?2";
        case Query::kReplaceWithdrawn:
            return "INSERT OR REPLACE INTO withdrawn(lane, counter) VALUES(?1, ?2)";
        case Query::kDeleteWithdrawn:
            return "DELETE FROM withdrawn WHERE lane=?1 AND counter=?2";
        case Query::kInsertLog:
            return "INSERT INTO log(scope, last_position, first_position, body)"
                   " VALUES(?1, ?2, ?3, ?4)";
        case Query::kSelectLog:
            return "SELECT first_position, body, last_position FROM log"
                   " WHERE scope=?1 AND last_position>?2 ORDER BY last_position";
        case Query::kSelectLogRun:
            return "SELECT first_position, body FROM log WHERE scope=?1 AND last_position=?2";
        case Query::kReplaceLogLane:
            return "INSERT OR REPLACE INTO log_lane(lane, last_counter, first_counter, position)"
                   " VALUES(?1, ?2, ?3, ?4)";
        case Query::kSelectLogLane:
            return "SELECT first_counter, position FROM log_lane"
                   " WHERE lane=?1 AND last_counter>=?2 ORDER BY last_counter LIMIT 16";
        case Query::kSelectLogEnd:
            return "SELECT ifnull((SELECT max(last_position) FROM log WHERE scope=?1),"
                   " ifnull((SELECT log_start FROM scope WHERE number=?1), 0))";
        case Query::kReplaceSearch:
            return "INSERT OR REPLACE INTO search(rowid, words) VALUES(?1, ?2)";
        case Query::kDeleteSearch:
            return "DELETE FROM search WHERE rowid=?1";
        case Query::kSelectSearch:
            return "SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid";
        case Query::kReplaceStaging:
            return "INSERT OR REPLACE INTO staging(scope, number, frame) VALUES(?1, ?2, ?3)";
        case Query::kDeleteStaging:
            return "DELETE FROM staging WHERE scope=?1";
        case Query::kReplaceMeta:
            return "INSERT OR REPLACE INTO meta(name, value) VALUES(?1, ?2)";
        case Query::kDeleteMeta:
            return "DELETE FROM meta WHERE name=?1";
        case Query::kSelectMeta:
            return "SELECT value FROM meta WHERE name=?1";
    }
    WEDSYNC_ASSERT(false);
    return "";
}

}  // namespace

Result<Lease> Statements::lease(Query query) {
    std::unique_ptr<Statement>& kept = prepared_[static_cast<std::size_t>(query)];
    if (kept == nullptr) kept = WEDSYNC_TRY(database_.prepare(text_of(query)));
    WEDSYNC_ASSERT(!kept->is_busy());
    return Lease(kept.get());
}

Result<void> Statements::run(Query query) {
    const Lease statement = WEDSYNC_TRY(lease(query));
    return statement->run();
}

}  // namespace wedsync::store
