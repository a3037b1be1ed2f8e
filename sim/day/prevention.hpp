#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/causal/dot.hpp"
#include "engine/prevent/forecast.hpp"
#include "engine/team/tracker.hpp"
#include "sim/world/world.hpp"

namespace wedsync::sim {

struct PreventionOptions {
    /// Of 1,000 hints, how many are heeded.
    std::uint32_t heed_per_mille = 800;
    /// A hint is shown from this estimate on, which is at least prevent::kLowPerMille.
    std::uint32_t shown_per_mille = prevent::kLowPerMille;
};

/// What warning people came to.
struct PreventionFigures {
    std::uint64_t hints = 0;
    /// Of these; the others edited all the same.
    std::uint64_t heeded = 0;
    /// Edits that were made later than somebody wanted to.
    std::uint64_t delayed = 0;
    std::uint64_t delay_p50_ms = 0;
    std::uint64_t delay_p95_ms = 0;
    /// Of those, edits that were made without what they waited for: patience is bounded.
    std::uint64_t impatient = 0;
    /// What the hints expected, summed up: of 1,000 each.
    std::uint64_t expected_per_mille = 0;

    friend bool operator==(const PreventionFigures&, const PreventionFigures&) = default;
};

/// An edit that somebody is about to make.
struct WantedEdit {
    std::size_t device = 0;
    ScopeId scope;
    RecordId record;
};

/// Nobody waits for longer.
inline constexpr std::uint64_t kPatienceMsMax = std::uint64_t{4} * 60 * 60'000;

/// People who look at the forecast of their own device before an edit: at what that device has
/// received by then, and nothing else. Where it says more than nothing they are shown a hint, once
/// for each record and absence; they heed it or not by a draw that depends on the seed and the
/// edit alone. A heeded edit, and what the same device wants to do to the record after it, is made
/// when what the hint advised has come about: each edit is made once, in the order of its device
/// and record.
class Prevention {
public:
    using Make = std::function<Result<void>(std::size_t number)>;

    /// Everybody is in every scope from now on. `make` makes an edit now.
    Prevention(World& world, std::vector<WantedEdit> edits, std::uint64_t seed,
               PreventionOptions options, Make make);

    /// Runs the world until then, and makes what was waited for meanwhile.
    [[nodiscard]] Result<void> run_until(Instant time);
    /// Somebody wants to make this edit now: it is made, or held back.
    [[nodiscard]] Result<void> want(std::size_t number);
    /// Runs the world until nothing is held back any more.
    [[nodiscard]] Result<void> finish();

    [[nodiscard]] PreventionFigures figures() const;

private:
    /// Edits of one record that a device holds back.
    struct Held {
        std::vector<std::pair<std::size_t, Instant>> edits;
        prevent::Advice advice = prevent::Advice::kGoOn;
        std::string whom;
    };
    struct Record {
        ScopeId scope;
        RecordId record;
        friend std::strong_ordering operator<=>(const Record&, const Record&) = default;
    };
    struct Station {
        team::Tracker tracker;
        std::map<Record, Held> held;
        /// Hints that were not heeded: not shown again until then.
        std::map<Record, Instant> ignored;
        bool is_cut_off = false;
    };

    [[nodiscard]] Result<void> look(std::size_t device);
    [[nodiscard]] Result<void> release(std::size_t device);
    [[nodiscard]] Result<void> tick();
    [[nodiscard]] Result<prevent::Situation> situation(std::size_t device, const Record& record);
    [[nodiscard]] Result<bool> is_time(std::size_t device, const Record& record, const Held& held);
    [[nodiscard]] bool is_heeded(std::size_t number) const;

    World& world_;
    std::vector<WantedEdit> edits_;
    std::uint64_t seed_;
    PreventionOptions options_;
    Make make_;
    std::vector<Station> stations_;
    /// Whose turn it is next to look whether they may go on, and when.
    std::size_t turn_ = 0;
    Instant next_tick_;
    PreventionFigures figures_;
    std::vector<std::uint64_t> delays_ms_;
};

}  // namespace wedsync::sim
