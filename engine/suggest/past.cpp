#include "engine/suggest/past.hpp"

#include <algorithm>
#include <tuple>

#include "engine/base/assert.hpp"
#include "engine/suggest/look.hpp"
#include "engine/suggest/product_value.hpp"

namespace wedsync::suggest {
namespace {

constexpr double kMsPerS = 1000.0;
constexpr double kMsPerHour = 3'600'000.0;
constexpr double kImportanceMax = 100.0;

double seconds_of(HybridTime time) {
    return static_cast<double>(wall_ms_of(time)) / kMsPerS;
}

template <class Writes>
const auto& write_of(const Writes& writes, const Dot& dot) {
    const auto write = writes.find(dot);
    WEDSYNC_ASSERT(write != writes.end());
    return write->second;
}

double flag_of(bool is) {
    return is ? 1 : 0;
}

}  // namespace

const operation::Put* settling_in(const Operation& operation) {
    const auto* put = std::get_if<operation::Put>(&operation);
    const bool is_one =
        put != nullptr && put->covers.size() >= 2 && put->key.field.field != kLifeField;
    return is_one ? put : nullptr;
}

bool is_answer(const Change& change) {
    return change.note.kind == NoteKind::kDecides &&
           std::any_of(
               change.operations.begin(), change.operations.end(),
               [](const Operation& operation) { return settling_in(operation) != nullptr; });
}

void Past::look_for_decisions(ScopeId scope, const Change& change) {
    undos_.look_for(scope, change);
    if (change.note.kind != NoteKind::kDecides) return;
    for (const Operation& operation : change.operations) {
        const operation::Put* put = settling_in(operation);
        if (put == nullptr) continue;
        decisions_.push_back({change.dot, {scope, put->key}});
        want(scope, put->key);
    }
}

void Past::add(ScopeId scope, const Change& change, const Author& author) {
    ++order_;
    changes_by_[author.person].push_back(order_);
    for (const Operation& operation : change.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr) continue;
        const auto cell = cells_.find({scope, put->key});
        if (cell == cells_.end()) continue;
        const std::uint64_t experience = author.experience + change.dot.counter - 1;
        cell->second[change.dot] = {put->value, change.time, author,
                                    experience, put->covers, order_};
    }
}

void Past::add_forgotten(ScopeId scope, const CellKey& key, const merge::Sibling& sibling,
                         const Author& author) {
    const auto cell = cells_.find({scope, key});
    if (cell == cells_.end()) return;
    const std::uint64_t experience = author.experience + sibling.dot.counter - 1;
    cell->second.try_emplace(sibling.dot,
                             Write{sibling.value, sibling.time, author, experience, {}, 0});
}

const Past::Writes* Past::writes_at(const Place& place) const {
    const auto cell = cells_.find(place);
    return cell == cells_.end() ? nullptr : &cell->second;
}

std::optional<Sides> Past::sides_of(ScopeId scope, const merge::Conflict& conflict) const {
    const Writes* writes = writes_at({scope, {conflict.record, conflict.field, {}}});
    if (writes == nullptr) return std::nullopt;
    const Write* first = nullptr;
    const Write* last = nullptr;
    Sides sides;
    for (const merge::Sibling& sibling : conflict.siblings) {
        const auto write = writes->find(sibling.dot);
        if (write == writes->end()) return std::nullopt;
        const auto is_before = [](const Write& left, const Write& right) {
            return std::tie(left.order, left.time) < std::tie(right.order, right.time);
        };
        if (first == nullptr || is_before(write->second, *first)) {
            first = &write->second;
            sides.server = sibling.dot;
        }
        if (last == nullptr || !is_before(write->second, *last)) {
            last = &write->second;
            sides.client = sibling.dot;
        }
    }
    if (first == last) return std::nullopt;
    return sides;
}

SideFacts Past::side_of(const Write& write, const Write* base, const std::string& resolver) const {
    SideFacts side;
    side.value = fact_of(write.value);
    side.author = write.author.person;
    side.edited_at_s = seconds_of(write.time);
    side.is_resolver = flag_of(!resolver.empty() && write.author.person == resolver);
    side.is_bot = flag_of(write.author.person.empty());
    side.experience = static_cast<double>(write.experience);
    if (base == nullptr) return side;
    const auto changes = changes_by_.find(write.author.person);
    if (changes == changes_by_.end()) return side;
    const auto since =
        std::upper_bound(changes->second.begin(), changes->second.end(), base->order);
    side.changes = static_cast<double>(changes->second.end() - since);
    return side;
}

const Past::Write* Past::base_of(const Place& place, const Writes& writes, const Sides& sides) {
    merge::Cell cell{place.second.field, place.second.sub, {}};
    merge::CellHistory history;
    for (const auto& [dot, write] : writes)
        history[dot] = {write.value, write.covers};
    for (const Dot& dot : {sides.client, sides.server})
        cell.siblings.push_back({dot, {}, write_of(writes, dot).value, 0});
    const std::optional<Dot> base_dot = merge::common_base(cell, history);
    const auto base = base_dot ? writes.find(*base_dot) : writes.end();
    return base == writes.end() ? nullptr : &base->second;
}

std::optional<Value> Past::merged_of(ScopeId scope, const merge::Conflict& conflict,
                                     const Sides& sides) const {
    const Place place{scope, {conflict.record, conflict.field, {}}};
    const Writes* writes = writes_at(place);
    if (writes == nullptr) return std::nullopt;
    const Write* base = base_of(place, *writes, sides);
    return merged_value(base == nullptr ? std::nullopt : std::optional{base->value},
                        write_of(*writes, sides.client).value,
                        write_of(*writes, sides.server).value);
}

bool Past::is_for_people(const Place& place, const FieldSchema& field) const {
    const auto switches = switches_.find(place.first);
    const Decides decides =
        switches == switches_.end() ? field.decides : switches->second.of(field);
    return field.is_protected || decides == Decides::kAsk;
}

ConflictFacts Past::facts_at(const Place& place, const Writes& writes, const Sides& sides,
                             const std::string& resolver) const {
    const CellKey& key = place.second;
    ConflictFacts facts;
    const CollectionSchema* collection = schema_->find(key.field.collection);
    const FieldSchema* field = schema_->find(key.field);
    if (collection != nullptr) facts.collection = collection->name;
    if (field != nullptr) {
        facts.field = field->name;
        facts.importance = field->importance / kImportanceMax;
        facts.is_protected = is_for_people(place, *field);
    }
    facts.parent = text_of(key.record);
    facts.resolver = resolver;
    facts.resolver_is_bot = 0;
    facts.depth = 1;
    facts.in_list = 0;
    facts.team_changes = static_cast<double>(order_);
    const auto own = changes_by_.find(resolver);
    facts.resolver_experience =
        own == changes_by_.end() ? 0 : static_cast<double>(own->second.size());

    const Write& client = write_of(writes, sides.client);
    const Write& server = write_of(writes, sides.server);
    const Write* before = base_of(place, writes, sides);
    if (before != nullptr) {
        facts.base = fact_of(before->value);
        facts.base_at_s = seconds_of(before->time);
    }
    facts.client = side_of(client, before, resolver);
    facts.server = side_of(server, before, resolver);
    facts.same_author = flag_of(client.author.person == server.author.person);
    return facts;
}

void Undos::look_for(ScopeId scope, const Change& change) {
    if (change.note.kind != NoteKind::kUndoes) return;
    undos_.push_back({{scope, change.dot}, {scope, change.note.dot}});
}

std::set<Undos::Named> Undos::taken_back() const {
    // The latest first: an undo that was itself undone takes nothing back. One pass, whatever
    // others wrote into their notes.
    std::set<Named> taken;
    for (auto undo = undos_.rbegin(); undo != undos_.rend(); ++undo) {
        if (!taken.contains(undo->first)) taken.insert(undo->second);
    }
    return taken;
}

std::optional<Past::Settled> Past::settled_by(const Decision& decision) const {
    const ScopeId scope = decision.place.first;
    const Writes* writes = writes_at(decision.place);
    if (writes == nullptr) return std::nullopt;
    const auto made = writes->find(decision.dot);
    if (made == writes->end()) return std::nullopt;
    const Write& chosen = made->second;
    merge::Conflict conflict;
    conflict.record = decision.place.second.record;
    conflict.field = decision.place.second.field;
    for (const Dot& dot : chosen.covers) {
        if (writes->contains(dot)) conflict.siblings.push_back({dot, {}, {}, 0});
    }
    const std::optional<Sides> sides = sides_of(scope, conflict);
    if (!sides) return std::nullopt;
    ConflictFacts facts = facts_at(decision.place, *writes, *sides, chosen.author.person);
    facts.now_s = seconds_of(chosen.time);
    const Look look = look_at(facts);
    const std::optional<Value> merged = merged_of(scope, conflict, *sides);
    const Answer answer = chosen.value == write_of(*writes, sides->client).value   ? Answer::kClient
                          : chosen.value == write_of(*writes, sides->server).value ? Answer::kServer
                          : merged == chosen.value                                 ? Answer::kMerge
                                                                                   : Answer::kOther;
    const Answered kept = answered(facts, look, answer);
    return Settled{decision,
                   chosen.author.person,
                   wall_ms_of(chosen.time),
                   merged.has_value(),
                   std::move(facts),
                   look,
                   kept};
}

std::vector<Past::Settled> Past::settled() const {
    std::vector<Settled> all;
    const std::set<Undos::Named> taken = undos_.taken_back();
    for (const Decision& decision : decisions_) {
        if (taken.contains({decision.place.first, decision.dot})) continue;
        std::optional<Settled> one = settled_by(decision);
        if (one) all.push_back(*std::move(one));
    }
    std::stable_sort(all.begin(), all.end(), [](const Settled& left, const Settled& right) {
        return std::tie(left.person, left.wall_ms) < std::tie(right.person, right.wall_ms);
    });
    return all;
}

std::vector<Past::Sitting> Past::sittings_of(const std::vector<Settled>& settled) {
    std::vector<Sitting> sittings;
    for (std::size_t first = 0; first < settled.size();) {
        std::size_t end = first + 1;
        while (end < settled.size() && settled[end].person == settled[first].person &&
               settled[end].wall_ms - settled[end - 1].wall_ms <= kSittingGapMs) {
            ++end;
        }
        sittings.push_back({first, end});
        first = end;
    }
    return sittings;
}

std::vector<PastAnswer> Past::answers_of(const std::string& person, std::size_t count_max) const {
    std::vector<Settled> all = settled();
    std::erase_if(all, [&](const Settled& one) { return one.person != person; });
    std::vector<PastAnswer> answers;
    History history;
    for (const Sitting& sitting : sittings_of(all)) {
        Session session;
        for (std::size_t i = sitting.first; i < sitting.end; ++i) {
            PastAnswer one{all[i].facts, all[i].answer.answer};
            one.facts.history = history.facts_for(one.facts, all[i].look);
            one.facts.session = session.facts_for(one.facts, all[i].look);
            session.add(all[i].answer);
            answers.push_back(std::move(one));
        }
        history.add(session.answers());
    }
    if (answers.size() > count_max) {
        answers.erase(answers.begin(), answers.end() - static_cast<std::ptrdiff_t>(count_max));
    }
    return answers;
}

std::vector<GivenAnswer> Past::all_answers() const {
    const std::vector<Settled> all = settled();
    std::vector<Sitting> sittings = sittings_of(all);
    std::stable_sort(sittings.begin(), sittings.end(),
                     [&](const Sitting& left, const Sitting& right) {
                         return all[left.first].wall_ms < all[right.first].wall_ms;
                     });
    std::vector<GivenAnswer> answers;
    History history;
    for (const Sitting& sitting : sittings) {
        Session session;
        for (std::size_t i = sitting.first; i < sitting.end; ++i) {
            const Settled& one = all[i];
            const auto& [scope, key] = one.decision.place;
            GivenAnswer given{scope,
                              key,
                              one.decision.dot,
                              one.person,
                              one.wall_ms,
                              one.has_merge,
                              {one.facts, one.answer.answer}};
            given.past.facts.history = history.facts_for(one.facts, one.look);
            given.past.facts.session = session.facts_for(one.facts, one.look);
            session.add(one.answer);
            answers.push_back(std::move(given));
        }
        history.add(session.answers());
    }
    return answers;
}

std::vector<ConflictFacts> Past::facts_of(ScopeId scope,
                                          const std::vector<merge::Conflict>& conflicts,
                                          const std::vector<Sides>& sides,
                                          const Asked& asked) const {
    WEDSYNC_ASSERT(conflicts.size() == sides.size());
    std::vector<ConflictFacts> facts;
    std::vector<Look> looks;
    std::map<RecordId, std::size_t> at_record;
    for (const merge::Conflict& conflict : conflicts)
        ++at_record[conflict.record];
    for (std::size_t i = 0; i < conflicts.size(); ++i) {
        const Place place{scope, {conflicts[i].record, conflicts[i].field, {}}};
        const Writes* writes = writes_at(place);
        WEDSYNC_ASSERT(writes != nullptr);
        ConflictFacts one = facts_at(place, *writes, sides[i], asked.person);
        one.now_s = static_cast<double>(asked.wall_ms) / kMsPerS;
        one.record_conflicts = static_cast<double>(at_record[conflicts[i].record]);
        one.sync_conflicts = static_cast<double>(conflicts.size());
        one.conflict_records = static_cast<double>(at_record.size());
        if (asked.event_ms) {
            const double gap =
                static_cast<double>(*asked.event_ms) - static_cast<double>(asked.wall_ms);
            one.hours_to_event = gap / kMsPerHour;
        }
        looks.push_back(look_at(one));
        facts.push_back(std::move(one));
    }

    // The last sitting of who asks is this sync, if it is not over.
    History history;
    Session session;
    const std::vector<Settled> all = settled();
    for (const Sitting& sitting : sittings_of(all)) {
        const Settled& last = all[sitting.end - 1];
        const bool is_now =
            last.person == asked.person && last.wall_ms + kSittingGapMs >= asked.wall_ms;
        std::vector<Answered> answers;
        for (std::size_t i = sitting.first; i < sitting.end; ++i) {
            if (is_now) session.add(all[i].answer);
            answers.push_back(all[i].answer);
        }
        if (!is_now) history.add(answers);
    }
    for (std::size_t i = 0; i < facts.size(); ++i) {
        facts[i].history = history.facts_for(facts[i], looks[i]);
        facts[i].session = session.facts_for(facts[i], looks[i]);
    }
    return facts;
}

}  // namespace wedsync::suggest
