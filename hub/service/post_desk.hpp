#pragma once

#include <functional>
#include <memory>
#include <string>

#include "boost/asio/io_context.hpp"

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "hub/mail/mailer.hpp"
#include "hub/mail/post_room.hpp"
#include "hub/service/data_folder.hpp"
#include "hub/service/invitation_page.hpp"
#include "hub/service/log.hpp"
#include "hub/service/metrics.hpp"
#include "hub/service/settings.hpp"

namespace wedsync::hub {

/// The mail of a service: the post room in its folder, who sends what waits there, where the
/// settings name a server, and the page that links lead to. The loop and the log outlive it.
class PostDesk {
public:
    struct Parts {
        boost::asio::io_context& loop;
        const Log& log;
        MailSettings settings;
        /// How the hub is called, where the settings give no name.
        std::string hub_name;
    };
    /// Opens the room; what a stop interrupted is decided. kInvalid, kStore, kCorrupt.
    [[nodiscard]] static Result<std::unique_ptr<PostDesk>> open(const DataFolder& folder,
                                                                Parts parts);
    PostDesk(const PostDesk&) = delete;
    PostDesk& operator=(const PostDesk&) = delete;
    ~PostDesk() = default;

    /// Begins to send. kInvalid, kStore: there is no libcurl that can.
    [[nodiscard]] Result<void> begin();
    /// Once a second.
    void look(Now now);
    /// Nothing new goes out.
    void stop();
    /// Nothing is under way any more; at once, where nothing is sent.
    [[nodiscard]] bool is_done() const { return !mailer_ || mailer_->is_done(); }

    [[nodiscard]] PostRoom& room() { return *room_; }
    [[nodiscard]] InvitationPage& page() { return page_; }
    void add_metrics(Metrics& metrics, Now now);

private:
    PostDesk(Parts parts, std::unique_ptr<PostRoom> room, std::string password);

    Parts parts_;
    std::string password_;
    std::unique_ptr<PostRoom> room_;
    InvitationPage page_;
    /// Null: no server is named.
    std::unique_ptr<Mailer> mailer_;
    std::uint64_t looks_ = 0;
};

}  // namespace wedsync::hub
