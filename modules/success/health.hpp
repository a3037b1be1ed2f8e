#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modules/success/activity.hpp"

namespace wedsync::success {

enum class Risk : std::uint8_t { kLow, kMedium, kHigh };
/// "low", "medium", "high".
[[nodiscard]] const char* name_of(Risk risk);

/// What a score is made of, each worth kPartMost points at most.
enum class Part : std::uint8_t { kRecency, kFrequency, kBreadth, kMilestones, kSupport };
inline constexpr std::size_t kParts = 5;
inline constexpr int kPartMost = 20;
/// "recency", "frequency", "breadth", "milestones", "support".
[[nodiscard]] const char* name_of(Part part);

/// Somebody who knows better says what the risk is, for a time.
struct Override {
    Risk risk = Risk::kLow;
    std::int64_t until_ms = 0;
    friend bool operator==(const Override&, const Override&) = default;
};

struct Milestones {
    std::size_t reached = 0;
    std::size_t known = 0;
};

/// How well it goes with a supplier.
struct Health {
    /// 0 to 100, the sum of the parts.
    int score = 0;
    /// From 80 on low, from 60 on medium, below that high; or what somebody said instead.
    Risk risk = Risk::kHigh;
    bool is_overridden = false;
    std::array<int, kParts> points{};
    /// What the parts were counted from: days since the last activity (kNeverDays: none at all),
    /// days active in the last kFrequencyDays, kinds of activity in the last kMemoryDays,
    /// milestones reached, complaints in the last kMemoryDays that nobody solved.
    std::array<std::int64_t, kParts> amounts{};
    /// The parts that cost most, at most three, none that costs nothing or follows from another.
    std::vector<Part> reasons;

    friend bool operator==(const Health&, const Health&) = default;
};

inline constexpr std::int64_t kRecencyDays = 30;
inline constexpr std::int64_t kFrequencyDays = 28;
inline constexpr std::int64_t kFrequentDays = 12;
inline constexpr std::int64_t kMemoryDays = 90;
inline constexpr std::int64_t kBroadKinds = 5;
inline constexpr int kComplaintPoints = 5;
inline constexpr std::int64_t kNeverDays = -1;

/// The health of a supplier at a time, from what it did up to then, in whole numbers: the same on
/// every device that knows the same. `did` null: nothing.
[[nodiscard]] Health health_of(const ActivityBook::Kinds* did, const Milestones& milestones,
                               const std::optional<Override>& override_by_person,
                               std::int64_t now_ms);

}  // namespace wedsync::success
