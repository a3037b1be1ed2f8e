#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>

#include "engine/base/instant.hpp"

namespace wedsync::hub {

/// How much of something is allowed: `burst` at once, and `per_minute` again each minute.
struct Rate {
    std::uint64_t burst = 0;
    std::uint64_t per_minute = 0;
};

/// A token bucket.
class Bucket {
public:
    Bucket(Rate rate, Instant now) : rate_(rate), units_(rate.burst * kUnits), at_(now) {}

    /// Takes `cost` if it is there.
    [[nodiscard]] bool take(std::uint64_t cost, Instant now) {
        refill(now);
        if (units_ < cost * kUnits) return false;
        units_ -= cost * kUnits;
        return true;
    }
    /// Takes `cost` in any case, at most all there is, and says how many milliseconds the taker has
    /// to pause for what was not there.
    [[nodiscard]] std::uint64_t pause_for(std::uint64_t cost, Instant now) {
        refill(now);
        const std::uint64_t wanted = cost * kUnits;
        const std::uint64_t lacking = wanted - std::min(wanted, units_);
        units_ -= wanted - lacking;
        return rate_.per_minute == 0 ? 0 : lacking / rate_.per_minute;
    }
    /// What take() took was not used after all.
    void put_back(std::uint64_t cost) {
        units_ = std::min(rate_.burst * kUnits, units_ + cost * kUnits);
    }
    [[nodiscard]] bool is_full(Instant now) {
        refill(now);
        return units_ == rate_.burst * kUnits;
    }

private:
    /// What a millisecond of one a minute gives: nothing rounds.
    static constexpr std::uint64_t kUnits = 60'000;

    void refill(Instant now) {
        const std::uint64_t passed_ms = now.value() - std::min(at_, now).value();
        at_ = std::max(at_, now);
        units_ = std::min(rate_.burst * kUnits, units_ + passed_ms * rate_.per_minute);
    }

    Rate rate_;
    std::uint64_t units_;
    Instant at_;
};

/// One bucket for each name (an address), those that are full forgotten. Bounded: where too many
/// names come at once they share what is left.
class Buckets {
public:
    static constexpr std::size_t kNamesMax = 10'000;
    explicit Buckets(Rate rate) : rate_(rate) {}

    [[nodiscard]] bool take(const std::string& name, Instant now) {
        if (buckets_.size() >= kNamesMax) forget_full(now);
        return bucket_of(name, now).take(1, now);
    }
    /// What take() took was not used after all.
    void put_back(const std::string& name, Instant now) { bucket_of(name, now).put_back(1); }

private:
    Bucket& bucket_of(const std::string& name, Instant now) {
        const bool is_crowded = buckets_.size() >= kNamesMax && !buckets_.contains(name);
        return buckets_.try_emplace(is_crowded ? kShared : name, rate_, now).first->second;
    }
    void forget_full(Instant now) {
        for (auto at = buckets_.begin(); at != buckets_.end();)
            at = at->second.is_full(now) ? buckets_.erase(at) : std::next(at);
    }

    inline static const std::string kShared = "(others)";
    Rate rate_;
    std::map<std::string, Bucket> buckets_;
};

}  // namespace wedsync::hub
