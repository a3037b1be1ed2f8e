#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <system_error>
#include <utility>

#include "engine/base/hash.hpp"
#include "engine/codec/entries.hpp"
#include "engine/store/store_impl.hpp"

namespace wedsync::store {
namespace {

/// A stored number that must fit a smaller type.
template <class Number>
Result<Number> narrow(std::int64_t value, const char* column) {
    if (value < 0 || value > static_cast<std::int64_t>(std::numeric_limits<Number>::max())) {
        return Error{ErrorCode::kCorrupt,
                     std::string(column) + " is out of range: " + std::to_string(value)};
    }
    return static_cast<Number>(value);
}

/// What a person wrote and no hub has is in no sum that could be compared: its row carries one.
constexpr std::size_t kSealBytes = 4;

Bytes sealed(Bytes body) {
    const std::uint64_t hash = hash64(body);
    for (std::size_t i = 0; i < kSealBytes; ++i)
        body.push_back(static_cast<std::uint8_t>(hash >> (8 * i)));
    return body;
}

Result<codec::OwnChange> open_sealed(BytesView kept) {
    const std::size_t size = kept.size() - std::min(kept.size(), kSealBytes);
    const BytesView body = kept.first(size);
    if (sealed(Bytes(body.begin(), body.end())) != Bytes(kept.begin(), kept.end())) {
        return Error{ErrorCode::kCorrupt, "an own change is not what was written"};
    }
    return codec::decode_own(body);
}

/// The name of the meta value.
constexpr std::string_view kLastSequence = "store.last_sequence";

Result<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end) {
        return Error{ErrorCode::kCorrupt, "a kept number is not a number"};
    }
    return number;
}

}  // namespace

Result<void> Store::Impl::load_last_sequence() {
    const std::optional<Bytes> kept = WEDSYNC_TRY(load_meta(kLastSequence));
    if (kept) last_sequence_kept_ = WEDSYNC_TRY(parse_number(as_text(*kept)));
    const std::int64_t newest =
        WEDSYNC_TRY(database_->query_integer("SELECT ifnull(max(sequence), 0) FROM own"));
    last_sequence_ = std::max(last_sequence_kept_, static_cast<std::uint64_t>(newest));
    return {};
}

/// Rows that leave may take the largest sequence with them: then it is written down. A plain edit
/// needs no such row, its own says it.
Result<void> Store::Impl::keep_last_sequence() {
    if (last_sequence_kept_ == last_sequence_) return {};
    const std::string text = std::to_string(last_sequence_);
    WEDSYNC_TRY(write_meta(kLastSequence, Bytes(text.begin(), text.end())));
    last_sequence_kept_ = last_sequence_;
    return {};
}

Result<void> Store::Impl::add_own(const OwnRow& row) {
    const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find_or_add(row.scope));
    const std::uint64_t sequence = row.sequence == 0 ? last_sequence_ + 1 : row.sequence;
    const Bytes body = sealed(codec::encode_own(row.change, row.displaced));
    const Lease replace = WEDSYNC_TRY(statements_.lease(Query::kReplaceOwn));
    replace->bind_unsigned(1, sequence);
    replace->bind_integer(2, lanes->scope_number());
    replace->bind_integer(3, static_cast<std::int64_t>(row.status));
    replace->bind_integer(4, row.priority);
    replace->bind_integer(5, row.attempts);
    replace->bind_unsigned(6, row.created_ms);
    replace->bind_unsigned(7, row.deadline_ms);
    replace->bind_text(8, row.type);
    replace->bind_blob(9, body);
    WEDSYNC_TRY(replace->run());
    last_sequence_ = std::max(last_sequence_, sequence);
    return {};
}

Result<void> Store::Impl::write_own(const Batch& batch) {
    for (const std::uint64_t sequence : batch.own_removed) {
        const Lease remove = WEDSYNC_TRY(statements_.lease(Query::kDeleteOwn));
        remove->bind_unsigned(1, sequence);
        WEDSYNC_TRY(remove->run());
    }
    for (const OwnRow& row : batch.own_added)
        WEDSYNC_TRY(add_own(row));
    for (const Batch::OwnProgress& progress : batch.own_progress) {
        const Lease update = WEDSYNC_TRY(statements_.lease(Query::kUpdateOwn));
        update->bind_unsigned(1, progress.sequence);
        update->bind_integer(2, static_cast<std::int64_t>(progress.status));
        update->bind_integer(3, progress.attempts);
        WEDSYNC_TRY(update->run());
    }
    if (!batch.own_removed.empty()) WEDSYNC_TRY(keep_last_sequence());
    return {};
}

Result<std::vector<OwnRow>> Store::Impl::load_own() {
    const std::unique_ptr<Statement> rows = WEDSYNC_TRY(database_->prepare(
        "SELECT sequence, scope, status, priority, attempts, created_ms, deadline_ms, type, body"
        " FROM own ORDER BY sequence"));
    std::vector<OwnRow> own;
    while (WEDSYNC_TRY(rows->step())) {
        OwnRow row;
        if (rows->integer(0) < 1) {
            return Error{ErrorCode::kCorrupt, "an own row has a sequence that is never given"};
        }
        row.sequence = rows->unsigned_integer(0);
        row.scope = WEDSYNC_TRY(directory_.scope_of(static_cast<std::uint32_t>(rows->integer(1))));
        const auto status = WEDSYNC_TRY(narrow<std::uint8_t>(rows->integer(2), "own.status"));
        if (status > static_cast<std::uint8_t>(OwnStatus::kDurable)) {
            return Error{ErrorCode::kCorrupt, "an own row has an unknown status"};
        }
        row.status = static_cast<OwnStatus>(status);
        row.priority = WEDSYNC_TRY(narrow<std::uint8_t>(rows->integer(3), "own.priority"));
        row.attempts = WEDSYNC_TRY(narrow<std::uint32_t>(rows->integer(4), "own.attempts"));
        row.created_ms = rows->unsigned_integer(5);
        row.deadline_ms = rows->unsigned_integer(6);
        row.type = std::string(rows->text(7));
        codec::OwnChange decoded = WEDSYNC_TRY(open_sealed(rows->blob(8)));
        row.change = std::move(decoded.change);
        row.displaced = std::move(decoded.displaced);
        own.push_back(std::move(row));
    }
    return own;
}

Result<void> Store::Impl::put_refused(const RefusedRow& row) {
    ScopeLanes* lanes = WEDSYNC_TRY(directory_.find_or_add(row.scope));
    const Bytes body = sealed(codec::encode_own(row.change, {}));
    const Lease replace = WEDSYNC_TRY(statements_.lease(Query::kReplaceRefused));
    replace->bind_integer(1, lanes->number_of(row.change.dot.incarnation));
    replace->bind_unsigned(2, row.change.dot.counter);
    replace->bind_integer(3, lanes->scope_number());
    replace->bind_integer(4, static_cast<std::int64_t>(row.reason));
    replace->bind_unsigned(5, row.refused_ms);
    replace->bind_blob(6, body);
    return replace->run();
}

Result<void> Store::Impl::run_for_dot(Query query, std::uint32_t lane, const Dot& dot) {
    const Lease statement = WEDSYNC_TRY(statements_.lease(query));
    statement->bind_integer(1, lane);
    statement->bind_unsigned(2, dot.counter);
    return statement->run();
}

Result<void> Store::Impl::write_refused(const Batch& batch) {
    for (const auto& [scope, dot] : batch.refused_removed) {
        ScopeLanes* lanes = WEDSYNC_TRY(directory_.find_or_add(scope));
        WEDSYNC_TRY(run_for_dot(Query::kDeleteRefused, lanes->number_of(dot.incarnation), dot));
    }
    for (const RefusedRow& row : batch.refused_added)
        WEDSYNC_TRY(put_refused(row));
    return {};
}

Result<void> Store::Impl::write_withdrawn(const Batch& batch) {
    for (const auto& [scope, dot] : batch.withdrawn_removed) {
        ScopeLanes* lanes = WEDSYNC_TRY(directory_.find_or_add(scope));
        WEDSYNC_TRY(run_for_dot(Query::kDeleteWithdrawn, lanes->number_of(dot.incarnation), dot));
    }
    for (const auto& [scope, dot] : batch.withdrawn_added) {
        ScopeLanes* lanes = WEDSYNC_TRY(directory_.find_or_add(scope));
        WEDSYNC_TRY(run_for_dot(Query::kReplaceWithdrawn, lanes->number_of(dot.incarnation), dot));
    }
    return {};
}

Result<std::vector<RefusedRow>> Store::Impl::load_refused() {
    const std::unique_ptr<Statement> rows = WEDSYNC_TRY(database_->prepare(
        "SELECT scope, reason, refused_ms, body FROM refused ORDER BY lane, counter"));
    std::vector<RefusedRow> refused;
    while (WEDSYNC_TRY(rows->step())) {
        RefusedRow row;
        row.scope = WEDSYNC_TRY(directory_.scope_of(static_cast<std::uint32_t>(rows->integer(0))));
        const auto reason = WEDSYNC_TRY(narrow<std::uint8_t>(rows->integer(1), "refused.reason"));
        row.reason = static_cast<RefusalReason>(reason);
        row.refused_ms = rows->unsigned_integer(2);
        codec::OwnChange decoded = WEDSYNC_TRY(open_sealed(rows->blob(3)));
        row.change = std::move(decoded.change);
        refused.push_back(std::move(row));
    }
    return refused;
}

Result<std::vector<std::pair<ScopeId, Dot>>> Store::Impl::load_withdrawn() {
    const std::unique_ptr<Statement> rows = WEDSYNC_TRY(database_->prepare(
        "SELECT lane.scope, lane.incarnation, withdrawn.counter"
        " FROM withdrawn CROSS JOIN lane ON lane.id=withdrawn.lane ORDER BY lane, counter"));
    std::vector<std::pair<ScopeId, Dot>> withdrawn;
    while (WEDSYNC_TRY(rows->step())) {
        const auto number = static_cast<std::uint32_t>(rows->integer(0));
        const ScopeId scope = WEDSYNC_TRY(directory_.scope_of(number));
        const Incarnation incarnation = WEDSYNC_TRY(to_incarnation(rows->blob(1)));
        withdrawn.emplace_back(scope, Dot{incarnation, rows->unsigned_integer(2)});
    }
    return withdrawn;
}

}  // namespace wedsync::store
