#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/overloaded.hpp"
#include "engine/base/prng.hpp"
#include "engine/json/strict_json.hpp"
#include "hub/agent/agent.hpp"
#include "hub/core/hub.hpp"
#include "modules/all/processors.hpp"
#include "modules/kit/visit.hpp"
#include "schemas/schemas.hpp"

namespace wedsync::hub::test {

inline constexpr ScopeId kTeam{7};
inline constexpr std::int64_t kWallMs = 1'800'000'000'000;

inline Schema venue_schema() {
    auto schema = parse_schema(venue_schema_json());
    EXPECT_TRUE(schema.ok());
    return std::move(schema).value();
}

/// A hub's core with its agent, and tablets: all in memory but their files, in virtual time.
class Venue {
public:
    explicit Venue(Policy policy = open_policy()) : policy_(std::move(policy)) {
        std::string name = (std::filesystem::temp_directory_path() / "wedsync-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        open_hub();
        open_agent();
    }
    Venue(const Venue&) = delete;
    Venue& operator=(const Venue&) = delete;
    ~Venue() {
        agent_.reset();
        tablet_client_.reset();
        tablet_.reset();
        hub_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    [[nodiscard]] Now now() const { return {Instant{now_ms_}, WallTime{kWallMs + now_ms_}}; }
    void pass(std::uint64_t ms) { now_ms_ += ms; }
    [[nodiscard]] Hub& hub() { return *hub_; }
    [[nodiscard]] Agent& agent() { return *agent_; }
    [[nodiscard]] const std::string& folder() const { return folder_; }
    [[nodiscard]] std::string agent_path() const { return folder_ + "/agent.wedsync"; }

    void open_hub(std::uint64_t epoch = 1, std::uint32_t pages = 0) {
        hub_.reset();
        store::Options where;
        where.path = folder_ + "/hub.db";
        where.page_count_max = pages;
        auto store = store::Store::open(where);
        ASSERT_TRUE(store.ok()) << store.error().detail;
        auto hub =
            Hub::create(std::move(store).value(), {Epoch{epoch}, venue_schema(), policy_, {}});
        ASSERT_TRUE(hub.ok()) << hub.error().detail;
        hub_ = std::move(hub).value();
        ASSERT_TRUE(hub_->add_scope(kTeam, "Team").ok());
    }
    void open_agent() {
        agent_.reset();
        Agent::Options options;
        options.path = agent_path();
        options.schema = venue_schema();
        options.token = "token";
        options.random = [this] { return prng_.next(); };
        options.look_ups = modules::all_look_ups();
        options.core.connect = [this] {
            agent_peer_ = open([this](Bytes frame) { agent_->hear(std::move(frame)); });
        };
        options.core.send = [this](BytesView frame) {
            hub_->handle_frame(agent_peer_, now(), frame);
        };
        options.core.disconnect = [this] { hub_->handle_disconnected(agent_peer_); };
        options.core.flush = [this] { flush(); };
        auto agent = Agent::open(std::move(options));
        ASSERT_TRUE(agent.ok()) << agent.error().detail;
        agent_ = std::move(agent).value();
        agent_->tick(now());
        ASSERT_TRUE(agent_->follow(now(), kTeam, "Team").ok());
        agent_->catch_up(now());
    }
    /// The program ends and begins again; what it had in memory is gone.
    void restart(std::uint64_t epoch = 1) {
        agent_.reset();
        tablet_client_.reset();
        sinks_.clear();
        open_hub(epoch);
        open_agent();
    }
    void close_agent() { agent_.reset(); }

    void flush() {
        is_full_ = !hub_->handle_flush(now()).ok();
        while (std::optional<Action> next = hub_->poll_action()) {
            auto* send = std::get_if<action::Send>(&*next);
            if (send == nullptr) continue;
            const auto sink = sinks_.find(send->peer);
            if (sink != sinks_.end()) sink->second(std::move(send->frame));
        }
    }

    /// A tablet of somebody, brought up to date with the hub (both ways).
    void sync_tablet() {
        if (tablet_ == nullptr) open_tablet();
        if (tablet_client_ == nullptr) {
            sync::Client::Options options;
            options.device = "tablet";
            tablet_client_ = std::make_unique<sync::Client>(*tablet_, std::move(options));
        }
        tablet_client_->handle_commit(now());
        int quiet = 0;
        for (int round = 0; round < 200 && quiet < 3; ++round) {
            const bool has_said = pump_tablet();
            flush();
            if (!has_said && tablet_heard_.empty()) {
                // What is not urgent waits for more to go with it.
                ++quiet;
                pass(1'000);
                tablet_client_->handle_timeout(now());
            }
            for (Bytes& frame : std::exchange(tablet_heard_, {}))
                tablet_client_->handle_frame(now(), frame);
        }
    }
    [[nodiscard]] replica::Replica& tablet() {
        if (tablet_ == nullptr) open_tablet();
        return *tablet_;
    }
    /// Rows of a collection as somebody's replica shows them.
    static std::vector<modules::Row> rows(replica::Replica& replica, std::string_view collection,
                                          const std::vector<std::string_view>& fields) {
        std::vector<modules::Row> rows;
        EXPECT_TRUE(modules::visit_rows(replica, replica.scopes(), collection, fields,
                                        [&](const modules::Row& row) { rows.push_back(row); })
                        .ok());
        return rows;
    }
    /// As the tablet shows them once it is up to date.
    std::vector<modules::Row> rows(std::string_view collection,
                                   const std::vector<std::string_view>& fields) {
        sync_tablet();
        return rows(*tablet_, collection, fields);
    }

private:
    using Sink = std::function<void(Bytes)>;

    PeerId open(Sink sink) {
        const PeerId peer{++peer_last_};
        sinks_[peer] = std::move(sink);
        hub_->handle_connected(peer, now());
        return peer;
    }
    void open_tablet() {
        replica::Replica::Options options;
        options.store.path = folder_ + "/tablet.wedsync";
        options.store.durability = store::Durability::kNormal;
        options.schema = venue_schema();
        options.author = {"Ana", "tablet", "staff", 0};
        options.random = [this] { return prng_.next(); };
        auto replica = replica::Replica::open(std::move(options));
        ASSERT_TRUE(replica.ok());
        tablet_ = std::move(replica).value();
        ASSERT_TRUE(tablet_->add_scope(kTeam, "Team").ok());
    }
    bool pump_tablet() {
        bool has_said = false;
        while (auto action = tablet_client_->poll_action(now())) {
            has_said = true;
            std::visit(Overloaded{[&](sync::action::Connect&) {
                                      tablet_peer_ = open([this](Bytes frame) {
                                          tablet_heard_.push_back(std::move(frame));
                                      });
                                      tablet_client_->handle_connected(now());
                                  },
                                  [&](sync::action::Send& send) {
                                      hub_->handle_frame(tablet_peer_, now(), send.frame);
                                  },
                                  [](sync::action::Disconnect&) {}},
                       *action);
        }
        return has_said;
    }

    Policy policy_;
    std::string folder_;
    Prng prng_{11};
    std::uint64_t now_ms_ = 1'000;
    bool is_full_ = false;
    std::uint64_t peer_last_ = 0;
    std::map<PeerId, Sink> sinks_;
    std::unique_ptr<Hub> hub_;
    std::unique_ptr<Agent> agent_;
    PeerId agent_peer_;
    std::unique_ptr<replica::Replica> tablet_;
    std::unique_ptr<sync::Client> tablet_client_;
    PeerId tablet_peer_;
    std::vector<Bytes> tablet_heard_;
};

inline Draft note(const std::string& title, const std::string& key = {}) {
    Draft draft;
    draft.scope = kTeam;
    draft.key = key;
    const NewRecord record = draft.create("notes");
    draft.set(record, "title", title);
    return draft;
}

}  // namespace wedsync::hub::test
