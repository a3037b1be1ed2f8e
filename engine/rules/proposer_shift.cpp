// Something takes place later: as soon as nothing that it competes with is going on, and no later
// than twelve hours on.

#include <algorithm>

#include "engine/rules/proposer.hpp"

namespace wedsync::rules {
namespace {

/// What stands, and since when a thing of the same group would be free of it.
struct Standing {
    RecordKey key;
    std::int64_t first;
    std::int64_t last;
};

/// The first time at or after `first` at which so long is free.
std::int64_t free_from(std::int64_t first, std::int64_t length, const RecordKey& key,
                       RuleScopes scopes, std::vector<Standing> standing) {
    std::sort(standing.begin(), standing.end(), [](const Standing& left, const Standing& right) {
        return std::pair(left.first, left.key) < std::pair(right.first, right.key);
    });
    for (const Standing& other : standing) {
        const bool does_compete = scopes != RuleScopes::kDifferent || other.key.scope != key.scope;
        if (!does_compete || other.key == key) continue;
        if (other.first < first + length && first < other.last) first = other.last;
    }
    return first;
}

}  // namespace

/// Those earlier in the order stand; whoever does not fit between them goes later.
Result<std::optional<Proposer::Edits>> Proposer::shift(Work& work, const rule::NoOverlap& rule,
                                                       const std::vector<RecordKey>& order) {
    const Fact* any = index_.fact(work.rule_at, order.front());
    if (any == nullptr) return std::optional<Edits>{};
    std::vector<Standing> standing;
    for (const Member& member : index_.members({work.rule_at, any->group})) {
        const bool is_at_work = std::find(order.begin(), order.end(), member.key) != order.end();
        if (!is_at_work) standing.push_back({member.key, member.fact->first, member.fact->last});
    }
    Edits edits;
    for (const RecordKey& key : order) {
        const Fact* fact = index_.fact(work.rule_at, key);
        if (fact == nullptr) return std::optional<Edits>{};
        // Times at the end of what can be told are not shifted.
        const bool is_usual = fact->first > -static_cast<std::int64_t>(kWallMsMax) &&
                              fact->last < static_cast<std::int64_t>(kWallMsMax);
        if (!is_usual) return std::optional<Edits>{};
        const std::int64_t length = fact->last - fact->first;
        const std::int64_t first = free_from(fact->first, length, key, rule.scopes, standing);
        standing.push_back({key, first, first + length});
        if (first == fact->first) continue;
        const bool may_start = WEDSYNC_TRY(may_edit(key, rule.starts));
        if (!may_start || first - fact->first > kShiftMax) return std::optional<Edits>{};
        edits.push_back({key, rule.starts, first});
        if (!rule.ends) continue;
        const bool may_end = WEDSYNC_TRY(may_edit(key, *rule.ends));
        if (!may_end) return std::optional<Edits>{};
        edits.push_back({key, *rule.ends, first + length});
    }
    return std::optional{std::move(edits)};
}

Result<void> Proposer::propose_shift(Work& work, const rule::NoOverlap& rule) {
    if (!work.rule.repair.may_shift || work.violation.parts.size() > kRepairRecordsMax) return {};
    std::vector<RecordKey> order;
    for (const Violation::Part& part : work.violation.parts)
        order.push_back(part.key);
    // Who was there first stands; or else the last to come does.
    for (int turn = 0; turn < 2; ++turn) {
        const std::optional<Edits> edits = WEDSYNC_TRY(shift(work, rule, order));
        if (edits.has_value()) WEDSYNC_TRY(offer(work, RepairKind::kShift, *edits));
        std::reverse(order.begin(), order.end());
    }
    return {};
}

}  // namespace wedsync::rules
