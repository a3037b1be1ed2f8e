#include "tests/property/reference_rules.hpp"

#include <algorithm>
#include <string>

#include "engine/base/fold.hpp"
#include "engine/merge/reading.hpp"

namespace wedsync::property {
namespace {

using rules::RecordKey;
using Key = std::vector<Value>;

class Judge {
public:
    Judge(const Schema& schema, const RuledWorld& world) : schema_(schema), world_(world) {}

    Broken judge() {
        for (const Rule& rule : schema_.rules) {
            std::vector<RecordKey> counted;
            for (const auto& [key, state] : world_.records) {
                if (!is_there(key, rule.collection)) continue;
                if (holds(key, rule.when)) counted.push_back(key);
            }
            judge(rule, counted);
        }
        return std::move(broken_);
    }

private:
    bool is_there(const RecordKey& key, std::uint16_t collection) const {
        const auto found = world_.records.find(key);
        return found != world_.records.end() && !found->second.empty() &&
               merge::status_of(found->second) == merge::RecordStatus::kAlive &&
               merge::collection_of(found->second) == collection;
    }
    merge::FieldReading reading(const RecordKey& key, FieldId field) const {
        const auto found = world_.records.find(key);
        if (found == world_.records.end()) return {};
        return merge::read_field(found->second, *schema_.find(field));
    }
    /// The record that a reference shows, if it is in this scope and alive.
    std::optional<RecordKey> target(const RecordKey& key, FieldId field) const {
        const Value value = reading(key, field).value;
        std::optional<RecordKey> found;
        if (const auto* reference = std::get_if<Reference>(&value)) {
            found = RecordKey{key.scope, reference->record};
        }
        const auto* link = std::get_if<Link>(&value);
        if (link != nullptr && link->scope == key.scope) found = RecordKey{key.scope, link->record};
        const std::uint16_t collection = schema_.find(schema_.find(field)->target)->number;
        if (found && !is_there(*found, collection)) found.reset();
        return found;
    }
    merge::FieldReading read(const RecordKey& key, const FieldPath& path) const {
        if (!path.via) {
            merge::FieldReading own = reading(key, path.field);
            if (schema_.find(path.field)->kind != FieldKind::kReference) return own;
            const auto here = target(key, path.field);
            const auto* link = std::get_if<Link>(&own.value);
            if (link != nullptr && link->scope != key.scope) return own;
            own.value = here ? Value(Reference{here->record}) : Value();
            return own;
        }
        if (const auto here = target(key, *path.via)) return reading(*here, path.field);
        const Value value = reading(key, *path.via).value;
        const auto* link = std::get_if<Link>(&value);
        merge::FieldReading label;
        if (link != nullptr && link->scope != key.scope && path.is_title) label.value = link->label;
        return label;
    }
    static bool is_blank(const Value& value) {
        const auto* text = std::get_if<std::string>(&value);
        return value == Value() ||
               (text != nullptr && text->find_first_not_of(" \t\r\n") == std::string::npos);
    }
    bool holds(const RecordKey& key, const std::vector<Condition>& conditions) const {
        return std::all_of(conditions.begin(), conditions.end(), [&](const Condition& condition) {
            const merge::FieldReading shown = read(key, condition.path);
            const bool is_set = !shown.elements.empty() ||
                                !(shown.value == Value() || shown.value == Value(std::string()));
            bool is_one = false;
            for (const Value& value : condition.values) {
                is_one = is_one || value == shown.value;
                for (const std::string& element : shown.elements)
                    is_one = is_one || value == Value(element);
            }
            switch (condition.test) {
                case Condition::Test::kIs:
                    return is_one;
                case Condition::Test::kNot:
                    return !is_one;
                case Condition::Test::kSet:
                    return is_set;
                case Condition::Test::kUnset:
                    return !is_set;
            }
            return false;
        });
    }
    /// None if one of them is empty.
    std::optional<Key> key_of(const RecordKey& key, const std::vector<FieldPath>& fields,
                              bool is_normalised) const {
        Key read_key;
        for (const FieldPath& path : fields) {
            Value value = read(key, path).value;
            if (is_blank(value)) return std::nullopt;
            const auto* text = std::get_if<std::string>(&value);
            if (text != nullptr && is_normalised && !folded(*text).empty()) value = folded(*text);
            // A record is another one in another scope.
            if (const auto* reference = std::get_if<Reference>(&value)) {
                value = Link{key.scope, reference->record, ""};
            } else if (const auto* link = std::get_if<Link>(&value)) {
                value = Link{link->scope, link->record, ""};
            }
            read_key.push_back(std::move(value));
        }
        return read_key;
    }
    static bool compete(RuleScopes scopes, const RecordKey& left, const RecordKey& right) {
        if (left == right) return false;
        if (scopes == RuleScopes::kEach) return left.scope == right.scope;
        return scopes == RuleScopes::kAll || left.scope != right.scope;
    }

    void judge(const Rule& rule, const std::vector<RecordKey>& counted) {
        if (const auto* kind = std::get_if<rule::Unique>(&rule.kind)) unique(rule, *kind, counted);
        if (const auto* kind = std::get_if<rule::Capacity>(&rule.kind)) {
            capacity(rule, *kind, counted);
        }
        if (const auto* kind = std::get_if<rule::NoOverlap>(&rule.kind)) {
            no_overlap(rule, *kind, counted);
        }
        for (const RecordKey& key : counted) {
            bool is_broken = false;
            if (const auto* kind = std::get_if<rule::Order>(&rule.kind)) {
                is_broken = !is_ordered(key, *kind);
            }
            if (const auto* kind = std::get_if<rule::Requires>(&rule.kind)) {
                is_broken = !holds(key, kind->then);
            }
            if (const auto* kind = std::get_if<rule::Steps>(&rule.kind)) {
                is_broken = is_misstep(key, *kind);
            }
            if (is_broken) broken_.insert({rule.number, {key}});
        }
    }

    /// Sets of records, connected by what `are_apart` says of pairs.
    template <class Clash>
    void add_connected(const Rule& rule, const std::vector<RecordKey>& records,
                       const Clash& clash) {
        std::vector<std::size_t> set(records.size());
        for (std::size_t i = 0; i < set.size(); ++i)
            set[i] = i;
        for (bool is_done = false; !is_done;) {
            is_done = true;
            for (std::size_t i = 0; i < records.size(); ++i) {
                for (std::size_t j = 0; j < records.size(); ++j) {
                    if (set[i] == set[j] || !clash(records[i], records[j])) continue;
                    set[i] = set[j] = std::min(set[i], set[j]);
                    is_done = false;
                }
            }
        }
        std::map<std::size_t, std::set<RecordKey>> sets;
        for (std::size_t i = 0; i < records.size(); ++i)
            sets[set[i]].insert(records[i]);
        for (const auto& [first, members] : sets) {
            if (members.size() > 1) broken_.insert({rule.number, members});
        }
    }
    void unique(const Rule& rule, const rule::Unique& kind, const std::vector<RecordKey>& counted) {
        add_connected(rule, counted, [&](const RecordKey& left, const RecordKey& right) {
            const auto mine = key_of(left, kind.fields, kind.is_normalised);
            return mine && compete(kind.scopes, left, right) &&
                   mine == key_of(right, kind.fields, kind.is_normalised);
        });
    }
    std::optional<std::int64_t> number(const RecordKey& key, FieldId field) const {
        const Value value = reading(key, field).value;
        const auto* number = std::get_if<std::int64_t>(&value);
        return number == nullptr ? std::nullopt : std::optional{*number};
    }
    void capacity(const Rule& rule, const rule::Capacity& kind,
                  const std::vector<RecordKey>& counted) {
        std::map<RecordKey, std::set<RecordKey>> at;
        std::map<RecordKey, std::int64_t> total;
        for (const RecordKey& key : counted) {
            const auto place = target(key, kind.link);
            if (!place) continue;
            at[*place].insert(key);
            total[*place] += 1;
            if (kind.extra) {
                total[*place] += std::max<std::int64_t>(0, number(key, *kind.extra).value_or(0));
            }
        }
        for (const auto& [place, members] : at) {
            const auto limit = number(place, kind.limit);
            if (limit && total[place] > *limit) broken_.insert({rule.number, members});
        }
    }
    void no_overlap(const Rule& rule, const rule::NoOverlap& kind,
                    const std::vector<RecordKey>& counted) {
        const auto span = [&](const RecordKey& key) {
            const auto starts = number(key, kind.starts);
            std::int64_t ends = starts.value_or(0);
            if (kind.ends) ends = number(key, *kind.ends).value_or(ends);
            if (kind.minutes) {
                ends += 60'000 * std::max<std::int64_t>(0, number(key, *kind.minutes).value_or(0));
            }
            return std::pair{starts.value_or(0), ends};
        };
        add_connected(rule, counted, [&](const RecordKey& left, const RecordKey& right) {
            const auto mine = key_of(left, kind.fields, kind.is_normalised);
            const auto [first, last] = span(left);
            const auto [other_first, other_last] = span(right);
            return mine && compete(kind.scopes, left, right) && number(left, kind.starts) &&
                   number(right, kind.starts) && first < last && other_first < other_last &&
                   first < other_last && other_first < last &&
                   mine == key_of(right, kind.fields, kind.is_normalised);
        });
    }
    bool is_ordered(const RecordKey& key, const rule::Order& kind) const {
        std::vector<std::int64_t> values;
        for (const FieldId field : kind.fields) {
            if (const auto value = number(key, field)) values.push_back(*value);
        }
        return std::is_sorted(values.begin(), values.end());
    }
    const operation::Put* put_of(const Change& change, const CellKey& key) const {
        for (const Operation& operation : change.operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            if (put != nullptr && put->key == key) return put;
        }
        return nullptr;
    }
    bool is_misstep(const RecordKey& key, const rule::Steps& kind) const {
        const merge::FieldReading shown = reading(key, kind.field);
        const auto* now = std::get_if<std::string>(&shown.value);
        if (now == nullptr) return false;
        const auto change = world_.find_change(key.scope, *shown.winner);
        const CellKey cell{key.record, kind.field, {}};
        if (!change ||
            (change->note.kind != NoteKind::kNone && change->note.kind != NoteKind::kReissue)) {
            return false;
        }
        const operation::Put* put = put_of(*change, cell);
        if (put == nullptr) return false;
        return std::any_of(put->covers.begin(), put->covers.end(), [&](const Dot& dot) {
            const auto before = world_.find_change(key.scope, dot);
            const operation::Put* covered = before ? put_of(*before, cell) : nullptr;
            const auto* from =
                covered == nullptr ? nullptr : std::get_if<std::string>(&covered->value);
            if (from == nullptr || *from == *now) return false;
            const auto allowed = kind.allowed.find(*from);
            return allowed == kind.allowed.end() ||
                   std::find(allowed->second.begin(), allowed->second.end(), *now) ==
                       allowed->second.end();
        });
    }

    const Schema& schema_;
    const RuledWorld& world_;
    Broken broken_;
};

}  // namespace

Broken broken_rules(const Schema& schema, const RuledWorld& world) {
    return Judge(schema, world).judge();
}

Broken as_broken(const std::vector<rules::Violation>& violations) {
    Broken broken;
    for (const rules::Violation& violation : violations) {
        std::set<rules::RecordKey> records;
        for (const rules::Violation::Part& part : violation.parts)
            records.insert(part.key);
        broken.insert({violation.rule, std::move(records)});
    }
    return broken;
}

}  // namespace wedsync::property
