#include "engine/replica/commit_keys.hpp"

#include <filesystem>
#include <memory>
#include <string>

#include "gtest/gtest.h"

#include "engine/replica/replica.hpp"
#include "tests/support/changes.hpp"

namespace wedsync::replica {
namespace {

using namespace support;  // NOLINT: builders.

constexpr ScopeId kParty{7};

class CommitKeysTest : public testing::Test {
protected:
    void SetUp() override {
        remove_files();
        open();
        ASSERT_TRUE(replica_->add_scope(kParty, "party").ok());
    }
    void TearDown() override {
        replica_.reset();
        remove_files();
    }
    void remove_files() const {
        for (const char* suffix : {"", "-wal"})
            std::filesystem::remove(path_ + suffix);
    }
    void open(std::uint64_t coalesce_ms = 0) {
        replica_.reset();
        Replica::Options options;
        options.store.path = path_;
        options.schema = guest_schema();
        options.author.person = "alice";
        options.random = [this] { return ++drawn_; };
        options.coalesce_ms = coalesce_ms;
        replica_ = Replica::open(std::move(options)).value();
    }
    Result<Committed> add(const std::string& key, const std::string& name = "Grace") {
        Draft draft;
        draft.scope = kParty;
        draft.key = key;
        draft.set(draft.create("guest"), "name", name);
        draft.set(draft.create("guest"), "name", name);
        return replica_->commit({Instant{0}, WallTime{9}}, draft);
    }
    std::size_t pending() const { return replica_->scope(kParty)->pending.size(); }

    std::string path_ = (std::filesystem::temp_directory_path() / "wedsync-keys-unit.db").string();
    std::uint64_t drawn_ = 0;
    std::unique_ptr<Replica> replica_;
};

void expect_same(const Committed& left, const Committed& right) {
    EXPECT_EQ(left.dot, right.dot);
    EXPECT_EQ(left.created, right.created);
    EXPECT_EQ(left.is_amended, right.is_amended);
}

TEST_F(CommitKeysTest, AKnownKeyIsAnsweredAsThenAndChangesNothing) {
    const Committed first = add("edit-1").value();
    EXPECT_EQ(first.created.size(), 2U);
    expect_same(add("edit-1").value(), first);
    expect_same(add("edit-1", "other edits under the same key").value(), first);
    EXPECT_EQ(pending(), 1U);
    EXPECT_NE(add("edit-2").value().dot, first.dot);
    EXPECT_NE(add("").value().dot, add("").value().dot);
    EXPECT_EQ(pending(), 4U);
}

TEST_F(CommitKeysTest, TheyAreThereAfterAReopening) {
    const Committed first = add("edit-1").value();
    open();
    expect_same(add("edit-1").value(), first);
    EXPECT_EQ(pending(), 1U);
    const Committed second = add("edit-2").value();
    open();
    expect_same(add("edit-1").value(), first);
    expect_same(add("edit-2").value(), second);
    EXPECT_EQ(pending(), 2U);
}

TEST_F(CommitKeysTest, TheNewestAreRemembered) {
    const Committed first = add("edit-0").value();
    for (std::size_t i = 1; i < kCommitKeysMax; ++i)
        ASSERT_TRUE(add("edit-" + std::to_string(i)).ok());
    expect_same(add("edit-0").value(), first);
    ASSERT_TRUE(add("one more").ok());
    open();
    EXPECT_EQ(pending(), kCommitKeysMax + 1);
    ASSERT_TRUE(add("edit-1").ok());
    EXPECT_EQ(pending(), kCommitKeysMax + 1);
    EXPECT_NE(add("edit-0").value().dot, first.dot);
    EXPECT_EQ(pending(), kCommitKeysMax + 2);
}

TEST_F(CommitKeysTest, ACommitThatFailedLeavesNoKey) {
    Draft wrong;
    wrong.scope = kParty;
    wrong.key = "edit-1";
    wrong.set(wrong.create("guest"), "shoe size", number(44));
    EXPECT_EQ(replica_->commit({Instant{0}, WallTime{9}}, wrong).error().code, ErrorCode::kInvalid);
    ASSERT_TRUE(add("edit-1").ok());
    EXPECT_EQ(pending(), 1U);
    EXPECT_EQ(add(std::string(kCommitKeyBytesMax + 1, 'k')).error().code, ErrorCode::kTooLarge);
    EXPECT_TRUE(add(std::string(kCommitKeyBytesMax, 'k')).ok());
}

TEST_F(CommitKeysTest, WhatTheNewestChangeTookInIsDoneOnceToo) {
    open(kCoalesceMs);
    const RecordId guest = add("edit-1").value().created[0];
    const auto rename = [&](const std::string& key, const std::string& name) {
        Draft draft;
        draft.scope = kParty;
        draft.key = key;
        draft.set(guest, "name", name);
        return replica_->commit({Instant{0}, WallTime{10}}, draft).value();
    };
    const Committed amended = rename("edit-2", "Grace H");
    EXPECT_TRUE(amended.is_amended);
    ASSERT_TRUE(rename("edit-3", "Grace Hopper").is_amended);
    open(kCoalesceMs);
    expect_same(rename("edit-2", "Grace H"), amended);
    const auto state = replica_->get(kParty, guest).value();
    const auto name = merge::read_field(state, *replica_->schema().find(kName)).value;
    EXPECT_TRUE(name == text("Grace Hopper"));
    EXPECT_EQ(pending(), 1U);
}

}  // namespace
}  // namespace wedsync::replica
