#include "sim/oracle/ledger.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "engine/base/overloaded.hpp"
#include "engine/model/erasure.hpp"

namespace wedsync::sim {
namespace {

constexpr std::size_t kEntriesPerRead = 4'096;

}  // namespace

std::string to_text(const Dot& dot) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 32; shift -= 4)
        text.push_back(kDigits[(dot.incarnation.high >> static_cast<unsigned>(shift)) & 15U]);
    return text + ":" + std::to_string(dot.counter);
}

const Ledger::Scope* Ledger::scope(ScopeId scope) const {
    const auto at = scopes_.find(scope);
    return at == scopes_.end() ? nullptr : &at->second;
}

/// What a device was seen to do counts: a forger may say that anything is issued again.
void Ledger::note_reissue(Scope& scope, const Change& change) {
    if (change.note.kind == NoteKind::kReissue) scope.reissued.emplace(change.note.dot, change.dot);
}

void Ledger::committed(std::size_t device, ScopeId scope, const Change& change,
                       std::optional<Commit::Tally> tally) {
    Scope& known = scopes_[scope];
    // A forger may have been there before; the device itself may not.
    known.changes.emplace(change.dot, change);
    known.written.insert_or_assign(change.dot, change);
    if (!committed_.emplace(scope, change.dot).second) {
        findings_.add(Promise::kExactlyOnce, "two commits have the dot " + to_text(change.dot));
    }
    commits_.push_back({device, scope, change, tally});
}

void Ledger::read_reissues(std::size_t device, const replica::Replica& replica) {
    std::map<std::uint64_t, Dot>& dots = sequences_[device];
    for (const ScopeId id : replica.scopes()) {
        Scope& known = scopes_[id];
        const replica::ScopeState& state = *replica.scope(id);
        for (const auto& [sequence, row] : state.pending) {
            const auto [seen, is_new] = dots.emplace(sequence, row.change.dot);
            if (seen->second == row.change.dot) continue;
            const Dot before = std::exchange(seen->second, row.change.dot);
            // A commit of its own: a power cut took the one that had this sequence.
            if (committed_.contains({id, row.change.dot})) continue;
            known.reissued[before] = row.change.dot;
            known.written.insert_or_assign(row.change.dot, row.change);
        }
        for (const auto& [dot, row] : state.refused)
            note_reissue(known, row.change);
    }
}

void Ledger::read_entry(ScopeId id, Scope& scope, std::uint64_t position, const Entry& entry) {
    const std::string where =
        "scope " + std::to_string(id.value()) + ", position " + std::to_string(position) + ": ";
    if (const auto* refused = std::get_if<entry::Refused>(&entry)) {
        scope.log[position] = {Position{position}, refused->reason, refused->dot};
        scope.refused[refused->dot] = refused->reason;
        scope.refused_now.add(refused->dot);
        return;
    }
    const auto* accepted = std::get_if<entry::Accepted>(&entry);
    if (accepted == nullptr) {
        findings_.add(Promise::kSnapshot, where + "an entry that is not for a log");
        return;
    }
    const Change& change = accepted->change;
    scope.log[position] = {Position{position}, std::nullopt, change.dot};
    scope.refused_now.remove(change.dot);
    if (!scope.have.add(change.dot)) {
        findings_.add(Promise::kExactlyOnce,
                      where + to_text(change.dot) + " is in the hub's log twice");
    }
    for (const Dot& named : named_dots(change)) {
        if (!scope.have.contains(named)) {
            findings_.add(Promise::kCausality, where + to_text(change.dot) + " names " +
                                                   to_text(named) + ", which comes later");
        }
    }
    note_reissue(scope, change);
    const auto [known, is_new] = scope.changes.emplace(change.dot, change);
    const bool is_decision = change.note.kind == NoteKind::kAutoDecides;
    if (is_decision && !is_new && !is_left_of(change, known->second, scope.erased)) {
        findings_.add(Promise::kExactlyOnce,
                      where + "two lives of the hub decided under the name " + to_text(change.dot));
    }
    // Where two contents have one dot (a forged change), the one that was accepted counts. What is
    // left of a change after erasing is the same: devices may have had all of it before.
    if (!is_new && !is_left_of(change, known->second, scope.erased)) known->second = change;
}

void Ledger::note_erased(Scope& scope, const std::vector<Entry>& entries) {
    for (const Entry& entry : entries) {
        const auto* accepted = std::get_if<entry::Accepted>(&entry);
        if (accepted == nullptr) continue;
        for (const RecordId& record : erased_by(accepted->change))
            scope.erased.insert(record);
    }
}

void Ledger::read_logs(hub::Hub& hub) {
    // A scope that is new to the hub is found by asking for those that devices wrote to.
    for (auto& [id, scope] : scopes_) {
        const store::ScopeRow* row = hub.scope(id);
        if (row == nullptr) continue;
        while (scope.read_to < row->cursor.position.value()) {
            auto slice = hub.store().load_log(id, Position{scope.read_to}, kEntriesPerRead);
            // This look may have met a fault that was meant for the hub: it comes once.
            if (!slice.ok())
                slice = hub.store().load_log(id, Position{scope.read_to}, kEntriesPerRead);
            if (!slice.ok() || slice.value().entries.empty()) return;
            note_erased(scope, slice.value().entries);
            for (const Entry& entry : slice.value().entries)
                read_entry(id, scope, ++scope.read_to, entry);
        }
        for (const auto& [position, place] : scope.log) {
            if (position > row->log_start.value()) break;
            if (!place.refused.has_value()) scope.beyond_compare.add(place.dot);
        }
    }
}

void Ledger::hub_restored(hub::Hub& hub) {
    for (auto& [id, scope] : scopes_) {
        const store::ScopeRow* row = hub.scope(id);
        scope.log.clear();
        const DotSet now = row == nullptr ? DotSet{} : row->have;
        for (const DotRange& range : scope.have.minus(now)) {
            scope.beyond_compare.add(range);
            for (std::uint64_t counter = range.first; counter <= range.last; ++counter) {
                const auto known = scope.changes.find({range.incarnation, counter});
                if (known != scope.changes.end()) scope.lost.push_back(known->second);
            }
        }
        scope.have = now;
        scope.refused_now = row == nullptr ? DotSet{} : row->refused;
        scope.read_to = row == nullptr ? 0 : row->cursor.position.value();
    }
    std::erase_if(acknowledged_, [&](const auto& each) {
        if (scopes_[each.first].have.contains(each.second)) return false;
        owed_.insert(each);
        return true;
    });
}

std::vector<Dot> Ledger::names_of(ScopeId scope, const Dot& dot) const {
    std::vector<Dot> names = {dot};
    const auto known = scopes_.find(scope);
    if (known == scopes_.end()) return names;
    const std::map<Dot, Dot>& reissued = known->second.reissued;
    // Bounded, for a ring that a forger made.
    while (names.size() <= reissued.size()) {
        const auto next = reissued.find(names.back());
        if (next == reissued.end()) break;
        names.push_back(next->second);
    }
    return names;
}

bool Ledger::is_erased(const Commit& commit) const {
    const Scope* known = scope(commit.scope);
    if (known == nullptr || !has_more_on(commit.change, known->erased)) return false;
    return is_erased_mark(without(commit.change, known->erased).operations.front());
}

bool Ledger::is_discarded(const Commit& commit) const {
    const std::vector<Dot> names = names_of(commit.scope, commit.change.dot);
    return std::any_of(names.begin(), names.end(), [&](const Dot& name) {
        return discarded_.contains({commit.scope, name});
    });
}

bool Ledger::is_taken_for_another(const Commit& commit) const {
    const Dot& dot = commit.change.dot;
    const Scope* known = scope(commit.scope);
    return known != nullptr && known->have.contains(dot) && known->beyond_compare.contains(dot) &&
           !is_honest(commit.scope, dot) && names_of(commit.scope, dot).size() == 1;
}

bool Ledger::is_honest(ScopeId scope, const Dot& dot) const {
    const Scope& known = scopes_.find(scope)->second;
    const auto written = known.written.find(dot);
    const auto accepted = known.changes.find(dot);
    return written != known.written.end() && accepted != known.changes.end() &&
           is_left_of(accepted->second, written->second, known.erased);
}

std::set<RecordId> Ledger::forged_records(ScopeId scope) const {
    return records_of_forgers(scope, [](const Scope&, const Dot&) { return true; });
}

std::set<RecordId> Ledger::taken_records(ScopeId scope) const {
    std::set<RecordId> records = records_of_forgers(scope, [](const Scope& known, const Dot& dot) {
        return known.beyond_compare.contains(dot) && known.written.contains(dot);
    });
    const auto found = scopes_.find(scope);
    if (found == scopes_.end()) return records;
    const Scope& known = found->second;
    for (const Change& lost : known.lost) {
        const auto now = known.changes.find(lost.dot);
        if (!known.have.contains(lost.dot) || now == known.changes.end()) continue;
        if (is_left_of(now->second, lost, known.erased)) continue;
        if (is_left_of(lost, now->second, known.erased)) continue;
        for (const Change& change : {lost, now->second}) {
            for (const RecordId& record : touched_records(change))
                records.insert(record);
        }
    }
    return records;
}

std::set<RecordId> Ledger::records_of_forgers(
    ScopeId scope, const std::function<bool(const Scope&, const Dot&)>& is_meant) const {
    std::set<RecordId> records;
    const auto add = [&](const Change& change) {
        for (const RecordId& record : touched_records(change))
            records.insert(record);
    };
    const auto found = scopes_.find(scope);
    if (found == scopes_.end()) return records;
    const Scope& known = found->second;
    for (const auto& [dot, change] : known.changes) {
        if (!known.have.contains(dot) || is_honest(scope, dot) || !is_meant(known, dot)) continue;
        add(change);
        const auto written = known.written.find(dot);
        if (written != known.written.end()) add(written->second);
    }
    return records;
}

bool Ledger::is_accepted(const Commit& commit) const {
    const Scope* known = scope(commit.scope);
    if (known == nullptr) return false;
    const std::vector<Dot> names = names_of(commit.scope, commit.change.dot);
    return std::any_of(names.begin(), names.end(), [&](const Dot& name) {
        return known->have.contains(name) && is_its_own(commit, name);
    });
}

}  // namespace wedsync::sim
