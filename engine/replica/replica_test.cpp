#include "engine/replica/replica.hpp"

#include <filesystem>
#include <string>

#include "gtest/gtest.h"

#include "tests/support/changes.hpp"

namespace wedsync::replica {
namespace {

using namespace support;  // NOLINT: builders.

constexpr ScopeId kParty{7};

Now at(std::uint64_t wall_ms) {
    return {Instant{0}, WallTime{wall_ms}};
}

class ReplicaTest : public testing::Test {
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
        for (const char* suffix : {"", "-wal", "-shm"})
            std::filesystem::remove(path_ + suffix);
    }
    void open() {
        replica_.reset();
        Replica::Options options;
        options.store.path = path_;
        options.schema = guest_schema();
        options.author.person = "alice";
        options.random = [this] { return ++drawn_; };
        options.coalesce_ms = kCoalesceMs;
        replica_ = Replica::open(std::move(options)).value();
    }
    Committed add_guest(const std::string& name, std::uint64_t wall_ms) {
        Draft draft;
        draft.scope = kParty;
        draft.set(draft.create("guest"), "name", name);
        return replica_->commit(at(wall_ms), draft).value();
    }
    Committed rename(const RecordId& guest, const std::string& name, std::uint64_t wall_ms) {
        Draft draft;
        draft.scope = kParty;
        draft.set(guest, "name", name);
        return replica_->commit(at(wall_ms), draft).value();
    }
    std::string name_of(const RecordId& guest) {
        const FieldSchema* field = replica_->schema().find(kName);
        const auto reading = merge::read_field(replica_->get(kParty, guest).value(), *field);
        const auto* name = std::get_if<std::string>(&reading.value);
        return name == nullptr ? "" : *name;
    }
    const ScopeState& scope() const { return *replica_->scope(kParty); }
    void refuse(const Dot& dot) {
        const message::Verdict verdict{
            dot, message::Verdict::Kind::kRefused, RefusalReason::kNotAllowed, {}};
        ASSERT_TRUE(replica_->apply_verdicts(at(9), {kParty, 1, {verdict}, 0}, {}).ok());
    }

    std::string path_ =
        (std::filesystem::temp_directory_path() / "wedsync-replica-unit.db").string();
    std::uint64_t drawn_ = 0;
    std::unique_ptr<Replica> replica_;
};

TEST_F(ReplicaTest, TypingANameIsOneChange) {
    const Committed added = add_guest("A", 1'000);
    EXPECT_TRUE(rename(added.created[0], "An", 1'500).is_amended);
    EXPECT_TRUE(rename(added.created[0], "Ann", 2'500).is_amended);
    EXPECT_EQ(scope().pending.size(), 1U);
    open();
    EXPECT_EQ(name_of(added.created[0]), "Ann");
    EXPECT_TRUE(replica_->verify(kParty).value().ok());
}

TEST_F(ReplicaTest, NothingIsAmendedOnceItWasSentOrTheWindowIsOver) {
    const Committed added = add_guest("A", 1'000);
    EXPECT_FALSE(rename(added.created[0], "B", 3'000).is_amended);
    replica_->mark_sent(kParty, {scope().pending.rbegin()->first});
    EXPECT_FALSE(rename(added.created[0], "C", 3'100).is_amended);
    open();
    EXPECT_FALSE(rename(added.created[0], "D", 3'200).is_amended);
    EXPECT_EQ(scope().pending.size(), 4U);
}

TEST_F(ReplicaTest, UndoAndRedoGoBackAndForth) {
    const RecordId guest = add_guest("Ann", 1'000).created[0];
    rename(guest, "Bea", 11'000);
    rename(guest, "Cleo", 21'000);
    EXPECT_TRUE(replica_->undo_last(at(31'000), kParty).value().dot);
    EXPECT_EQ(name_of(guest), "Bea");
    EXPECT_TRUE(replica_->redo_last(at(41'000), kParty).value().dot);
    EXPECT_EQ(name_of(guest), "Cleo");
    EXPECT_FALSE(replica_->redo_last(at(42'000), kParty).value().dot);
    EXPECT_TRUE(replica_->undo_last(at(51'000), kParty).value().dot);
    EXPECT_EQ(name_of(guest), "Bea");
}

TEST_F(ReplicaTest, ARefusedChangeIsMendedAndWhatStoodOnItFollows) {
    const Committed added = add_guest("Ann", 1'000);
    const RecordId guest = added.created[0];
    const Committed renamed = rename(guest, "Bea", 11'000);
    refuse(added.dot);
    ASSERT_EQ(scope().refused.size(), 2U);
    EXPECT_TRUE(scope().pending.empty());
    Draft draft = replica_->refused_draft(kParty, added.dot).value();
    const Committed again = replica_->retry_refused(at(20'000), added.dot, draft).value();
    EXPECT_EQ(name_of(again.created[0]), "Ann");
    draft = replica_->refused_draft(kParty, renamed.dot).value();
    ASSERT_TRUE(replica_->retry_refused(at(30'000), renamed.dot, draft).ok());
    EXPECT_EQ(name_of(again.created[0]), "Bea");
    EXPECT_TRUE(scope().refused.empty());
}

TEST_F(ReplicaTest, ARefusedRenameIsLedOver) {
    const RecordId guest = add_guest("Ann", 1'000).created[0];
    const Dot refused = rename(guest, "Bea", 11'000).dot;
    const Dot old_name = rename(guest, "Cleo", 21'000).dot;
    refuse(refused);
    EXPECT_EQ(name_of(guest), "Cleo");
    EXPECT_EQ(scope().refused.count(refused), 1U);
    EXPECT_EQ(scope().withdrawn, std::set<Dot>{old_name});
    const auto history = replica_->full_history(kParty, guest).value();
    EXPECT_TRUE(history.is_whole);
    EXPECT_EQ(history.items.back().refusal, RefusalReason::kNotAllowed);
    EXPECT_EQ(history.items.back().effects[0].place, ValuePlace::kRefused);
}

TEST_F(ReplicaTest, ExperienceCountsTheEditsBeforeThisOpening) {
    add_guest("Ann", 1'000);
    add_guest("Bea", 11'000);
    open();
    EXPECT_EQ(replica_->author().experience, 2U);
    add_guest("Cleo", 21'000);
    open();
    EXPECT_EQ(replica_->author().experience, 3U);
}

TEST_F(ReplicaTest, AWatchedQueryFollowsTheCommits) {
    live::Query query;
    query.collection = "guest";
    query.sort = {{"name", false}};
    std::vector<live::Row> rows;
    const auto watch = replica_->watch(query, [&](const Result<std::vector<live::Step>>& steps) {
        live::patch(rows, steps.value());
    });
    ASSERT_TRUE(watch.ok());
    const RecordId guest = add_guest("Cleo", 1'000).created[0];
    add_guest("Bea", 11'000);
    rename(guest, "Ann", 21'000);
    EXPECT_EQ(rows.size(), 2U);
    EXPECT_TRUE(rows == replica_->query(query).value());
}

TEST_F(ReplicaTest, WhatTheSchemaForbidsIsSaid) {
    Draft draft;
    draft.scope = kParty;
    draft.set(draft.create("guest"), "shoe size", number(44));
    const auto committed = replica_->commit(at(1), draft);
    ASSERT_FALSE(committed.ok());
    EXPECT_EQ(committed.error().code, ErrorCode::kInvalid);
    EXPECT_NE(committed.error().detail.find("shoe size"), std::string::npos);
    EXPECT_TRUE(scope().pending.empty());
}

}  // namespace
}  // namespace wedsync::replica
