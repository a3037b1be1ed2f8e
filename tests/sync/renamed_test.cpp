// A device that is given another name, with changes that it has not shared yet.
#include <gtest/gtest.h>

#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

TEST(RenamedTest, SharesWhatItWroteUnderItsOldName) {
    World world({});
    ASSERT_TRUE(world.settle());
    world.device(0).is_online = false;
    world.cut(0);
    world.add_guest(0, "before");
    world.rename_device(0, "another name");
    world.add_guest(0, "after");
    bool is_relayed = false;
    bool is_own = false;
    world.on_message = [&](std::size_t device, bool is_up, const Message& message) {
        const auto* push = std::get_if<message::Push>(&message);
        if (device != 0 || !is_up || push == nullptr) return;
        is_relayed = is_relayed || push->is_relayed;
        is_own = is_own || !push->is_relayed;
    };
    world.device(0).is_online = true;
    ASSERT_TRUE(world.settle());
    EXPECT_TRUE(world.device(0).replica().scope(kParty)->refused.empty());
    EXPECT_EQ(world.hub_records().size(), 2U);
    EXPECT_TRUE(is_relayed);
    EXPECT_TRUE(is_own);
}

}  // namespace
}  // namespace wedsync::sync::test
