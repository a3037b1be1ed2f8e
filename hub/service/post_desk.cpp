#include "hub/service/post_desk.hpp"

#include <algorithm>
#include <utility>

#include "boost/asio/post.hpp"

#include "system/clock.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

constexpr std::uint64_t kLooksPerSweep = 60;
constexpr std::size_t kPasswordBytesMax = 4'096;

std::int64_t ms_of(WallTime time) {
    return static_cast<std::int64_t>(time.value());
}

Result<std::string> password_of(const MailSettings& settings) {
    if (settings.password_file.empty()) return std::string();
    const std::optional<std::string> text =
        WEDSYNC_TRY(os::read_whole(settings.password_file, kPasswordBytesMax));
    if (!text) {
        return Error{ErrorCode::kInvalid,
                     "mail.password_file " + settings.password_file + ": no such file"};
    }
    return text->substr(0, text->find_first_of("\r\n"));
}

}  // namespace

PostDesk::PostDesk(Parts parts, std::unique_ptr<PostRoom> room, std::string password)
    : parts_(std::move(parts)),
      password_(std::move(password)),
      room_(std::move(room)),
      page_({*room_, parts_.log, [this] { return parts_.settings.from_name; }}) {}

Result<std::unique_ptr<PostDesk>> PostDesk::open(const DataFolder& folder, Parts parts) {
    MailSettings& settings = parts.settings;
    if (settings.from_name.empty()) settings.from_name = parts.hub_name;
    const std::string password = WEDSYNC_TRY(password_of(settings));
    MailLinks links = WEDSYNC_TRY(MailLinks::open(folder.post_secret_path()));
    std::unique_ptr<PostRoom> room =
        WEDSYNC_TRY(PostRoom::open({folder.post_path(), std::move(links), settings}));
    const std::uint64_t interrupted = WEDSYNC_TRY(room->recover(ms_of(os::read_clock().wall)));
    if (interrupted > 0) {
        const bool is_left = settings.after_unknown == AfterUnknown::kLeave;
        parts.log.warn("mail_interrupted",
                       {{"count", interrupted}, {"then", is_left ? "unknown" : "sent again"}});
    }
    std::unique_ptr<PostDesk> desk(new PostDesk(std::move(parts), std::move(room), password));
    return desk;
}

Result<void> PostDesk::begin() {
    if (!parts_.settings.sends()) {
        const Result<PostRoom::Figures> figures = room_->figures();
        const std::uint64_t waiting =
            figures.ok() && figures.value().by_state.contains(MailState::kQueued)
                ? figures.value().by_state.at(MailState::kQueued)
                : 0;
        parts_.log.info("mail_waits", {{"queued", waiting}, {"why", "mail.server is not set"}});
        return {};
    }
    mailer_ = WEDSYNC_TRY(Mailer::start(
        {*room_, parts_.settings, std::move(password_),
         [this](std::function<void()> work) { boost::asio::post(parts_.loop, std::move(work)); },
         [] { return ms_of(os::read_clock().wall); },
         [this](std::string_view event, const std::string& reason) {
             if (event == "mail_server_trouble") {
                 parts_.log.warn(event, {{"why", reason}});
             } else {
                 parts_.log.info(event);
             }
         },
         [this](const Error& error) {
             parts_.log.error("post_room_failed", {{"why", error.detail}});
         }}));
    return {};
}

void PostDesk::look(Now now) {
    if (looks_++ % kLooksPerSweep != 0) return;
    const Result<void> swept = room_->sweep(ms_of(now.wall));
    if (!swept.ok()) parts_.log.error("post_room_failed", {{"why", swept.error().detail}});
}

void PostDesk::stop() {
    if (mailer_) mailer_->stop();
}

void PostDesk::add_metrics(Metrics& metrics, Now now) {
    const Result<PostRoom::Figures> read = room_->figures();
    if (!read.ok()) return;
    const PostRoom::Figures& figures = read.value();
    metrics.head("wedsync_hub_mail_invitations", "Invitations by mail, by what became of them",
                 "gauge");
    for (const MailState state :
         {MailState::kQueued, MailState::kSent, MailState::kRepeated, MailState::kRefused,
          MailState::kBounced, MailState::kUnknown, MailState::kOptedOut, MailState::kExpired}) {
        const auto count = figures.by_state.find(state);
        metrics.labelled("wedsync_hub_mail_invitations", "state", name_of(state),
                         count == figures.by_state.end() ? 0 : static_cast<double>(count->second));
    }
    metrics.gauge("wedsync_hub_mail_accepted", "Of these, those that were accepted",
                  static_cast<double>(figures.accepted));
    metrics.gauge("wedsync_hub_mail_opted_out", "People who want no mail",
                  static_cast<double>(figures.opted_out));
    const std::int64_t age_ms =
        figures.oldest_queued_ms
            ? std::max<std::int64_t>(ms_of(now.wall) - *figures.oldest_queued_ms, 0)
            : 0;
    metrics.gauge("wedsync_hub_mail_oldest_seconds", "How long the oldest one has waited",
                  static_cast<double>(age_ms) / 1'000);
}

}  // namespace wedsync::hub
