// Three devices and a hub: people edit at random, also while they are away; afterwards everybody
// says the same of the rules, and it is what going through all pairs says. Then what is proposed is
// done, on all of the devices.
#include <algorithm>
#include <string>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "sim/world/world.hpp"
#include "tests/property/reference_rules.hpp"
#include "tests/support/property.hpp"
#include "tests/support/rule_site.hpp"

namespace wedsync {
namespace {

constexpr ScopeId kFirst{1};
constexpr ScopeId kSecond{2};
constexpr std::uint64_t kSettleMsMax = 120'000;
constexpr std::int64_t kHour = 3'600'000;

class Play {
public:
    explicit Play(std::uint64_t seed) : prng_(seed), world_(options(seed)) {
        world_.add_scope(kFirst, "first");
        world_.add_scope(kSecond, "second");
        for (int i = 0; i < 3; ++i) {
            sim::DeviceOptions device;
            device.author = {"p" + std::to_string(i), "d" + std::to_string(i), "", 0};
            device.schema = support::wedding_with_rules();
            device.scopes = {{kFirst, "first"}};
            if (i < 2) device.scopes.emplace_back(kSecond, "second");
            world_.add_device(std::move(device));
        }
    }

    std::optional<std::string> run() {
        for (int step = 0; step < 200; ++step)
            step_on();
        plant();
        if (auto wrong = settle()) return wrong;
        if (auto wrong = check()) return wrong;
        if (!is_planted_found()) return "what was planted is not found";
        return mend();
    }

private:
    static sim::WorldOptions options(std::uint64_t seed) {
        sim::WorldOptions options;
        options.seed = seed;
        options.hub.schema = support::wedding_with_rules();
        return options;
    }
    replica::Replica& replica(std::size_t device) { return world_.replica(device); }

    void step_on() {
        const std::size_t device = prng_.below(3);
        const std::uint64_t dice = prng_.below(100);
        if (dice < 70) {
            edit(device);
        } else if (dice < 76) {
            world_.set_offline(device, true);
        } else if (dice < 84) {
            world_.set_offline(device, false);
        } else if (dice < 88) {
            world_.crash(device, sim::Damage::kProcessCrash);
            world_.start(device);
        } else if (dice < 94) {
            // From here on they are kept up to date.
            EXPECT_TRUE(replica(device).violations().ok());
            EXPECT_TRUE(world_.hub().violations().ok());
        } else {
            world_.run_for(prng_.below(2'000));
        }
    }

    std::vector<merge::RecordState> records(std::size_t device, ScopeId scope) {
        std::vector<merge::RecordState> found;
        const auto visited = replica(device).store().visit_records(
            scope, std::nullopt, [&](const merge::RecordState& state) {
                found.push_back(state);
                return true;
            });
        EXPECT_TRUE(visited.ok());
        return found;
    }

    void edit(std::size_t device) {
        const ScopeId scope = device == 2 || prng_.chance(500) ? kFirst : kSecond;
        const Schema& schema = replica(device).schema();
        const std::vector<merge::RecordState> here = records(device, scope);
        Draft draft;
        draft.scope = scope;
        if (here.size() < 5 || prng_.chance(350)) {
            const CollectionSchema& collection = prng_.pick(schema.collections);
            const NewRecord made = draft.create(collection.name);
            for (const FieldSchema& field : collection.fields)
                write(draft, made, field, here);
        } else {
            const merge::RecordState& state = prng_.pick(here);
            const CollectionSchema& collection = *schema.find(merge::collection_of(state));
            if (prng_.chance(60)) {
                draft.edits.emplace_back(edit::Delete{state.id});
            } else {
                write(draft, state.id, prng_.pick(collection.fields), here);
            }
        }
        // Nothing to be done, or a record that is gone: another time.
        if (!draft.edits.empty()) static_cast<void>(world_.commit(device, draft));
    }

    void write(Draft& draft, const RecordRef& record, const FieldSchema& field,
               const std::vector<merge::RecordState>& here) {
        static const std::vector<std::string> kNames{"a", "A", "b", "c", ""};
        const auto number = [&](std::uint64_t below) {
            return static_cast<std::int64_t>(prng_.below(below));
        };
        if (field.kind == FieldKind::kSet) {
            draft.edits.emplace_back(
                edit::AddElement{record, field.name, prng_.chance(500) ? "x" : "y"});
        } else if (!field.choices.empty()) {
            draft.set(record, field.name, prng_.pick(field.choices));
        } else if (field.type == ValueType::kBoolean) {
            draft.set(record, field.name, prng_.chance(300));
        } else if (field.type == ValueType::kInteger) {
            draft.set(record, field.name, field.name == "minutes" ? number(4) * 30 : number(5));
        } else if (field.type == ValueType::kTime) {
            draft.set(record, field.name, number(20) * kHour / 2);
        } else if (field.type == ValueType::kText) {
            draft.set(record, field.name, prng_.pick(kNames));
        } else {
            const std::uint16_t target = support::wedding_with_rules().find(field.target)->number;
            std::vector<RecordId> targets;
            for (const merge::RecordState& state : here) {
                if (merge::collection_of(state) == target) targets.push_back(state.id);
            }
            if (!targets.empty()) draft.set(record, field.name, Reference{prng_.pick(targets)});
        }
    }

    /// Two people who cannot see each other give one seat to two guests.
    void plant() {
        world_.set_offline(0, false);
        Draft room;
        room.scope = kFirst;
        const NewRecord table = room.create("tables");
        room.set(table, "label", std::string("planted"));
        const NewRecord seat = room.create("seats");
        room.edits.emplace_back(edit::SetReference{seat, "table", table});
        const auto made = world_.commit(0, room);
        ASSERT_TRUE(made.ok());
        world_.set_offline(1, false);
        world_.run_for(5'000);
        for (const std::size_t device : {std::size_t{0}, std::size_t{1}}) {
            world_.set_offline(device, true);
            Draft draft;
            draft.scope = kFirst;
            const NewRecord guest = draft.create("guests");
            draft.set(guest, "table", Reference{made.value().created[0]});
            draft.set(guest, "seat", Reference{made.value().created[1]});
            const auto seated = world_.commit(device, draft);
            if (seated.ok()) planted_.insert({kFirst, seated.value().created.front()});
        }
    }
    bool is_planted_found() {
        // The second did not know the table yet: nothing could be planted.
        if (planted_.size() < 2) return true;
        const std::vector<rules::Violation> found = replica(2).violations().value();
        return property::as_broken(found).contains({std::uint16_t{1}, planted_});
    }

    std::optional<std::string> settle() {
        for (std::size_t i = 0; i < 3; ++i)
            world_.set_offline(i, false);
        world_.heal();
        const bool is_settled =
            world_.run_until([&] { return world_.is_converged(); }, kSettleMsMax);
        if (is_settled) return std::nullopt;
        return world_.difference().value_or("not settled");
    }

    /// Of a store, with the hub's whole log.
    property::Broken expected(store::Store& store, const std::vector<ScopeId>& scopes) {
        property::RuledWorld all;
        std::map<std::pair<ScopeId, Dot>, Change> log;
        for (const ScopeId scope : scopes) {
            EXPECT_TRUE(store
                            .visit_records(scope, std::nullopt,
                                           [&](const merge::RecordState& state) {
                                               all.records[{scope, state.id}] = state;
                                               return true;
                                           })
                            .ok());
            const auto slice = world_.hub().store().load_log(scope, Position{0}, 1'000'000);
            EXPECT_TRUE(slice.ok());
            for (const Entry& item : slice.value().entries) {
                const auto* accepted = std::get_if<entry::Accepted>(&item);
                if (accepted != nullptr) log[{scope, accepted->change.dot}] = accepted->change;
            }
        }
        all.find_change = [&](ScopeId scope, const Dot& dot) {
            const auto found = log.find({scope, dot});
            return found == log.end() ? std::optional<Change>{} : std::optional{found->second};
        };
        return property::broken_rules(support::wedding_with_rules(), all);
    }

    std::optional<std::string> check() {
        const std::vector<ScopeId> both{kFirst, kSecond};
        const std::vector<rules::Violation> hub = *world_.hub().violations().value();
        if (property::as_broken(hub) != expected(world_.hub().store(), both)) {
            return "the hub does not say what the reference says";
        }
        for (std::size_t i = 0; i < 3; ++i) {
            const std::vector<rules::Violation> mine = replica(i).violations().value();
            const std::string who = "device " + std::to_string(i);
            if (property::as_broken(mine) != expected(replica(i).store(), replica(i).scopes())) {
                return who + " does not say what the reference says";
            }
            if (i < 2 && mine != hub) return who + " does not say what the hub says";
        }
        return std::nullopt;
    }

    /// Everybody does what is proposed, one after the other, until nothing is.
    std::optional<std::string> mend() {
        std::vector<rules::Violation> before = *world_.hub().violations().value();
        for (std::size_t done = 0; done < 300; ++done) {
            const std::size_t device = done % 2;
            std::optional<rules::Violation> mended;
            const std::vector<rules::Proposed> all = replica(device).proposals().value();
            for (const rules::Proposed& proposed : all) {
                if (proposed.repairs.empty()) continue;
                const Draft draft = replica(device).repair_draft(proposed.repairs.front()).value();
                const auto committed = world_.commit(device, draft);
                if (!committed.ok()) return "a repair: " + committed.error().detail;
                mended = proposed.violation;
                break;
            }
            if (!mended) return check();
            if (auto wrong = settle()) return wrong;
            const std::vector<rules::Violation> now = *world_.hub().violations().value();
            for (const rules::Violation& violation : now) {
                if (violation == *mended) return "a repair did not mend";
                const bool was_there = std::any_of(
                    before.begin(), before.end(),
                    [&](const auto& earlier) { return rules::is_within(violation, earlier); });
                if (!was_there) return "a repair broke something";
            }
            before = now;
        }
        return "repairs have no end";
    }

    Prng prng_;
    sim::World world_;
    std::set<rules::RecordKey> planted_;
};

TEST(RulesWorldTest, EverybodySaysTheSameAndRepairsMend) {
    const auto failure = support::first_failure(
        support::seeds_of(60), [](std::uint64_t seed) { return Play(seed).run(); });
    EXPECT_FALSE(failure.has_value()) << *failure;
}

}  // namespace
}  // namespace wedsync
