#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/replica/replica.hpp"
#include "engine/sync/client.hpp"
#include "hub/agent/agent_name.hpp"
#include "modules/kit/record_index.hpp"
#include "modules/kit/view.hpp"

namespace wedsync::hub {

/// A device inside the hub: a replica with a store of its own and a sync client, joined to the
/// hub's core in memory. What it writes goes the road of all changes, so every device gets it, and
/// it is in the history and can be undone. Its store may be removed at any time while no hub runs:
/// everything in it is fetched again. Not thread-safe.
///
/// Drive it so: hear() what the core sends, step() until that says false, tick() once a second.
class Agent {
public:
    /// The way to the core. None of these calls back before it returns but flush(), which may
    /// hear() and lost().
    struct Core {
        std::function<void()> connect;
        std::function<void(BytesView frame)> send;
        std::function<void()> disconnect;
        /// Commits what was sent and hands out what there is to say.
        std::function<void()> flush;
    };
    struct Options {
        /// Of its store.
        std::string path;
        Schema schema;
        /// By which the core lets it in.
        std::string token;
        /// Not predictable by others.
        std::function<std::uint64_t()> random;
        Core core;
        std::vector<modules::LookUp> look_ups;
    };
    /// A damaged store, or one of a newer program, is begun anew. kStore, kFull.
    [[nodiscard]] static Result<std::unique_ptr<Agent>> open(Options options);
    Agent(const Agent&) = delete;
    Agent& operator=(const Agent&) = delete;
    ~Agent() = default;

    /// Makes it hold a scope from now on. kStore, kFull.
    [[nodiscard]] Result<void> follow(Now now, ScopeId scope, const std::string& name);
    /// What the core sends: kept until step().
    void hear(Bytes frame);
    /// The core ended the connection; it is opened again after a while.
    void lost(const std::string& reason);
    /// Takes some of what was heard. True: there is more.
    bool step(Now now);
    void tick(Now now);
    /// Takes all that the core has to say now.
    void catch_up(Now now);
    /// Everything that the core has of the scope is here, as far as was heard.
    [[nodiscard]] bool is_up_to_date(ScopeId scope) const;

    /// Commits a draft here, for settle() to bring to the core.
    [[nodiscard]] Result<replica::Committed> write(Now now, Draft draft);
    /// Until everything that was written in a scope is durable at the core. kFull: it takes nothing
    /// now; what was written stays here, and is brought later.
    [[nodiscard]] Result<void> settle(Now now, ScopeId scope);
    /// Both: the draft is durable at the core when this returns. kUnauthorized: the core refused
    /// it, and nothing of it is left.
    [[nodiscard]] Result<replica::Committed> perform(Now now, const Draft& draft);
    /// Whether the core refused what was written under this name: it is forgotten by this call.
    [[nodiscard]] bool take_refused(ScopeId scope, const Dot& dot);

    [[nodiscard]] replica::Replica& replica() { return *replica_; }
    [[nodiscard]] modules::Views& views() { return views_; }
    [[nodiscard]] const modules::RecordIndex& index() const { return index_; }
    /// Why it can go on no more: open it anew.
    [[nodiscard]] const std::optional<Error>& failure() const { return client_->failure(); }

private:
    Agent(Options options, std::unique_ptr<replica::Replica> replica);

    void pump(Now now);
    [[nodiscard]] bool is_settled(ScopeId scope) const;

    Options options_;
    std::unique_ptr<replica::Replica> replica_;
    modules::Views views_;
    modules::RecordIndex index_;
    std::unique_ptr<sync::Client> client_;
    std::deque<Bytes> heard_;
    std::optional<std::string> lost_;
};

}  // namespace wedsync::hub
