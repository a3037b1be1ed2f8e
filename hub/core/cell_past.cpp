#include "hub/core/cell_past.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/merge/conflict.hpp"

namespace wedsync::hub {
namespace {

const operation::Put* find_put(const Change& change, const CellKey& key) {
    for (const Operation& operation : change.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put != nullptr && put->key == key) return put;
    }
    return nullptr;
}

/// A change that was accepted: one of the group's own entries, or of the log.
Result<std::optional<Change>> find_change(const Uncommitted& scope, store::Store& store,
                                          const Dot& dot) {
    std::optional<Entry> entry;
    const auto pending = scope.accepted.find(dot);
    if (pending != scope.accepted.end()) {
        entry = scope.entries[pending->second];
    } else {
        const ScopeId id = scope.row.scope;
        const std::optional<Position> at = WEDSYNC_TRY(store.find_in_log(id, dot));
        if (!at.has_value()) return std::optional<Change>{};
        store::Store::LogSlice slice =
            WEDSYNC_TRY(store.load_log(id, Position{at->value() - 1}, 1));
        if (!slice.entries.empty()) entry = std::move(slice.entries.front());
    }
    auto* accepted = entry.has_value() ? std::get_if<entry::Accepted>(&*entry) : nullptr;
    if (accepted == nullptr) return std::optional<Change>{};
    return std::optional{std::move(accepted->change)};
}

}  // namespace

Result<CellPast> load_past(const Uncommitted& scope, store::Store& store, const CellKey& key,
                           const merge::Cell& cell) {
    CellPast past;
    bool is_undo = false;
    bool was_decided = false;
    std::set<Dot> seen;
    const std::vector<Dot> siblings = merge::dots_of(&cell);
    std::vector<Dot> open = siblings;
    while (!open.empty()) {
        const Dot dot = open.back();
        open.pop_back();
        if (!seen.insert(dot).second) continue;
        if (seen.size() > kHistoryMax) {
            past.history.clear();
            past.is_whole = false;
            break;
        }
        const std::optional<Change> change = WEDSYNC_TRY(find_change(scope, store, dot));
        const operation::Put* put = change.has_value() ? find_put(*change, key) : nullptr;
        if (put == nullptr) {
            past.is_whole = false;
            continue;
        }
        const Note& note = change->note;
        const bool is_sibling = std::find(siblings.begin(), siblings.end(), dot) != siblings.end();
        is_undo |= is_sibling && note.kind == NoteKind::kUndoes;
        past.has_answer |= is_sibling && note.kind == NoteKind::kDecides;
        if (note.kind == NoteKind::kAutoDecides) {
            was_decided = true;
            past.had_likely_choice |= reason_of(note.rank) == DecisionReason::kLikelyChoice;
        }
        open.insert(open.end(), put->covers.begin(), put->covers.end());
        past.history.emplace(dot, merge::Written{put->value, put->covers});
    }
    past.was_taken_back = is_undo && (was_decided || !past.is_whole);
    return past;
}

}  // namespace wedsync::hub
