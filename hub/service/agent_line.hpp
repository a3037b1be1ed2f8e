#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "boost/asio/io_context.hpp"
#include "boost/asio/steady_timer.hpp"

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "hub/agent/agent.hpp"
#include "hub/agent/desk.hpp"
#include "hub/agent/done_book.hpp"
#include "hub/agent/mail_notes.hpp"
#include "hub/service/data_folder.hpp"
#include "hub/service/log.hpp"
#include "hub/service/roles.hpp"
#include "hub/service/shell.hpp"

namespace wedsync::hub {

/// Joins the hub's own device to its core, in the loop of the service: opens it, opens it anew
/// after a failure, has it follow the scopes of the registry. A hub without it serves all the same;
/// what only it can do is answered "try later".
class AgentLine : private Outlet {
public:
    struct Parts {
        boost::asio::io_context& loop;
        Shell& shell;
        const Log& log;
        const DataFolder& folder;
        /// The admittance of now; never null.
        std::function<std::shared_ptr<const Admittance>()> current;
        /// By which the policy knows it (with_agent()).
        std::string token;
    };
    explicit AgentLine(Parts parts);
    ~AgentLine() override = default;

    /// What the hub sends mail with, where it does; before start().
    struct Mail {
        std::function<Result<MailStanding>(const MailWish&)> take;
        MailNotes::Sources notes;
    };
    void set_mail(Mail mail) { mail_ = std::move(mail); }
    /// Opens what is there to open. The log says what could not be; look() tries again.
    void start(Now now);
    /// To be called once a second.
    void look(Now now);
    /// Nothing is done any more.
    void stop();

    /// Serves a batch; kFull, kStore: later.
    [[nodiscard]] Result<std::vector<Desk::Answer>> serve(Now now, const Desk::Wish& wish);
    /// For metrics and tests; null where it could not be opened.
    [[nodiscard]] const Agent* agent() const { return agent_.get(); }

private:
    void send(Bytes frame) override;
    void close(const std::string& reason) override;

    [[nodiscard]] Result<void> open();
    void shut();
    /// False: not all of them, for now.
    bool follow_all(Now now);
    void write_mail_notes(Now now);
    void wake();
    void step();

    Parts parts_;
    std::optional<Mail> mail_;
    std::unique_ptr<DoneBook> done_;
    std::unique_ptr<Agent> agent_;
    std::unique_ptr<Desk> desk_;
    std::unique_ptr<MailNotes> notes_;
    std::optional<PeerId> peer_;
    boost::asio::steady_timer timer_;
    bool is_awake_ = false;
    bool is_live_ = false;
    bool is_stopped_ = false;
    /// When opening is tried again.
    Instant again_;
    std::string said_;
};

}  // namespace wedsync::hub
