// The format of a post room's file, version 1. One SQLite file, marked by application_id; the
// version is user_version.
//
//   mail       one row for each invitation, for good: so the same wish is never two mails. What is
//              personal in it (address, actor, about) is emptied when it is needed no more.
//              state = name_of(MailState); is_handed: between the last byte of the mail and the
//              server's answer; version grows with what reports say, reported is what was written
//              into the invitation's record. Times: 0 for none.
//   opted_out  keys of the addresses of those who want no mail.
#include "hub/mail/post_row.hpp"

#include <array>

namespace wedsync::hub {
namespace {

using store::Database;
using store::Statement;

/// "WDPO": says whose file this is.
constexpr std::int64_t kApplicationId = 0x5744504f;
constexpr std::int64_t kFormat = 1;

constexpr const char* kSettings = R"sql(
PRAGMA busy_timeout=5000;
PRAGMA synchronous=FULL;
PRAGMA secure_delete=ON;
)sql";

constexpr const char* kTables = R"sql(
CREATE TABLE mail(
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, scope INTEGER NOT NULL,
    state TEXT NOT NULL, reason TEXT NOT NULL, mailed_ms INTEGER NOT NULL,
    opened_ms INTEGER NOT NULL, accepted_ms INTEGER NOT NULL, version INTEGER NOT NULL,
    reported INTEGER NOT NULL DEFAULT 0, key TEXT NOT NULL, address TEXT NOT NULL,
    actor TEXT NOT NULL, about TEXT NOT NULL, language TEXT NOT NULL,
    link INTEGER NOT NULL UNIQUE, message_id TEXT NOT NULL, taken_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL, due_ms INTEGER NOT NULL, handed_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL, is_handed INTEGER NOT NULL, is_mail INTEGER NOT NULL);
CREATE INDEX mail_by_key ON mail(key);
CREATE INDEX mail_by_state ON mail(state, expires_ms);
CREATE INDEX mail_waiting ON mail(due_ms, number) WHERE state='queued' AND is_handed=0;
CREATE INDEX mail_unreported ON mail(number) WHERE reported<version;
CREATE INDEX mail_by_handed ON mail(handed_ms);
CREATE INDEX mail_with_address ON mail(expires_ms) WHERE address<>'';
CREATE TABLE opted_out(key TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA application_id=0x5744504f;
PRAGMA user_version=1;
)sql";

std::optional<std::int64_t> time_of(std::int64_t ms) {
    return ms == 0 ? std::nullopt : std::optional<std::int64_t>(ms);
}

/// Unless another process was quicker.
Result<void> create_tables(Database& database) {
    WEDSYNC_TRY(database.execute("BEGIN IMMEDIATE"));
    const Result<std::int64_t> version = database.query_integer("PRAGMA user_version");
    Result<void> done;
    if (!version.ok()) {
        done = version.error();
    } else if (version.value() == 0) {
        done = database.execute(kTables);
    }
    if (done.ok()) done = database.execute("COMMIT");
    if (!done.ok() && database.is_in_transaction()) static_cast<void>(database.execute("ROLLBACK"));
    return done;
}

}  // namespace

const std::string_view kSelectPostRow =
    "SELECT id, scope, state, reason, mailed_ms, opened_ms, accepted_ms, version, key, address, "
    "actor, about, language, link, message_id, taken_ms, expires_ms, due_ms, handed_ms, attempts, "
    "is_handed, is_mail FROM mail ";
const std::string_view kInsertPostRow =
    "INSERT INTO mail(id, scope, state, reason, mailed_ms, opened_ms, accepted_ms, version, key, "
    "address, actor, about, language, link, message_id, taken_ms, expires_ms, due_ms, handed_ms, "
    "attempts, is_handed, is_mail) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
    "?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)";
const std::string_view kUpdatePostRow =
    "UPDATE mail SET scope=?2, state=?3, reason=?4, mailed_ms=?5, opened_ms=?6, accepted_ms=?7, "
    "version=?8, key=?9, address=?10, actor=?11, about=?12, language=?13, link=?14, "
    "message_id=?15, taken_ms=?16, expires_ms=?17, due_ms=?18, handed_ms=?19, attempts=?20, "
    "is_handed=?21, is_mail=?22 WHERE id=?1";

Result<void> prepare_post_file(Database& database) {
    WEDSYNC_TRY(database.execute(kSettings));
    const std::int64_t application = WEDSYNC_TRY(database.query_integer("PRAGMA application_id"));
    const std::int64_t version = WEDSYNC_TRY(database.query_integer("PRAGMA user_version"));
    if (version > kFormat) {
        return Error{
            ErrorCode::kNewerFormat,
            "the post room has format " + std::to_string(version) + ", this program knows up to 1"};
    }
    if (application != kApplicationId) {
        const std::int64_t tables =
            WEDSYNC_TRY(database.query_integer("SELECT count(*) FROM sqlite_schema"));
        if (application != 0 || version != 0 || tables != 0)
            return Error{ErrorCode::kCorrupt, "the file is no post room"};
    }
    const std::string mode = WEDSYNC_TRY(database.query_text("PRAGMA journal_mode=WAL"));
    if (mode != "wal") return Error{ErrorCode::kStore, "no write-ahead log, but: " + mode};
    return version == kFormat ? Result<void>{} : create_tables(database);
}

Result<PostRow> read_post_row(const Statement& statement) {
    const std::optional<MailState> state = mail_state_of(statement.text(2));
    if (!state) return Error{ErrorCode::kCorrupt, "the post room holds a state that is none"};
    PostRow row;
    MailStanding& standing = row.standing;
    standing.id = statement.text(0);
    standing.scope = statement.unsigned_integer(1);
    standing.state = *state;
    standing.reason = statement.text(3);
    standing.mailed_at_ms = time_of(statement.integer(4));
    standing.opened_at_ms = time_of(statement.integer(5));
    standing.accepted_at_ms = time_of(statement.integer(6));
    standing.version = statement.unsigned_integer(7);
    row.before = standing;
    row.key = statement.text(8);
    row.address = statement.text(9);
    row.actor = statement.text(10);
    row.about = statement.text(11);
    row.language = statement.text(12);
    row.link = statement.unsigned_integer(13);
    row.message_id = statement.text(14);
    row.taken_ms = statement.integer(15);
    row.expires_ms = statement.integer(16);
    row.due_ms = statement.integer(17);
    row.handed_ms = statement.integer(18);
    row.attempts = statement.unsigned_integer(19);
    row.is_handed = statement.integer(20) != 0;
    row.is_mail = statement.integer(21) != 0;
    return row;
}

void bind_post_row(Statement& statement, const PostRow& row) {
    const MailStanding& standing = row.standing;
    statement.bind_text(1, standing.id);
    statement.bind_unsigned(2, standing.scope);
    statement.bind_text(3, name_of(standing.state));
    statement.bind_text(4, standing.reason);
    statement.bind_integer(5, standing.mailed_at_ms.value_or(0));
    statement.bind_integer(6, standing.opened_at_ms.value_or(0));
    statement.bind_integer(7, standing.accepted_at_ms.value_or(0));
    statement.bind_unsigned(8, standing.version);
    statement.bind_text(9, row.key);
    statement.bind_text(10, row.address);
    statement.bind_text(11, row.actor);
    statement.bind_text(12, row.about);
    statement.bind_text(13, row.language);
    statement.bind_unsigned(14, row.link);
    statement.bind_text(15, row.message_id);
    statement.bind_integer(16, row.taken_ms);
    statement.bind_integer(17, row.expires_ms);
    statement.bind_integer(18, row.due_ms);
    statement.bind_integer(19, row.handed_ms);
    statement.bind_unsigned(20, row.attempts);
    statement.bind_integer(21, row.is_handed ? 1 : 0);
    statement.bind_integer(22, row.is_mail ? 1 : 0);
}

std::optional<MailState> mail_state_of(std::string_view name) {
    constexpr std::array<MailState, 8> kStates{
        MailState::kQueued,  MailState::kSent,    MailState::kRepeated, MailState::kRefused,
        MailState::kBounced, MailState::kUnknown, MailState::kOptedOut, MailState::kExpired};
    for (const MailState state : kStates) {
        if (name_of(state) == name) return state;
    }
    return std::nullopt;
}

}  // namespace wedsync::hub
