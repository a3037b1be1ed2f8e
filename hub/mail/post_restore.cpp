#include "hub/mail/post_restore.hpp"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/store/database.hpp"
#include "hub/mail/post_row.hpp"

namespace wedsync::hub {
namespace {

using store::Database;
using store::Statement;

/// Read at a time: a room has one row for each invitation there ever was.
constexpr std::int64_t kRowsAtATime = 1'000;
constexpr std::string_view kRestored = "restored";

Result<std::unique_ptr<Database>> open_room(const std::string& path) {
    std::unique_ptr<Database> database = WEDSYNC_TRY(Database::open(path, ""));
    WEDSYNC_TRY(prepare_post_file(*database));
    const std::string whole = WEDSYNC_TRY(database->query_text("PRAGMA integrity_check(1)"));
    if (whole != "ok") return Error{ErrorCode::kCorrupt, path + ": " + whole};
    return database;
}

/// Some invitations of a room, from one behind `after` on.
struct Piece {
    std::vector<PostRow> rows;
    std::int64_t last = 0;
};
Result<Piece> read_piece(Database& room, std::int64_t after) {
    const std::unique_ptr<Statement> numbers = WEDSYNC_TRY(
        room.prepare("SELECT number FROM mail WHERE number>?1 ORDER BY number LIMIT ?2"));
    numbers->bind_integer(1, after);
    numbers->bind_integer(2, kRowsAtATime);
    Piece piece{{}, after};
    while (WEDSYNC_TRY(numbers->step()))
        piece.last = numbers->integer(0);
    const std::unique_ptr<Statement> rows =
        WEDSYNC_TRY(room.prepare(std::string(kSelectPostRow) + "WHERE number>?1 AND number<=?2"));
    rows->bind_integer(1, after);
    rows->bind_integer(2, piece.last);
    while (WEDSYNC_TRY(rows->step()))
        piece.rows.push_back(WEDSYNC_TRY(read_post_row(*rows)));
    return piece;
}

Result<std::optional<PostRow>> find_row(Database& room, const std::string& id) {
    const std::unique_ptr<Statement> statement =
        WEDSYNC_TRY(room.prepare(std::string(kSelectPostRow) + "WHERE id=?1"));
    statement->bind_text(1, id);
    if (!WEDSYNC_TRY(statement->step())) return std::optional<PostRow>{};
    return std::optional<PostRow>{WEDSYNC_TRY(read_post_row(*statement))};
}

/// The room has heard less of the mail than the backup: it was itself made of an older one.
bool knows_less(const PostRow& here, const PostRow& there) {
    const bool is_erased = here.key.empty();
    return !is_erased && here.standing.state != MailState::kOptedOut &&
           here.standing.version < there.standing.version;
}

/// True: it is one of those of which nobody knows.
Result<bool> add_row(Database& room, PostRow row) {
    const std::optional<PostRow> known = WEDSYNC_TRY(find_row(room, row.standing.id));
    if (known && !knows_less(*known, row)) return false;
    const bool is_unknown = row.standing.state == MailState::kQueued;
    if (is_unknown) {
        row.is_handed = true;
        row.standing.reason = kRestored;
    }
    const std::unique_ptr<Statement> statement =
        WEDSYNC_TRY(room.prepare(known ? kUpdatePostRow : kInsertPostRow));
    bind_post_row(*statement, row);
    WEDSYNC_TRY(statement->run());
    return is_unknown;
}

Result<void> add_opted_out(Database& room, Database& backup) {
    const std::unique_ptr<Statement> read =
        WEDSYNC_TRY(backup.prepare("SELECT key, at_ms FROM opted_out"));
    const std::unique_ptr<Statement> add =
        WEDSYNC_TRY(room.prepare("INSERT OR IGNORE INTO opted_out(key, at_ms) VALUES(?1, ?2)"));
    while (WEDSYNC_TRY(read->step())) {
        const std::string key(read->text(0));
        add->bind_text(1, key);
        add->bind_integer(2, read->integer(1));
        WEDSYNC_TRY(add->run());
    }
    // Whoever said so to either room.
    return room.execute(
        "UPDATE mail SET state='opted_out', reason='', is_handed=0, version=version+1 "
        "WHERE state<>'opted_out' AND accepted_ms=0 AND key IN (SELECT key FROM opted_out);"
        "UPDATE mail SET address='' "
        "WHERE address<>'' AND key IN (SELECT key FROM opted_out);");
}

Result<RestoredPost> add_all(Database& room, Database& backup) {
    RestoredPost restored;
    Piece piece = WEDSYNC_TRY(read_piece(backup, 0));
    while (!piece.rows.empty()) {
        for (PostRow& row : piece.rows) {
            const bool is_unknown = WEDSYNC_TRY(add_row(room, std::move(row)));
            if (is_unknown) ++restored.unknown;
        }
        piece = WEDSYNC_TRY(read_piece(backup, piece.last));
    }
    WEDSYNC_TRY(add_opted_out(room, backup));
    WEDSYNC_TRY(room.execute("COMMIT"));
    return restored;
}

}  // namespace

Result<RestoredPost> restore_post(const std::string& path) {
    const std::unique_ptr<Database> room = WEDSYNC_TRY(open_room(path));
    WEDSYNC_TRY(
        room->execute("UPDATE mail SET is_handed=1, reason='restored' WHERE state='queued'"));
    return RestoredPost{static_cast<std::uint64_t>(room->changed_count())};
}

Result<RestoredPost> add_to_post(const std::string& path, const std::string& from) {
    const std::unique_ptr<Database> room = WEDSYNC_TRY(open_room(path));
    const std::unique_ptr<Database> backup = WEDSYNC_TRY(open_room(from));
    WEDSYNC_TRY(room->execute("BEGIN IMMEDIATE"));
    Result<RestoredPost> added = add_all(*room, *backup);
    if (!added.ok() && room->is_in_transaction()) static_cast<void>(room->execute("ROLLBACK"));
    return added;
}

}  // namespace wedsync::hub
