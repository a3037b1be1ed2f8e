// Erasing, between clients and a hub: nothing that an erased record ever said is in any file.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "engine/model/erasure.hpp"
#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

constexpr const char* kCanary = "canary.zq7@example.org";

class EraseWorldTest : public testing::Test {
protected:
    EraseWorldTest() { make({}); }

    void make(World::Setup setup) {
        setup.devices = 3;
        world_ = std::make_unique<World>(std::move(setup));
    }
    void leave(std::size_t index) {
        world_->device(index).is_online = false;
        world_->cut(index);
    }
    void come_back(std::size_t index) { world_->device(index).is_online = true; }
    void erase(std::size_t index, const RecordId& record) {
        Draft draft;
        draft.scope = kParty;
        draft.edits.emplace_back(edit::Erase{record});
        EXPECT_TRUE(world_->commit(index, draft));
    }
    /// The files of hub and devices that have the text.
    std::string found() {
        std::string places;
        for (const auto& entry : std::filesystem::directory_iterator(world_->folder())) {
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string bytes((std::istreambuf_iterator<char>(file)), {});
            if (bytes.find("zq7") != std::string::npos) {
                places += entry.path().filename().string() + " ";
            }
        }
        return places;
    }
    /// `but_for`: a file that nobody works on.
    void expect_gone(const RecordId& record, const std::string& but_for = "") {
        ASSERT_TRUE(world_->settle());
        EXPECT_EQ(world_->difference(), "");
        EXPECT_EQ(found(), but_for);
        EXPECT_TRUE(merge::is_erased(world_->hub_records().at(record)));
        EXPECT_FALSE(is_in_log(world_->hub().store(), record));
        for (std::size_t i = 0; i < world_->device_count(); ++i) {
            replica::Replica& replica = world_->device(i).replica();
            EXPECT_TRUE(replica.get(kParty, record).value().empty());
            EXPECT_FALSE(is_in_log(replica.store(), record));
        }
    }
    /// The log is compressed: it is looked at entry by entry.
    static bool is_in_log(store::Store& store, const RecordId& record) {
        const Position start = store.load_scopes().value().front().log_start;
        const auto slice = store.load_log(kParty, start, 10'000).value();
        return std::any_of(slice.entries.begin(), slice.entries.end(), [&](const Entry& entry) {
            const auto* accepted = std::get_if<entry::Accepted>(&entry);
            return accepted != nullptr && has_more_on(accepted->change, {record});
        });
    }

    std::unique_ptr<World> world_;
};

TEST_F(EraseWorldTest, GoesFromEveryFile) {
    const RecordId guest = world_->add_guest(0, kCanary);
    for (int i = 0; i < 200; ++i)
        world_->add_guest(1, "guest " + std::to_string(i));
    ASSERT_TRUE(world_->settle());
    world_->set_name(1, guest, std::string(kCanary) + " again");
    ASSERT_TRUE(world_->settle());
    EXPECT_NE(found(), "");
    erase(2, guest);
    expect_gone(guest);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_FALSE(world_->device(i).replica().history(kParty, guest).ok());
        EXPECT_TRUE(world_->device(i).replica().store().check().ok());
        world_->restart_device(i);
    }
    world_->restart_hub();
    expect_gone(guest);
    EXPECT_EQ(world_->records(0).size(), 201U);
}

TEST_F(EraseWorldTest, OneThatWasDeletedBeforeToo) {
    const RecordId guest = world_->add_guest(0, kCanary);
    ASSERT_TRUE(world_->settle());
    Draft draft;
    draft.scope = kParty;
    draft.edits.emplace_back(edit::Delete{guest});
    ASSERT_TRUE(world_->commit(1, draft));
    ASSERT_TRUE(world_->settle());
    EXPECT_NE(found(), "");
    erase(1, guest);
    expect_gone(guest);
}

TEST_F(EraseWorldTest, WhatSomebodyWroteMeanwhileGoesAtItsNextContact) {
    const RecordId guest = world_->add_guest(0, kCanary);
    ASSERT_TRUE(world_->settle());
    leave(1);
    world_->run(1'000);
    for (int i = 0; i < 5; ++i)
        world_->set_name(1, guest, kCanary + std::to_string(i));
    const RecordId other = world_->add_guest(1, "Zoe");
    world_->set_name(1, other, "Zoe B");
    erase(0, guest);
    world_->run(5'000);
    EXPECT_EQ(found().find("hub"), std::string::npos) << found();
    EXPECT_NE(found(), "") << "the one that is away still has it";
    come_back(1);
    expect_gone(guest);
    EXPECT_EQ(world_->records(2).size(), 2U);
    EXPECT_TRUE(world_->device(1).replica().scope(kParty)->refused.empty());
}

TEST_F(EraseWorldTest, OneThatIsAwayAndErasesIsNotTheOnlyOne) {
    const RecordId guest = world_->add_guest(0, kCanary);
    ASSERT_TRUE(world_->settle());
    leave(0);
    leave(1);
    world_->set_name(1, guest, std::string(kCanary) + " one");
    erase(1, guest);
    erase(0, guest);
    EXPECT_TRUE(world_->device(0).replica().get(kParty, guest).value().empty());
    Draft draft;
    draft.scope = kParty;
    draft.set(guest, "name", "anything");
    EXPECT_FALSE(world_->commit(0, draft)) << "there is nothing to write to";
    world_->restart_device(1);
    come_back(0);
    come_back(1);
    expect_gone(guest);
}

TEST_F(EraseWorldTest, ARefusedChangeSaysNoMoreOfIt) {
    World::Setup setup;
    setup.policy.judge = [](const std::string&, const Author&, ScopeId, const Change& change) {
        for (const Operation& operation : change.operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            if (put != nullptr && put->value == Value{std::string("zq7 forbidden")}) {
                return std::optional{RefusalReason::kBadValue};
            }
        }
        return std::optional<RefusalReason>{};
    };
    make(std::move(setup));
    const RecordId guest = world_->add_guest(0, kCanary);
    ASSERT_TRUE(world_->settle());
    world_->set_name(1, guest, "zq7 forbidden");
    ASSERT_TRUE(world_->settle());
    EXPECT_EQ(world_->device(1).replica().scope(kParty)->refused.size(), 1U);
    erase(0, guest);
    expect_gone(guest);
    EXPECT_TRUE(world_->device(1).replica().scope(kParty)->refused.empty());
}

TEST_F(EraseWorldTest, ARefusedErasureLeavesEverything) {
    World::Setup setup;
    setup.policy.judge = [](const std::string&, const Author&, ScopeId, const Change& change) {
        return erased_by(change).empty() ? std::optional<RefusalReason>{}
                                         : std::optional{RefusalReason::kNotAllowed};
    };
    make(std::move(setup));
    const RecordId guest = world_->add_guest(0, kCanary);
    ASSERT_TRUE(world_->settle());
    erase(1, guest);
    EXPECT_TRUE(world_->device(1).replica().get(kParty, guest).value().empty());
    ASSERT_TRUE(world_->settle());
    EXPECT_FALSE(world_->device(1).replica().get(kParty, guest).value().empty());
    EXPECT_EQ(world_->device(1).replica().scope(kParty)->refused.size(), 1U);
    EXPECT_EQ(world_->difference(), "");
    world_->set_name(1, guest, "Ana");
    ASSERT_TRUE(world_->settle());
    EXPECT_EQ(world_->difference(), "");
}

TEST_F(EraseWorldTest, CannotBeTakenBack) {
    const RecordId guest = world_->add_guest(0, kCanary);
    world_->set_name(0, guest, "Ana");
    ASSERT_TRUE(world_->settle());
    Draft draft;
    draft.scope = kParty;
    draft.edits.emplace_back(edit::Erase{guest});
    const auto erased = world_->device(0).replica().commit(world_->now(), draft);
    ASSERT_TRUE(erased.ok());
    EXPECT_FALSE(world_->device(0).replica().undo(world_->now(), kParty, erased.value().dot).ok());
    expect_gone(guest);
    // Nor can what was done to it before.
    const auto undone = world_->device(0).replica().undo(world_->now(), kParty, guest.dot);
    EXPECT_TRUE(undone.ok() && !undone.value().dot);
    EXPECT_EQ(world_->difference(), "");
}

TEST_F(EraseWorldTest, AHubThatWasRestoredHearsOfItAgain) {
    const RecordId guest = world_->add_guest(0, kCanary);
    ASSERT_TRUE(world_->settle());
    world_->back_up_hub();
    erase(0, guest);
    expect_gone(guest, "backup.db ");
    world_->restore_hub();
    expect_gone(guest, "backup.db ");
}

TEST_F(EraseWorldTest, ADeviceThatJoinsByASnapshotHasNothingOfIt) {
    World::Setup setup;
    setup.limits.log_entries_max = 20;
    make(std::move(setup));
    leave(2);
    const RecordId guest = world_->add_guest(0, kCanary);
    ASSERT_TRUE(world_->run_until([&] { return world_->is_in_sync(0); }));
    erase(0, guest);
    for (int i = 0; i < 100; ++i)
        world_->add_guest(1, "guest " + std::to_string(i));
    world_->run(10'000);
    come_back(2);
    expect_gone(guest);
}

}  // namespace
}  // namespace wedsync::sync::test
