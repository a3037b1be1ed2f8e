#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/replica/draft.hpp"
#include "modules/kit/view.hpp"
#include "modules/marketing/attribution.hpp"
#include "modules/marketing/lift.hpp"

namespace wedsync::marketing {

/// How often a day a campaign that says nothing about it is shown to a person.
inline constexpr std::int64_t kShownADay = 3;
inline constexpr std::int64_t kShownADayMost = 20;

struct Campaign {
    std::string name;
    std::string title;
    std::optional<std::int64_t> starts_at_ms;
    std::optional<std::int64_t> ends_at_ms;
    bool is_paused = false;
    /// The share of people who are not shown it, to compare with; 0 to 100.
    unsigned held_back_percent = 0;
    std::string body = {};
    /// To one person; 1 to kShownADayMost.
    std::int64_t shown_a_day = kShownADay;

    [[nodiscard]] bool runs_at(std::int64_t now_ms) const;
    friend bool operator==(const Campaign&, const Campaign&) = default;
};

/// What the records of this module say (module.json).
class State : public modules::View {
public:
    static constexpr std::string_view kName = "marketing";
    static const std::vector<modules::Source>& sources();
    void add(std::size_t source, const modules::Row& row) override { count(source, row, true); }
    void remove(std::size_t source, const modules::Row& row) override { count(source, row, false); }
    [[nodiscard]] bool settle(std::size_t most) override;

    /// Null if it is not known. Of two with one name the first in the order of records.
    [[nodiscard]] const Campaign* find(const std::string& name) const;
    /// Those that are known, in the order of their names.
    [[nodiscard]] std::vector<const Campaign*> campaigns() const;
    /// Every campaign that is known, or that somebody did something about.
    [[nodiscard]] std::set<std::string> names() const;
    [[nodiscard]] const Attribution& attribution() const { return attribution_; }

    /// By kind: how many engagements there were, and of how many people.
    struct Counts {
        std::array<std::uint64_t, kEngagementKinds> engagements{};
        std::array<std::uint64_t, kEngagementKinds> people{};
        friend bool operator==(const Counts&, const Counts&) = default;
    };
    [[nodiscard]] Counts counts(const std::string& campaign) const;

    /// What a campaign did: how many of the people who may see it converted while it ran, beside
    /// those who are held back, whether or not they looked at it (so that the groups differ in
    /// nothing else). Nothing for a campaign that is not known, has not begun or holds nobody back.
    /// Costs little after the first time: who is held back is counted as people become known.
    [[nodiscard]] std::optional<Lift> lift(const std::string& campaign, std::int64_t now_ms) const;

    friend bool operator==(const State& a, const State& b) {
        return a.campaigns_ == b.campaigns_ && a.attribution_ == b.attribution_ &&
               a.counts_ == b.counts_;
    }

private:
    /// The two groups of a campaign, as long as its start and its share stay what they are.
    struct Groups {
        unsigned held_back_percent = 0;
        std::int64_t starts_at_ms = 0;
        std::uint64_t held_back = 0;
        /// Of each person who converted, when first from the start on: of those who may see it, and
        /// of those who are held back.
        std::multiset<std::int64_t> firsts_shown = {};
        std::multiset<std::int64_t> firsts_held_back = {};
    };

    void count(std::size_t source, const modules::Row& row, bool is_there);
    void count_campaign(const modules::Row& row, bool is_there);
    void count_engagement(const modules::Row& row, bool is_there);
    /// One thing that a person did; `is_of_another`: who did no such thing before, or does none any
    /// more.
    void count_done(const Engagement& engagement, bool is_there, bool is_of_another);
    /// A person as the groups know them, in or out of all of them.
    void regroup(const std::string& user, const std::vector<Engagement>& happened, bool is_in);
    static void count_in_groups(const std::string& campaign, Groups& groups,
                                const std::string& user, const std::vector<Engagement>& happened,
                                bool is_there);
    void begin_groups();
    [[nodiscard]] const Groups& groups_of(const Campaign& campaign,
                                          std::int64_t starts_at_ms) const;

    /// By name, and the name of the record.
    std::map<std::string, std::map<std::string, Campaign>> campaigns_;
    Attribution attribution_;
    std::map<std::string, Counts> counts_;
    /// By campaign, for those that there were at first and those that were asked for.
    mutable std::map<std::string, Groups> groups_;
    bool has_groups_ = false;
};

/// "opened", "clicked", "converted"; nothing for another word.
[[nodiscard]] const char* name_of(EngagementKind kind);
[[nodiscard]] std::optional<EngagementKind> kind_of(const std::string& name);

[[nodiscard]] Draft draft_campaign(ScopeId scope, const Campaign& campaign);
/// Priority 5. The id of the engagement is the record's, so its own is not written.
[[nodiscard]] Draft draft_engagement(ScopeId scope, const Engagement& engagement);

}  // namespace wedsync::marketing
