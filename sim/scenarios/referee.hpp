#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "engine/codec/frame_session.hpp"
#include "engine/codec/message.hpp"
#include "sim/disk/disk_image.hpp"
#include "sim/oracle/causality.hpp"
#include "sim/oracle/findings.hpp"
#include "sim/oracle/ledger.hpp"
#include "sim/world/world.hpp"

namespace wedsync::sim {

/// All oracles around one world: it shows them everything that happens there, restarts what failed,
/// and asks them at the end. Outlives nothing: the world is borrowed.
class Referee {
public:
    /// Asked about each message after the oracles saw it: false drops it. Empty: nobody interferes.
    using Interfere = std::function<bool(std::size_t device, Side from, const Message& message)>;
    /// Becomes the world's observer.
    explicit Referee(World& world);
    Referee(const Referee&) = delete;
    Referee& operator=(const Referee&) = delete;
    ~Referee() = default;

    void set_interference(Interfere interfere) { interfere_ = std::move(interfere); }

    /// Starts a device that is off, and looks whether it has what it had.
    void start(std::size_t device);
    /// Starts the hub where it is off, and looks whether it has what it had.
    void start_hub();
    /// The disk of a device is another one now, and it is started. What nobody has any more is lost
    /// and that is known.
    void replace_disk(std::size_t device, DiskImage image);
    /// The hub is another life now, or another hub: started with this on its disk.
    void replace_hub_disk(DiskImage image);

    /// P1 to P3 on a device, now.
    void look_at(std::size_t device);
    /// P1 to P8 on everything. Requires that all trouble has ended and `rest_ms` have passed.
    void judge(const std::vector<ScopeId>& scopes, std::uint64_t rest_ms);

    [[nodiscard]] const Ledger& ledger() const { return ledger_; }
    [[nodiscard]] const Findings& findings() const { return findings_; }

private:
    [[nodiscard]] WorldObserver make_observer();
    [[nodiscard]] bool pass(std::size_t device, Side from, BytesView frame);
    [[nodiscard]] Result<std::optional<Message>> decode(std::size_t device, Side from,
                                                        BytesView frame);
    void note_commit(std::size_t device, ScopeId scope, const Dot& dot);
    [[nodiscard]] std::vector<const replica::Replica*> replicas();

    World& world_;
    Findings findings_;
    Ledger ledger_;
    CausalityOracle causality_;
    Interfere interfere_;
    /// What each device and the hub say to each other.
    std::map<std::pair<std::size_t, Side>, codec::FrameSession> heard_;
};

}  // namespace wedsync::sim
