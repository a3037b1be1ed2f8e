#include "engine/prevent/habits.hpp"

#include <algorithm>

namespace wedsync::prevent {
namespace {

constexpr std::uint64_t kMinuteMs = 60'000;
/// Before anything was counted: so many writes, of which so many met somebody.
constexpr std::uint64_t kPriorWrites = 20;
constexpr std::uint64_t kPriorMet = 3;
/// Beyond this both counts are halved: habits change.
constexpr std::uint64_t kWritesMax = 1'000;

std::uint64_t apart(std::uint64_t left, std::uint64_t right) {
    return left > right ? left - right : right - left;
}

}  // namespace

std::size_t Habits::bucket_of(const Past& past) {
    if (past.writes == 0) return 0;
    constexpr std::array<std::uint64_t, kAgeClasses - 1> kAges{2 * kMinuteMs, 60 * kMinuteMs,
                                                               240 * kMinuteMs};
    const auto age = static_cast<std::size_t>(
        std::upper_bound(kAges.begin(), kAges.end(), past.age_ms) - kAges.begin());
    const auto writes =
        static_cast<std::size_t>(std::min<std::uint64_t>(past.writes, kWriteClasses) - 1);
    return 1 + writes * kAgeClasses + age;
}

/// As its author would have known the record after an absence: without what others wrote close by.
Past Habits::past_of(const Record& record, const Write& write) {
    Past past{record.writes, UINT64_MAX};
    for (const Seen& seen : record.latest) {
        const bool is_close = apart(seen.wall_ms, write.wall_ms) <= kMeetMs;
        if (seen.who != write.who && is_close) {
            --past.writes;
            continue;
        }
        past.age_ms = std::min(past.age_ms, apart(seen.wall_ms, write.wall_ms));
    }
    return past;
}

Habits::Record& Habits::find(const Write& write) {
    const Name name{write.scope, write.record};
    const auto [at, is_new] = records_.try_emplace(name);
    if (!is_new) order_.erase(at->second.touched);
    at->second.touched = ++touches_;
    order_.emplace(touches_, name);
    if (records_.size() > kHabitRecordsMax) {
        records_.erase(order_.begin()->second);
        order_.erase(order_.begin());
    }
    return at->second;
}

void Habits::count(std::size_t bucket) {
    Count& count = counts_[bucket];
    if (++count.writes < kWritesMax) return;
    count.writes /= 2;
    count.met /= 2;
}

void Habits::see(const Write& write) {
    Record& record = find(write);
    Seen now{write.who, write.wall_ms, bucket_of(past_of(record, write)), false};
    count(now.bucket);
    for (Seen& seen : record.latest) {
        if (seen.who == now.who || apart(seen.wall_ms, now.wall_ms) > kMeetMs) continue;
        if (!seen.has_met) ++counts_[seen.bucket].met;
        seen.has_met = true;
        now.has_met = true;
    }
    if (now.has_met) ++counts_[now.bucket].met;
    ++record.writes;
    record.latest.push_back(std::move(now));
    if (record.latest.size() > kHabitWritesMax) record.latest.erase(record.latest.begin());
}

std::uint32_t Habits::met_per_mille(const Past& past) const {
    const Count& count = counts_[bucket_of(past)];
    // Halving may leave a little more met than written.
    const std::uint64_t met = std::min(count.met, count.writes) + kPriorMet;
    return static_cast<std::uint32_t>(met * 1'000 / (count.writes + kPriorWrites));
}

}  // namespace wedsync::prevent
