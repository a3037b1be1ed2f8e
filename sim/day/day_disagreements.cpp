#include "sim/day/day_disagreements.hpp"

#include <set>

#include "engine/causal/hybrid_time.hpp"
#include "engine/merge/record_state.hpp"
#include "sim/day/day_words.hpp"

namespace wedsync::sim {
namespace {

constexpr Crew kWho = Crew::kCoordinator;

}  // namespace

void Disagreements::remember_names(const std::vector<Scene>& scenes) {
    replica::Replica& replica = stage_.replica(Crew::kOffice);
    for (const Scene& scene : scenes) {
        for (const auto* records : {&scene.guests, &scene.tables, &scene.vendors, &scene.arrivals,
                                    &scene.timeline, &scene.tasks}) {
            for (const RecordId& record : *records)
                names_[record] = title_of(replica, scene.scope, record);
        }
    }
}

std::string Disagreements::title(const Name& name) const {
    const std::string shown = title_of(stage_.replica(kWho), name.scope, name.record);
    const auto known = names_.find(name.record);
    return shown == "?" && known != names_.end() ? known->second : shown;
}

std::string Disagreements::about(const Name& name) const {
    if (name.field.field == kLifeField) return title(name) + ": on the list or not";
    const FieldSchema* field = stage_.replica(kWho).schema().find(name.field);
    return title(name) + ": " + (field == nullptr ? "?" : field_words(field->name));
}

std::vector<Opinion> Disagreements::opinions(const Name& name, const merge::Conflict& conflict) {
    replica::Replica& replica = stage_.replica(kWho);
    const FieldSchema* field = replica.schema().find(name.field);
    const auto author = [&](const Dot& dot) {
        const Result<Author> found = replica.author_of(name.scope, dot.incarnation);
        return found.ok() ? found.value().person : std::string("?");
    };
    std::vector<Opinion> found;
    for (const merge::Sibling& sibling : conflict.siblings) {
        found.push_back({author(sibling.dot), wall_ms_of(sibling.time),
                         value_words(replica, name.scope, field, sibling.value)});
    }
    if (conflict.kind != merge::ConflictKind::kEditedAndDeleted) return found;
    const Result<merge::RecordState> state = replica.get(name.scope, name.record);
    if (!state.ok()) return found;
    if (const auto deletion = stage_.deletion_of(name.record)) {
        found.push_back({stage_.member(deletion->who).person, deletion->wall_ms, "took it off"});
    }
    for (const merge::Cell& cell : state.value().cells) {
        const FieldSchema* edited = replica.schema().find(cell.field);
        for (const merge::Sibling& sibling : cell.siblings) {
            found.push_back({author(sibling.dot), wall_ms_of(sibling.time),
                             (edited == nullptr ? "?" : field_words(edited->name)) + " " +
                                 value_words(replica, name.scope, edited, sibling.value)});
        }
    }
    return found;
}

void Disagreements::begin(const Name& name, const std::string& scope_name,
                          const merge::Conflict& conflict) {
    Disagreement found{scope_name, about(name), opinions(name, conflict), true, {}};
    std::string words = found.about + " — ";
    if (conflict.kind == merge::ConflictKind::kEditedAndDeleted) {
        words += "one took it off, another worked on it";
    } else {
        for (std::size_t i = 0; i < found.opinions.size(); ++i) {
            if (i > 0) words += ", ";
            words += first_word(found.opinions[i].person) + ": " + found.opinions[i].value;
        }
    }
    stage_.tell(HappeningKind::kDisagreement, std::nullopt, words);
    open_.emplace(name, all_.size());
    all_.push_back(std::move(found));
}

void Disagreements::end(const Name& name) {
    Disagreement& ended = all_[open_[name]];
    ended.is_open = false;
    const auto decided = decided_.find(name);
    if (decided != decided_.end()) {
        ended.ending = decided->second;
        decided_.erase(decided);
    } else {
        const FieldSchema* field = stage_.replica(kWho).schema().find(name.field);
        const bool is_text = field != nullptr && field->kind == FieldKind::kText;
        ended.ending =
            is_text ? "both texts were put together" : "somebody who saw both wrote it anew";
        stage_.tell(HappeningKind::kSettled, std::nullopt, ended.about + " — " + ended.ending);
    }
}

Result<void> Disagreements::look(const std::vector<Scene>& scenes) {
    if (!stage_.is_running(kWho)) return {};
    replica::Replica& replica = stage_.replica(kWho);
    std::set<Name> seen;
    for (const Scene& scene : scenes) {
        for (const merge::Conflict& conflict : WEDSYNC_TRY(replica.conflicts(scene.scope))) {
            const Name name{scene.scope, conflict.record, conflict.field};
            seen.insert(name);
            if (!open_.contains(name)) begin(name, scene.name, conflict);
        }
    }
    for (auto each = open_.begin(); each != open_.end();) {
        if (seen.contains(each->first)) {
            ++each;
            continue;
        }
        end(each->first);
        each = open_.erase(each);
    }
    return {};
}

void Disagreements::plan(const RecordId& record, FieldId field, Value value, std::string why) {
    plans_[{record, field}] = {std::move(value), true, std::move(why)};
}

void Disagreements::plan_record(const RecordId& record, bool is_kept, std::string why) {
    plans_[{record, FieldId{}}] = {std::nullopt, is_kept, std::move(why)};
}

std::pair<merge::Choice, std::string> Disagreements::choose(const Name& name,
                                                            const merge::Conflict& conflict,
                                                            Prng& prng) {
    const std::string person = first_word(stage_.member(kWho).person);
    const bool is_record = conflict.kind == merge::ConflictKind::kEditedAndDeleted;
    const auto plan = plans_.find({name.record, is_record ? FieldId{} : name.field});
    if (is_record) {
        const bool is_kept = plan == plans_.end() || plan->second.is_kept;
        const std::string why = plan == plans_.end() ? "" : " (" + plan->second.why + ")";
        if (is_kept) return {merge::choice::KeepRecord{}, person + " decided: stays" + why};
        return {merge::choice::DeleteRecord{}, person + " decided: is off the list" + why};
    }
    replica::Replica& replica = stage_.replica(kWho);
    const FieldSchema* field = replica.schema().find(name.field);
    const auto said = [&](const Value& value) {
        return person + " decided: " + value_words(replica, name.scope, field, value);
    };
    if (plan != plans_.end() && plan->second.value.has_value()) {
        const Value& wanted = *plan->second.value;
        const std::string words = said(wanted) + " (" + plan->second.why + ")";
        for (const merge::Sibling& sibling : conflict.siblings) {
            if (sibling.value == wanted) return {merge::choice::Take{sibling.dot}, words};
        }
        return {merge::choice::Write{wanted}, words};
    }
    const merge::Sibling& taken = prng.pick(conflict.siblings);
    return {merge::choice::Take{taken.dot}, said(taken.value)};
}

Result<std::size_t> Disagreements::decide_all(Prng& prng) {
    std::size_t count = 0;
    replica::Replica& replica = stage_.replica(kWho);
    const std::map<Name, std::size_t> open = open_;
    for (const auto& [name, place] : open) {
        for (const merge::Conflict& conflict : WEDSYNC_TRY(replica.conflicts(name.scope))) {
            if (conflict.record != name.record || conflict.field != name.field) continue;
            auto [choice, words] = choose(name, conflict, prng);
            WEDSYNC_TRY(stage_.decide(kWho, name.scope, name.record, name.field, choice));
            stage_.tell(HappeningKind::kDecision, kWho, all_[place].about + " — " + words);
            decided_[name] = words;
            ++count;
            break;
        }
    }
    return count;
}

}  // namespace wedsync::sim
