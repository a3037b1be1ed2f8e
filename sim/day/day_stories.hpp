#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "engine/base/prng.hpp"
#include "engine/base/result.hpp"
#include "sim/day/day_disagreements.hpp"
#include "sim/day/day_stage.hpp"
#include "sim/day/day_work.hpp"

namespace wedsync::sim {

/// Of the day's own clock.
struct TimeOfDay {
    std::uint32_t hour = 0;
    std::uint32_t minute = 0;
};

/// What is going to happen, by wall time; what stands at the same time in the order it was added.
class Agenda {
public:
    using Action = std::function<Result<void>()>;

    explicit Agenda(std::uint64_t midnight_ms) : midnight_ms_(midnight_ms) {}

    [[nodiscard]] std::uint64_t wall_ms(TimeOfDay time) const;
    void at(std::uint64_t wall_ms, Action action) { actions_.emplace(wall_ms, std::move(action)); }
    void at(TimeOfDay time, Action action);
    /// Takes the next action due by that time; an empty one if there is none.
    struct Due {
        std::uint64_t wall_ms = 0;
        Action action;
    };
    [[nodiscard]] Due take_next(std::uint64_t wall_ms);
    [[nodiscard]] bool empty() const { return actions_.empty(); }

private:
    std::uint64_t midnight_ms_;
    std::multimap<std::uint64_t, Action> actions_;
};

/// Puts on the agenda when devices are offline or off.
void add_troubles(DayStage& stage, Agenda& agenda);

/// Puts on the agenda what two people do to one thing while they do not hear of each other, one
/// change that the hub refuses, and one that is taken back. The records of these stories are taken
/// out of the scenes, so that no routine work comes between. A story that the venue has no records
/// for is left out. The three outlive the agenda's use.
void add_stories(DayStage& stage, Disagreements& disagreements, std::vector<Scene>& scenes,
                 Agenda& agenda, Prng& prng);

}  // namespace wedsync::sim
