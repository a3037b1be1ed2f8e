#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What may happen if somebody edits a field now: before the edit, so that a disagreement need not
/// come about. A hint and nothing else: no edit is ever refused, put off or changed by it.
namespace wedsync::prevent {

/// Reasons of a forecast.
inline constexpr std::size_t kReasonsMax = 3;
/// At this many of 1,000 a person is shown a hint, and at this many a louder one.
inline constexpr std::uint32_t kLowPerMille = 100;
inline constexpr std::uint32_t kHighPerMille = 350;
/// Who was not seen for so long has gone home: nobody waits for them.
inline constexpr std::uint64_t kShiftMs = std::uint64_t{8} * 60 * 60'000;
/// Most times without a hub are over before this; what lasts longer is an absence.
inline constexpr std::uint64_t kHiccupMs = 60'000;

/// A write to the record that this device knows of.
struct Touch {
    /// The person; the device, where it belongs to nobody.
    std::string who;
    bool is_own = false;
    bool is_same_field = false;
    std::uint64_t age_ms = 0;
};

/// What somebody is doing with the record, or did when they were heard of last.
enum class Attention : std::uint8_t {
    kElsewhere,
    kLooking,        ///< Has the record before them.
    kEditingRecord,  ///< Is at another field of it.
    kEditingField,   ///< Is at this field.
};

/// Somebody else who works in the scope.
struct Colleague {
    std::string who;
    /// The hub says that they are there. Else they left `away_ms` ago.
    bool is_in_reach = false;
    std::uint64_t away_ms = 0;
    Attention attention = Attention::kElsewhere;
};

/// Somebody else has taken the field, the record, or the area that the record belongs to.
struct Hold {
    std::string who;
    bool is_area = false;
    /// The hub says so now, and that they can be reached.
    bool is_in_reach = true;
    /// For how much longer at most.
    std::uint64_t left_ms = 0;
    /// What they call an area; may be empty.
    std::string label = {};
};

/// What this device knows at the moment. Plain values; all times have elapsed, none is a date.
struct Situation {
    /// How long this device has been without all that the hub has; nothing: it has it now.
    std::optional<std::uint64_t> unseen_ms;
    /// Of the writes to records like this one, how many met somebody else's: see Habits.
    std::uint32_t met_per_mille = 0;
    std::vector<Touch> touches;
    std::vector<Colleague> colleagues;
    std::vector<Hold> holds;
};

enum class Level : std::uint8_t { kNone, kLow, kHigh };

/// Stable names travel (name_of()); the one it is about goes with them.
enum class ReasonCode : std::uint8_t {
    kHeld,           ///< They have taken this field or record.
    kWorkArea,       ///< They have taken the area it belongs to.
    kEditingNow,     ///< They are at it.
    kLookingNow,     ///< They have the record before them.
    kOutOfReach,     ///< We cannot see others' edits, nor they ours. About nobody.
    kAwayWithIt,     ///< They worked on it lately and cannot be reached.
    kSomeoneAway,    ///< They work here and cannot be reached.
    kTouchedLately,  ///< They wrote to it within the hour.
    kOftenShared,    ///< Records like this go from hand to hand here. About nobody.
};

struct Reason {
    ReasonCode code = ReasonCode::kOutOfReach;
    std::string who;
    /// Of kHeld and kWorkArea: for how much longer at most, and what they call it; else nothing.
    std::uint64_t left_ms = 0;
    std::string label = {};

    friend bool operator==(const Reason&, const Reason&) = default;
};

/// What would be better than to edit now.
enum class Advice : std::uint8_t {
    kGoOn,           ///< Nothing.
    kWaitForReach,   ///< Wait until this device has caught up with the hub.
    kWaitForPerson,  ///< Wait until they can be reached again.
    kAsk,            ///< Ask them: they can be reached.
    kWorkElsewhere,  ///< It is in their area; there is other work.
    kTakeOver,       ///< They have it and cannot be reached: take it over, for all to see.
};

struct Forecast {
    Level level = Level::kNone;
    /// Of 1,000 such edits, how many are expected to end in a disagreement. Calibrated where it
    /// rests on absence (docs/prevention.md); where it rests on presence and holds, a judgement.
    std::uint32_t per_mille = 0;
    /// The weightiest first, at most kReasonsMax; none for Level::kNone.
    std::vector<Reason> reasons;
    Advice advice = Advice::kGoOn;
    /// Whom the advice is about; empty: nobody.
    std::string whom;

    friend bool operator==(const Forecast&, const Forecast&) = default;
};

/// Pure, without floating point: the same on every target.
[[nodiscard]] Forecast forecast(const Situation& situation);

/// How long ago something was written, as far as clocks can be believed. What was heard of while
/// this device was listening is no younger than that; where clocks say that it is more than
/// kShiftMs older, one of them is wrong, and only the time since counts. What was here before is at
/// least as old as the time since.
struct Heard {
    /// By the author's clock and ours; negative where they disagree.
    std::int64_t wall_age_ms = 0;
    /// Since we heard of it, or began to listen.
    std::uint64_t heard_ago_ms = 0;
    bool is_live = false;
};
[[nodiscard]] std::uint64_t age_of(const Heard& heard);

[[nodiscard]] std::string_view name_of(Level level);
[[nodiscard]] std::string_view name_of(ReasonCode code);
[[nodiscard]] std::string_view name_of(Advice advice);

}  // namespace wedsync::prevent
