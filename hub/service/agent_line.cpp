#include "hub/service/agent_line.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "crypto/secret.hpp"
#include "modules/all/processors.hpp"
#include "system/clock.hpp"

namespace wedsync::hub {
namespace {

/// What devices push within so long the agent takes at once: it is nobody that waits.
constexpr std::chrono::milliseconds kGather{100};
constexpr std::uint64_t kOpenAgainMs = 10'000;

}  // namespace

AgentLine::AgentLine(Parts parts) : parts_(std::move(parts)), timer_(parts_.loop) {}

void AgentLine::start(Now now) {
    again_ = after(now.monotonic, kOpenAgainMs);
    const Result<void> opened = open();
    if (opened.ok()) {
        said_.clear();
        follow_all(now);
        agent_->tick(now);
        return;
    }
    shut();
    // Once, and not every ten seconds.
    if (std::exchange(said_, opened.error().detail) != opened.error().detail)
        parts_.log.error("agent_not_opened", {{"why", opened.error().detail}});
}

Result<void> AgentLine::open() {
    if (!done_) done_ = WEDSYNC_TRY(DoneBook::open(parts_.folder.desk_path()));
    Agent::Options options;
    options.path = parts_.folder.agent_path();
    options.schema = parts_.current()->schema;
    options.token = parts_.token;
    options.random = [] { return crypto::random_bits(); };
    options.look_ups = modules::all_look_ups();
    options.core.connect = [this] { peer_ = parts_.shell.open_inside(*this); };
    options.core.send = [this](BytesView frame) {
        if (peer_) parts_.shell.take(*peer_, frame);
    };
    options.core.disconnect = [this] {
        if (const auto peer = std::exchange(peer_, std::nullopt)) parts_.shell.closed(*peer);
    };
    options.core.flush = [this] { parts_.shell.flush_some(); };
    agent_ = WEDSYNC_TRY(Agent::open(std::move(options)));
    desk_ = std::make_unique<Desk>(
        Desk::Parts{*agent_, *done_, mail_ ? mail_->take : decltype(Mail::take)()});
    if (mail_) notes_ = std::make_unique<MailNotes>(*agent_, mail_->notes);
    is_live_ = false;
    return {};
}

void AgentLine::shut() {
    timer_.cancel();
    is_awake_ = false;
    if (const auto peer = std::exchange(peer_, std::nullopt)) parts_.shell.closed(*peer);
    notes_.reset();
    desk_.reset();
    agent_.reset();
}

void AgentLine::stop() {
    is_stopped_ = true;
    shut();
    done_.reset();
}

void AgentLine::look(Now now) {
    if (is_stopped_) return;
    if (agent_ && agent_->failure()) {
        parts_.log.error("agent_failed", {{"why", agent_->failure()->detail}});
        shut();
    }
    if (!agent_) {
        if (now.monotonic >= again_) start(now);
        return;
    }
    const bool has_all = follow_all(now);
    agent_->tick(now);
    if (has_all) write_mail_notes(now);
}

bool AgentLine::follow_all(Now now) {
    const std::shared_ptr<const Admittance> current = parts_.current();
    for (const RegisteredScope& scope : current->registry.scopes) {
        const Result<void> followed = agent_->follow(now, scope.id, scope.name);
        if (!followed.ok()) return false;
    }
    return true;
}

void AgentLine::write_mail_notes(Now now) {
    if (!notes_) return;
    const Result<std::size_t> written = notes_->look(now);
    if (!written.ok() && written.error().code != ErrorCode::kFull)
        parts_.log.warn("mail_not_noted", {{"why", written.error().detail}});
}

Result<std::vector<Desk::Answer>> AgentLine::serve(Now now, const Desk::Wish& wish) {
    const Error later{ErrorCode::kFull, "the hub is not ready for this yet: try again in a while"};
    if (!desk_ || agent_->failure() || is_stopped_) return later;
    const bool has_all = follow_all(now);
    agent_->catch_up(now);
    if (!agent_->is_up_to_date(wish.scope)) return later;
    Result<std::vector<Desk::Answer>> answers = desk_->serve(now, wish);
    if (answers.ok() && has_all) write_mail_notes(now);
    return answers;
}

// ---- The core's end ----

void AgentLine::send(Bytes frame) {
    if (!agent_) return;
    agent_->hear(std::move(frame));
    wake();
}

void AgentLine::close(const std::string& reason) {
    peer_.reset();
    if (!agent_ || is_stopped_) return;
    agent_->lost(reason);
    wake();
}

void AgentLine::wake() {
    if (std::exchange(is_awake_, true)) return;
    timer_.expires_after(is_live_ ? kGather : std::chrono::milliseconds(0));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) step();
    });
}

void AgentLine::step() {
    is_awake_ = false;
    if (!agent_ || is_stopped_) return;
    const bool has_more = agent_->step(os::read_clock());
    const auto scopes = agent_->replica().scopes();
    is_live_ = !has_more && std::all_of(scopes.begin(), scopes.end(), [&](ScopeId scope) {
        return agent_->is_up_to_date(scope);
    });
    if (has_more) wake();
}

}  // namespace wedsync::hub
