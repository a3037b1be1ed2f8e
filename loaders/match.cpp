#include "loaders/match.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/merge/public_id.hpp"

namespace wedsync::loaders {
namespace {

/// A record of the scope that no wanted one has taken yet.
struct Candidate {
    merge::RecordState state;
    bool is_taken = false;
};

struct Group {
    std::vector<std::size_t> wanted;
    std::vector<Candidate*> records;
};

const Value* value_in(const WantedRecord& wanted, const std::string& name) {
    for (const auto& [field, value] : wanted.fields) {
        if (field == name) return std::get_if<Value>(&value);
    }
    return nullptr;
}

/// One text of several, each with its length before it: no two keys run into one.
void append_key(const std::string& text, std::string& key) {
    key += std::to_string(text.size()) + ":" + text;
}

class Matcher {
public:
    Matcher(replica::Replica& replica, ScopeId scope, const Plan& plan,
            WhenAmbiguous when_ambiguous)
        : replica_(replica),
          scope_(scope),
          plan_(plan),
          when_ambiguous_(when_ambiguous),
          matches_(plan.size()) {}

    Result<std::vector<Match>> run() {
        if (replica_.scope(scope_) == nullptr) return std::move(matches_);
        std::set<std::string> done;
        for (const WantedRecord& wanted : plan_)
            WEDSYNC_TRY(match_with_targets(wanted.collection, done));
        return std::move(matches_);
    }

private:
    /// The collections that this one refers to come first: references are compared as records.
    Result<void> match_with_targets(const std::string& name, std::set<std::string>& done) {
        const CollectionSchema* collection = replica_.schema().find(name);
        if (collection == nullptr || !done.insert(name).second) return {};
        for (const FieldSchema& field : collection->fields) {
            if (!field.target.empty()) WEDSYNC_TRY(match_with_targets(field.target, done));
        }
        return match_collection(*collection);
    }

    Result<void> match_collection(const CollectionSchema& collection) {
        std::vector<std::size_t> open;
        std::size_t levels = 0;
        for (std::size_t i = 0; i < plan_.size(); ++i) {
            if (plan_[i].collection != collection.name) continue;
            open.push_back(i);
            levels = std::max(levels, plan_[i].keys.size());
        }
        if (open.empty()) return {};
        std::vector<Candidate> candidates;
        WEDSYNC_TRY(replica_.store().visit_records(
            scope_, collection.number, [&](const merge::RecordState& state) {
                if (merge::status_of(state) != merge::RecordStatus::kGone)
                    candidates.push_back({state, false});
                return true;
            }));
        std::sort(candidates.begin(), candidates.end(), [](const auto& left, const auto& right) {
            return left.state.id < right.state.id;
        });
        for (std::size_t level = 0; level < levels; ++level)
            match_level(collection, open, candidates, level);
        if (when_ambiguous_ == WhenAmbiguous::kLeaveOut)
            note_namesakes(collection, open, candidates);
        return {};
    }

    /// A list may have moved a guest to another party, or have two of one name: people know.
    void note_namesakes(const CollectionSchema& collection, const std::vector<std::size_t>& open,
                        const std::vector<Candidate>& candidates) {
        std::set<std::string> titles;
        for (const Candidate& candidate : candidates) {
            if (!candidate.is_taken) titles.insert(title_of(candidate.state, collection));
        }
        titles.erase("");
        for (const std::size_t index : open) {
            Match& found = matches_[index];
            const Value* title = value_in(plan_[index], collection.title);
            if (found.record || !found.problem.empty() || title == nullptr) continue;
            if (!titles.contains(text_of(*title))) continue;
            found.note = "new, though one of this name is here that the file does not have";
        }
    }

    void match_level(const CollectionSchema& collection, const std::vector<std::size_t>& open,
                     std::vector<Candidate>& candidates, std::size_t level) {
        std::map<std::string, Group> groups;
        const std::vector<std::string>* names = nullptr;
        for (const std::size_t index : open) {
            const WantedRecord& wanted = plan_[index];
            const Match& found = matches_[index];
            if (found.record || !found.problem.empty() || level >= wanted.keys.size()) continue;
            names = &wanted.keys[level];
            const Value* first = value_in(wanted, names->front());
            if (first == nullptr || text_of(*first).empty()) continue;
            groups[key_of(wanted, level)].wanted.push_back(index);
        }
        if (names == nullptr) return;
        for (Candidate& candidate : candidates) {
            if (candidate.is_taken) continue;
            const auto group = groups.find(key_of(candidate.state, collection, *names));
            if (group != groups.end()) group->second.records.push_back(&candidate);
        }
        for (auto& [key, group] : groups)
            settle(collection, group, level);
    }

    void settle(const CollectionSchema& collection, Group& group, std::size_t level) {
        if (level > 0) drop_other_keys(collection, group);
        take_equal(collection, group);
        std::erase_if(group.wanted,
                      [&](std::size_t index) { return bool(matches_[index].record); });
        std::erase_if(group.records, [](const Candidate* record) { return record->is_taken; });
        const bool is_pair = group.wanted.size() == 1 && group.records.size() == 1;
        const bool in_order = when_ambiguous_ == WhenAmbiguous::kInOrder;
        for (std::size_t i = 0; i < group.wanted.size() && !group.records.empty(); ++i) {
            Match& found = matches_[group.wanted[i]];
            if (is_pair && level == 0 && is_stranger(group, collection)) {
                found.problem =
                    "its " + std::string(kImportKey) + " belongs to another record here, " +
                    title_of(group.records.front()->state, collection) + ": is it of another list?";
            } else if (is_pair || (in_order && i < group.records.size())) {
                take(group.wanted[i], *group.records[i]);
            } else if (!in_order) {
                found.problem = ambiguity(group);
            }
        }
    }

    /// The pairs that say the same already; the oldest record first.
    void take_equal(const CollectionSchema& collection, const Group& group) {
        std::size_t first_open = 0;
        std::size_t comparisons = 0;
        for (const std::size_t index : group.wanted) {
            while (first_open < group.records.size() && group.records[first_open]->is_taken)
                ++first_open;
            for (std::size_t i = first_open; i < group.records.size(); ++i) {
                if (++comparisons > kComparisonsMax) return;
                Candidate& candidate = *group.records[i];
                if (candidate.is_taken || !says_same(candidate.state, collection, index)) continue;
                take(index, candidate);
                break;
            }
        }
    }

    static std::string ambiguity(const Group& group) {
        const std::string here = std::to_string(group.records.size());
        return "more than one could be meant: " + here + " here and " +
               std::to_string(group.wanted.size()) + " in the file have this name and differ";
    }

    /// By a later key only where not both sides have an import key: those differ, then.
    void drop_other_keys(const CollectionSchema& collection, Group& group) const {
        const FieldSchema* field = collection.find(kImportKey);
        if (field == nullptr) return;
        const bool has_key =
            std::any_of(group.wanted.begin(), group.wanted.end(), [&](std::size_t index) {
                return value_in(plan_[index], std::string(kImportKey)) != nullptr;
            });
        if (!has_key) return;
        std::erase_if(group.records, [&](const Candidate* candidate) {
            return !text_of(merge::read_field(candidate->state, *field).value).empty();
        });
    }

    /// Nothing but the number of a list agrees: not one name, address or party.
    [[nodiscard]] bool is_stranger(const Group& group, const CollectionSchema& collection) const {
        const WantedRecord& wanted = plan_[group.wanted.front()];
        const bool is_by_import_key = wanted.keys.front().front() == kImportKey;
        if (wanted.reach == KeyReach::kGlobal || !is_by_import_key) return false;
        for (const auto& [name, value] : wanted.fields) {
            const FieldSchema* field = collection.find(name);
            const auto* plain = std::get_if<Value>(&value);
            const bool is_free_text = plain != nullptr && field != nullptr &&
                                      field->choices.empty() &&
                                      std::holds_alternative<std::string>(*plain);
            if (!is_free_text || name == kImportKey) continue;
            const Value here = merge::read_field(group.records.front()->state, *field).value;
            if (here == *plain) return false;
        }
        return true;
    }

    [[nodiscard]] bool says_same(const merge::RecordState& state,
                                 const CollectionSchema& collection, std::size_t index) const {
        const WantedFields& fields = plan_[index].fields;
        return std::all_of(fields.begin(), fields.end(), [&](const auto& wanted) {
            const FieldSchema* field = collection.find(wanted.first);
            if (is_own_id(scope_, state, wanted.first, wanted.second)) return true;
            return field != nullptr &&
                   is_same(merge::read_field(state, *field), wanted.second, matches_);
        });
    }

    void take(std::size_t index, Candidate& candidate) {
        candidate.is_taken = true;
        matches_[index].record = candidate.state;
    }

    [[nodiscard]] std::string key_of(const WantedRecord& wanted, std::size_t level) const {
        std::string key;
        for (const std::string& name : wanted.keys[level]) {
            const Value* value = value_in(wanted, name);
            append_key(value == nullptr ? std::string() : text_of(*value), key);
        }
        return key;
    }

    /// A record without an import key has its own id for one: files that were exported name it so.
    [[nodiscard]] std::string key_of(const merge::RecordState& state,
                                     const CollectionSchema& collection,
                                     const std::vector<std::string>& names) const {
        std::string key;
        for (const std::string& name : names) {
            const FieldSchema* field = collection.find(name);
            std::string text;
            if (field != nullptr) text = text_of(merge::read_field(state, *field).value);
            if (text.empty() && name == kImportKey) {
                text = merge::to_text(merge::public_id(scope_, state));
            }
            append_key(text, key);
        }
        return key;
    }

    static std::string title_of(const merge::RecordState& state,
                                const CollectionSchema& collection) {
        const FieldSchema* title = collection.find(collection.title);
        return title == nullptr ? "?" : text_of(merge::read_field(state, *title).value);
    }

    replica::Replica& replica_;
    ScopeId scope_;
    const Plan& plan_;
    WhenAmbiguous when_ambiguous_;
    std::vector<Match> matches_;
};

}  // namespace

std::string text_of(const Value& value) {
    return std::visit(Overloaded{[](const std::string& text) { return text; },
                                 [](std::int64_t number) { return std::to_string(number); },
                                 [](bool flag) { return std::string(flag ? "yes" : "no"); },
                                 [](const auto&) { return std::string(); }},
                      value);
}

bool is_same(const merge::FieldReading& reading, const WantedValue& value,
             const std::vector<Match>& matches) {
    return std::visit(
        Overloaded{[&](const Value& plain) { return reading.value == plain; },
                   [&](const PlannedRecord& planned) {
                       const auto& target = matches[planned.index].record;
                       return target && reading.value == Value{Reference{target->id}};
                   },
                   [&](const Elements& elements) {
                       return std::all_of(
                           elements.begin(), elements.end(), [&](const std::string& element) {
                               return std::find(reading.elements.begin(), reading.elements.end(),
                                                element) != reading.elements.end();
                           });
                   }},
        value);
}

bool is_own_id(ScopeId scope, const merge::RecordState& state, const std::string& field,
               const WantedValue& value) {
    if (field != kImportKey) return false;
    const auto* plain = std::get_if<Value>(&value);
    return plain != nullptr && text_of(*plain) == merge::to_text(merge::public_id(scope, state));
}

Result<std::vector<Match>> match(replica::Replica& replica, ScopeId scope, const Plan& plan,
                                 WhenAmbiguous when_ambiguous) {
    return Matcher(replica, scope, plan, when_ambiguous).run();
}

}  // namespace wedsync::loaders
