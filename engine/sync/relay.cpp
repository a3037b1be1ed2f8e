#include "engine/sync/relay.hpp"

#include <map>
#include <optional>
#include <utility>

namespace wedsync::sync {
namespace {

/// So few are looked up one by one; more are found by reading the log through.
constexpr std::uint64_t kLookUpMax = 64;
constexpr std::size_t kEntriesPerReadMax = 1'000;

}  // namespace

void Relay::want(const DotSet& dots) {
    wanted_.unite(dots);
    scanned_ = {};
}

Result<std::vector<Change>> Relay::next(std::size_t count_max) {
    if (wanted_.empty()) return std::vector<Change>{};
    return wanted_.dot_count() <= kLookUpMax ? look_up(count_max) : scan(count_max);
}

Result<std::vector<Change>> Relay::look_up(std::size_t count_max) {
    std::map<Position, Change> found;
    for (const DotRange& range : wanted_.ranges()) {
        for (std::uint64_t counter = range.first; counter <= range.last; ++counter) {
            const Dot dot{range.incarnation, counter};
            Result<std::optional<Found>> here = find(dot);
            // A part of the log that is damaged holds nothing: the rest is still to be had.
            if (!here.ok() && here.error().code == ErrorCode::kCorrupt) continue;
            if (!here.ok()) return std::move(here).error();
            if (here.value()) found.insert(*std::move(here).value());
        }
    }
    std::vector<Change> changes;
    for (auto& [at, change] : found) {
        if (changes.size() >= count_max) break;
        wanted_.remove(change.dot);
        changes.push_back(std::move(change));
    }
    if (changes.size() == found.size()) wanted_ = {};
    return changes;
}

Result<std::optional<Relay::Found>> Relay::find(const Dot& dot) {
    const std::optional<Position> at = WEDSYNC_TRY(replica_.store().find_in_log(scope_, dot));
    if (!at) return std::optional<Found>();
    store::Store::LogSlice slice =
        WEDSYNC_TRY(replica_.store().load_log(scope_, Position{at->value() - 1}, 1));
    if (slice.entries.empty()) return std::optional<Found>();
    auto* accepted = std::get_if<entry::Accepted>(&slice.entries.front());
    if (accepted == nullptr || accepted->change.dot != dot) return std::optional<Found>();
    return std::optional(Found{*at, std::move(accepted->change)});
}

Result<std::vector<Change>> Relay::scan(std::size_t count_max) {
    const replica::ScopeState* state = replica_.scope(scope_);
    if (state == nullptr) return std::vector<Change>{};
    std::vector<Change> changes;
    Position at = std::max(scanned_, state->row.log_start);
    std::size_t most = kEntriesPerReadMax;
    while (changes.size() < count_max && !wanted_.empty()) {
        Result<store::Store::LogSlice> read = replica_.store().load_log(scope_, at, most);
        if (!read.ok() && read.error().code == ErrorCode::kCorrupt &&
            at < state->row.cursor.position) {
            // Up to what is damaged, then over it.
            if (most == 1) at = Position{at.value() + 1};
            most = std::max<std::size_t>(most / 2, 1);
            continue;
        }
        if (!read.ok() && read.error().code != ErrorCode::kNotFound) {
            return std::move(read).error();
        }
        if (!read.ok() || read.value().entries.empty()) {
            wanted_ = {};
            break;
        }
        const store::Store::LogSlice slice = std::move(read).value();
        most = std::min(most * 2, kEntriesPerReadMax);
        const std::uint64_t first = slice.last.value() - slice.entries.size() + 1;
        for (std::size_t i = 0; i < slice.entries.size() && changes.size() < count_max; ++i) {
            at = Position{first + i};
            const auto* accepted = std::get_if<entry::Accepted>(&slice.entries[i]);
            if (accepted == nullptr || !wanted_.contains(accepted->change.dot)) continue;
            wanted_.remove(accepted->change.dot);
            changes.push_back(accepted->change);
        }
    }
    scanned_ = at;
    return changes;
}

}  // namespace wedsync::sync
