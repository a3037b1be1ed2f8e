// Somebody goes to another place: first another fine place (a seat) at the same coarse one (the
// table), then another coarse one, together with those who are not to be parted from them.

#include <algorithm>
#include <iterator>

#include "engine/merge/reading.hpp"
#include "engine/rules/proposer.hpp"

namespace wedsync::rules {
namespace {

std::optional<RecordId> record_in(const merge::RecordState& state, const FieldSchema& field) {
    const Value value = merge::read_field(state, field).value;
    const auto* reference = std::get_if<Reference>(&value);
    return reference == nullptr ? std::nullopt : std::optional{reference->record};
}

bool is_alive(const merge::RecordState& state) {
    return merge::status_of(state) == merge::RecordStatus::kAlive;
}

/// How the edits so far leave a record's place, if they say.
bool is_promised(const std::vector<Repair::Edit>& edits, const RecordId& place) {
    return std::any_of(edits.begin(), edits.end(), [&](const Repair::Edit& edit) {
        return edit.value == Value(Reference{place});
    });
}

}  // namespace

/// The places of a scope. False if the rule moves nobody.
Result<bool> Proposer::read_places(const Rule& rule, ScopeId scope, Roster& roster) {
    const RepairHints& hints = rule.repair;
    if (hints.move.empty()) return false;
    const Schema& schema = index_.schema();
    const auto target = [&](FieldId reference) {
        return schema.find(schema.find(reference)->target);
    };
    WEDSYNC_TRY(source_.visit(
        scope, target(hints.move.back())->number, [&](const merge::RecordState& state) {
            const bool is_closed =
                hints.closed &&
                merge::read_field(state, *schema.find(*hints.closed)).value == Value(true);
            if (is_alive(state) && !is_closed) roster.open.push_back(state.id);
            return true;
        }));
    std::sort(roster.open.begin(), roster.open.end());
    if (!hints.place_of) return true;
    WEDSYNC_TRY(source_.visit(
        scope, target(hints.move.front())->number, [&](const merge::RecordState& state) {
            const auto place = record_in(state, *schema.find(*hints.place_of));
            if (is_alive(state) && place) roster.fine_of[*place].push_back(state.id);
            return true;
        }));
    for (auto& [place, fine] : roster.fine_of)
        std::sort(fine.begin(), fine.end());
    return true;
}

/// Null if the rule moves nobody.
Result<const Roster*> Proposer::roster(const Rule& rule, ScopeId scope) {
    const std::pair key{static_cast<std::size_t>(rule.number), scope};
    const auto known = rosters_.find(key);
    if (known != rosters_.end()) return static_cast<const Roster*>(&known->second);
    Roster roster;
    const bool does_move = WEDSYNC_TRY(read_places(rule, scope, roster));
    if (!does_move) return static_cast<const Roster*>(nullptr);
    const Schema& schema = index_.schema();
    const RepairHints& hints = rule.repair;
    WEDSYNC_TRY(source_.visit(scope, rule.collection, [&](const merge::RecordState& state) {
        if (!is_alive(state)) return true;
        Roster::Entry& entry = roster.entries[state.id];
        entry.coarse = record_in(state, *schema.find(hints.move.back()));
        if (hints.place_of) entry.fine = record_in(state, *schema.find(hints.move.front()));
        if (entry.fine) roster.taken.insert(*entry.fine);
        if (hints.together) {
            const Value value = merge::read_field(state, *schema.find(*hints.together)).value;
            entry.together = key_part(scope, value, true).value_or("");
        }
        return true;
    }));
    return static_cast<const Roster*>(
        &rosters_.insert_or_assign(key, std::move(roster)).first->second);
}

/// Whether the elements that a record shares with where it is are there as well.
Result<bool> Proposer::keeps_marks(const Rule& rule, const RecordKey& key,
                                   const std::optional<RecordId>& from, const RecordId& to) {
    if (!from) return true;
    const merge::RecordState state = WEDSYNC_TRY(source_.load(key));
    const merge::RecordState left = WEDSYNC_TRY(source_.load({key.scope, *from}));
    const merge::RecordState reached = WEDSYNC_TRY(source_.load({key.scope, to}));
    for (const auto& [own, theirs] : rule.repair.keep) {
        const auto elements = [&](const merge::RecordState& of, FieldId field) {
            return merge::read_field(of, *index_.schema().find(field)).elements;
        };
        const std::vector<std::string> wanted = elements(state, own);
        const std::vector<std::string> before = elements(left, theirs);
        const std::vector<std::string> after = elements(reached, theirs);
        std::vector<std::string> shared;
        std::set_intersection(wanted.begin(), wanted.end(), before.begin(), before.end(),
                              std::back_inserter(shared));
        if (!std::includes(after.begin(), after.end(), shared.begin(), shared.end())) return false;
    }
    return true;
}

/// Another fine place where the record is. Adds to the edits if there is one.
Result<bool> Proposer::move_within(Work& work, const Roster& roster, const RecordKey& key,
                                   Edits& edits) {
    const auto entry = roster.entries.find(key.record);
    if (entry == roster.entries.end() || !entry->second.coarse || !entry->second.fine) return false;
    const auto fine = roster.fine_of.find(*entry->second.coarse);
    if (fine == roster.fine_of.end()) return false;
    for (const RecordId& candidate : fine->second) {
        if (roster.taken.contains(candidate) || is_promised(edits, candidate)) continue;
        Edits more = edits;
        more.push_back({key, work.rule.repair.move.front(), Reference{candidate}});
        const bool does_work = WEDSYNC_TRY(works(work, more, Aim::kHarmless, &key));
        if (!does_work) continue;
        edits = std::move(more);
        return true;
    }
    return false;
}

/// The whole unit to one coarse place; whoever had a fine place gets one there, if it has any.
Result<bool> Proposer::move_to(Work& work, const Roster& roster, const Unit& unit,
                               const RecordId& place, Edits& edits) {
    const RepairHints& hints = work.rule.repair;
    Edits more = edits;
    for (const RecordKey& key : unit.records) {
        const Roster::Entry& entry = roster.entries.find(key.record)->second;
        // Whoever only comes along was not part of it.
        const bool is_part =
            std::any_of(work.violation.parts.begin(), work.violation.parts.end(),
                        [&](const Violation::Part& part) { return part.key == key; });
        const RecordKey* mover = is_part ? &key : nullptr;
        const bool does_keep = WEDSYNC_TRY(keeps_marks(work.rule, key, entry.coarse, place));
        if (!does_keep) return false;
        more.push_back({key, hints.move.back(), Reference{place}});
        const auto fine = roster.fine_of.find(place);
        if (!entry.fine) continue;
        more.push_back({key, hints.move.front(), {}});
        if (fine == roster.fine_of.end()) continue;
        bool is_placed = false;
        for (const RecordId& candidate : fine->second) {
            if (roster.taken.contains(candidate) || is_promised(more, candidate)) continue;
            more.back().value = Reference{candidate};
            is_placed = WEDSYNC_TRY(works(work, more, Aim::kHarmless, mover));
            if (is_placed) break;
        }
        if (!is_placed) return false;
    }
    const bool does_work = WEDSYNC_TRY(works(work, more, Aim::kHarmless));
    if (does_work) edits = std::move(more);
    return does_work;
}

/// Adds the edits that move a unit, if there is a way that breaks nothing.
Result<bool> Proposer::move(Work& work, const Unit& unit, Where where, Edits& edits) {
    const ScopeId scope = unit.records.front().scope;
    const Roster* places = WEDSYNC_TRY(roster(work.rule, scope));
    if (places == nullptr) return false;
    for (const RecordKey& key : unit.records) {
        for (const FieldId field : work.rule.repair.move) {
            const bool is_editable = WEDSYNC_TRY(may_edit(key, field));
            if (!is_editable) return false;
        }
    }
    if (where == Where::kAnywhere) {
        const bool is_moved = WEDSYNC_TRY(move_within(work, *places, unit.records.front(), edits));
        if (is_moved) return true;
    }
    const auto known = places->entries.find(unit.records.front().record);
    if (known == places->entries.end()) return false;
    const Roster::Entry& entry = known->second;
    Unit whole = unit;
    std::map<RecordId, std::size_t> mates;
    for (const auto& [record, other] : places->entries) {
        if (entry.together.empty() || other.together != entry.together || !other.coarse) continue;
        ++mates[*other.coarse];
        const RecordKey key{scope, record};
        const bool is_new =
            std::find(whole.records.begin(), whole.records.end(), key) == whole.records.end();
        if (is_new && other.coarse == entry.coarse) whole.records.push_back(key);
    }
    if (whole.records.size() > kRepairRecordsMax) return false;
    std::vector<RecordId> order = places->open;
    std::stable_sort(order.begin(), order.end(), [&](const RecordId& left, const RecordId& right) {
        const auto count = [&](const RecordId& place) {
            const auto found = mates.find(place);
            return found == mates.end() ? std::size_t{0} : found->second;
        };
        return count(left) > count(right);
    });
    for (const RecordId& place : order) {
        if (entry.coarse == place) continue;
        const bool is_moved = WEDSYNC_TRY(move_to(work, *places, whole, place, edits));
        if (is_moved) return true;
    }
    return false;
}

/// The edits that find each of the records another place; none if there is not one for all.
Result<std::optional<Proposer::Edits>> Proposer::move_all(Work& work,
                                                          const std::vector<RecordKey>& records) {
    Edits edits;
    for (const RecordKey& key : records) {
        const bool is_moved_along = std::any_of(
            edits.begin(), edits.end(), [&](const Repair::Edit& edit) { return edit.key == key; });
        if (is_moved_along) continue;
        const bool is_moved = WEDSYNC_TRY(move(work, {{key}, 0, false}, Where::kAnywhere, edits));
        if (!is_moved) return std::optional<Edits>{};
    }
    return std::optional{std::move(edits)};
}

/// Those who share the place that is too small, in the order in which they would be moved: who is
/// hard to move last, then few before many, and who came last before who came first.
Result<std::vector<Proposer::Unit>> Proposer::units_of(Work& work) {
    std::vector<Unit> units;
    const Roster* places = WEDSYNC_TRY(roster(work.rule, work.violation.subject->scope));
    if (places == nullptr) return units;
    std::map<std::string, std::size_t> by_together;
    for (auto part = work.violation.parts.rbegin(); part != work.violation.parts.rend(); ++part) {
        const auto entry = places->entries.find(part->key.record);
        if (entry == places->entries.end()) continue;
        const auto [at, is_new] = by_together.try_emplace(entry->second.together, units.size());
        if (is_new || entry->second.together.empty()) {
            at->second = units.size();
            units.emplace_back();
        }
        Unit& unit = units[at->second];
        unit.records.push_back(part->key);
        const bool is_last = WEDSYNC_TRY(is_flagged(part->key, work.rule.repair.last));
        unit.is_last = unit.is_last || is_last;
        const Fact* fact = index_.fact(work.rule_at, part->key);
        unit.weight += fact == nullptr ? 0 : fact->first;
    }
    std::stable_sort(units.begin(), units.end(), [](const Unit& left, const Unit& right) {
        if (left.is_last != right.is_last) return right.is_last;
        return left.weight < right.weight;
    });
    return units;
}

Result<void> Proposer::propose_moves_out(Work& work) {
    const std::int64_t over = work.violation.total - work.violation.limit;
    const std::vector<Unit> units = WEDSYNC_TRY(units_of(work));
    for (const Unit& unit : units) {
        if (unit.weight < over || work.found.size() + 1 >= kRepairsMax) continue;
        Edits edits;
        const bool is_moved = WEDSYNC_TRY(move(work, unit, Where::kElsewhere, edits));
        if (is_moved) WEDSYNC_TRY(offer(work, RepairKind::kMove, edits));
    }
    if (!work.found.empty()) return {};
    // No one of them is enough: several.
    Edits edits;
    std::int64_t left = over;
    for (const Unit& unit : units) {
        const bool is_moved = WEDSYNC_TRY(move(work, unit, Where::kElsewhere, edits));
        if (is_moved) left -= unit.weight;
        if (left <= 0) return offer(work, RepairKind::kMove, edits);
        if (edits.size() > 2 * kRepairRecordsMax) return {};
    }
    return {};
}

}  // namespace wedsync::rules
