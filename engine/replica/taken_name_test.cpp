// A forger took the name of a change that was not sent yet, where the hub could not tell.
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"

#include "engine/merge/reading.hpp"
#include "engine/replica/replica.hpp"
#include "tests/support/changes.hpp"

namespace wedsync::replica {
namespace {

using namespace support;  // NOLINT: builders.

constexpr ScopeId kParty{7};
constexpr Now kNow{Instant{0}, WallTime{50'000}};

class TakenNameTest : public testing::Test {
protected:
    void SetUp() override {
        remove_files();
        Replica::Options options;
        options.store.path = path_;
        options.schema = guest_schema();
        options.author.person = "alice";
        options.random = [this] { return ++drawn_; };
        replica_ = Replica::open(std::move(options)).value();
    }
    void TearDown() override {
        replica_.reset();
        remove_files();
    }
    void remove_files() const {
        for (const char* suffix : {"", "-wal", "-shm"})
            std::filesystem::remove(path_ + suffix);
    }

    std::string path_ =
        (std::filesystem::temp_directory_path() / "wedsync-taken-name-unit.db").string();
    std::uint64_t drawn_ = 0;
    std::unique_ptr<Replica> replica_;
};

Replica::Snapshot snapshot_of(const std::vector<Change>& changes) {
    Replica::Snapshot snapshot;
    snapshot.scope = kParty;
    snapshot.epoch = Epoch{5};
    snapshot.base = snapshot.to = Position{changes.size()};
    merge::RecordState record{{changes.front().dot, 0}, {}};
    for (const Change& each : changes) {
        merge::apply(record, each);
        snapshot.have.add(each.dot);
    }
    snapshot.records.push_back(std::move(record));
    return snapshot;
}

TEST_F(TakenNameTest, WhatWasMadeOnTheRecordGoesAlong) {
    ASSERT_TRUE(replica_->add_scope(kParty, "party").ok());
    Draft added;
    added.scope = kParty;
    added.set(added.create("guest"), "name", "Ann");
    const Committed ann = replica_->commit(kNow, added).value();
    Draft renamed;
    renamed.scope = kParty;
    renamed.set(ann.created[0], "name", "Anna");
    const Dot anna = replica_->commit(kNow, renamed).value().dot;
    ASSERT_NE(anna, ann.dot);
    const ScopeState& scope = *replica_->scope(kParty);
    const Change edit = scope.pending.find(scope.pending_by_dot.find(anna)->second)->second.change;

    // The hub has another's guest under the first name, and took the second for a change of that.
    const Change forged = change(
        ann.dot, 12, {put({ann.dot, 0}, kLife, true), put({ann.dot, 0}, kName, text("Forged"))});
    ASSERT_TRUE(replica_->join_snapshot(kNow, snapshot_of({forged, edit})).ok());

    ASSERT_EQ(scope.pending.size(), 2U);
    EXPECT_TRUE(scope.withdrawn.empty());
    EXPECT_FALSE(scope.row.refused.contains(anna));
    const Dot again = scope.pending.begin()->second.change.dot;
    EXPECT_NE(again, ann.dot);
    const merge::RecordState own = replica_->get(kParty, {again, 0}).value();
    EXPECT_EQ(merge::read_field(own, *guest_schema().find(kName)).value, text("Anna"));
}

}  // namespace
}  // namespace wedsync::replica
