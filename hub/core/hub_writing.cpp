// What a hub writes: the groups of what was pushed, and changes of its own.
#include <algorithm>
#include <utility>

#include "hub/core/admission.hpp"
#include "hub/core/decider.hpp"
#include "hub/core/hub_impl.hpp"

namespace wedsync::hub {

const ScopeState* Hub::Impl::find(ScopeId scope) const {
    const auto at = scopes_.find(scope);
    return at == scopes_.end() ? nullptr : &at->second;
}

Result<void> Hub::Impl::add_scope(ScopeId scope, const std::string& name) {
    const ScopeState* known = find(scope);
    store::ScopeRow row = known != nullptr ? known->row : empty_row(scope, options_.epoch);
    if (known != nullptr && row.name == name) return {};
    row.name = name;
    store::Batch batch;
    batch.scopes.push_back(row);
    WEDSYNC_TRY(store_->commit(batch));
    scopes_[scope].row = std::move(row);
    return {};
}

Result<void> Hub::Impl::flush(Now now) {
    now_ = now.monotonic;
    Result<void> written = write_all(now);
    // Whatever became of the writing: timeout() asks to be called until this was reported. What
    // could not be read is worse than a full disk, which passes.
    const std::optional<Error> failure = std::exchange(failure_, std::nullopt);
    const bool is_worse = !written.ok() && written.error().code != ErrorCode::kFull;
    if (!failure.has_value() || is_worse) return written;
    return *failure;
}

Result<void> Hub::Impl::write_all(Now now) {
    WEDSYNC_TRY(commit_group());
    WEDSYNC_TRY(erase_owed(now));
    WEDSYNC_TRY(decide_all(now));
    return compact_grown();
}

Result<void> Hub::Impl::commit_group() {
    Group group = std::exchange(group_, {});
    const store::Batch batch = make_batch(group, scopes_);
    Result<void> committed = batch.scopes.empty() ? Result<void>{} : store_->commit(batch);
    if (!committed.ok()) {
        ++counters_.commits_failed;
        for (Judged& push : group.pushes) {
            take_back(push.result);
            push.echoes.clear();
        }
        answer(group.pushes);
        return committed;
    }
    counters_.erased += batch.erased.size();
    rules_.note(batch);
    note_undecided(group, options_.schema, undecided_);
    if (options_.resolver != nullptr) note_answers(group, scopes_, heard_);
    adopt(group, scopes_);
    if (!batch.scopes.empty()) repair_view_.reset();
    answer(group.pushes);
    for (const store::ScopeRow& row : batch.scopes)
        fan_out_.wake(row.scope, sessions_);
    return {};
}

void Hub::Impl::answer(std::vector<Judged>& pushes) {
    for (const Judged& push : pushes) {
        const auto session = sessions_.find(push.peer);
        if (session == sessions_.end()) continue;
        for (const Dot& dot : push.echoes) {
            DotSet& pushed = session->second.scopes[push.result.scope].pushed;
            if (pushed.interval_count() < kPushedIntervalsMax) pushed.add(dot);
        }
        send(push.peer, push.result);
    }
}

// ---- Deciding ----

Result<void> Hub::Impl::look_for_undecided() {
    undecided_ = WEDSYNC_TRY(find_undecided(scopes_, options_.schema, *store_));
    return {};
}

Result<void> Hub::Impl::decide_all(Now now) {
    if (undecided_.empty() && heard_.empty()) return {};
    const Result<Made> made = decide_each(now);
    if (!made.ok()) {
        group_ = {};
        return made.error();
    }
    WEDSYNC_TRY(commit_group());
    counters_.decided += made.value().decided;
    counters_.chosen += made.value().chosen;
    undecided_.clear();
    heard_.clear();
    return {};
}

/// By exact rules first; what they leave open, by what people are likely to choose.
Result<Hub::Impl::Made> Hub::Impl::decide_each(Now now) {
    Made made;
    const auto tick = [&] { return clock_.tick(now.wall); };
    for (const auto& [id, record] : undecided_) {
        Uncommitted& scope = open_scope(group_, id, options_.epoch, find(id));
        made.decided += accept_decisions(
            scope, WEDSYNC_TRY(decide(scope, record, options_.schema, *store_, tick)));
    }
    for (const auto& [id, heard] : heard_) {
        const ScopeState* committed = find(id);
        Uncommitted& scope = open_scope(group_, id, options_.epoch, committed);
        const Chooser chooser{options_.schema, *options_.resolver, *store_, committed->lanes};
        made.chosen += accept_decisions(
            scope, WEDSYNC_TRY(choose(scope, heard, now.wall.value(), chooser, tick)));
    }
    return made;
}

std::uint64_t Hub::Impl::accept_decisions(Uncommitted& scope,
                                          const std::vector<Change>& changes) const {
    for (const Change& change : changes) {
        scope.lanes.try_emplace(decider_lane(options_.epoch), decider_author());
        accept(scope, change);
    }
    return changes.size();
}

// ---- Erasing ----

std::vector<ErasedRecord> Hub::Impl::erased() const {
    std::vector<ErasedRecord> all;
    for (const auto& [id, scope] : scopes_) {
        for (const RecordId& record : scope.erased)
            all.push_back({id, record});
    }
    return all;
}

Result<void> Hub::Impl::erase(Now now, const std::vector<ErasedRecord>& records) {
    WEDSYNC_TRY(commit_group());
    for (const ErasedRecord& each : records)
        owed_[each.scope].insert(each.record);
    return erase_owed(now);
}

Result<void> Hub::Impl::erase_owed(Now now) {
    for (auto& [id, records] : owed_) {
        const ScopeState* scope = find(id);
        if (scope == nullptr) continue;
        std::vector<RecordId> here;
        for (const RecordId& record : records) {
            const bool is_here = scope->row.have.contains(record.dot);
            if (is_here && !scope->erased.contains(record)) here.push_back(record);
        }
        for (std::size_t at = 0; at < here.size(); at += kChangeOperationsMax) {
            const auto first = here.begin() + static_cast<std::ptrdiff_t>(at);
            const auto last =
                here.end() - first <= static_cast<std::ptrdiff_t>(kChangeOperationsMax)
                    ? here.end()
                    : first + static_cast<std::ptrdiff_t>(kChangeOperationsMax);
            WEDSYNC_TRY(erase_some(id, {first, last}, now));
        }
        std::erase_if(records,
                      [scope](const RecordId& record) { return scope->erased.contains(record); });
    }
    std::erase_if(owed_, [](const auto& scope) { return scope.second.empty(); });
    return {};
}

Result<void> Hub::Impl::erase_some(ScopeId id, const std::vector<RecordId>& records, Now now) {
    Uncommitted& scope = open_scope(group_, id, options_.epoch, find(id));
    const Incarnation lane = decider_lane(options_.epoch);
    Change change;
    change.dot = {lane, scope.row.have.last_of(lane) + 1};
    change.time = clock_.tick(now.wall);
    for (const RecordId& record : records)
        change.operations.emplace_back(erasure_of(record));
    Result<void> loaded = load_touched(scope, *store_, change);
    if (!loaded.ok()) {
        group_ = {};
        return loaded;
    }
    scope.lanes.try_emplace(lane, decider_author());
    accept(scope, change);
    return commit_group();
}

// ---- Backup and compaction ----

BackupMark Hub::Impl::take_backup_mark() {
    BackupMark mark = BackupMark::of(scopes_);
    if (!backup_.is_set()) backup_ = mark;
    return mark;
}

Result<void> Hub::Impl::mark_backup(const BackupMark& mark) {
    WEDSYNC_TRY(store_->commit(mark.to_batch()));
    backup_ = mark;
    return {};
}

Result<void> Hub::Impl::compact(ScopeId scope, Position last) {
    const auto state = scopes_.find(scope);
    if (state == scopes_.end()) return Error{ErrorCode::kNotFound, "no such scope"};
    store::ScopeRow& row = state->second.row;
    row.log_start = WEDSYNC_TRY(store_->trim_log(scope, std::min(last, backup_.last_of(row))));
    fan_out_.wake(scope, sessions_);
    return {};
}

Result<void> Hub::Impl::compact_grown() {
    const std::uint64_t kept = options_.limits.log_entries_max;
    if (kept == 0) return {};
    for (const auto& [id, scope] : scopes_) {
        const std::uint64_t head = scope.row.cursor.position.value();
        const std::uint64_t length = head - scope.row.log_start.value();
        if (length > kept + kept / 4) WEDSYNC_TRY(compact(id, Position{head - kept}));
    }
    return {};
}

}  // namespace wedsync::hub
