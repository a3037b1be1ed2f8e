#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "importers/venue.hpp"
#include "sim/day/day_work.hpp"
#include "sim/day/wire_meter.hpp"
#include "sim/world/world.hpp"

namespace wedsync::sim {

/// The four people of the day, each with a device, by its number in the World.
enum class Crew : std::size_t { kCoordinator = 0, kHall = 1, kGarden = 2, kOffice = 3 };
inline constexpr std::array<Crew, 4> kCrew{Crew::kCoordinator, Crew::kHall, Crew::kGarden,
                                           Crew::kOffice};

struct Member {
    std::string person;
    std::string device;
    Role role = Role::kStaff;
};

enum class HappeningKind {
    kPhase,         ///< A time of the day begins.
    kEdit,          ///< Somebody did something.
    kOffline,       ///< A device lost the network.
    kOnline,        ///< And has it back.
    kTrouble,       ///< A battery, a hub that restarts.
    kDisagreement,  ///< Two people meant different things.
    kDecision,      ///< Somebody decided one.
    kSettled,       ///< Something was settled without anybody.
    kRefused,       ///< The hub said no.
    kUndone,        ///< Somebody took something back.
};

/// One line of what happened, in plain words.
struct Happening {
    std::uint64_t wall_ms = 0;
    HappeningKind kind = HappeningKind::kEdit;
    /// Nobody: the house itself.
    std::optional<Crew> who;
    std::string words;
    /// Whether the device had no network.
    bool is_offline = false;

    friend bool operator==(const Happening&, const Happening&) = default;
};

/// Hub, devices and people of the day, and what they did so far.
class DayStage {
public:
    DayStage(std::uint64_t seed, const Schema& schema, std::uint64_t wall_start_ms,
             const std::vector<importers::VenueWedding>& weddings);
    DayStage(const DayStage&) = delete;
    DayStage& operator=(const DayStage&) = delete;
    ~DayStage() = default;

    [[nodiscard]] World& world() { return world_; }
    [[nodiscard]] const Member& member(Crew who) const { return members_[number(who)]; }
    [[nodiscard]] replica::Replica& replica(Crew who) { return world_.replica(number(who)); }
    [[nodiscard]] bool is_offline(Crew who) const { return is_offline_[number(who)]; }
    [[nodiscard]] bool is_running(Crew who) const { return world_.is_running(number(who)); }

    /// Commits what somebody does, and tells it. A full disk and the like are errors.
    [[nodiscard]] Result<replica::Committed> act(Crew who, const Draft& draft,
                                                 const std::string& words);
    [[nodiscard]] Result<void> decide(Crew who, ScopeId scope, const RecordId& record,
                                      FieldId field, const merge::Choice& choice);
    [[nodiscard]] Result<void> undo(Crew who, ScopeId scope, const Dot& dot,
                                    const std::string& words);
    void lose_network(Crew who, const std::string& why);
    void find_network(Crew who);
    /// The battery is empty: whatever was not on the disk is gone.
    void lose_power(Crew who);
    void find_power(Crew who);
    void restart_hub();

    void tell(HappeningKind kind, std::optional<Crew> who, std::string words);
    /// Everything that was told since the last call, in order.
    [[nodiscard]] std::vector<Happening> take_happenings();

    /// Who took a record off, and when; nothing if nobody did.
    struct Deletion {
        Crew who = Crew::kOffice;
        std::uint64_t wall_ms = 0;
    };
    [[nodiscard]] std::optional<Deletion> deletion_of(const RecordId& record) const;

    /// True once for each time that a device's picture may have changed.
    [[nodiscard]] bool take_dirty(Crew who);
    /// Edits, decisions and undone edits of a person.
    [[nodiscard]] std::uint64_t edits_of(Crew who) const { return edits_[number(who)]; }
    [[nodiscard]] WireMeter::Bytes bytes_of(Crew who) const {
        return meters_[number(who)]->bytes();
    }

    [[nodiscard]] static std::size_t number(Crew who) { return static_cast<std::size_t>(who); }

private:
    void observe();

    World world_;
    std::array<Member, kCrew.size()> members_;
    std::array<bool, kCrew.size()> is_offline_{};
    std::array<bool, kCrew.size()> is_dirty_{};
    std::array<std::uint64_t, kCrew.size()> edits_{};
    std::array<std::unique_ptr<WireMeter>, kCrew.size()> meters_;
    std::array<std::uint64_t, kCrew.size()> generations_{};
    std::map<RecordId, Deletion> deletions_;
    std::vector<Happening> happenings_;
};

}  // namespace wedsync::sim
