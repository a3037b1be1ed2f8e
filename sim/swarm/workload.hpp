#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/prng.hpp"
#include "engine/replica/draft.hpp"
#include "sim/oracle/ledger.hpp"
#include "sim/oracle/states.hpp"
#include "sim/swarm/fault.hpp"
#include "sim/world/world.hpp"

namespace wedsync::sim {

/// The hub's policy refuses a change that writes a text beginning so.
inline constexpr std::string_view kForbidden = "forbidden";

/// What people do on the devices: every kind of edit, on records that somebody made.
class Workload {
public:
    struct Rates {
        std::uint32_t forbidden_per_mille = 0;
        /// Some of what is removed is erased.
        bool is_erasing = false;
    };
    Workload(World& world, Rates rates, FaultCounts& faults)
        : world_(world), rates_(rates), faults_(faults) {}

    /// One edit on a device that runs. May turn out to be nothing: the record is not there, or
    /// there is nothing to decide or to take back.
    void edit(std::size_t device, Prng& prng);

    /// While edit() runs: what the change adds to a tally, if that is what it does.
    [[nodiscard]] const std::optional<Commit::Tally>& tally() const { return tally_; }
    [[nodiscard]] const std::vector<Pair>& pairs() const { return pairs_; }
    /// Tallies that an edit may or may not have reached: the disk died under it.
    [[nodiscard]] const std::set<std::pair<ScopeId, RecordId>>& uncertain() const {
        return uncertain_;
    }

private:
    using Records = std::vector<RecordId>;
    struct At {
        std::size_t device = 0;
        ScopeId scope;
        Prng& prng;
    };

    void create_guest(const At& at);
    void create_tally(const At& at);
    void create_pair(const At& at);
    void set_fields(const At& at);
    void set_stale(const At& at);
    void change_tally(const At& at);
    void change_pair(const At& at);
    void change_set(const At& at);
    void refer(const At& at);
    void remove(const At& at);
    void take_back(const At& at);
    void settle(const At& at);
    void set_unknown(const At& at);
    void discard(const At& at);

    void write(Draft& draft, const RecordRef& record, const std::string& field, const At& at);
    [[nodiscard]] std::string text(Prng& prng);
    [[nodiscard]] std::optional<RecordId> any_guest(const At& at);
    [[nodiscard]] std::optional<Dot> commit(const At& at, const Draft& draft,
                                            std::vector<RecordId>* created = nullptr);

    World& world_;
    Rates rates_;
    FaultCounts& faults_;
    std::map<ScopeId, Records> guests_;
    std::map<ScopeId, Records> tallies_;
    std::vector<Pair> pairs_;
    /// What each device wrote of late and may take back, by scope.
    std::map<std::pair<std::size_t, ScopeId>, std::vector<Dot>> recent_;
    /// Forms that were opened and not sent: what they showed.
    std::map<std::size_t, std::vector<std::pair<std::pair<ScopeId, RecordId>, std::vector<Dot>>>>
        forms_;
    std::optional<Commit::Tally> tally_;
    std::set<std::pair<ScopeId, RecordId>> uncertain_;

public:
    /// Dots that people let go, for the ledger.
    std::function<void(ScopeId, const Dot&)> discarded;
};

}  // namespace wedsync::sim
