#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/suggest/facts.hpp"
#include "engine/suggest/look.hpp"

namespace wedsync::suggest {

/// What a person can be told. Each feature belongs to one of these, and a reason is put to the test
/// by turning all of its features to their neutral values at once.
enum class Reason : std::uint8_t {
    kAnsweredHere = 0,   ///< Answers of this sync, all of them.
    kAnsweredAlike = 1,  ///< Answers of this sync to disagreements like this one.
    kHabitHere = 2,      ///< Answers of this sync follow the value (higher, longer, newer).
    kTeamHistory = 3,    ///< Answers of the team before.
    kAlikeHistory = 4,   ///< Answers to such disagreements before.
    kPersonHistory = 5,  ///< Answers of this person before.
    kHabitHistory = 6,   ///< Answers before follow the value.
    kOrder = 7,          ///< One value is the higher version, number or date.
    kChange = 8,         ///< One side changed more of the base than the other.
    kContains = 9,       ///< One value has all of the other.
    kSize = 10,          ///< One value is the longer one.
    kMissing = 11,       ///< One side has no value, or a placeholder.
    kKind = 12,          ///< What kind of values these are.
    kTime = 13,          ///< Who edited later, and how long ago.
    kPeople = 14,        ///< Who edited.
    kVolume = 15,        ///< How much each side changed elsewhere.
    kField = 16,         ///< What kind of field it is.
};
inline constexpr std::size_t kReasons = 17;

struct View {
    const ConflictFacts& facts;
    const Look& look;
};

/// One number the model looks at.
struct Feature {
    const char* name;
    Reason reason;
    /// What it is when it says nothing.
    float neutral;
    double (*read)(const View& view);
};

/// Which features a model was trained on is known by the name of each: see Model.
[[nodiscard]] std::span<const Feature> features();

using FeatureVector = std::vector<float>;
/// All features in the order of features(). Bounded work for any input.
[[nodiscard]] FeatureVector feature_vector(const ConflictFacts& facts, const Look& look);

}  // namespace wedsync::suggest
