// What comes from a hub: pages of its log, verdicts on what was pushed, snapshots and repairs. All
// of it goes through one Fold and one batch.
#include <algorithm>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/replica/replica.hpp"

namespace wedsync::replica {
namespace {

Error out_of_step(const char* what) {
    return {ErrorCode::kProtocol, what};
}

Result<void> fold_entry(Fold& fold, const Entry& entry) {
    return std::visit(
        Overloaded{[&](const entry::Accepted& accepted) { return fold.accept(accepted.change); },
                   [&](const entry::Refused& refused) -> Result<void> {
                       fold.refuse(refused.dot, refused.reason);
                       return {};
                   },
                   [&](const entry::Echo& echo) { return fold.accept_own(echo.dot); },
                   [](const entry::Known&) { return Result<void>(); }},
        entry);
}

void keep(const ScopeState& state, const Change& change, std::vector<Entry>& kept) {
    const bool has_erased = has_more_on(change, state.erased);
    kept.emplace_back(entry::Accepted{has_erased ? without(change, state.erased) : change});
}

/// What the log keeps of an entry: what is new here, in full (an echo stands for the own change
/// that came back), but for what was done to erased records.
Result<void> keep_in_log(const ScopeState& state, const Entry& item, std::vector<Entry>& kept) {
    return std::visit(Overloaded{[&](const entry::Accepted& accepted) -> Result<void> {
                                     if (state.row.have.contains(accepted.change.dot)) return {};
                                     keep(state, accepted.change, kept);
                                     return {};
                                 },
                                 [&](const entry::Refused& refused) -> Result<void> {
                                     if (!state.row.refused.contains(refused.dot))
                                         kept.push_back(item);
                                     return {};
                                 },
                                 [&](const entry::Echo& echo) -> Result<void> {
                                     if (state.row.have.contains(echo.dot)) return {};
                                     const auto own = state.pending_by_dot.find(echo.dot);
                                     if (own == state.pending_by_dot.end()) {
                                         return out_of_step("echo of a change that is not here");
                                     }
                                     const store::OwnRow& row =
                                         state.pending.find(own->second)->second;
                                     keep(state, row.change, kept);
                                     return {};
                                 },
                                 [](const entry::Known&) { return Result<void>(); }},
                      item);
}

/// The log run for a page all of which is new here, and came as bytes that say just that: it takes
/// those. None for any other page.
std::optional<store::LogRun> as_it_came(const ScopeState& state, const message::Page& page) {
    if (page.thinned || page.entries.empty() || page.encoded.bytes.empty()) return std::nullopt;
    DotSet dots;
    for (const Entry& item : page.entries) {
        const auto* accepted = std::get_if<entry::Accepted>(&item);
        const auto* refused = std::get_if<entry::Refused>(&item);
        if (accepted != nullptr && has_more_on(accepted->change, state.erased)) return std::nullopt;
        if (accepted != nullptr && !state.row.have.contains(accepted->change.dot)) {
            dots.add(accepted->change.dot);
        } else if (refused != nullptr && !state.row.refused.contains(refused->dot)) {
            dots.add(refused->dot);
        } else {
            return std::nullopt;
        }
    }
    store::LogRun run;
    run.encoded = {page.encoded.bytes, std::move(dots)};
    return run;
}

using Records = std::map<RecordId, merge::RecordState>;

/// One log entry after a snapshot's base, over its records; `tail` gets its change. An echo is an
/// own change; what is known here already the join brings in.
Result<void> replay(const ScopeState& state, const Entry& item, Replica::Snapshot& snapshot,
                    Records& records, std::vector<Change>& tail) {
    const Change* change = nullptr;
    if (const auto* refused = std::get_if<entry::Refused>(&item)) {
        snapshot.refused.add(refused->dot);
    } else if (const auto* accepted = std::get_if<entry::Accepted>(&item)) {
        change = &accepted->change;
    } else if (const auto* echo = std::get_if<entry::Echo>(&item)) {
        if (state.row.have.contains(echo->dot)) return {};
        const auto own = state.pending_by_dot.find(echo->dot);
        if (own == state.pending_by_dot.end()) {
            return out_of_step("echo of a change that is not here");
        }
        change = &state.pending.find(own->second)->second.change;
    }
    if (change == nullptr) return {};
    for (const RecordId& id : touched_records(*change)) {
        merge::RecordState& record =
            records.try_emplace(id, merge::RecordState{id, {}}).first->second;
        merge::apply(record, *change);
    }
    snapshot.have.add(change->dot);
    snapshot.refused.remove(change->dot);
    tail.push_back(*change);
    return {};
}

void see_times(const merge::RecordState& record, WallTime wall, HybridClock& clock) {
    for (const merge::Cell& cell : record.cells) {
        for (const merge::Sibling& sibling : cell.siblings)
            clock.see(sibling.time, wall);
    }
}

/// The attempts of rows that the batch says nothing about otherwise.
void add_attempts(store::Batch& batch, const ScopeState& state) {
    std::set<std::uint64_t> written(batch.own_removed.begin(), batch.own_removed.end());
    for (const store::OwnRow& row : batch.own_added)
        written.insert(row.sequence);
    for (const store::Batch::OwnProgress& progress : batch.own_progress)
        written.insert(progress.sequence);
    for (const std::uint64_t sequence : state.tried) {
        const auto own = state.pending.find(sequence);
        if (own == state.pending.end() || written.contains(sequence)) continue;
        batch.own_progress.push_back({sequence, own->second.status, own->second.attempts});
    }
}

}  // namespace

/// A device numbers its own log: the hub's positions start anew with each epoch.
Result<void> Replica::append_to_log(store::Batch& batch, const ScopeState& state, store::LogRun run,
                                    std::size_t count) {
    if (count == 0) return {};
    const Position end = WEDSYNC_TRY(store_->log_end(state.row.scope));
    run.scope = state.row.scope;
    run.first = Position{end.value() + 1};
    run.last = Position{end.value() + count};
    batch.log_runs.push_back(std::move(run));
    return {};
}

Result<void> Replica::commit_fold(Now now, ScopeState& state,
                                  const std::function<Result<void>(Fold&)>& steps,
                                  store::Batch batch) {
    const ScopeId scope = state.row.scope;
    decltype(Fold::Context::load_row) load_row;
    if (!is_watched()) {
        load_row = [&](const RecordId& record) { return store_->load_row(scope, record); };
    }
    Fold fold({.scope = state,
               .load = [&](const RecordId& record) { return store_->load_record(scope, record); },
               .load_row = std::move(load_row),
               .find_accepted = [&](const Dot& dot) { return find_change(state, dot); },
               .lane = lane_of(scope),
               .draw_incarnation = [&] { return draw_incarnation(); },
               .wall_ms = now.wall.value()});
    WEDSYNC_TRY(steps(fold));
    Folded folded = WEDSYNC_TRY(fold.finish());

    std::erase_if(folded.records,
                  [](const Folded::Record& record) { return record.before == record.after; });
    const std::size_t first_record = batch.records.size();
    batch.records.reserve(first_record + folded.records.size());
    for (Folded::Record& record : folded.records) {
        add_search(batch, scope, record.before, record.after);
        batch.records.emplace_back(scope, std::move(record.after));
    }
    batch.rows.reserve(folded.rows.size());
    for (codec::RowEdit& row : folded.rows) {
        add_search(batch, scope, row);
        batch.rows.emplace_back(scope, std::move(row));
    }
    // What the file comes to does not depend on the way that a record took.
    std::sort(batch.search.begin(), batch.search.end(),
              [](const store::SearchRow& left, const store::SearchRow& right) {
                  return left.record < right.record;
              });
    if (folded.lane.counter > 0 && !folded.lane.is_announced) {
        add_lane(batch, scope, folded.lane);
        folded.lane.is_announced = true;
    }
    batch.own_added = folded.own_changed;
    batch.own_removed = folded.own_removed;
    batch.own_progress = folded.own_progress;
    add_attempts(batch, state);
    batch.refused_added = folded.refused_added;
    for (const Dot& dot : folded.refused_removed)
        batch.refused_removed.emplace_back(scope, dot);
    for (const Dot& dot : folded.withdrawn_added)
        batch.withdrawn_added.emplace_back(scope, dot);
    for (const RecordId& record : folded.erased)
        batch.erased.emplace_back(scope, record);
    batch.empties_damaged_runs = true;
    if (folded.row != state.row) batch.scopes.push_back(folded.row);
    WEDSYNC_TRY(store_->commit(batch));
    note_written(batch);
    see_lanes(batch);

    // From here on nothing can fail: memory follows the disk.
    state.tried.clear();
    for (const auto& [gone_scope, dot] : batch.withdrawn_removed)
        state.withdrawn.erase(dot);
    adopt(state, folded);
    for (std::size_t i = 0; i < folded.records.size(); ++i) {
        announce(scope, folded.records[i].before, batch.records[first_record + i].second);
    }
    return {};
}

/// What the disk holds now, in memory.
void Replica::adopt(ScopeState& state, Folded& folded) {
    state.row = std::move(folded.row);
    state.erased.merge(folded.erased);
    for (const std::uint64_t sequence : folded.own_removed)
        state.remove_pending(sequence);
    for (store::OwnRow& row : folded.own_changed) {
        state.remove_pending(row.sequence);
        state.add_pending(std::move(row));
    }
    for (const store::Batch::OwnProgress& progress : folded.own_progress)
        state.pending.find(progress.sequence)->second.status = progress.status;
    for (const Dot& dot : folded.refused_removed)
        state.refused.erase(dot);
    for (store::RefusedRow& row : folded.refused_added) {
        const Dot dot = row.change.dot;
        state.refused.insert_or_assign(dot, std::move(row));
    }
    state.withdrawn.insert(folded.withdrawn_added.begin(), folded.withdrawn_added.end());
    if (state.renamed.size() > kPendingMax) state.renamed.clear();
    state.renamed.insert(folded.renamed.begin(), folded.renamed.end());
    if (state.unsent && !state.pending.contains(*state.unsent)) state.unsent.reset();
    if (folded.lane.incarnation != incarnation_) {
        // A forked device writes nowhere under the old name any more.
        incarnation_ = folded.lane.incarnation;
        lanes_.clear();
    }
    if (folded.lane.counter == 0) return;
    lanes_[state.row.scope] = folded.lane;
    opening_meta_.clear();
}

Result<void> Replica::apply_page(Now now, const message::Page& page) {
    ScopeState* state = WEDSYNC_TRY(find(page.scope));
    const std::uint64_t positions = page.to.value() - page.from.value();
    if (page.thinned ? page.entries.size() > positions : page.entries.size() != positions) {
        return out_of_step("a page whose positions do not add up");
    }
    if (page.epoch != state->row.cursor.epoch || page.from != state->row.cursor.position) {
        return out_of_step("a page that does not follow the cursor");
    }
    store::Batch batch;
    for (const LaneInfo& lane : page.lanes)
        batch.lanes.emplace_back(page.scope, lane);
    std::optional<store::LogRun> run = as_it_came(*state, page);
    const bool is_whole = run.has_value();
    if (!run) run.emplace();
    for (const Entry& item : page.entries) {
        // What is left of changes is no history.
        if (!page.thinned && !is_whole) WEDSYNC_TRY(keep_in_log(*state, item, run->entries));
    }
    const std::vector<Entry>& seen = page.thinned || is_whole ? page.entries : run->entries;
    HybridClock clock = clock_;
    for (const Entry& item : seen) {
        const auto* accepted = std::get_if<entry::Accepted>(&item);
        if (accepted != nullptr) clock.see(accepted->change.time, now.wall);
    }
    const std::size_t kept_count = page.thinned ? 0 : seen.size();
    WEDSYNC_TRY(append_to_log(batch, *state, std::move(*run), kept_count));
    batch.meta.push_back(kept_number(std::string(kClockName), clock.last().value()));
    const auto steps = [&](Fold& fold) -> Result<void> {
        for (const Entry& item : page.entries) {
            const auto* accepted = std::get_if<entry::Accepted>(&item);
            if (accepted != nullptr) fold.foretell(erased_by(accepted->change));
        }
        if (page.thinned) WEDSYNC_TRY(fold.accept_thinned(page.entries, *page.thinned));
        for (const Entry& item : page.entries) {
            if (!page.thinned) WEDSYNC_TRY(fold_entry(fold, item));
        }
        fold.move_to({page.epoch, page.to});
        return {};
    };
    WEDSYNC_TRY(commit_fold(now, *state, steps, std::move(batch)));
    clock_ = clock;
    return {};
}

Result<void> Replica::apply_verdicts(Now now, const message::PushResult& result,
                                     const std::vector<Dot>& withdrawn_sent) {
    ScopeState* state = WEDSYNC_TRY(find(result.scope));
    store::Batch batch;
    for (const Dot& dot : withdrawn_sent)
        batch.withdrawn_removed.emplace_back(result.scope, dot);
    std::size_t refused_count = state->refused.size();
    const auto steps = [&](Fold& fold) -> Result<void> {
        for (const message::Verdict& verdict : result.verdicts) {
            if (verdict.kind == message::Verdict::Kind::kAccepted) {
                fold.acknowledge(verdict.dot);
            } else if (verdict.kind != message::Verdict::Kind::kRefused) {
                continue;
            } else if (verdict.reason == RefusalReason::kForked) {
                if (state->pending_by_dot.contains(verdict.dot)) {
                    fold.fork(verdict.dot);
                }
            } else if (++refused_count <= kRefusedMax) {
                fold.refuse(verdict.dot, verdict.reason);
            }
        }
        return {};
    };
    return commit_fold(now, *state, steps, std::move(batch));
}

Result<void> Replica::join_snapshot(Now now, Snapshot snapshot) {
    ScopeState* state = WEDSYNC_TRY(find(snapshot.scope));
    // The parts were read while the hub went on writing: the log after the base, replayed over
    // them, makes them one consistent state (docs/protocol.md, "Snapshots").
    Records records;
    for (merge::RecordState& record : snapshot.records) {
        const RecordId id = record.id;
        records.insert_or_assign(id, std::move(record));
    }
    store::Batch batch;
    store::LogRun run;
    std::vector<Change> tail;
    for (const Entry& item : snapshot.entries) {
        WEDSYNC_TRY(replay(*state, item, snapshot, records, tail));
        WEDSYNC_TRY(keep_in_log(*state, item, run.entries));
    }
    const std::size_t kept_count = run.entries.size();
    WEDSYNC_TRY(append_to_log(batch, *state, std::move(run), kept_count));
    for (const LaneInfo& lane : snapshot.lanes)
        batch.lanes.emplace_back(snapshot.scope, lane);
    batch.staging_cleared.push_back(snapshot.scope);
    HybridClock clock = clock_;
    for (const auto& [id, record] : records)
        see_times(record, now.wall, clock);
    batch.meta.push_back(kept_number(std::string(kClockName), clock.last().value()));
    Fold::Joined joined{std::move(snapshot.have), std::move(snapshot.refused), {}};
    for (auto& [id, record] : records)
        joined.records.push_back(std::move(record));
    std::vector<RecordId> mine;
    WEDSYNC_TRY(
        store_->visit_records(snapshot.scope, std::nullopt, [&](const merge::RecordState& record) {
            mine.push_back(record.id);
            return true;
        }));
    const auto steps = [&](Fold& fold) -> Result<void> {
        WEDSYNC_TRY(fold.join(joined, mine));
        for (const Change& change : tail)
            WEDSYNC_TRY(fold.cover(change));
        fold.move_to({snapshot.epoch, snapshot.to});
        return {};
    };
    WEDSYNC_TRY(commit_fold(now, *state, steps, std::move(batch)));
    clock_ = clock;
    return {};
}

Result<void> Replica::join_repair(Now now, const message::RepairPart& part,
                                  const std::vector<RecordId>& held) {
    ScopeState* state = WEDSYNC_TRY(find(part.scope));
    if (part.cursor != state->row.cursor)
        return {};  // The state moved on: the next round asks anew.
    Records records;
    for (const RecordId& record : held)
        records[record] = {record, {}};
    for (const merge::RecordState& record : part.records)
        records[record.id] = record;
    store::Batch batch;
    for (const LaneInfo& lane : part.lanes)
        batch.lanes.emplace_back(part.scope, lane);
    const auto steps = [&](Fold& fold) -> Result<void> {
        for (const auto& [id, record] : records)
            WEDSYNC_TRY(fold.mend(record));
        return {};
    };
    return commit_fold(now, *state, steps, std::move(batch));
}

Result<void> Replica::keep_attempts(ScopeId scope) {
    ScopeState* state = WEDSYNC_TRY(find(scope));
    if (state->tried.empty()) return {};
    store::Batch batch;
    add_attempts(batch, *state);
    WEDSYNC_TRY(store_->commit(batch));
    state->tried.clear();
    return {};
}

Result<void> Replica::move_cursor(ScopeId scope, Cursor cursor) {
    ScopeState* state = WEDSYNC_TRY(find(scope));
    if (state->row.cursor == cursor) return {};
    const auto steps = [&](Fold& fold) -> Result<void> {
        fold.move_to(cursor);
        return {};
    };
    return commit_fold({}, *state, steps, {});
}

}  // namespace wedsync::replica
