#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/store/database.hpp"
#include "hub/mail/mail_link.hpp"
#include "hub/mail/mail_settings.hpp"
#include "hub/mail/mail_wish.hpp"

namespace wedsync::hub {

/// What goes into one mail, and under which names.
struct MailJob {
    std::string id;
    std::string address;
    std::string actor;
    std::string about;
    std::string language;
    /// Without angle brackets; the same however often the mail is tried.
    std::string message_id;
    /// Of its link (MailLinks).
    std::string token;
    std::int64_t expires_at_ms = 0;
};

/// What there is to do for whoever sends.
struct MailTurn {
    std::optional<MailJob> job;
    /// Without a job: when to ask again at the latest.
    std::int64_t ask_again_ms = 0;
};

/// What became of one try.
enum class MailOutcome : std::uint8_t {
    kSent,        ///< The server took it.
    kBounced,     ///< The server refused it for good.
    kTryLater,    ///< The server refused it for now, or it was never given the end of it.
    kUnanswered,  ///< The server was given all of it, and said nothing.
};

/// An invitation as people see it, who look after the mail.
struct MailEntry {
    MailStanding standing;
    /// Empty once it is forgotten.
    std::string address;
    std::string actor;
    std::int64_t taken_at_ms = 0;
    std::int64_t expires_at_ms = 0;
    std::uint64_t attempts = 0;
    std::string message_id;
};

/// What a link leads to now.
enum class LinkState : std::uint8_t {
    kOpen,      ///< It can be accepted.
    kAccepted,  ///< It was, before.
    kExpired,
    kWrong,  ///< There is no such link.
};
struct LinkAnswer {
    LinkState state = LinkState::kWrong;
    /// This person wants no mail.
    bool has_opted_out = false;
    /// What the person is shown; empty where it does not hold any more.
    std::string actor;
    std::string about;
    std::string language;
};

/// The post room: a file with all invitations that are to be mailed or were, beside the hub's
/// store. What it says it has done outlasts a power cut. Commands may have it open while the hub
/// serves; not thread-safe, and as SQLite is here, to be used on one thread with all other stores.
class PostRoom {
public:
    struct Parts {
        std::string path;
        MailLinks links;
        MailSettings settings;
    };
    /// Makes the file where there is none; only its owner can read it. kStore, kCorrupt,
    /// kNewerFormat.
    [[nodiscard]] static Result<std::unique_ptr<PostRoom>> open(Parts parts);
    PostRoom(const PostRoom&) = delete;
    PostRoom& operator=(const PostRoom&) = delete;
    ~PostRoom();

    // ---- For who brings wishes and writes records ----

    /// Takes a wish; the same one again is answered as it stands. kInvalid for one that is none, or
    /// has the name of another: nothing is changed. kTooLarge: too many wait, ask again later.
    [[nodiscard]] Result<MailStanding> take(const MailWish& wish, std::int64_t now_ms);
    [[nodiscard]] Result<std::optional<MailStanding>> find(const std::string& id);
    /// Those that changed since reported(), the longest known first.
    [[nodiscard]] Result<std::vector<MailStanding>> unreported(std::size_t max);
    /// What this version says is written down.
    [[nodiscard]] Result<void> reported(const std::string& id, std::uint64_t version);

    // ---- For who sends ----

    /// Once, before anything is sent: what a stop interrupted after the server had all of a mail,
    /// or what a restore cannot know of, becomes unknown, or is queued again, by the settings. How
    /// many.
    [[nodiscard]] Result<std::uint64_t> recover(std::int64_t now_ms);
    [[nodiscard]] Result<MailTurn> next(std::int64_t now_ms);
    /// Right before the server gets the end of the mail. False: it is not to get it, somebody has
    /// changed the invitation.
    [[nodiscard]] Result<bool> hand(const std::string& id, std::int64_t now_ms);
    /// `reason` is for programs: "smtp_550".
    [[nodiscard]] Result<void> settle(const std::string& id, MailOutcome outcome,
                                      const std::string& reason, std::int64_t now_ms);
    /// What became too old: expired, and addresses that nobody needs any more are forgotten.
    [[nodiscard]] Result<void> sweep(std::int64_t now_ms);

    // ---- For who was invited ----

    [[nodiscard]] Result<LinkAnswer> look_at_link(std::string_view token, std::int64_t now_ms);
    /// The page was looked at.
    [[nodiscard]] Result<LinkAnswer> open_link(std::string_view token, std::int64_t now_ms);
    /// As the link stood before: kOpen, it is accepted now.
    [[nodiscard]] Result<LinkAnswer> accept(std::string_view token, std::int64_t now_ms);
    /// Also by a link that expired: this person gets no mail any more.
    [[nodiscard]] Result<LinkAnswer> opt_out(std::string_view token, std::int64_t now_ms);

    // ---- For people who look after it ----

    [[nodiscard]] Result<std::vector<MailEntry>> list(std::optional<MailState> state,
                                                      std::size_t max);
    /// Sends one that is unknown or bounced again, under the same Message-ID. kNotFound; kInvalid:
    /// it is in no such state, or its address is forgotten.
    [[nodiscard]] Result<void> resend(const std::string& id, std::int64_t now_ms);
    /// One that is unknown is to stay so; nobody has to look at it any more.
    [[nodiscard]] Result<void> leave(const std::string& id);
    /// A server said later that it could not deliver this one.
    [[nodiscard]] Result<void> bounced(const std::string& id);
    /// Forgets everything of a person but that they want no mail. How many invitations. Names of
    /// invitations stay, so that a device that still has one does not bring it again.
    [[nodiscard]] Result<std::uint64_t> erase(const std::string& address);

    struct Figures {
        std::map<MailState, std::uint64_t> by_state;
        std::uint64_t opted_out = 0;
        std::uint64_t accepted = 0;
        std::optional<std::int64_t> oldest_queued_ms;
    };
    [[nodiscard]] Result<Figures> figures();

private:
    struct Row;
    class Transaction;
    explicit PostRoom(Parts parts);

    [[nodiscard]] Result<void> prepare_file();
    using Rows = std::vector<Row>;
    /// Of the table "mail", what fits this end of a SELECT.
    [[nodiscard]] Result<Rows> select(std::string_view tail, std::int64_t number,
                                      std::string_view text = "");
    [[nodiscard]] Result<std::optional<Row>> row_of(const std::string& id);
    /// kNotFound where there is none.
    [[nodiscard]] Result<Row> known_row(const std::string& id);
    [[nodiscard]] Result<std::optional<Row>> row_of_link(std::string_view token);
    [[nodiscard]] Result<void> insert(const Row& row);
    [[nodiscard]] Result<void> update(Row row);
    [[nodiscard]] Result<std::int64_t> count(std::string_view where, std::int64_t number,
                                             std::string_view text = "");
    [[nodiscard]] Result<bool> has_opted_out(const std::string& key);
    [[nodiscard]] Result<void> decide(Row& row, const MailWish& wish, std::int64_t now_ms);
    [[nodiscard]] Result<LinkAnswer> answer_of(const Row& row, std::int64_t now_ms);
    [[nodiscard]] Result<std::optional<std::int64_t>> end_of_full_hour(std::int64_t now_ms);
    [[nodiscard]] Result<std::int64_t> change(std::string_view sql, std::int64_t number);
    void forget_in_log();

    Parts parts_;
    std::unique_ptr<store::Database> database_;
};

}  // namespace wedsync::hub
