#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "boost/asio/io_context.hpp"

#include "bench/load/commit_times.hpp"
#include "bench/load/figures.hpp"
#include "engine/replica/replica.hpp"
#include "host/device.hpp"
#include "host/identity.hpp"
#include "host/wire.hpp"

namespace wedsync::bench::load {

/// A device as people have it: a replica in a file, the engine's client and host::Device, over the
/// real network. Notes when its changes are pushed and acknowledged, and when those of the others
/// are folded in.
class FullDevice {
public:
    struct Options {
        host::Identity identity;
        ScopeId scope;
        std::string store_path;
        std::uint64_t seed = 1;
    };
    /// Both are shared with others and outlive it; `times` are those of its scope.
    struct Shared {
        CommitTimes& times;
        Figures& figures;
    };
    FullDevice(boost::asio::io_context& loop, host::Wire wire, Options options, Shared shared);
    FullDevice(const FullDevice&) = delete;
    FullDevice& operator=(const FullDevice&) = delete;

    /// Connects, and stays so until go_offline().
    void go_online();
    void go_offline();
    replica::Committed commit(const Draft& draft);

    [[nodiscard]] ScopeId scope() const { return options_.scope; }
    [[nodiscard]] const replica::ScopeState& state() const { return *replica_->scope(scope()); }
    /// Nothing of its own waits, and the log is here up to `head`.
    [[nodiscard]] bool is_at(Position head) const;
    [[nodiscard]] replica::Replica& replica() { return *replica_; }
    /// From now on each of its changes is followed, and each of others.
    void watch() { is_watching_ = true; }

private:
    struct OwnChange {
        Dot dot;
        double committed_us = 0;
        double sent_us = 0;
    };

    void look();
    void look_at_own(double now_us);
    void look_at_others(double now_us);

    boost::asio::io_context& loop_;
    host::Wire wire_;
    Options options_;
    CommitTimes& times_;
    Figures& figures_;
    std::unique_ptr<replica::Replica> replica_;
    std::unique_ptr<host::Device> device_;
    Arrivals arrivals_;
    /// Not acknowledged yet.
    std::vector<OwnChange> own_;
    std::optional<Incarnation> lane_;
    bool is_connected_ = false;
    bool has_problem_ = false;
    bool is_watching_ = false;
};

/// What the state of a scope is on one device: read from its rows again, and its sums.
struct StateHash {
    std::uint64_t cells = 0;
    std::uint64_t have = 0;
    /// The rows on the disk are what was counted all along.
    bool is_sound = false;
    friend bool operator==(const StateHash&, const StateHash&) = default;
};
[[nodiscard]] StateHash hash_state(FullDevice& device);

}  // namespace wedsync::bench::load
