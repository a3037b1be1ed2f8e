#include "hub/core/admission.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/assert.hpp"
#include "hub/core/sizes.hpp"

namespace wedsync::hub {
namespace {

using Kind = message::Verdict::Kind;

message::Verdict verdict_of(const Dot& dot, Kind kind) {
    message::Verdict verdict;
    verdict.dot = dot;
    verdict.kind = kind;
    return verdict;
}

message::Verdict refusal_of(const Dot& dot, RefusalReason reason) {
    message::Verdict verdict = verdict_of(dot, Kind::kRefused);
    verdict.reason = reason;
    return verdict;
}

struct LoggedEntry {
    Position position;
    Entry entry;
};

/// What the committed log says about a dot, if it still has it.
Result<std::optional<LoggedEntry>> load_logged(store::Store& store, ScopeId scope, const Dot& dot) {
    const std::optional<Position> position = WEDSYNC_TRY(store.find_in_log(scope, dot));
    if (!position.has_value()) return std::optional<LoggedEntry>{};
    const Position before{position->value() - 1};
    store::Store::LogSlice slice = WEDSYNC_TRY(store.load_log(scope, before, 1));
    if (slice.entries.empty() || slice.last != *position) return std::optional<LoggedEntry>{};
    return std::optional<LoggedEntry>{LoggedEntry{*position, std::move(slice.entries.front())}};
}

const Author* find_author(const Lanes& lanes, const Incarnation& incarnation) {
    const auto lane = lanes.find(incarnation);
    return lane == lanes.end() ? nullptr : &lane->second;
}

}  // namespace

Admission::Outcome Admission::judge(const message::Push& push) {
    Outcome outcome;
    outcome.result.scope = push.scope;
    outcome.result.request = push.request;
    outcome.result.verdicts.reserve(push.changes.size());
    if (group_.change_count < environment_.limits.group_changes_max) {
        withdraw(push);
    } else {
        outcome.result.retry_after_ms = kRetryAfterMs;
    }
    std::size_t missing_count = 0;
    for (const Change& change : push.changes) {
        const bool is_full = group_.change_count >= environment_.limits.group_changes_max;
        if (is_full || outcome.failure.has_value()) {
            outcome.result.verdicts.push_back(verdict_of(change.dot, Kind::kTryLater));
            outcome.result.retry_after_ms = kRetryAfterMs;
            continue;
        }
        Result<Verdict> judged = judge_change(push, change, outcome);
        if (!judged.ok()) {
            outcome.failure = std::move(judged).error();
            outcome.result.verdicts.push_back(verdict_of(change.dot, Kind::kTryLater));
            outcome.result.retry_after_ms = kRetryAfterMs;
            continue;
        }
        Verdict verdict = std::move(judged).value();
        const std::size_t missing_max =
            missing_count < kMissingPerPushMax ? kMissingPerChangeMax : 1;
        verdict.missing.resize(std::min(verdict.missing.size(), missing_max));
        missing_count += verdict.missing.size();
        outcome.result.verdicts.push_back(std::move(verdict));
    }
    return outcome;
}

Result<message::Verdict> Admission::judge_change(const message::Push& push, const Change& change,
                                                 Outcome& outcome) {
    const Author* author = author_of(change.dot.incarnation);
    // Not voided: whoever owns the lane may still push what it has by that name.
    if (!push.is_relayed && author != nullptr && author->device != device_.name) {
        return refusal_of(change.dot, RefusalReason::kNotAllowed);
    }
    if (scope_.row.have.contains(change.dot)) return judge_known(change, outcome);
    if (!push.is_relayed && names_forked(change)) return fork(change.dot);
    const bool is_void = scope_.row.refused.contains(change.dot);
    if (is_void && !push.is_relayed) return judge_void(change);
    // Nor is this voided: nobody said whose lane it is.
    if (author == nullptr) return refusal_of(change.dot, RefusalReason::kInvalid);
    if (!is_void) {
        const Policy& policy = environment_.policy;
        const std::optional<RefusalReason> reason =
            policy.judge ? policy.judge(device_.name, *author, push.scope, change)
                         : RefusalReason::kNotAllowed;
        if (reason.has_value()) return refuse_change(change, *reason);
    }
    std::vector<Dot> missing;
    const std::optional<RefusalReason> reason = judge_names(change, missing);
    if (reason.has_value()) return refuse_change(change, *reason);
    if (!missing.empty()) {
        Verdict verdict = verdict_of(change.dot, Kind::kMissing);
        verdict.missing = std::move(missing);
        return verdict;
    }
    WEDSYNC_TRY(load_touched(scope_, environment_.store, change));
    if (is_too_large(change)) return refuse_change(change, RefusalReason::kTooLarge);

    // The author is copied first: it may stand in the map that it goes into.
    const ScopeState* committed = environment_.committed;
    if (committed == nullptr || !committed->lanes.contains(change.dot.incarnation)) {
        scope_.lanes.try_emplace(change.dot.incarnation, Author(*author));
    }
    accept(scope_, change);
    ++group_.change_count;
    ++environment_.counters.accepted;
    outcome.echoes.push_back(change.dot);
    return verdict_of(change.dot, Kind::kAccepted);
}

Result<message::Verdict> Admission::judge_known(const Change& change, Outcome& outcome) {
    const auto pending = scope_.accepted.find(change.dot);
    if (pending != scope_.accepted.end()) {
        const auto* logged = std::get_if<entry::Accepted>(&scope_.entries[pending->second]);
        WEDSYNC_ASSERT(logged != nullptr);
        if (is_left_of(logged->change, change, scope_.all_erased())) {
            outcome.echoes.push_back(change.dot);
            return verdict_of(change.dot, Kind::kAccepted);
        }
        return fork(change.dot);
    }
    const std::optional<LoggedEntry> found =
        WEDSYNC_TRY(load_logged(environment_.store, scope_.row.scope, change.dot));
    const auto* logged = found.has_value() ? std::get_if<entry::Accepted>(&found->entry) : nullptr;
    // Compacted away: what cannot be compared is taken at its word.
    if (logged == nullptr) return verdict_of(change.dot, Kind::kAccepted);
    const bool is_it = is_left_of(logged->change, change, scope_.all_erased());
    if (!is_it) return fork(change.dot);
    if (!device_.follow.is_subscribed || found->position > device_.follow.sent) {
        outcome.echoes.push_back(change.dot);
    }
    return verdict_of(change.dot, Kind::kAccepted);
}

message::Verdict Admission::fork(const Dot& dot) {
    ++environment_.counters.forked;
    if (device_.follow.forked.interval_count() < kForkedIntervalsMax) {
        device_.follow.forked.add(dot);
    }
    return refusal_of(dot, RefusalReason::kForked);
}

/// Whether it was made on a change that is not the one with that name here. A device that knows
/// writes in another lane.
bool Admission::names_forked(const Change& change) const {
    if (device_.follow.forked.empty()) return false;
    const std::vector<Dot> named = named_dots(change);
    return std::any_of(named.begin(), named.end(), [&](const Dot& dot) {
        return dot.incarnation == change.dot.incarnation && device_.follow.forked.contains(dot);
    });
}

Result<message::Verdict> Admission::judge_void(const Change& change) {
    const auto pending = scope_.refused.find(change.dot);
    if (pending != scope_.refused.end()) return refusal_of(change.dot, pending->second);
    const std::optional<LoggedEntry> found =
        WEDSYNC_TRY(load_logged(environment_.store, scope_.row.scope, change.dot));
    const auto* refused = found.has_value() ? std::get_if<entry::Refused>(&found->entry) : nullptr;
    return refusal_of(change.dot,
                      refused != nullptr ? refused->reason : RefusalReason::kAfterRefused);
}

std::optional<RefusalReason> Admission::judge_names(const Change& change,
                                                    std::vector<Dot>& missing) const {
    for (const Dot& dot : named_dots(change)) {
        if (scope_.row.have.contains(dot)) continue;
        if (scope_.row.refused.contains(dot)) return RefusalReason::kAfterRefused;
        missing.push_back(dot);
    }
    return std::nullopt;
}

bool Admission::is_too_large(const Change& change) const {
    const std::size_t added = bytes_of(change);
    if (added > kRecordBytesMax) return true;
    for (const RecordId& record : touched_records(change)) {
        const auto state = scope_.records.find(record);
        WEDSYNC_ASSERT(state != scope_.records.end());
        // A kill or drop makes nothing larger; it must stay possible at the limit.
        const bool grows = std::any_of(
            change.operations.begin(), change.operations.end(), [&](const Operation& operation) {
                const auto* put = std::get_if<operation::Put>(&operation);
                return put != nullptr && put->key.record == record;
            });
        if (grows && bytes_of(state->second) + added > kRecordBytesMax) return true;
    }
    return false;
}

const Author* Admission::author_of(const Incarnation& incarnation) const {
    // What is stored counts first: an author is constant for an incarnation.
    const ScopeState* committed = environment_.committed;
    const Author* author =
        committed == nullptr ? nullptr : find_author(committed->lanes, incarnation);
    if (author == nullptr) author = find_author(scope_.lanes, incarnation);
    if (author == nullptr) author = find_author(device_.follow.lanes_heard, incarnation);
    return author;
}

void Admission::withdraw(const message::Push& push) {
    for (const Dot& dot : push.withdrawn) {
        if (scope_.row.have.contains(dot) || scope_.row.refused.contains(dot)) continue;
        const Author* author = author_of(dot.incarnation);
        if (author != nullptr && author->device != device_.name) continue;
        refuse(scope_, dot, RefusalReason::kAfterRefused);
        ++group_.change_count;
    }
}

message::Verdict Admission::refuse_change(const Change& change, RefusalReason reason) {
    // A relayed change whose dot is void already stays so, with its first reason in the log.
    if (!scope_.row.refused.contains(change.dot)) {
        refuse(scope_, change.dot, reason);
        ++group_.change_count;
        ++environment_.counters.refused;
    }
    return refusal_of(change.dot, reason);
}

message::PushResult answer_all(const message::Push& push, const message::Verdict& verdict) {
    message::PushResult result;
    result.scope = push.scope;
    result.request = push.request;
    for (const Change& change : push.changes) {
        result.verdicts.push_back(verdict);
        result.verdicts.back().dot = change.dot;
    }
    return result;
}

void take_back(message::PushResult& result) {
    for (message::Verdict& verdict : result.verdicts) {
        verdict = verdict_of(verdict.dot, Kind::kTryLater);
    }
    result.retry_after_ms = kRetryAfterMs;
}

}  // namespace wedsync::hub
