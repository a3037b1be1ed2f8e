#include "hub/mail/mailer.hpp"

#include <algorithm>
#include <chrono>
#include <pthread.h>
#include <signal.h>
#include <utility>

#include "crypto/secret.hpp"
#include "hub/mail/letter.hpp"

namespace wedsync::hub {
namespace {

using Kind = SendResult::Kind;

constexpr std::int64_t kLookEveryMs = 1'000;
constexpr std::int64_t kServerPauseMaxMs = std::int64_t{10} * 60 * 1'000;
constexpr std::uint64_t kDoublingsMax = 16;

/// Signals are for the thread that serves; and writing to a server that has gone is an error of
/// that write only.
void block_signals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

std::optional<MailOutcome> outcome_of(Kind kind) {
    switch (kind) {
        case Kind::kSent:
            return MailOutcome::kSent;
        case Kind::kBounced:
            return MailOutcome::kBounced;
        case Kind::kTryLater:
            return MailOutcome::kTryLater;
        case Kind::kUnanswered:
            return MailOutcome::kUnanswered;
        case Kind::kNoServer:
        case Kind::kHeldBack:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<Mailer>> Mailer::start(Parts parts) {
    auto mailer = std::make_unique<Mailer>(std::move(parts));
    Mailer* const self = mailer.get();
    mailer->sender_ = WEDSYNC_TRY(
        SmtpSender::create({mailer->parts_.settings, mailer->parts_.password,
                            [self](bool is_handed) { return self->is_to_stop(is_handed); }}));
    mailer->thread_ = std::thread([self] { self->run(); });
    return mailer;
}

Mailer::~Mailer() {
    is_stopping_ = true;
    is_given_up_ = true;
    wake();
    if (thread_.joinable()) thread_.join();
}

void Mailer::stop() {
    is_stopping_ = true;
    wake();
}

void Mailer::wake() {
    // Under the lock, so that nobody is between looking and waiting.
    const std::lock_guard<std::mutex> lock(shared_->mutex);
    shared_->changed.notify_all();
}

bool Mailer::is_to_stop(bool is_handed) const {
    return is_given_up_ || (is_stopping_ && !is_handed);
}

void Mailer::pause(std::int64_t milliseconds) {
    std::unique_lock<std::mutex> lock(shared_->mutex);
    shared_->changed.wait_for(lock, std::chrono::milliseconds(milliseconds),
                              [this] { return is_stopping_.load(); });
}

bool Mailer::ask(const std::function<void()>& work) {
    struct Errand {
        bool is_done = false;
        bool is_given_up = false;
    };
    const auto errand = std::make_shared<Errand>();
    parts_.on_owner([shared = shared_, errand, &work] {
        const std::lock_guard<std::mutex> lock(shared->mutex);
        // Who asked is gone, and `work` with it.
        if (errand->is_given_up) return;
        work();
        errand->is_done = true;
        shared->changed.notify_all();
    });
    std::unique_lock<std::mutex> lock(shared_->mutex);
    shared_->changed.wait(lock, [&] { return errand->is_done || is_given_up_; });
    errand->is_given_up = !errand->is_done;
    return errand->is_done;
}

template <class T>
std::optional<T> Mailer::ask_room(const std::function<Result<T>()>& question) {
    std::optional<T> answer;
    const bool is_done = ask([&] {
        Result<T> said = question();
        if (said.ok()) {
            answer = std::move(said).value();
        } else {
            parts_.fail(said.error());
        }
    });
    return is_done ? std::move(answer) : std::nullopt;
}

void Mailer::run() {
    block_signals();
    while (!is_stopping_)
        send_next();
    // In this thread, which is the one that used it.
    sender_.reset();
    is_done_ = true;
}

void Mailer::send_next() {
    const std::optional<MailTurn> turn =
        ask_room<MailTurn>([this] { return parts_.room.next(parts_.now_ms()); });
    if (!turn || !turn->job) {
        pause(kLookEveryMs);
        return;
    }
    const MailJob& job = *turn->job;
    const Letter letter = compose_letter(job, parts_.settings, parts_.now_ms());
    const SendResult result = sender_->send(letter, [&] {
        if (is_stopping_) return false;
        const std::optional<bool> may =
            ask_room<bool>([&] { return parts_.room.hand(job.id, parts_.now_ms()); });
        return may.value_or(false);
    });
    settle(job, result);
    pause_after(result);
}

void Mailer::settle(const MailJob& job, const SendResult& result) {
    const std::optional<MailOutcome> outcome = outcome_of(result.kind);
    if (!outcome) return;
    static_cast<void>(ask_room<bool>([&]() -> Result<bool> {
        WEDSYNC_TRY(parts_.room.settle(job.id, *outcome, result.reason, parts_.now_ms()));
        return true;
    }));
}

/// Twice as long each time that the server was of no use. One that has had enough of a connection
/// that it took mail on gets a new one at once.
void Mailer::pause_after(const SendResult& result) {
    const bool was_taking = std::exchange(is_taking_, result.kind == Kind::kSent);
    if (is_stopping_) return;
    if (result.kind == Kind::kHeldBack) {
        pause(kLookEveryMs);
        return;
    }
    const bool is_trouble = result.kind == Kind::kNoServer || result.kind == Kind::kUnanswered;
    const auto tell = [&](std::string_view event) {
        static_cast<void>(ask([&] { parts_.tell(event, result.reason); }));
    };
    if (!is_trouble) {
        if (std::exchange(failures_, 0) > 1) tell("mail_server_well");
        return;
    }
    ++failures_;
    if (was_taking && result.kind == Kind::kNoServer) return;
    if (failures_ <= 2) tell("mail_server_trouble");
    const std::uint64_t doublings = std::min(failures_ - 1, kDoublingsMax);
    const std::int64_t whole =
        std::min((std::int64_t{parts_.settings.retry_s} * 1'000) << doublings, kServerPauseMaxMs);
    const auto half = static_cast<std::uint64_t>(whole / 2);
    pause(static_cast<std::int64_t>(half + crypto::random_bits() % (half + 1)));
}

}  // namespace wedsync::hub
