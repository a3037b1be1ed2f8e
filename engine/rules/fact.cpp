#include "engine/rules/fact.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "engine/base/fold.hpp"
#include "engine/base/overloaded.hpp"
#include "engine/merge/reading.hpp"
#include "engine/rules/overlap.hpp"

namespace wedsync::rules {
namespace {

constexpr std::int64_t kCountMax = 1'000'000'000;
constexpr std::int64_t kMinutesMax = 525'600;
constexpr std::int64_t kMinuteMs = 60'000;

std::int64_t saturating_add(std::int64_t left, std::int64_t right) {
    using Limits = std::numeric_limits<std::int64_t>;
    if (right > 0 && left > Limits::max() - right) return Limits::max();
    if (right < 0 && left < Limits::min() - right) return Limits::min();
    return left + right;
}

void append_number(std::uint64_t number, std::string& bytes) {
    for (unsigned shift = 64; shift > 0; shift -= 8)
        bytes.push_back(static_cast<char>((number >> (shift - 8)) & 0xFFU));
}

void append_record(const RecordKey& key, std::string& bytes) {
    append_number(key.scope.value(), bytes);
    append_number(key.record.dot.incarnation.high, bytes);
    append_number(key.record.dot.incarnation.low, bytes);
    append_number(key.record.dot.counter, bytes);
    append_number(key.record.index, bytes);
}

void append_text(std::string_view text, std::string& bytes) {
    append_number(text.size(), bytes);
    bytes += text;
}

/// What a field shows to a rule.
struct Shown {
    Value value;
    std::vector<std::string> elements;

    [[nodiscard]] bool is_empty() const {
        const auto* text = std::get_if<std::string>(&value);
        const bool has_value =
            !std::holds_alternative<std::monostate>(value) && (text == nullptr || !text->empty());
        return !has_value && elements.empty();
    }
    [[nodiscard]] bool is_any_of(const std::vector<Value>& values) const {
        return std::any_of(values.begin(), values.end(), [&](const Value& wanted) {
            const auto* text = std::get_if<std::string>(&wanted);
            const bool is_element = text != nullptr && std::find(elements.begin(), elements.end(),
                                                                 *text) != elements.end();
            return is_element || value == wanted;
        });
    }
};

/// Reads one record as a rule does, and notes what else it looked at.
class Deriver {
public:
    Deriver(const Rule& rule, const Schema& schema, const RecordKey& key,
            const merge::RecordState& state, Sight& sight)
        : rule_(rule), schema_(schema), key_(key), state_(state), sight_(sight) {}

    Result<Derived> derive();

    Result<std::optional<Fact>> operator()(const rule::Unique& kind) {
        Fact fact;
        const bool is_whole =
            WEDSYNC_TRY(append_key(kind.fields, kind.is_normalised, kind.scopes, fact.group));
        if (!is_whole) return std::optional<Fact>{};
        return std::optional{std::move(fact)};
    }
    Result<std::optional<Fact>> operator()(const rule::Capacity& kind);
    Result<std::optional<Fact>> operator()(const rule::NoOverlap& kind);
    Result<std::optional<Fact>> operator()(const rule::Order& kind);
    Result<std::optional<Fact>> operator()(const rule::Steps& kind) {
        const std::optional<Value> from =
            WEDSYNC_TRY(stepped_from(kind, schema_, key_, state_, sight_));
        return from.has_value() ? by_itself() : std::optional<Fact>{};
    }
    Result<std::optional<Fact>> operator()(const rule::Requires& kind) {
        const bool is_kept = WEDSYNC_TRY(holds(kind.then));
        return is_kept ? std::optional<Fact>{} : by_itself();
    }
    Result<std::optional<Fact>> operator()(const rule::Unknown&) { return std::optional<Fact>{}; }

private:
    [[nodiscard]] std::optional<Fact> by_itself() const {
        Fact fact;
        append_record(key_, fact.group);
        return fact;
    }
    [[nodiscard]] merge::FieldReading reading_of(const merge::RecordState& state,
                                                 FieldId field) const {
        return merge::read_field(state, *schema_.find(field));
    }
    /// A number field of this record.
    [[nodiscard]] std::optional<std::int64_t> number(FieldId field) const {
        const merge::FieldReading reading = reading_of(state_, field);
        const auto* value = std::get_if<std::int64_t>(&reading.value);
        return value == nullptr ? std::nullopt : std::optional{*value};
    }
    [[nodiscard]] Result<merge::RecordState> look_at(const RecordKey& key) {
        looked_at_.push_back(key);
        return sight_.load(key);
    }
    [[nodiscard]] Result<Shown> own(FieldId field);
    [[nodiscard]] Result<Shown> read(const FieldPath& path);
    [[nodiscard]] Result<bool> holds(const std::vector<Condition>& conditions);
    /// False where one of the fields is empty.
    [[nodiscard]] Result<bool> append_key(const std::vector<FieldPath>& fields, bool is_normalised,
                                          RuleScopes scopes, std::string& key);
    [[nodiscard]] Placed placed() const;

    const Rule& rule_;
    const Schema& schema_;
    const RecordKey key_;
    const merge::RecordState& state_;
    Sight& sight_;
    std::vector<RecordKey> looked_at_;
};

Result<Shown> Deriver::own(FieldId field) {
    merge::FieldReading reading = reading_of(state_, field);
    Shown shown{std::move(reading.value), std::move(reading.elements)};
    const auto* link = std::get_if<Link>(&shown.value);
    if (link != nullptr && link->scope == key_.scope) shown.value = Reference{link->record};
    const auto* reference = std::get_if<Reference>(&shown.value);
    if (reference == nullptr) return shown;
    const merge::RecordState target = WEDSYNC_TRY(look_at({key_.scope, reference->record}));
    const bool is_there = merge::status_of(target) == merge::RecordStatus::kAlive;
    const CollectionSchema* wanted = schema_.find(schema_.find(field)->target);
    if (!is_there || merge::collection_of(target) != wanted->number) shown.value = {};
    return shown;
}

Result<Shown> Deriver::read(const FieldPath& path) {
    if (!path.via.has_value()) return own(path.field);
    const Shown first = WEDSYNC_TRY(own(*path.via));
    const auto* link = std::get_if<Link>(&first.value);
    // What every replica of this scope knows of a record elsewhere is its label.
    if (link != nullptr && path.is_title) return Shown{link->label, {}};
    const auto* reference = std::get_if<Reference>(&first.value);
    if (reference == nullptr) return Shown{};
    const merge::RecordState target = WEDSYNC_TRY(sight_.load({key_.scope, reference->record}));
    merge::FieldReading reading = reading_of(target, path.field);
    return Shown{std::move(reading.value), std::move(reading.elements)};
}

Result<bool> Deriver::holds(const std::vector<Condition>& conditions) {
    for (const Condition& condition : conditions) {
        const Shown shown = WEDSYNC_TRY(read(condition.path));
        bool does_hold = false;
        switch (condition.test) {
            case Condition::Test::kIs:
                does_hold = shown.is_any_of(condition.values);
                break;
            case Condition::Test::kNot:
                does_hold = !shown.is_any_of(condition.values);
                break;
            case Condition::Test::kSet:
                does_hold = !shown.is_empty();
                break;
            case Condition::Test::kUnset:
                does_hold = shown.is_empty();
                break;
        }
        if (!does_hold) return false;
    }
    return true;
}

Result<bool> Deriver::append_key(const std::vector<FieldPath>& fields, bool is_normalised,
                                 RuleScopes scopes, std::string& key) {
    if (scopes == RuleScopes::kEach) append_number(key_.scope.value(), key);
    for (const FieldPath& path : fields) {
        const Shown shown = WEDSYNC_TRY(read(path));
        const std::optional<std::string> part = key_part(key_.scope, shown.value, is_normalised);
        if (!part.has_value()) return false;
        append_text(*part, key);
    }
    return true;
}

Result<std::optional<Fact>> Deriver::operator()(const rule::Capacity& kind) {
    const Shown link = WEDSYNC_TRY(own(kind.link));
    const auto* reference = std::get_if<Reference>(&link.value);
    if (reference == nullptr) return std::optional<Fact>{};
    Fact fact;
    fact.subject = RecordKey{key_.scope, reference->record};
    const merge::RecordState target = WEDSYNC_TRY(sight_.load(*fact.subject));
    const merge::FieldReading limit = reading_of(target, kind.limit);
    const auto* most = std::get_if<std::int64_t>(&limit.value);
    if (most == nullptr) return std::optional<Fact>{};
    append_record(*fact.subject, fact.group);
    fact.first = 1;
    if (kind.extra) {
        fact.first += std::clamp<std::int64_t>(number(*kind.extra).value_or(0), 0, kCountMax);
    }
    fact.last = *most;
    return std::optional{std::move(fact)};
}

Result<std::optional<Fact>> Deriver::operator()(const rule::NoOverlap& kind) {
    const std::optional<std::int64_t> starts = number(kind.starts);
    if (!starts.has_value()) return std::optional<Fact>{};
    Fact fact;
    fact.first = *starts;
    if (kind.ends.has_value()) {
        fact.last = number(*kind.ends).value_or(*starts);
    } else {
        const std::int64_t minutes =
            std::clamp<std::int64_t>(number(*kind.minutes).value_or(0), 0, kMinutesMax);
        fact.last = saturating_add(*starts, minutes * kMinuteMs);
    }
    if (fact.last <= fact.first) return std::optional<Fact>{};
    const bool is_whole =
        WEDSYNC_TRY(append_key(kind.fields, kind.is_normalised, kind.scopes, fact.group));
    if (!is_whole) return std::optional<Fact>{};
    return std::optional{std::move(fact)};
}

Result<std::optional<Fact>> Deriver::operator()(const rule::Order& kind) {
    std::optional<std::int64_t> highest;
    for (const FieldId field : kind.fields) {
        const std::optional<std::int64_t> next = number(field);
        if (!next.has_value()) continue;
        if (highest.has_value() && *next < *highest) return by_itself();
        highest = next;
    }
    return std::optional<Fact>{};
}

Placed Deriver::placed() const {
    Placed latest;
    for (const FieldId field : fields_of(rule_)) {
        const merge::Cell* cell = state_.find(field);
        const merge::FieldReading reading = reading_of(state_, field);
        if (cell == nullptr || !reading.winner.has_value()) continue;
        for (const merge::Sibling& sibling : cell->siblings) {
            if (sibling.dot == *reading.winner) {
                latest = std::max(latest, Placed{sibling.time, sibling.dot});
            }
        }
    }
    return latest;
}

Result<Derived> Deriver::derive() {
    Derived derived;
    const bool is_counted = merge::status_of(state_) == merge::RecordStatus::kAlive &&
                            merge::collection_of(state_) == rule_.collection;
    if (!is_counted) return derived;
    const bool is_meant = WEDSYNC_TRY(holds(rule_.when));
    if (is_meant) derived.fact = WEDSYNC_TRY(std::visit(*this, rule_.kind));
    if (derived.fact.has_value()) derived.fact->placed = placed();
    std::sort(looked_at_.begin(), looked_at_.end());
    looked_at_.erase(std::unique(looked_at_.begin(), looked_at_.end()), looked_at_.end());
    derived.looked_at = std::move(looked_at_);
    return derived;
}

const operation::Put* find_put(const Change& change, const CellKey& key) {
    for (const Operation& operation : change.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put != nullptr && put->key == key) return put;
    }
    return nullptr;
}

bool may_follow(const rule::Steps& rule, const std::string& from, const std::string& to) {
    const auto allowed = rule.allowed.find(from);
    if (from == to || allowed == rule.allowed.end()) return from == to;
    return std::find(allowed->second.begin(), allowed->second.end(), to) != allowed->second.end();
}

Violation with_parts(const Rule& rule, const std::vector<Member>& members) {
    Violation violation;
    violation.rule = rule.number;
    for (const Member& member : members)
        violation.parts.push_back({member.key, member.fact->placed});
    std::sort(violation.parts.begin(), violation.parts.end(),
              [](const Violation::Part& left, const Violation::Part& right) {
                  return std::pair(left.placed, left.key) < std::pair(right.placed, right.key);
              });
    return violation;
}

bool are_of_one_scope(const std::vector<Member>& members) {
    return std::all_of(members.begin(), members.end(), [&](const Member& member) {
        return member.key.scope == members.front().key.scope;
    });
}

std::vector<Violation> evaluate_capacity(const Rule& rule, const std::vector<Member>& members) {
    Violation violation = with_parts(rule, members);
    for (const Member& member : members) {
        violation.total = saturating_add(violation.total, member.fact->first);
        violation.limit = member.fact->last;
        violation.subject = member.fact->subject;
    }
    if (violation.total <= violation.limit) return {};
    return {std::move(violation)};
}

std::vector<Violation> evaluate_overlap(const Rule& rule, RuleScopes scopes,
                                        const std::vector<Member>& members) {
    std::vector<Interval> intervals;
    for (const Member& member : members) {
        const std::uint64_t side =
            scopes == RuleScopes::kDifferent ? member.key.scope.value() : intervals.size();
        intervals.push_back({member.fact->first, member.fact->last, side});
    }
    std::vector<Violation> violations;
    for (const std::vector<std::size_t>& set : overlapping(intervals)) {
        std::vector<Member> connected;
        for (const std::size_t at : set)
            connected.push_back(members[at]);
        violations.push_back(with_parts(rule, connected));
    }
    return violations;
}

}  // namespace

std::optional<std::string> key_part(ScopeId scope, const Value& value, bool is_normalised) {
    std::string part;
    const auto of_record = [&](const RecordKey& key) {
        append_record(key, part);
        return std::optional{"r" + part};
    };
    return std::visit(
        Overloaded{[](std::monostate) { return std::optional<std::string>{}; },
                   [](bool flag) { return std::optional<std::string>{flag ? "b1" : "b0"}; },
                   [&](std::int64_t number) {
                       append_number(static_cast<std::uint64_t>(number), part);
                       return std::optional{"i" + part};
                   },
                   [&](Real real) {
                       append_number(real.bits, part);
                       return std::optional{"f" + part};
                   },
                   [&](const std::string& text) {
                       if (is_normalised) part = folded(text);
                       if (part.empty()) part = text;
                       const bool is_blank = part.find_first_not_of(" \t\r\n") == std::string::npos;
                       return is_blank ? std::optional<std::string>{} : std::optional{"t" + part};
                   },
                   [&](const Bytes& bytes) {
                       part.assign(bytes.begin(), bytes.end());
                       return std::optional{"y" + part};
                   },
                   [&](const Reference& reference) {
                       return of_record({scope, reference.record});
                   },
                   [&](const Link& link) {
                       return of_record({link.scope, link.record});
                   },
                   [&](const BlobReference& blob) {
                       part.assign(blob.sha256.begin(), blob.sha256.end());
                       return std::optional{"h" + part};
                   }},
        value);
}

Result<Derived> derive(const Rule& rule, const Schema& schema, const RecordKey& key,
                       const merge::RecordState& state, Sight& sight) {
    return Deriver(rule, schema, key, state, sight).derive();
}

Result<std::optional<Value>> stepped_from(const rule::Steps& rule, const Schema& schema,
                                          const RecordKey& key, const merge::RecordState& state,
                                          Sight& sight) {
    const merge::FieldReading reading = merge::read_field(state, *schema.find(rule.field));
    const auto* now = std::get_if<std::string>(&reading.value);
    // What a record was made with replaced nothing.
    const bool was_set_later = reading.winner.has_value() && *reading.winner != key.record.dot;
    if (now == nullptr || !was_set_later) return std::optional<Value>{};
    const CellKey cell{key.record, rule.field, {}};
    const std::optional<Change> change = WEDSYNC_TRY(sight.find_change(key.scope, *reading.winner));
    // Who takes something back, or decides, knows what is replaced.
    const bool is_plain = change.has_value() && (change->note.kind == NoteKind::kNone ||
                                                 change->note.kind == NoteKind::kReissue);
    const operation::Put* put = is_plain ? find_put(*change, cell) : nullptr;
    if (put == nullptr) return std::optional<Value>{};
    std::optional<std::pair<Placed, Value>> latest;
    for (const Dot& dot : put->covers) {
        const std::optional<Change> before = WEDSYNC_TRY(sight.find_change(key.scope, dot));
        const operation::Put* covered = before.has_value() ? find_put(*before, cell) : nullptr;
        const auto* from = covered == nullptr ? nullptr : std::get_if<std::string>(&covered->value);
        if (from == nullptr || may_follow(rule, *from, *now)) continue;
        const Placed placed{before->time, before->dot};
        if (!latest.has_value() || latest->first < placed) latest = {placed, covered->value};
    }
    if (!latest.has_value()) return std::optional<Value>{};
    return std::optional{std::move(latest->second)};
}

std::vector<Violation> evaluate(const Rule& rule, const std::vector<Member>& members) {
    if (members.empty()) return {};
    return std::visit(
        Overloaded{
            [&](const rule::Unique& kind) -> std::vector<Violation> {
                const bool is_alone = kind.scopes == RuleScopes::kDifferent
                                          ? are_of_one_scope(members)
                                          : members.size() < 2;
                if (is_alone) return {};
                return {with_parts(rule, members)};
            },
            [&](const rule::Capacity&) { return evaluate_capacity(rule, members); },
            [&](const rule::NoOverlap& kind) {
                return evaluate_overlap(rule, kind.scopes, members);
            },
            [&](const rule::Unknown&) { return std::vector<Violation>{}; },
            [&](const auto&) -> std::vector<Violation> { return {with_parts(rule, members)}; }},
        rule.kind);
}

}  // namespace wedsync::rules
