// Two copies of one device's store diverge; one hands its edits to the other, and the hub gets all.
#include <gtest/gtest.h>

#include "tests/support/changes.hpp"
#include "tests/support/property.hpp"
#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

using replica::Replica;
using support::kGlasses;
using support::kGuest;
using support::kTags;

/// Edits at random, and what they have to come to.
class Editor {
public:
    Editor(World& world, std::uint64_t seed) : world_(world), prng_(seed) {}

    void create(Replica& replica) {
        Draft draft;
        draft.scope = kParty;
        const NewRecord guest = draft.create("guest");
        draft.set(guest, "name", "guest " + std::to_string(glasses_.size()));
        const auto committed = replica.commit(world_.now(), draft);
        ASSERT_TRUE(committed.ok()) << committed.error().detail;
        glasses_[committed.value().created[0]] = 0;
    }
    /// `replica` edits a guest that it has.
    void edit(Replica& replica) {
        if (prng_.chance(200)) return create(replica);
        auto at = glasses_.begin();
        std::advance(at, prng_.below(glasses_.size()));
        if (replica.get(kParty, at->first).value().empty()) return;
        Draft draft;
        draft.scope = kParty;
        const std::uint64_t by = 1 + prng_.below(3);
        const std::string tag(1, static_cast<char>('a' + prng_.below(6)));
        if (prng_.chance(500))
            draft.edits.push_back(edit::Increment{at->first, "glasses", std::int64_t(by)});
        if (prng_.chance(500)) draft.edits.push_back(edit::AddElement{at->first, "tags", tag});
        draft.set(at->first, "name", "name " + std::to_string(prng_.below(1'000)));
        const bool counts =
            draft.edits.size() > 1 && std::holds_alternative<edit::Increment>(draft.edits.front());
        const auto committed = replica.commit(world_.now(), draft);
        // Only what says nothing new is not done.
        if (committed.ok() && counts) at->second += static_cast<std::int64_t>(by);
    }
    [[nodiscard]] const std::map<RecordId, std::int64_t>& glasses() const { return glasses_; }
    [[nodiscard]] Prng& prng() { return prng_; }

private:
    World& world_;
    Prng prng_;
    std::map<RecordId, std::int64_t> glasses_;
};

std::int64_t glasses_of(const merge::RecordState& state) {
    const Schema schema = support::guest_schema();
    const auto reading = merge::read_field(state, *schema.find(kGlasses));
    const auto* sum = std::get_if<std::int64_t>(&reading.value);
    return sum == nullptr ? 0 : *sum;
}

void hand_over_once(std::uint64_t seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World::Setup setup;
    setup.seed = seed;
    World world(setup);
    Editor editor(world, seed);
    Replica& owner = world.device(0).replica();
    for (int i = 0; i < 5; ++i)
        editor.create(owner);
    // What both copies have may wait still, be on its way, or be with the hub.
    world.device(0).client().handle_commit(world.now());
    if (editor.prng().chance(500)) world.run(editor.prng().below(200));
    if (editor.prng().chance(300)) world.settle();
    const std::unique_ptr<Replica> copy = world.copy_device(0);
    world.device(0).is_online = editor.prng().chance(500);
    for (int i = 0; i < 40; ++i) {
        editor.edit(editor.prng().chance(500) ? owner : *copy);
        if (editor.prng().chance(100)) editor.edit(world.device(1).replica());
        world.device(0).client().handle_commit(world.now());
        world.device(1).client().handle_commit(world.now());
        world.run(editor.prng().below(100));
        // Handed over now and then, from the beginning each time.
        if (!editor.prng().chance(100)) continue;
        const auto taken = owner.take_over(world.now(), copy->hand_over(std::nullopt).value());
        ASSERT_TRUE(taken.ok()) << taken.error().detail;
    }
    if (editor.prng().chance(300)) {
        world.restart_device(0);
    }
    Replica& heir = world.device(0).replica();
    const replica::Handover handover = copy->hand_over(std::nullopt).value();
    ASSERT_TRUE(heir.take_over(world.now(), handover).ok());
    EXPECT_TRUE(heir.verify(kParty).value().ok());
    world.device(0).is_online = true;
    world.device(0).client().handle_network(world.now(), true);
    world.device(0).client().handle_commit(world.now());
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.difference(), "");
    EXPECT_EQ(heir.take_over(world.now(), handover).value().known, handover.items.size());
    EXPECT_TRUE(heir.scope(kParty)->pending.empty());
    const auto records = world.hub_records();
    EXPECT_EQ(records.size(), editor.glasses().size());
    for (const auto& [guest, sum] : editor.glasses()) {
        ASSERT_TRUE(records.contains(guest));
        EXPECT_EQ(glasses_of(records.at(guest)), sum);
    }
}

TEST(HandoverTest, EverythingOfBothCopiesReachesTheHubOnce) {
    const std::uint64_t seeds = support::seeds_of(20);
    for (std::uint64_t seed = 1; seed <= seeds && !testing::Test::HasFailure(); ++seed)
        hand_over_once(seed);
}

}  // namespace
}  // namespace wedsync::sync::test
