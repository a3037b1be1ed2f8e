#include "hub/core/likely_choice.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "engine/merge/conflict.hpp"
#include "engine/suggest/watch.hpp"
#include "hub/core/cell_past.hpp"
#include "hub/core/decider.hpp"

namespace wedsync::hub {
namespace {

constexpr std::size_t kSliceEntries = 2'000;

/// The doubt that a rank says, rounded up; nothing where it is more than a rank can say.
std::optional<std::uint8_t> doubt_of(double confidence) {
    constexpr double kWhole = 100;
    const double doubt = std::max(1.0, kWhole - std::floor(confidence * kWhole));
    if (!(doubt <= kDoubtMax)) return std::nullopt;
    return static_cast<std::uint8_t>(doubt);
}

const merge::Cell* cell_of(const merge::RecordState& state, const merge::Conflict& conflict) {
    return state.find(conflict.field);
}

/// A stored record as the group's working copy has it.
const merge::RecordState& as_it_is(const Uncommitted& scope, const merge::RecordState& stored) {
    const auto working = scope.records.find(stored.id);
    return working == scope.records.end() ? stored : working->second;
}

Result<merge::Switches> find_switches(const Uncommitted& scope, const Chooser& chooser) {
    merge::Switches switches;
    if (!chooser.schema.switches) return switches;
    const std::uint16_t collection = chooser.schema.switches->field.collection;
    WEDSYNC_TRY(chooser.store.visit_records(
        scope.row.scope, collection, [&](const merge::RecordState& stored) {
            switches.add(as_it_is(scope, stored), chooser.schema);
            return true;
        }));
    return switches;
}

/// What is open in a scope, in the order of the records.
struct Open {
    merge::Switches switches;
    std::vector<merge::Conflict> conflicts;
    bool may_choose = false;
};

Result<Open> find_open(const Uncommitted& scope, const Chooser& chooser) {
    Open open;
    open.switches = WEDSYNC_TRY(find_switches(scope, chooser));
    WEDSYNC_TRY(
        chooser.store.visit_unsettled(scope.row.scope, [&](const merge::RecordState& stored) {
            // What exact rules have just settled is settled.
            const merge::RecordState& state = as_it_is(scope, stored);
            for (merge::Conflict& conflict : merge::conflicts_of(state, chooser.schema)) {
                if (conflict.kind != merge::ConflictKind::kDisagreement) continue;
                const merge::Cell* cell = cell_of(state, conflict);
                open.may_choose |=
                    cell != nullptr && may_choose(*cell, chooser.schema, open.switches);
                open.conflicts.push_back(std::move(conflict));
            }
            return open.conflicts.size() < kLookedAtMax;
        }));
    return open;
}

/// The accepted changes of the log's end, oldest first.
Result<void> visit_log(const Uncommitted& scope, store::Store& store,
                       const std::function<void(const Change&)>& visit) {
    const std::uint64_t end = scope.head().value() - scope.entries.size();
    const std::uint64_t bound = end > kLookBackMax ? end - kLookBackMax : 0;
    Position after{std::max(scope.row.log_start.value(), bound)};
    while (true) {
        const store::Store::LogSlice slice =
            WEDSYNC_TRY(store.load_log(scope.row.scope, after, kSliceEntries));
        if (slice.entries.empty()) return {};
        for (const Entry& entry : slice.entries) {
            const auto* accepted = std::get_if<entry::Accepted>(&entry);
            if (accepted != nullptr) visit(accepted->change);
        }
        after = slice.last;
    }
}

Author author_in(const Lanes& lanes, const Incarnation& lane) {
    const auto author = lanes.find(lane);
    return author == lanes.end() ? Author{} : author->second;
}

/// The log, told as suggest::Past and suggest::Watcher want it.
Result<void> tell_log(suggest::Past& past, suggest::Watcher& watcher, const Uncommitted& scope,
                      const Chooser& chooser) {
    const ScopeId id = scope.row.scope;
    WEDSYNC_TRY(visit_log(scope, chooser.store, [&](const Change& change) {
        past.look_for_decisions(id, change);
        watcher.look_for(change);
    }));
    return visit_log(scope, chooser.store, [&](const Change& change) {
        const Author author = author_in(chooser.lanes, change.dot.incarnation);
        past.add(id, change, author);
        watcher.add(change, author);
    });
}

Result<const merge::RecordState*> load(Uncommitted& scope, store::Store& store,
                                       const RecordId& record) {
    auto state = scope.records.find(record);
    if (state == scope.records.end()) {
        merge::RecordState loaded = WEDSYNC_TRY(store.load_record(scope.row.scope, record));
        state = scope.records.emplace(record, std::move(loaded)).first;
    }
    return &std::as_const(state->second);
}

/// A value that is sure enough, and the rank that says how sure.
struct Choice {
    std::uint8_t rank = 0;
    operation::Put put;
};

Result<std::optional<Choice>> choose_one(Uncommitted& scope, const Chooser& chooser,
                                         const suggest::Disagreement& about,
                                         const merge::Switches& switches,
                                         const suggest::PersonalLayer& personal) {
    const merge::Conflict& conflict = about.conflict;
    const merge::RecordState* state = WEDSYNC_TRY(load(scope, chooser.store, conflict.record));
    const merge::Cell* cell = cell_of(*state, conflict);
    if (cell == nullptr || !may_choose(*cell, chooser.schema, switches)) {
        return std::optional<Choice>{};
    }
    // What is edited and deleted waits for people as a whole.
    if (merge::status_of(*state) != merge::RecordStatus::kAlive) return std::optional<Choice>{};
    suggest::Policy policy;
    policy.automatic_precision = suggest::kAppliedPrecision;
    policy.wants_reasons = false;
    const suggest::Suggestion suggestion =
        suggest::suggest_for(chooser.resolver, about, &personal, policy);
    if (!suggestion.may_apply) return std::optional<Choice>{};
    const std::optional<std::uint8_t> doubt = doubt_of(suggestion.confidence);
    std::optional<Value> value = suggest::value_of(suggestion.action, about);
    const FieldSchema* field = chooser.schema.find(conflict.field);
    if (!doubt || !value || !check_value(*field, *value).ok()) return std::optional<Choice>{};
    const CellKey key{conflict.record, conflict.field, {}};
    const CellPast past = WEDSYNC_TRY(load_past(scope, chooser.store, key, *cell));
    const bool is_for_people = past.has_answer || past.was_taken_back || past.had_likely_choice;
    if (is_for_people || !past.is_whole) return std::optional<Choice>{};
    return std::optional{Choice{rank_of(DecisionReason::kLikelyChoice, *doubt),
                                {key, *std::move(value), merge::dots_of(cell)}}};
}

}  // namespace

void note_answers(const Group& group, const Scopes& committed, HeardAnswers& heard) {
    for (const auto& [id, scope] : group.scopes) {
        const auto known = committed.find(id);
        for (const Entry& entry : scope.entries) {
            const auto* accepted = std::get_if<entry::Accepted>(&entry);
            if (accepted == nullptr || !suggest::is_answer(accepted->change)) continue;
            const Incarnation& lane = accepted->change.dot.incarnation;
            Author author = author_in(scope.lanes, lane);
            if (author.person.empty() && known != committed.end()) {
                author = author_in(known->second.lanes, lane);
            }
            if (author.person.empty()) continue;
            heard[id] = {author.person, wall_ms_of(accepted->change.time)};
        }
    }
}

bool may_choose(const merge::Cell& cell, const Schema& schema, const merge::Switches& switches) {
    const FieldSchema* field = schema.find(cell.field);
    if (field == nullptr || field->is_protected) return false;
    if (switches.of(*field) != Decides::kApply) return false;
    const std::vector<merge::Sibling>& siblings = cell.siblings;
    return siblings.size() == 2 && siblings.front().rank == 0 && siblings.back().rank == 0 &&
           siblings.front().value != siblings.back().value;
}

Result<std::vector<Change>> choose(Uncommitted& scope, const HeardAnswer& heard,
                                   std::uint64_t wall_ms, const Chooser& chooser,
                                   const std::function<HybridTime()>& tick) {
    std::vector<Change> changes;
    const bool is_over = heard.wall_ms + suggest::kSittingGapMs < wall_ms;
    if (!chooser.resolver.has_model() || is_over) return changes;
    Open open = WEDSYNC_TRY(find_open(scope, chooser));
    if (!open.may_choose) return changes;
    suggest::Past past(chooser.schema, {{scope.row.scope, open.switches}});
    for (const merge::Conflict& conflict : open.conflicts)
        past.want(scope.row.scope, {conflict.record, conflict.field, {}});
    suggest::Watcher watcher(chooser.schema, scope.row.scope, open.switches);
    WEDSYNC_TRY(tell_log(past, watcher, scope, chooser));
    if (watcher.watch(chooser.resolver).is_paused()) return changes;
    const std::vector<suggest::Disagreement> all =
        suggest::look_into(past, scope.row.scope, std::move(open.conflicts),
                           [&](const Incarnation& lane) { return author_in(chooser.lanes, lane); },
                           {heard.person, heard.wall_ms, std::nullopt});
    const suggest::PersonalLayer personal = suggest::personal_of(
        chooser.resolver, past.answers_of(heard.person, suggest::kPersonalAnswersMax));
    const Incarnation lane = decider_lane(scope.row.cursor.epoch);
    Dot dot{lane, scope.row.have.last_of(lane)};
    for (const suggest::Disagreement& about : all) {
        std::optional<Choice> choice =
            WEDSYNC_TRY(choose_one(scope, chooser, about, open.switches, personal));
        if (!choice.has_value()) continue;
        Change change;
        change.dot = {lane, dot.counter + 1};
        change.time = tick();
        change.note = {NoteKind::kAutoDecides, choice->rank, {}};
        change.operations.emplace_back(std::move(choice->put));
        if (!validate(change).ok()) continue;
        dot = change.dot;
        changes.push_back(std::move(change));
    }
    return changes;
}

}  // namespace wedsync::hub
