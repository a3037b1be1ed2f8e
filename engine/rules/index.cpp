#include "engine/rules/index.hpp"

#include <utility>

namespace wedsync::rules {
namespace {

void add_path(const FieldPath& path, std::set<std::uint16_t>& collections) {
    collections.insert(path.field.collection);
}

/// Every collection whose records a rule reads.
void add_collections(const Rule& rule, const Schema& schema, std::set<std::uint16_t>& collections) {
    if (std::holds_alternative<rule::Unknown>(rule.kind)) return;
    collections.insert(rule.collection);
    const auto add_target = [&](FieldId field) {
        const FieldSchema* reference = schema.find(field);
        if (reference != nullptr && reference->kind == FieldKind::kReference) {
            collections.insert(schema.find(reference->target)->number);
        }
    };
    for (const FieldId field : fields_of(rule))
        add_target(field);
    for (const Condition& condition : rule.when) {
        add_path(condition.path, collections);
        add_target(condition.path.via.value_or(condition.path.field));
    }
}

}  // namespace

Index::Index(const Schema& schema) : schema_(&schema), rules_(schema.rules.size()) {
    for (const Rule& rule : schema.rules)
        add_collections(rule, schema, collections_);
}

void Index::take_out(std::size_t rule, const RecordKey& key) {
    Ruled& ruled = rules_[rule];
    const auto known = ruled.records.find(key);
    if (known == ruled.records.end()) return;
    for (const RecordKey& target : known->second.looked_at) {
        const auto lookers = ruled.lookers.find(target);
        lookers->second.erase(key);
        if (lookers->second.empty()) ruled.lookers.erase(lookers);
    }
    if (known->second.fact.has_value()) {
        const std::string& group = known->second.fact->group;
        const auto members = ruled.groups.find(group);
        members->second.erase(key);
        if (members->second.empty()) ruled.groups.erase(members);
        touched_.emplace(rule, group);
    }
    ruled.records.erase(known);
}

void Index::put(std::size_t rule, const RecordKey& key, Derived derived) {
    Ruled& ruled = rules_[rule];
    const auto known = ruled.records.find(key);
    const bool is_same = known != ruled.records.end() && known->second.fact == derived.fact &&
                         known->second.looked_at == derived.looked_at;
    if (is_same) return;
    take_out(rule, key);
    if (!derived.fact.has_value() && derived.looked_at.empty()) return;
    for (const RecordKey& target : derived.looked_at)
        ruled.lookers[target].insert(key);
    if (derived.fact.has_value()) {
        ruled.groups[derived.fact->group].insert(key);
        touched_.emplace(rule, derived.fact->group);
    }
    ruled.records.emplace(key, std::move(derived));
}

Result<void> Index::derive_again(const RecordKey& key, const merge::RecordState& state,
                                 Sight& sight) {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        const Rule& rule = schema_->rules[i];
        const bool is_its = !state.empty() && merge::collection_of(state) == rule.collection;
        if (!is_its) {
            take_out(i, key);
            continue;
        }
        put(i, key, WEDSYNC_TRY(derive(rule, *schema_, key, state, sight)));
    }
    return {};
}

Result<std::size_t> Index::take_scope(ScopeId scope, const Source& source) {
    std::set<std::uint16_t> counted;
    for (const Rule& rule : schema_->rules) {
        if (!std::holds_alternative<rule::Unknown>(rule.kind)) counted.insert(rule.collection);
    }
    Sight sight(source);
    std::size_t count = 0;
    for (const std::uint16_t collection : counted) {
        Result<void> taken;
        WEDSYNC_TRY(source.visit(scope, collection, [&](const merge::RecordState& state) {
            ++count;
            taken = derive_again({scope, state.id}, state, sight);
            return taken.ok();
        }));
        WEDSYNC_TRY(taken);
    }
    return count;
}

void Index::evaluate_again(const GroupKey& group, Open* before) {
    std::vector<Violation> now = evaluate(schema_->rules[group.first], members(group));
    const auto known = open_.find(group);
    const bool is_known = known != open_.end();
    if (is_known ? known->second == now : now.empty()) return;
    if (before == nullptr) {
        ++version_;
    } else {
        before->try_emplace(group, is_known ? known->second : std::vector<Violation>{});
    }
    if (now.empty()) {
        open_.erase(known);
    } else {
        open_.insert_or_assign(group, std::move(now));
    }
}

Result<void> Index::refresh(Sight& sight, Open* before) {
    std::set<RecordKey> wanted = noted_;
    for (const RecordKey& key : noted_) {
        for (const Ruled& ruled : rules_) {
            const auto lookers = ruled.lookers.find(key);
            if (lookers == ruled.lookers.end()) continue;
            wanted.insert(lookers->second.begin(), lookers->second.end());
        }
    }
    for (const RecordKey& key : wanted) {
        const merge::RecordState state = WEDSYNC_TRY(sight.load(key));
        WEDSYNC_TRY(derive_again(key, state, sight));
    }
    noted_.clear();
    for (const GroupKey& group : touched_)
        evaluate_again(group, before);
    touched_.clear();
    return {};
}

std::vector<Violation> Index::violations() const {
    std::vector<Violation> all;
    for (const auto& [group, found] : open_)
        all.insert(all.end(), found.begin(), found.end());
    return all;
}

std::size_t Index::count() const {
    std::size_t count = 0;
    for (const auto& [group, found] : open_)
        count += found.size();
    return count;
}

const Fact* Index::fact(std::size_t rule, const RecordKey& key) const {
    const auto known = rules_[rule].records.find(key);
    const bool is_counted = known != rules_[rule].records.end() && known->second.fact.has_value();
    return is_counted ? &*known->second.fact : nullptr;
}

std::vector<Member> Index::members(const GroupKey& group) const {
    std::vector<Member> members;
    const Ruled& ruled = rules_[group.first];
    const auto keys = ruled.groups.find(group.second);
    if (keys == ruled.groups.end()) return members;
    for (const RecordKey& key : keys->second)
        members.push_back({key, &*ruled.records.find(key)->second.fact});
    return members;
}

}  // namespace wedsync::rules
