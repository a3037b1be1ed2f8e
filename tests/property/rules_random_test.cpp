// Random histories of a small venue: after every few edits the index says what going through all
// pairs says, and so does an index made anew; and repairs, applied, leave nothing behind.
#include <algorithm>
#include <string>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "tests/property/reference_rules.hpp"
#include "tests/support/property.hpp"
#include "tests/support/rule_site.hpp"

namespace wedsync::property {
namespace {

using rules::RecordKey;
using rules::Violation;

constexpr std::int64_t kHour = 3'600'000;

class Venue {
public:
    explicit Venue(std::uint64_t seed) : prng_(seed), site_(support::wedding_with_rules()) {}

    [[nodiscard]] support::RuleSite& site() { return site_; }

    /// One edit of anybody.
    void edit() {
        site_.lane = {0, 1 + prng_.below(3)};
        const std::uint64_t dice = prng_.below(100);
        if (dice < 30 || records_.empty()) return create();
        const RecordKey key = prng_.pick(records_);
        if (dice < 35) return site_.erase(key);
        const merge::RecordState state = site_.state(key);
        if (state.empty() || merge::status_of(state) != merge::RecordStatus::kAlive) return;
        const CollectionSchema& collection = *site_.schema().find(merge::collection_of(state));
        const FieldSchema& field = prng_.pick(collection.fields);
        const Value value = any_value(key.scope, field);
        const bool is_set = field.kind == FieldKind::kSet;
        if (dice < 45 && !is_set) return site_.set_unseen(key, field.name, value);
        if (dice < 55 && !is_set) return site_.set(key, field.name, Value());
        if (dice < 58) return site_.set(key, field.name, value, NoteKind::kUndoes);
        site_.set(key, field.name, value);
    }
    /// Two records that break a rule together, whatever else there is. The reference has to find
    /// them by itself.
    std::pair<std::uint16_t, std::set<RecordKey>> plant() {
        const ScopeId scope{1 + prng_.below(2)};
        const std::string name = "planted " + std::to_string(++planted_);
        if (prng_.chance(500)) {
            const RecordKey one = site_.create(scope, "tables", {{"label", name}});
            const RecordKey two = site_.create(scope, "tables", {{"label", name + "!"}});
            return {std::uint16_t{5}, {one, two}};
        }
        const auto item = [&](std::int64_t minute) {
            return site_.create(scope, "items",
                                {{"room", name},
                                 {"starts", kHour + minute * 60'000},
                                 {"minutes", std::int64_t{30}}});
        };
        const RecordKey one = item(0);
        const RecordKey two = item(29);
        return {std::uint16_t{3}, {one, two}};
    }
    [[nodiscard]] Broken expected() {
        const RuledWorld world{site_.states(), [&](ScopeId scope, const Dot& dot) {
                                   return site_.source().find_change(scope, dot).value();
                               }};
        return broken_rules(site_.schema(), world);
    }

private:
    void create() {
        const std::vector<CollectionSchema>& collections = site_.schema().collections;
        const CollectionSchema& collection = prng_.pick(collections);
        const ScopeId scope{1 + prng_.below(2)};
        support::RuleSite::Fields fields;
        for (const FieldSchema& field : collection.fields) {
            if (prng_.chance(750)) fields.emplace_back(field.name, any_value(scope, field));
        }
        records_.push_back(site_.create(scope, collection.name, fields));
    }
    Value any_value(ScopeId scope, const FieldSchema& field) {
        const auto number = [&](std::uint64_t below) {
            return static_cast<std::int64_t>(prng_.below(below));
        };
        if (!field.choices.empty()) return prng_.pick(field.choices);
        switch (field.type) {
            case ValueType::kBoolean:
                return prng_.chance(400);
            case ValueType::kInteger:
                return field.name == "minutes" ? number(4) * 30 : number(4);
            case ValueType::kTime:
                return number(12) * kHour / 2;
            case ValueType::kReference:
                return any_reference(scope, *site_.schema().find(field.target));
            case ValueType::kText:
            case ValueType::kReal:
            case ValueType::kBlob:
                break;
        }
        static const std::vector<std::string> kNames{"a", "A", "b", " a ", "", "\xC3\xA4", "-"};
        return prng_.pick(kNames);
    }
    Value any_reference(ScopeId scope, const CollectionSchema& target) {
        std::vector<RecordKey> found;
        for (const auto& [key, state] : site_.states()) {
            if (!state.empty() && merge::collection_of(state) == target.number) {
                found.push_back(key);
            }
        }
        if (found.empty()) return Value();
        const RecordKey key = prng_.pick(found);
        if (key.scope == scope) return Reference{key.record};
        return Link{key.scope, key.record, prng_.chance(500) ? "a" : "b"};
    }

    Prng prng_;
    support::RuleSite site_;
    std::vector<RecordKey> records_;
    int planted_ = 0;
};

std::string describe(const Broken& broken) {
    std::string text;
    for (const auto& [rule, records] : broken) {
        text += " rule " + std::to_string(rule) + " with " + std::to_string(records.size()) + ";";
    }
    return text;
}

std::optional<std::string> check(Venue& venue) {
    const Broken expected = venue.expected();
    const Broken found = as_broken(venue.site().violations());
    if (found != expected) {
        return "the index says" + describe(found) + " and the reference" + describe(expected);
    }
    rules::Index anew(venue.site().schema());
    for (const ScopeId scope : {ScopeId{1}, ScopeId{2}}) {
        if (!anew.take_scope(scope, venue.site().source()).ok()) return "cannot read";
    }
    rules::Sight sight(venue.site().source());
    if (!anew.refresh(sight).ok()) return "cannot refresh";
    if (anew.open() != venue.site().index().open()) return "an index made anew says otherwise";
    return std::nullopt;
}

TEST(RulesRandomTest, TheIndexSaysWhatTheReferenceSays) {
    const auto failure = support::first_failure(support::seeds_of(300), [](std::uint64_t seed) {
        Venue venue(seed);
        Prng pace(seed + 1'000'000);
        Broken planted;
        for (std::size_t step = 0; step < 120; ++step) {
            venue.edit();
            if (pace.chance(60)) planted.insert(venue.plant());
            if (pace.chance(700)) continue;
            if (auto wrong = check(venue)) return std::optional{*wrong};
            const Broken found = as_broken(venue.site().violations());
            for (const auto& each : planted) {
                if (!found.contains(each)) return std::optional<std::string>{"one is missed"};
            }
        }
        return check(venue);
    });
    EXPECT_FALSE(failure.has_value()) << *failure;
}

/// Each violation of `now` is one of before, or what is left of one.
bool is_nothing_new(const std::vector<Violation>& before, const std::vector<Violation>& now) {
    return std::all_of(now.begin(), now.end(), [&](const Violation& violation) {
        return std::any_of(before.begin(), before.end(), [&](const Violation& earlier) {
            return rules::is_within(violation, earlier);
        });
    });
}

TEST(RulesRandomTest, ARepairMendsAndBreaksNothing) {
    const auto failure = support::first_failure(support::seeds_of(150), [](std::uint64_t seed) {
        std::optional<std::string> wrong;
        Venue venue(seed);
        for (std::size_t step = 0; step < 150; ++step)
            venue.edit();
        std::size_t applied = 0;
        for (bool is_done = false; !is_done && !wrong;) {
            is_done = true;
            const std::vector<Violation> before = venue.site().violations();
            for (const Violation& violation : before) {
                const std::vector<rules::Repair> repairs = venue.site().repairs(violation);
                if (repairs.empty()) continue;
                // Every proposal would do; one of them is taken.
                venue.site().apply(repairs[applied % repairs.size()].edits);
                const std::vector<Violation> now = venue.site().violations();
                const bool is_there = std::find(now.begin(), now.end(), violation) != now.end();
                if (is_there) wrong = "a repair did not mend";
                if (!is_nothing_new(before, now)) wrong = "a repair broke something";
                is_done = false;
                ++applied;
                break;
            }
            if (applied > 1'000) wrong = "repairs have no end";
        }
        if (!wrong) wrong = check(venue);
        return wrong;
    });
    EXPECT_FALSE(failure.has_value()) << *failure;
}

/// A wedding with room enough, and everything put wrong that has a hint.
TEST(RulesRandomTest, RepairsLeaveNothingWhereThereIsRoom) {
    const auto failure = support::first_failure(support::seeds_of(100), [](std::uint64_t seed) {
        Prng prng(seed);
        support::RuleSite site(support::wedding_with_rules());
        const ScopeId scope{1};
        std::vector<RecordKey> tables;
        std::vector<std::pair<RecordKey, RecordKey>> seats;
        for (int i = 0; i < 8; ++i) {
            const std::string label = "T" + std::to_string(prng.below(6));
            tables.push_back(
                site.create(scope, "tables", {{"label", label}, {"capacity", std::int64_t{8}}}));
            for (int seat = 0; seat < 8; ++seat) {
                const bool is_wide = seat < 3;
                seats.emplace_back(
                    tables.back(),
                    site.create(scope, "seats",
                                {{"table", Reference{tables.back().record}},
                                 {"is_blocked", prng.chance(50)},
                                 {"kind", std::string(is_wide ? "wheelchair" : "standard")}}));
            }
        }
        for (int i = 0; i < 25; ++i) {
            const auto& [table, seat] = prng.pick(seats);
            site.create(scope, "guests",
                        {{"table", Reference{table.record}},
                         {"seat", Reference{seat.record}},
                         {"in_chair", prng.chance(100)},
                         {"party", "P" + std::to_string(prng.below(40))}});
        }
        for (int i = 0; i < 12; ++i) {
            site.create(scope, "items",
                        {{"room", "R" + std::to_string(prng.below(4))},
                         {"starts", static_cast<std::int64_t>(prng.below(20)) * kHour / 2},
                         {"minutes", std::int64_t{45}}});
        }
        for (std::size_t applied = 0;; ++applied) {
            const std::vector<Violation> open = site.violations();
            if (open.empty()) return std::optional<std::string>{};
            const std::vector<rules::Repair> repairs = site.repairs(open.front());
            if (repairs.empty() || applied > 200) {
                return std::optional{"nothing is proposed for rule " +
                                     std::to_string(open.front().rule) + " after " +
                                     std::to_string(applied)};
            }
            site.apply(repairs.front().edits);
        }
    });
    EXPECT_FALSE(failure.has_value()) << *failure;
}

}  // namespace
}  // namespace wedsync::property
