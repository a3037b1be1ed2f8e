#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "modules/kit/day.hpp"

namespace wedsync::success {

/// Something a supplier did, or that was done about it.
struct Activity {
    std::string supplier;
    /// One of the kinds that count (docs/modules.md), or another, which counts as being active.
    std::string kind;
    std::int64_t at_ms = 0;
};

inline constexpr const char* kComplaint = "complaint";
inline constexpr const char* kComplaintSolved = "complaint_solved";
using modules::day_of;
using modules::kDayMs;

/// What is known of one supplier: by kind how often on which day, and when. Counts, so that what
/// is taken out again leaves no trace.
class ActivityBook {
public:
    void add(const Activity& activity) { count(activity, 1); }
    /// Requires that it was added.
    void remove(const Activity& activity) { count(activity, -1); }

    /// By kind the moments, each with how often; null for a supplier that did nothing.
    using Kinds = std::map<std::string, std::map<std::int64_t, std::int64_t>>;
    [[nodiscard]] const Kinds* find(const std::string& supplier) const;
    [[nodiscard]] const std::map<std::string, Kinds>& suppliers() const { return suppliers_; }

    friend bool operator==(const ActivityBook&, const ActivityBook&) = default;

private:
    void count(const Activity& activity, std::int64_t times);

    std::map<std::string, Kinds> suppliers_;
};

}  // namespace wedsync::success
