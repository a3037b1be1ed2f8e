// Rows that were damaged on a device, and mended from the hub.

#include <gtest/gtest.h>

#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

TEST(RepairTest, ADamagedRowIsFoundAndMended) {
    World world({});
    const RecordId ada = world.add_guest(0, "Ada");
    const RecordId eve = world.add_guest(1, "Eve");
    ASSERT_TRUE(world.settle());
    ASSERT_EQ(world.difference(), "");

    // Ada's row shows what Eve's cells say.
    std::map<RecordId, merge::RecordState> records = world.records(0);
    merge::RecordState damaged = records[eve];
    damaged.id = ada;
    replica::Replica& replica = world.device(0).replica();
    store::Batch batch;
    batch.records.emplace_back(kParty, damaged);
    ASSERT_TRUE(replica.store().commit(batch).ok());
    ASSERT_TRUE(replica.rescan(kParty).ok());
    ASSERT_NE(world.difference(), "");

    bool is_repairing = false;
    world.on_message = [&](std::size_t device, bool, const Message&) {
        if (device != 0) return;
        for (const ScopeStatus& scope : world.device(0).client().status().scopes)
            is_repairing = is_repairing || scope.phase == ScopePhase::kRepair;
    };
    world.cut(0);
    world.run(1);
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.difference(), "");
    EXPECT_TRUE(is_repairing);
    EXPECT_EQ(world.device(0).client().status().scopes.at(0).buckets_repaired, 1U);
}

}  // namespace
}  // namespace wedsync::sync::test
