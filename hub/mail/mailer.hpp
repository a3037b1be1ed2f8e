#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "engine/base/result.hpp"
#include "hub/mail/mail_settings.hpp"
#include "hub/mail/post_room.hpp"
#include "hub/mail/smtp_sender.hpp"

namespace wedsync::hub {

/// Sends what waits in a post room, one mail at a time, on a thread of its own. The room stays on
/// the thread that owns it: whatever the sender has to know or to write down is done there, and
/// waited for.
class Mailer {
public:
    struct Parts {
        PostRoom& room;
        MailSettings settings;
        std::string password;
        /// Has this done on the thread that owns the room, soon or never.
        std::function<void(std::function<void()>)> on_owner;
        /// Milliseconds since 1970; from any thread.
        std::function<std::int64_t()> now_ms;
        /// Something is wrong with the server, or well again; on the owner's thread. A word for
        /// programs, never an address.
        std::function<void(std::string_view event, const std::string& reason)> tell;
        /// The room's file failed; on the owner's thread.
        std::function<void(const Error&)> fail;
    };
    /// Begins at once. kInvalid, kStore: the sender cannot be made.
    [[nodiscard]] static Result<std::unique_ptr<Mailer>> start(Parts parts);
    explicit Mailer(Parts parts) : parts_(std::move(parts)) {}
    Mailer(const Mailer&) = delete;
    Mailer& operator=(const Mailer&) = delete;
    /// Does not wait for a server: what one was given, and did not answer, is unknown.
    ~Mailer();

    /// Begins nothing new. A mail that a server has all of may still be answered.
    void stop();
    /// After stop(): nothing is under way any more.
    [[nodiscard]] bool is_done() const { return is_done_; }

private:
    /// What both threads look at, for as long as one of them may.
    struct Shared {
        std::mutex mutex;
        std::condition_variable changed;
    };
    void run();
    void send_next();
    void settle(const MailJob& job, const SendResult& result);
    void pause_after(const SendResult& result);
    /// Has it done by the owner. False: it will not be done any more.
    [[nodiscard]] bool ask(const std::function<void()>& work);
    /// The same of what the room says; nothing where it failed or was not asked.
    template <class T>
    [[nodiscard]] std::optional<T> ask_room(const std::function<Result<T>()>& question);
    void pause(std::int64_t milliseconds);
    void wake();
    [[nodiscard]] bool is_to_stop(bool is_handed) const;

    Parts parts_;
    std::unique_ptr<SmtpSender> sender_;
    std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
    std::atomic<bool> is_stopping_ = false;
    std::atomic<bool> is_given_up_ = false;
    std::atomic<bool> is_done_ = false;
    /// Tries in a row that no server was reached in; of the thread.
    std::uint64_t failures_ = 0;
    /// The last mail was taken, so that the connection was good; of the thread too.
    bool is_taking_ = false;
    std::thread thread_;
};

}  // namespace wedsync::hub
