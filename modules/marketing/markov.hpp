#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "modules/marketing/credit.hpp"

namespace wedsync::marketing {

/// How often people went on from one campaign to another: a Markov chain of first order over all
/// journeys (Anderl, Becker, von Wangenheim, Schumann 2016, "Mapping the customer journey"). Counts
/// only, so a journey is taken out again exactly.
class Paths {
public:
    void add(const Journey& journey) { count(journey, 1); }
    /// Requires that it was added.
    void remove(const Journey& journey) { count(journey, -1); }

    /// The credit for all conversions, by what a campaign's absence would cost: of each campaign
    /// the share of conversions that would be lost if every visit to it ended there, these shares
    /// scaled to kWhole for each conversion. Beyond kCampaignsMax campaigns the ones most often
    /// reached are looked at, and the rest gets nothing.
    [[nodiscard]] Credits credits() const;

    friend bool operator==(const Paths&, const Paths&) = default;

private:
    struct Chain;

    [[nodiscard]] Chain chain() const;
    /// How often each campaign was left, by any way.
    [[nodiscard]] std::map<std::string, std::int64_t> times_left() const;
    void count(const Journey& journey, std::int64_t times);
    void step(const std::string& from, const std::string& to, std::int64_t times);

    /// From and to; the empty name is the start, and as a target the conversion.
    std::map<std::pair<std::string, std::string>, std::int64_t> steps_;
    /// How often a journey ended in each campaign without a conversion.
    std::map<std::string, std::int64_t> ends_;
    std::int64_t conversions_ = 0;
};

/// The cost grows with the cube of it.
inline constexpr std::size_t kCampaignsMax = 100;

}  // namespace wedsync::marketing
