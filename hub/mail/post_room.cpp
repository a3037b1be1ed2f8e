#include "hub/mail/post_room.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/secret.hpp"
#include "crypto/text.hpp"
#include "hub/mail/post_row.hpp"
#include "modules/viral/address.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

using store::Statement;

constexpr std::int64_t kMsPerHour = std::int64_t{3'600} * 1'000;
constexpr std::int64_t kMsPerDay = 24 * kMsPerHour;
constexpr std::int64_t kAskAgainMs = 1'000;
constexpr std::int64_t kPersonDays = 30;
/// An invitation holds no longer, whatever it says.
constexpr std::int64_t kValidDaysMax = 366;
constexpr std::int64_t kQueuedMax = 100'000;
constexpr std::size_t kIdBytesMax = 128;
constexpr std::size_t kTextBytesMax = 1'000;
constexpr std::int64_t kBackoffMaxMs = kMsPerHour;
constexpr unsigned kBackoffDoublingsMax = 16;

Error invalid(const std::string& what) {
    return {ErrorCode::kInvalid, what};
}

Result<void> check_wish(const MailWish& wish) {
    constexpr std::array<std::string_view, 5> kLanguages{"en", "de", "fr", "es", "ar"};
    const bool has_control = std::any_of(wish.id.begin(), wish.id.end(), [](char letter) {
        return static_cast<unsigned char>(letter) <= 0x20U;
    });
    if (wish.id.empty() || wish.id.size() > kIdBytesMax || has_control)
        return invalid("an invitation has a name of 1 to 128 bytes without spaces");
    if (viral::normal_address(wish.address) != wish.address)
        return invalid("an invitation goes to one e-mail address");
    if (wish.actor.size() > kTextBytesMax || wish.about.size() > kTextBytesMax)
        return invalid("texts of an invitation have at most 1,000 bytes");
    if (std::find(kLanguages.begin(), kLanguages.end(), wish.language) == kLanguages.end())
        return invalid("the language of an invitation is en, de, fr, es or ar");
    return {};
}

/// How long until the next try: twice as long each time, and not for all at the same moment.
std::int64_t backoff_ms(std::uint64_t attempts, std::uint32_t first_s) {
    const auto doublings =
        std::min<std::uint64_t>(attempts == 0 ? 0 : attempts - 1, kBackoffDoublingsMax);
    const std::int64_t whole = std::min((std::int64_t{first_s} * 1'000) << doublings,
                                        std::max(kBackoffMaxMs, std::int64_t{first_s} * 1'000));
    const auto half = static_cast<std::uint64_t>(whole / 2);
    return static_cast<std::int64_t>(half + crypto::random_bits() % (half + 1));
}

std::string new_message_id(const MailSettings& settings) {
    std::array<std::uint8_t, 16> bytes{};
    crypto::fill_random(bytes);
    const std::size_t at = settings.from.find('@');
    const std::string domain =
        at == std::string::npos ? "wedsync.invalid" : settings.from.substr(at + 1);
    return crypto::hex(bytes) + "@" + domain;
}

/// Whoever has the link got the mail.
void note_arrival(PostRow& row, std::int64_t now_ms) {
    MailStanding& standing = row.standing;
    if (standing.state != MailState::kUnknown && standing.state != MailState::kQueued) return;
    standing.state = MailState::kSent;
    standing.reason.clear();
    standing.mailed_at_ms = row.handed_ms != 0 ? row.handed_ms : now_ms;
}

}  // namespace

struct PostRoom::Row : PostRow {};

/// Rolled back unless it was committed.
class PostRoom::Transaction {
public:
    [[nodiscard]] static Result<void> begin(store::Database& database) {
        return database.execute("BEGIN IMMEDIATE");
    }
    explicit Transaction(store::Database& database) : database_(database) {}
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction() {
        if (database_.is_in_transaction()) static_cast<void>(database_.execute("ROLLBACK"));
    }
    [[nodiscard]] Result<void> commit() { return database_.execute("COMMIT"); }

private:
    store::Database& database_;
};

PostRoom::PostRoom(Parts parts) : parts_(std::move(parts)) {}
PostRoom::~PostRoom() = default;

// ---- The file ----

Result<std::unique_ptr<PostRoom>> PostRoom::open(Parts parts) {
    std::unique_ptr<PostRoom> room(new PostRoom(std::move(parts)));
    WEDSYNC_TRY(os::make_file(room->parts_.path));
    room->database_ = WEDSYNC_TRY(store::Database::open(room->parts_.path, ""));
    WEDSYNC_TRY(prepare_post_file(*room->database_));
    return room;
}

void PostRoom::forget_in_log() {
    // Best effort: where somebody reads just now, the next one does it.
    static_cast<void>(database_->query_integer("PRAGMA wal_checkpoint(TRUNCATE)"));
}

// ---- Rows ----

Result<PostRoom::Rows> PostRoom::select(std::string_view tail, std::int64_t number,
                                        std::string_view text) {
    const std::unique_ptr<Statement> statement =
        WEDSYNC_TRY(database_->prepare(std::string(kSelectPostRow) + std::string(tail)));
    statement->bind_integer(1, number);
    statement->bind_text(2, text);
    Rows rows;
    while (WEDSYNC_TRY(statement->step()))
        rows.push_back(Row{WEDSYNC_TRY(read_post_row(*statement))});
    return rows;
}

Result<std::optional<PostRoom::Row>> PostRoom::row_of(const std::string& id) {
    Rows rows = WEDSYNC_TRY(select("WHERE ?1=?1 AND id=?2", 0, id));
    if (rows.empty()) return std::optional<Row>{};
    return std::optional<Row>{std::move(rows.front())};
}

Result<PostRoom::Row> PostRoom::known_row(const std::string& id) {
    std::optional<Row> row = WEDSYNC_TRY(row_of(id));
    if (!row) return Error{ErrorCode::kNotFound, "there is no invitation with this name"};
    return *std::move(row);
}

Result<std::optional<PostRoom::Row>> PostRoom::row_of_link(std::string_view token) {
    const std::optional<MailLink> link = parts_.links.read(token);
    if (!link) return std::optional<Row>{};
    Rows rows =
        WEDSYNC_TRY(select("WHERE link=?1 AND ?2=?2", static_cast<std::int64_t>(link->number)));
    if (rows.empty() || rows.front().expires_ms != link->expires_at_ms) return std::optional<Row>{};
    return std::optional<Row>{std::move(rows.front())};
}

Result<void> PostRoom::insert(const Row& row) {
    const std::unique_ptr<Statement> statement = WEDSYNC_TRY(database_->prepare(kInsertPostRow));
    bind_post_row(*statement, row);
    return statement->run();
}

Result<void> PostRoom::update(Row row) {
    if (row.standing != row.before) ++row.standing.version;
    const std::unique_ptr<Statement> statement = WEDSYNC_TRY(database_->prepare(kUpdatePostRow));
    bind_post_row(*statement, row);
    return statement->run();
}

Result<std::int64_t> PostRoom::count(std::string_view where, std::int64_t number,
                                     std::string_view text) {
    const std::unique_ptr<Statement> statement = WEDSYNC_TRY(database_->prepare(
        "SELECT count(*) FROM mail WHERE ?1=?1 AND ?2=?2 AND " + std::string(where)));
    statement->bind_integer(1, number);
    statement->bind_text(2, text);
    static_cast<void>(WEDSYNC_TRY(statement->step()));
    return statement->integer(0);
}

Result<std::int64_t> PostRoom::change(std::string_view sql, std::int64_t number) {
    const std::unique_ptr<Statement> statement = WEDSYNC_TRY(database_->prepare(sql));
    statement->bind_integer(1, number);
    WEDSYNC_TRY(statement->run());
    return database_->changed_count();
}

Result<bool> PostRoom::has_opted_out(const std::string& key) {
    const std::unique_ptr<Statement> statement =
        WEDSYNC_TRY(database_->prepare("SELECT 1 FROM opted_out WHERE key=?1"));
    statement->bind_text(1, key);
    return statement->step();
}

// ---- Wishes ----

/// What becomes of a wish; the first that fits.
Result<void> PostRoom::decide(Row& row, const MailWish& wish, std::int64_t now_ms) {
    const auto as = [&row](MailState state, const char* reason) -> Result<void> {
        row.standing.state = state;
        row.standing.reason = reason;
        row.address.clear();
        row.actor.clear();
        row.about.clear();
        return {};
    };
    const bool wants_none = WEDSYNC_TRY(has_opted_out(row.key));
    if (wants_none) return as(MailState::kOptedOut, "");
    if (parts_.settings.consent_required && !wish.has_consent)
        return as(MailState::kRefused, "no_consent");
    if (row.expires_ms <= now_ms) return as(MailState::kExpired, "not_sent");
    const std::int64_t standing =
        WEDSYNC_TRY(count("key=?2 AND state IN ('queued', 'sent', 'unknown')", 0, row.key));
    if (standing > 0) return as(MailState::kRepeated, "");
    const std::int64_t before = WEDSYNC_TRY(
        count("key=?2 AND is_mail=1 AND taken_ms>?1", now_ms - kPersonDays * kMsPerDay, row.key));
    if (before >= std::int64_t{parts_.settings.per_person})
        return as(MailState::kRefused, "too_many");
    row.is_mail = true;
    return {};
}

Result<MailStanding> PostRoom::take(const MailWish& wish, std::int64_t now_ms) {
    WEDSYNC_TRY(check_wish(wish));
    WEDSYNC_TRY(Transaction::begin(*database_));
    Transaction transaction(*database_);
    const std::string key = viral::key_of_address(wish.address);
    const std::optional<Row> known = WEDSYNC_TRY(row_of(wish.id));
    if (known) {
        // Of one that was erased nobody knows any more whose it was.
        if (!known->key.empty() && known->key != key)
            return invalid("another invitation has this name already");
        return known->standing;
    }
    Row row;
    row.standing.id = wish.id;
    row.standing.scope = wish.scope;
    row.standing.version = 1;
    row.key = key;
    row.address = wish.address;
    row.actor = wish.actor;
    row.about = wish.about;
    row.language = wish.language;
    row.link = crypto::random_bits();
    row.message_id = new_message_id(parts_.settings);
    row.taken_ms = now_ms;
    row.due_ms = now_ms;
    row.expires_ms = std::min(
        wish.expires_at_ms.value_or(now_ms + std::int64_t{parts_.settings.valid_days} * kMsPerDay),
        now_ms + kValidDaysMax * kMsPerDay);
    WEDSYNC_TRY(decide(row, wish, now_ms));
    if (row.standing.state == MailState::kQueued) {
        const std::int64_t queued = WEDSYNC_TRY(count("state='queued'", 0));
        if (queued >= kQueuedMax)
            return Error{ErrorCode::kTooLarge, "too many invitations wait to be mailed"};
    }
    WEDSYNC_TRY(insert(row));
    WEDSYNC_TRY(transaction.commit());
    return row.standing;
}

Result<std::optional<MailStanding>> PostRoom::find(const std::string& id) {
    const std::optional<Row> row = WEDSYNC_TRY(row_of(id));
    return row ? std::optional<MailStanding>(row->standing) : std::nullopt;
}

Result<std::vector<MailStanding>> PostRoom::unreported(std::size_t max) {
    const Rows rows =
        WEDSYNC_TRY(select("WHERE ?2=?2 AND reported<version ORDER BY number LIMIT ?1",
                           static_cast<std::int64_t>(max)));
    std::vector<MailStanding> standings;
    for (const Row& row : rows)
        standings.push_back(row.standing);
    return standings;
}

Result<void> PostRoom::reported(const std::string& id, std::uint64_t version) {
    const std::unique_ptr<Statement> statement =
        WEDSYNC_TRY(database_->prepare("UPDATE mail SET reported=max(reported, ?1) WHERE id=?2"));
    statement->bind_unsigned(1, version);
    statement->bind_text(2, id);
    return statement->run();
}

// ---- Sending ----

Result<std::uint64_t> PostRoom::recover(std::int64_t now_ms) {
    const bool is_left = parts_.settings.after_unknown == AfterUnknown::kLeave;
    const std::int64_t changed = WEDSYNC_TRY(
        is_left ? change("UPDATE mail SET state='unknown', is_handed=0, version=version+1, "
                         "reason=CASE reason WHEN 'restored' THEN reason ELSE 'hub_stopped' END "
                         "WHERE ?1=?1 AND state='queued' AND is_handed=1",
                         now_ms)
                : change("UPDATE mail SET is_handed=0, due_ms=?1 "
                         "WHERE state='queued' AND is_handed=1",
                         now_ms));
    return static_cast<std::uint64_t>(changed);
}

/// When the hub may send again, where it has sent as much as it may in an hour.
Result<std::optional<std::int64_t>> PostRoom::end_of_full_hour(std::int64_t now_ms) {
    const std::unique_ptr<Statement> statement = WEDSYNC_TRY(
        database_->prepare("SELECT handed_ms FROM mail WHERE handed_ms>?1 AND handed_ms<?2 "
                           "ORDER BY handed_ms DESC LIMIT 1 OFFSET ?3"));
    statement->bind_integer(1, now_ms - kMsPerHour);
    // A clock that was wrong does not stop the mail for longer.
    statement->bind_integer(2, now_ms + kMsPerHour);
    statement->bind_integer(3, std::int64_t{parts_.settings.per_hour} - 1);
    const bool is_full = WEDSYNC_TRY(statement->step());
    if (!is_full) return std::optional<std::int64_t>{};
    return std::optional<std::int64_t>{statement->integer(0) + kMsPerHour};
}

Result<MailTurn> PostRoom::next(std::int64_t now_ms) {
    if (const auto end = WEDSYNC_TRY(end_of_full_hour(now_ms)))
        return MailTurn{std::nullopt, std::max(*end, now_ms + kAskAgainMs)};
    const Rows rows = WEDSYNC_TRY(
        select("WHERE ?2=?2 AND state='queued' AND is_handed=0 AND due_ms<=?1 AND expires_ms>?1 "
               "ORDER BY due_ms, number LIMIT 1",
               now_ms));
    if (rows.empty()) return MailTurn{std::nullopt, now_ms + kAskAgainMs};
    const Row& row = rows.front();
    MailJob job;
    job.id = row.standing.id;
    job.address = row.address;
    job.actor = row.actor;
    job.about = row.about;
    job.language = row.language;
    job.message_id = row.message_id;
    job.token = parts_.links.token_of({row.link, row.expires_ms});
    job.expires_at_ms = row.expires_ms;
    return MailTurn{std::move(job), now_ms};
}

Result<bool> PostRoom::hand(const std::string& id, std::int64_t now_ms) {
    WEDSYNC_TRY(Transaction::begin(*database_));
    Transaction transaction(*database_);
    std::optional<Row> row = WEDSYNC_TRY(row_of(id));
    if (!row || row->standing.state != MailState::kQueued || row->is_handed) return false;
    const bool wants_none = WEDSYNC_TRY(has_opted_out(row->key));
    if (wants_none || row->expires_ms <= now_ms) return false;
    row->is_handed = true;
    row->handed_ms = now_ms;
    WEDSYNC_TRY(update(*std::move(row)));
    WEDSYNC_TRY(transaction.commit());
    return true;
}

Result<void> PostRoom::settle(const std::string& id, MailOutcome outcome, const std::string& reason,
                              std::int64_t now_ms) {
    WEDSYNC_TRY(Transaction::begin(*database_));
    Transaction transaction(*database_);
    Row row = WEDSYNC_TRY(known_row(id));
    // Somebody decided otherwise meanwhile, or has accepted it already.
    if (row.standing.state != MailState::kQueued) return {};
    row.is_handed = false;
    ++row.attempts;
    row.standing.reason = reason;
    const std::int64_t again_ms = now_ms + backoff_ms(row.attempts, parts_.settings.retry_s);
    switch (outcome) {
        case MailOutcome::kSent:
            row.standing.state = MailState::kSent;
            row.standing.mailed_at_ms = now_ms;
            break;
        case MailOutcome::kBounced:
            row.standing.state = MailState::kBounced;
            break;
        case MailOutcome::kTryLater:
            row.due_ms = again_ms;
            break;
        case MailOutcome::kUnanswered:
            row.due_ms = again_ms;
            if (parts_.settings.after_unknown == AfterUnknown::kLeave)
                row.standing.state = MailState::kUnknown;
            break;
    }
    WEDSYNC_TRY(update(std::move(row)));
    return transaction.commit();
}

Result<void> PostRoom::sweep(std::int64_t now_ms) {
    static_cast<void>(
        WEDSYNC_TRY(change("UPDATE mail SET state='expired', reason='not_sent', version=version+1 "
                           "WHERE state='queued' AND is_handed=0 AND expires_ms<=?1",
                           now_ms)));
    static_cast<void>(WEDSYNC_TRY(
        change("UPDATE mail SET state='expired', reason='not_accepted', version=version+1 "
               "WHERE state IN ('sent', 'unknown') AND accepted_ms=0 AND expires_ms<=?1",
               now_ms)));
    const std::int64_t forgotten =
        WEDSYNC_TRY(change("UPDATE mail SET address='', actor='', about='' "
                           "WHERE address<>'' AND state<>'queued' AND expires_ms<=?1",
                           now_ms));
    if (forgotten > 0) forget_in_log();
    return {};
}

// ---- Links ----

Result<LinkAnswer> PostRoom::answer_of(const Row& row, std::int64_t now_ms) {
    LinkAnswer answer;
    answer.has_opted_out = WEDSYNC_TRY(has_opted_out(row.key));
    answer.language = row.language;
    answer.state = LinkState::kOpen;
    if (row.standing.accepted_at_ms) {
        answer.state = LinkState::kAccepted;
    } else if (row.expires_ms <= now_ms) {
        answer.state = LinkState::kExpired;
        return answer;
    }
    answer.actor = row.actor;
    answer.about = row.about;
    return answer;
}

Result<LinkAnswer> PostRoom::look_at_link(std::string_view token, std::int64_t now_ms) {
    const std::optional<Row> row = WEDSYNC_TRY(row_of_link(token));
    if (!row) return LinkAnswer{};
    return answer_of(*row, now_ms);
}

Result<LinkAnswer> PostRoom::open_link(std::string_view token, std::int64_t now_ms) {
    WEDSYNC_TRY(Transaction::begin(*database_));
    Transaction transaction(*database_);
    std::optional<Row> row = WEDSYNC_TRY(row_of_link(token));
    if (!row) return LinkAnswer{};
    const LinkAnswer answer = WEDSYNC_TRY(answer_of(*row, now_ms));
    if (row->standing.opened_at_ms || answer.state != LinkState::kOpen) return answer;
    note_arrival(*row, now_ms);
    row->standing.opened_at_ms = now_ms;
    WEDSYNC_TRY(update(*std::move(row)));
    WEDSYNC_TRY(transaction.commit());
    return answer;
}

Result<LinkAnswer> PostRoom::accept(std::string_view token, std::int64_t now_ms) {
    WEDSYNC_TRY(Transaction::begin(*database_));
    Transaction transaction(*database_);
    std::optional<Row> row = WEDSYNC_TRY(row_of_link(token));
    if (!row) return LinkAnswer{};
    const LinkAnswer answer = WEDSYNC_TRY(answer_of(*row, now_ms));
    if (answer.state != LinkState::kOpen) return answer;
    note_arrival(*row, now_ms);
    row->standing.accepted_at_ms = now_ms;
    // It is not needed any more: the mail arrived, and the link is used up.
    row->address.clear();
    WEDSYNC_TRY(update(*std::move(row)));
    WEDSYNC_TRY(transaction.commit());
    return answer;
}

Result<LinkAnswer> PostRoom::opt_out(std::string_view token, std::int64_t now_ms) {
    WEDSYNC_TRY(Transaction::begin(*database_));
    Transaction transaction(*database_);
    const std::optional<Row> row = WEDSYNC_TRY(row_of_link(token));
    if (!row) return LinkAnswer{};
    LinkAnswer answer = WEDSYNC_TRY(answer_of(*row, now_ms));
    if (answer.has_opted_out) return answer;
    const std::unique_ptr<Statement> noted =
        WEDSYNC_TRY(database_->prepare("INSERT INTO opted_out(key, at_ms) VALUES(?1, ?2)"));
    noted->bind_text(1, row->key);
    noted->bind_integer(2, now_ms);
    WEDSYNC_TRY(noted->run());
    for (Row& one : WEDSYNC_TRY(select("WHERE ?1=?1 AND key=?2", 0, row->key))) {
        if (!one.standing.accepted_at_ms) one.standing.state = MailState::kOptedOut;
        one.address.clear();
        WEDSYNC_TRY(update(std::move(one)));
    }
    WEDSYNC_TRY(transaction.commit());
    forget_in_log();
    answer.has_opted_out = true;
    return answer;
}

// ---- People ----

Result<std::vector<MailEntry>> PostRoom::list(std::optional<MailState> state, std::size_t max) {
    const std::string_view where = state ? "WHERE state=?2 " : "WHERE ?2=?2 ";
    const Rows rows = WEDSYNC_TRY(select(std::string(where) + "ORDER BY number DESC LIMIT ?1",
                                         static_cast<std::int64_t>(max),
                                         state ? name_of(*state) : std::string_view{}));
    std::vector<MailEntry> entries;
    for (const Row& row : rows) {
        entries.push_back({row.standing, row.address, row.actor, row.taken_ms, row.expires_ms,
                           row.attempts, row.message_id});
    }
    return entries;
}

Result<void> PostRoom::resend(const std::string& id, std::int64_t now_ms) {
    WEDSYNC_TRY(Transaction::begin(*database_));
    Transaction transaction(*database_);
    Row row = WEDSYNC_TRY(known_row(id));
    const MailState state = row.standing.state;
    if (state != MailState::kUnknown && state != MailState::kBounced)
        return invalid("only what is unknown or bounced is sent again");
    if (row.address.empty() || row.expires_ms <= now_ms)
        return invalid("it has expired: somebody has to invite again");
    row.standing.state = MailState::kQueued;
    row.standing.reason.clear();
    row.due_ms = now_ms;
    WEDSYNC_TRY(update(std::move(row)));
    return transaction.commit();
}

Result<void> PostRoom::leave(const std::string& id) {
    WEDSYNC_TRY(Transaction::begin(*database_));
    Transaction transaction(*database_);
    Row row = WEDSYNC_TRY(known_row(id));
    if (row.standing.state != MailState::kUnknown)
        return invalid("only what is unknown is left as it is");
    row.standing.reason = "left";
    WEDSYNC_TRY(update(std::move(row)));
    return transaction.commit();
}

Result<void> PostRoom::bounced(const std::string& id) {
    WEDSYNC_TRY(Transaction::begin(*database_));
    Transaction transaction(*database_);
    Row row = WEDSYNC_TRY(known_row(id));
    const MailState state = row.standing.state;
    if (state != MailState::kSent && state != MailState::kUnknown)
        return invalid("only what was sent can bounce");
    row.standing.state = MailState::kBounced;
    row.standing.reason = "returned";
    WEDSYNC_TRY(update(std::move(row)));
    return transaction.commit();
}

Result<std::uint64_t> PostRoom::erase(const std::string& address) {
    const std::optional<std::string> normal = viral::normal_address(address);
    if (!normal) return invalid("this is no e-mail address");
    WEDSYNC_TRY(Transaction::begin(*database_));
    Transaction transaction(*database_);
    const std::string key = viral::key_of_address(*normal);
    Rows rows = WEDSYNC_TRY(select("WHERE ?1=?1 AND key=?2", 0, key));
    for (Row& row : rows) {
        if (row.standing.state == MailState::kQueued) {
            row.standing.state = MailState::kRefused;
            row.standing.reason = "erased";
        }
        for (std::string* text : {&row.key, &row.address, &row.actor, &row.about})
            text->clear();
        // No link leads here any more.
        row.expires_ms = 0;
        WEDSYNC_TRY(update(row));
    }
    WEDSYNC_TRY(transaction.commit());
    forget_in_log();
    return rows.size();
}

Result<PostRoom::Figures> PostRoom::figures() {
    Figures figures;
    const std::unique_ptr<Statement> states =
        WEDSYNC_TRY(database_->prepare("SELECT state, count(*) FROM mail GROUP BY state"));
    while (WEDSYNC_TRY(states->step())) {
        if (const auto state = mail_state_of(states->text(0)))
            figures.by_state[*state] = states->unsigned_integer(1);
    }
    figures.opted_out = static_cast<std::uint64_t>(
        WEDSYNC_TRY(database_->query_integer("SELECT count(*) FROM opted_out")));
    figures.accepted = static_cast<std::uint64_t>(WEDSYNC_TRY(count("accepted_ms>0", 0)));
    const std::int64_t oldest = WEDSYNC_TRY(database_->query_integer(
        "SELECT ifnull(min(taken_ms), -1) FROM mail WHERE state='queued'"));
    if (oldest >= 0) figures.oldest_queued_ms = oldest;
    return figures;
}

}  // namespace wedsync::hub
