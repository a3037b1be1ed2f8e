#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/store/database.hpp"
#include "hub/mail/mail_wish.hpp"

namespace wedsync::hub {

/// One row of the post room's file. Times in milliseconds since 1970; 0: none.
struct PostRow {
    MailStanding standing;
    /// As it was read; where it is to be another, its version grows.
    MailStanding before;
    /// Of the address (viral::key_of_address()); empty: erased.
    std::string key;
    std::string address;
    std::string actor;
    std::string about;
    std::string language;
    /// Random: names it in its link.
    std::uint64_t link = 0;
    std::string message_id;
    std::int64_t taken_ms = 0;
    std::int64_t expires_ms = 0;
    /// When it is to be tried.
    std::int64_t due_ms = 0;
    /// When the server was given the end of it, the last time.
    std::int64_t handed_ms = 0;
    std::uint64_t attempts = 0;
    /// The server has all of it, and its answer is not known.
    bool is_handed = false;
    /// It was queued: one of those that a person may be sent.
    bool is_mail = false;
};

/// Makes a new file's tables, and refuses what is no post room. kCorrupt, kNewerFormat, kStore.
[[nodiscard]] Result<void> prepare_post_file(store::Database& database);

/// The columns as read_post_row() wants them; a WHERE comes behind it.
extern const std::string_view kSelectPostRow;
/// For bind_post_row().
extern const std::string_view kInsertPostRow;
extern const std::string_view kUpdatePostRow;
[[nodiscard]] Result<PostRow> read_post_row(const store::Statement& statement);
/// The row is borrowed until the statement was run.
void bind_post_row(store::Statement& statement, const PostRow& row);

/// Back from name_of().
[[nodiscard]] std::optional<MailState> mail_state_of(std::string_view name);

}  // namespace wedsync::hub
