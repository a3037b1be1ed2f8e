#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/replica/draft.hpp"
#include "modules/kit/view.hpp"
#include "modules/success/activity.hpp"
#include "modules/success/health.hpp"
#include "modules/success/milestones.hpp"

namespace wedsync::success {

/// What the records of this module say (module.json).
class State : public modules::View {
public:
    static constexpr std::string_view kName = "success";
    static const std::vector<modules::Source>& sources();
    void add(std::size_t source, const modules::Row& row) override { count(source, row, true); }
    void remove(std::size_t source, const modules::Row& row) override { count(source, row, false); }

    [[nodiscard]] const ActivityBook& activities() const { return activities_; }
    [[nodiscard]] Health health(const std::string& supplier, std::int64_t now_ms) const;
    /// What a supplier has reached that nobody celebrated yet.
    [[nodiscard]] std::vector<Reached> to_celebrate(const std::string& supplier,
                                                    std::int64_t now_ms) const;
    /// Whether that was celebrated, here or on another device.
    [[nodiscard]] bool is_celebrated(const std::string& supplier, const std::string& type) const {
        return celebrated_.contains({supplier, type});
    }
    /// Everybody who did something, or of whom something was said.
    [[nodiscard]] std::set<std::string> suppliers() const;

    friend bool operator==(const State& a, const State& b) {
        return a.activities_ == b.activities_ && a.said_ == b.said_ &&
               a.celebrated_ == b.celebrated_;
    }

private:
    /// When it was said, and the name of the record: the last one counts.
    using Said = std::map<std::pair<std::int64_t, std::string>, Override>;

    void count(std::size_t source, const modules::Row& row, bool is_there);
    void count_activity(const modules::Row& row, bool is_there);
    void count_milestone(const modules::Row& row, bool is_there);
    void count_risk_note(const modules::Row& row, bool is_there);

    ActivityBook activities_;
    /// By supplier.
    std::map<std::string, Said> said_;
    /// By supplier and type how many records say so.
    std::map<std::pair<std::string, std::string>, std::size_t> celebrated_;
};

/// A note that something happened: an update of somebody's health, priority 6.
[[nodiscard]] Draft draft_activity(ScopeId scope, const Activity& activity,
                                   const std::string& about);
/// That these were reached and celebrated: priority 8. Requires some.
[[nodiscard]] Draft draft_milestones(ScopeId scope, const std::string& supplier,
                                     const std::vector<Reached>& reached, std::int64_t now_ms);
struct RiskNote {
    std::string supplier;
    Override risk;
    std::string reason;
};
[[nodiscard]] Draft draft_risk_note(ScopeId scope, const RiskNote& note, std::int64_t now_ms);

}  // namespace wedsync::success
