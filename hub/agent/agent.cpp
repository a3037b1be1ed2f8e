#include "hub/agent/agent.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/pace/plan.hpp"

namespace wedsync::hub {
namespace {

/// Frames taken before others have their turn.
constexpr std::size_t kFramesPerStep = 4;
/// Rounds of asking and answering until something is durable: two are enough where all goes well.
constexpr int kRoundsMax = 64;

store::Options store_at(const std::string& path) {
    store::Options options;
    options.path = path;
    // What others wrote is fetched again after a power cut. What is written here is made to last by
    // settle(), before anybody is told.
    options.durability = store::Durability::kNormal;
    return options;
}

void remove_store(const std::string& path) {
    std::error_code ignored;
    for (const char* const suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(path + suffix, ignored);
}

/// It holds what its hub holds: nobody else's business.
void keep_to_owner(const std::string& path) {
    std::ofstream(path, std::ios::app).flush();
    std::error_code ignored;
    std::filesystem::permissions(
        path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
}

Result<std::unique_ptr<replica::Replica>> open_replica(const Agent::Options& options) {
    keep_to_owner(options.path);
    replica::Replica::Options wanted;
    wanted.store = store_at(options.path);
    wanted.schema = options.schema;
    wanted.author = {std::string(kAgentPerson), std::string(kAgentDevice), std::string(kAgentRole),
                     0};
    wanted.random = options.random;
    return replica::Replica::open(std::move(wanted));
}

}  // namespace

Agent::Agent(Options options, std::unique_ptr<replica::Replica> replica)
    : options_(std::move(options)), replica_(std::move(replica)), views_(*replica_) {
    sync::Client::Options client;
    client.device = kAgentDevice;
    client.token = options_.token;
    client.seed = options_.random();
    // Before presence and claims: it is nowhere, and nobody has to tell it who is where.
    client.protocol = kProtocolPresence - 1;
    client_ = std::make_unique<sync::Client>(*replica_, std::move(client));
}

Result<std::unique_ptr<Agent>> Agent::open(Options options) {
    Result<std::unique_ptr<replica::Replica>> replica = open_replica(options);
    const bool is_unreadable = !replica.ok() && (replica.error().code == ErrorCode::kCorrupt ||
                                                 replica.error().code == ErrorCode::kNewerFormat);
    if (is_unreadable) {
        remove_store(options.path);
        replica = open_replica(options);
    }
    if (!replica.ok()) return std::move(replica).error();
    // tidy: allow(new) because the constructor is not public
    std::unique_ptr<Agent> agent(new Agent(std::move(options), std::move(replica).value()));
    WEDSYNC_TRY(agent->index_.begin(*agent->replica_, agent->options_.look_ups));
    static_cast<void>(agent->replica_->add_observer(
        [index = &agent->index_](const replica::RecordChange& change) { index->change(change); }));
    return agent;
}

Result<void> Agent::follow(Now now, ScopeId scope, const std::string& name) {
    if (replica_->scope(scope) != nullptr) return {};
    WEDSYNC_TRY(replica_->add_scope(scope, name));
    client_->handle_commit(now);
    pump(now);
    return {};
}

// ---- The connection ----

void Agent::hear(Bytes frame) {
    heard_.push_back(std::move(frame));
}

void Agent::lost(const std::string& reason) {
    lost_ = reason;
}

bool Agent::step(Now now) {
    for (std::size_t i = 0; i < kFramesPerStep && !heard_.empty(); ++i) {
        const Bytes frame = std::move(heard_.front());
        heard_.pop_front();
        client_->handle_frame(now, frame);
        pump(now);
    }
    if (heard_.empty() && lost_) {
        client_->handle_closed(now, *std::exchange(lost_, std::nullopt));
        pump(now);
    }
    return !heard_.empty();
}

void Agent::tick(Now now) {
    const std::optional<Instant> due = client_->poll_timeout();
    if (due && *due <= now.monotonic) client_->handle_timeout(now);
    pump(now);
}

/// Does what the client wants.
void Agent::pump(Now now) {
    while (std::optional<sync::Action> action = client_->poll_action(now)) {
        std::visit(
            Overloaded{[&](const sync::action::Connect&) {
                           heard_.clear();
                           lost_.reset();
                           options_.core.connect();
                           client_->handle_connected(now);
                       },
                       [&](const sync::action::Send& send) { options_.core.send(send.frame); },
                       [&](const sync::action::Disconnect&) {
                           heard_.clear();
                           lost_.reset();
                           options_.core.disconnect();
                       }},
            *action);
    }
}

void Agent::catch_up(Now now) {
    constexpr int kTurnsMax = 8;
    for (int turn = 0; turn < kTurnsMax; ++turn) {
        options_.core.flush();
        if (heard_.empty()) return;
        while (step(now)) {
        }
    }
}

bool Agent::is_up_to_date(ScopeId scope) const {
    if (!heard_.empty()) return false;
    const sync::Status status = client_->status();
    if (status.phase != sync::Phase::kOpen) return false;
    return std::any_of(status.scopes.begin(), status.scopes.end(),
                       [&](const sync::ScopeStatus& each) {
                           return each.scope == scope && each.phase == sync::ScopePhase::kLive;
                       });
}

// ---- Writing ----

Result<replica::Committed> Agent::write(Now now, Draft draft) {
    // Whatever it is, somebody waits for it: it is never held back to travel with others.
    draft.priority = std::max(draft.priority, pace::kPriorityUrgent);
    return replica_->commit(now, draft);
}

/// Everything pending was acknowledged.
bool Agent::is_settled(ScopeId scope) const {
    const replica::ScopeState* state = replica_->scope(scope);
    if (state == nullptr) return true;
    return std::all_of(state->pending.begin(), state->pending.end(), [](const auto& row) {
        return row.second.status == store::OwnStatus::kDurable;
    });
}

Result<void> Agent::settle(Now now, ScopeId scope) {
    // First here, then there: who is told so may rely on it that a key is remembered.
    WEDSYNC_TRY(replica_->store().barrier());
    client_->handle_commit(now);
    pump(now);
    for (int round = 0; round < kRoundsMax && !is_settled(scope); ++round) {
        options_.core.flush();
        if (heard_.empty() && !lost_) break;
        while (step(now)) {
        }
    }
    if (failure()) return *failure();
    if (is_settled(scope)) return {};
    return Error{ErrorCode::kFull, "the hub takes no changes now: try again in a while"};
}

Result<replica::Committed> Agent::perform(Now now, const Draft& draft) {
    replica::Committed committed = WEDSYNC_TRY(write(now, draft));
    WEDSYNC_TRY(settle(now, draft.scope));
    if (take_refused(draft.scope, committed.dot)) {
        return Error{ErrorCode::kUnauthorized, "the hub refused the change"};
    }
    return committed;
}

bool Agent::take_refused(ScopeId scope, const Dot& dot) {
    const replica::ScopeState* state = replica_->scope(scope);
    if (state == nullptr || !state->refused.contains(dot)) return false;
    // Where it cannot be written off now it stays on the list; the answer is the same.
    static_cast<void>(replica_->discard_refused(scope, dot));
    return true;
}

}  // namespace wedsync::hub
