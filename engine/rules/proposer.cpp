#include "engine/rules/proposer.hpp"

#include <algorithm>

#include "engine/base/overloaded.hpp"
#include "engine/merge/reading.hpp"

namespace wedsync::rules {
namespace {

/// Names that are told apart by a number get 2 to this.
constexpr int kNumberedMax = 20;

std::vector<RecordKey> keys_of(const Violation& violation) {
    std::vector<RecordKey> keys;
    for (const Violation::Part& part : violation.parts)
        keys.push_back(part.key);
    return keys;
}

bool are_in_one_scope(const std::vector<Repair::Edit>& edits) {
    return std::all_of(edits.begin(), edits.end(), [&](const Repair::Edit& edit) {
        return edit.key.scope == edits.front().key.scope;
    });
}

/// Without " (2)" at its end.
std::string unnumbered(const std::string& text) {
    const std::size_t open = text.rfind(" (");
    const bool is_numbered = open != std::string::npos && text.ends_with(')') &&
                             open + 3 < text.size() &&
                             text.find_first_not_of("0123456789", open + 2) == text.size() - 1;
    return is_numbered ? text.substr(0, open) : text;
}

bool contains(const std::vector<Violation>& violations, const Violation& wanted) {
    return std::find(violations.begin(), violations.end(), wanted) != violations.end();
}

bool has_part(const Violation& violation, const RecordKey& key) {
    return std::any_of(violation.parts.begin(), violation.parts.end(),
                       [&](const Violation::Part& part) { return part.key == key; });
}

/// Whether it is one of those that were there before, or what is left of one.
bool is_no_worse(const Violation& violation, const std::vector<Violation>& before) {
    return std::any_of(before.begin(), before.end(), [&](const Violation& earlier) {
        return is_within(violation, earlier) && violation.total <= earlier.total;
    });
}

}  // namespace

/// Supposes the edits, looks at what is open then, and takes them back.
Result<bool> Proposer::works(Work& work, const Edits& edits, Aim aim, const RecordKey* freed) {
    if (++work.tries > kTriesMax) return false;
    Sight supposing(source_);
    WEDSYNC_TRY(supposing.suppose(edits));
    for (const Repair::Edit& edit : edits)
        index_.note(edit.key);
    Index::Open before;
    WEDSYNC_TRY(index_.refresh(supposing, &before));
    bool does_work = true;
    bool was_open = false;
    for (const auto& [group, known] : before) {
        was_open = was_open || contains(known, work.violation);
        const auto now = index_.open().find(group);
        if (now == index_.open().end()) continue;
        for (const Violation& violation : now->second) {
            const bool is_left_of_it = is_within(violation, work.violation);
            const bool is_in = freed != nullptr && is_left_of_it && has_part(violation, *freed);
            does_work = does_work && !is_in && is_no_worse(violation, known) &&
                        (aim == Aim::kHarmless || !is_left_of_it);
        }
    }
    for (const Repair::Edit& edit : edits)
        index_.note(edit.key);
    Sight real(source_);
    Index::Open supposed;
    WEDSYNC_TRY(index_.refresh(real, &supposed));
    // What changes no group leaves everything as it is.
    const bool does_change = was_open || (aim == Aim::kHarmless && freed == nullptr);
    return does_work && does_change;
}

Result<void> Proposer::offer(Work& work, RepairKind kind, const Edits& edits) {
    if (edits.empty() || work.found.size() >= kRepairsMax || !are_in_one_scope(edits)) return {};
    const Repair repair{kind, edits};
    if (std::find(work.found.begin(), work.found.end(), repair) != work.found.end()) return {};
    const bool does_work = WEDSYNC_TRY(works(work, edits, Aim::kSolved));
    if (does_work) work.found.push_back(repair);
    return {};
}

Result<bool> Proposer::may_edit(const RecordKey& key, FieldId field) {
    const FieldSchema* known = index_.schema().find(field);
    const merge::RecordState state = WEDSYNC_TRY(source_.load(key));
    if (known->is_protected || merge::status_of(state) != merge::RecordStatus::kAlive) return false;
    return merge::read_field(state, *known).status != merge::FieldStatus::kDisagreement;
}

Result<bool> Proposer::is_flagged(const RecordKey& key, const std::vector<FieldId>& flags) {
    const merge::RecordState state = WEDSYNC_TRY(source_.load(key));
    return std::any_of(flags.begin(), flags.end(), [&](FieldId flag) {
        return merge::read_field(state, *index_.schema().find(flag)).value == Value(true);
    });
}

Result<void> Proposer::propose_clear(Work& work, const std::vector<RecordKey>& records) {
    if (records.size() > kRepairRecordsMax) return {};
    Edits edits;
    for (const RecordKey& key : records) {
        const merge::RecordState state = WEDSYNC_TRY(source_.load(key));
        for (const FieldId field : work.rule.repair.clear) {
            const bool is_editable = WEDSYNC_TRY(may_edit(key, field));
            if (!is_editable) return {};
            const Value value = merge::read_field(state, *index_.schema().find(field)).value;
            if (value != Value()) edits.push_back({key, field, {}});
        }
    }
    return offer(work, RepairKind::kClear, edits);
}

Result<void> Proposer::propose_rename(Work& work, const std::vector<RecordKey>& records) {
    if (!work.rule.repair.rename || records.size() > kRepairRecordsMax) return {};
    const FieldId field = *work.rule.repair.rename;
    Edits edits;
    int number = 2;
    for (const RecordKey& key : records) {
        const bool is_editable = WEDSYNC_TRY(may_edit(key, field));
        if (!is_editable) return {};
        const merge::RecordState state = WEDSYNC_TRY(source_.load(key));
        const Value value = merge::read_field(state, *index_.schema().find(field)).value;
        const auto* name = std::get_if<std::string>(&value);
        if (name == nullptr) return {};
        bool is_placed = false;
        for (; !is_placed && number <= kNumberedMax; ++number) {
            Edits more = edits;
            more.push_back({key, field, unnumbered(*name) + " (" + std::to_string(number) + ")"});
            is_placed = WEDSYNC_TRY(works(work, more, Aim::kHarmless));
            if (is_placed) edits = std::move(more);
        }
        if (!is_placed) return {};
    }
    return offer(work, RepairKind::kRename, edits);
}

Result<void> Proposer::propose_raise(Work& work) {
    const auto* rule = std::get_if<rule::Capacity>(&work.rule.kind);
    if (rule == nullptr || !work.rule.repair.may_raise) return {};
    const bool is_editable = WEDSYNC_TRY(may_edit(*work.violation.subject, rule->limit));
    if (!is_editable) return {};
    return offer(work, RepairKind::kRaise,
                 {{*work.violation.subject, rule->limit, work.violation.total}});
}

Result<void> Proposer::propose_step(Work& work, const rule::Steps& rule) {
    const RecordKey key = work.violation.parts.front().key;
    const bool is_editable = WEDSYNC_TRY(may_edit(key, rule.field));
    if (!work.rule.repair.may_restore || !is_editable) return {};
    Sight sight(source_);
    const merge::RecordState state = WEDSYNC_TRY(sight.load(key));
    const std::optional<Value> from =
        WEDSYNC_TRY(stepped_from(rule, index_.schema(), key, state, sight));
    if (from.has_value())
        WEDSYNC_TRY(offer(work, RepairKind::kRestore, {{key, rule.field, *from}}));
    const Value now = merge::read_field(state, *index_.schema().find(rule.field)).value;
    return offer(work, RepairKind::kKeep, {{key, rule.field, now}});
}

/// One keeps its place: whoever is hard to move, then whoever had it first; the others give way.
Result<void> Proposer::propose_unique(Work& work) {
    std::vector<RecordKey> order;
    std::vector<RecordKey> others;
    for (const RecordKey& key : keys_of(work.violation)) {
        const bool is_last = WEDSYNC_TRY(is_flagged(key, work.rule.repair.last));
        (is_last ? order : others).push_back(key);
    }
    order.insert(order.end(), others.begin(), others.end());
    if (order.size() > kRepairRecordsMax) return {};
    for (std::size_t kept = 0; kept < std::min<std::size_t>(order.size(), 2); ++kept) {
        std::vector<RecordKey> giving_way = order;
        giving_way.erase(giving_way.begin() + static_cast<std::ptrdiff_t>(kept));
        // The latest first: it is the one that is moved if there is only one place left.
        std::reverse(giving_way.begin(), giving_way.end());
        const std::optional<Edits> edits = WEDSYNC_TRY(move_all(work, giving_way));
        if (edits.has_value()) WEDSYNC_TRY(offer(work, RepairKind::kMove, *edits));
        std::reverse(giving_way.begin(), giving_way.end());
        WEDSYNC_TRY(propose_rename(work, giving_way));
        if (kept == 0) WEDSYNC_TRY(propose_clear(work, giving_way));
    }
    return {};
}

Result<std::vector<Repair>> Proposer::propose(const Violation& violation) {
    const std::vector<Rule>& rules = index_.schema().rules;
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const Rule& candidate) {
        return candidate.number == violation.rule;
    });
    if (rule == rules.end()) return Error{ErrorCode::kNotFound, "no such rule"};
    Work work{violation, static_cast<std::size_t>(rule - rules.begin()), *rule, 0, {}};
    const Result<void> proposed = std::visit(
        Overloaded{[&](const rule::Unique&) { return propose_unique(work); },
                   [&](const rule::Capacity&) -> Result<void> {
                       WEDSYNC_TRY(propose_moves_out(work));
                       return propose_raise(work);
                   },
                   [&](const rule::NoOverlap& kind) { return propose_shift(work, kind); },
                   [&](const rule::Steps& kind) { return propose_step(work, kind); },
                   [](const rule::Unknown&) { return Result<void>{}; },
                   [&](const auto&) -> Result<void> {
                       const std::vector<RecordKey> keys = keys_of(violation);
                       const std::optional<Edits> edits = WEDSYNC_TRY(move_all(work, keys));
                       if (edits.has_value()) {
                           WEDSYNC_TRY(offer(work, RepairKind::kMove, *edits));
                       }
                       return propose_clear(work, keys);
                   }},
        rule->kind);
    WEDSYNC_TRY(proposed);
    return std::move(work.found);
}

}  // namespace wedsync::rules
