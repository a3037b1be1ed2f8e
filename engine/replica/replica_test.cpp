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
    std::int64_t table_of(const RecordId& guest) {
        const FieldSchema* field = replica_->schema().find(kTable);
        const auto reading = merge::read_field(replica_->get(kParty, guest).value(), *field);
        const auto* table = std::get_if<std::int64_t>(&reading.value);
        return table == nullptr ? 0 : *table;
    }
    /// A change of somebody else arrives as the next entry of the hub's log.
    void receive(Change change) {
        const Cursor cursor = scope().row.cursor;
        const Position to{cursor.position.value() + 1};
        message::Page page{kParty, cursor.epoch, cursor.position, to, to, {}, {}};
        page.lanes.push_back({change.dot.incarnation, {"bob", "phone", "", 0}});
        page.entries.emplace_back(entry::Accepted{std::move(change)});
        const auto applied = replica_->apply_page(at(50'000), page);
        ASSERT_TRUE(applied.ok()) << applied.error().detail;
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

TEST_F(ReplicaTest, WhatStandsBesideACommitIsThereWithItOrNotAtAll) {
    const auto kept = [&](const std::string& name) {
        const auto value = replica_->store().load_meta(name).value();
        return value ? std::string(value->begin(), value->end()) : std::string("none");
    };
    Draft draft;
    draft.scope = kParty;
    draft.set(draft.create("guest"), "name", std::string("Ann"));
    draft.beside = {{"beside.queue.1", {'a'}}};
    ASSERT_TRUE(replica_->commit(at(1'000), draft).ok());
    open();
    EXPECT_EQ(kept("beside.queue.1"), "a");
    // A draft that fails writes nothing beside it, and names of others are refused.
    draft.beside = {{"beside.queue.2", {'b'}}};
    draft.set(RecordId{}, "name", std::string("nobody"));
    EXPECT_FALSE(replica_->commit(at(2'000), draft).ok());
    EXPECT_EQ(kept("beside.queue.2"), "none");
    draft = {};
    draft.scope = kParty;
    draft.set(draft.create("guest"), "name", std::string("Bea"));
    draft.beside = {{"replica.clock", {'x'}}};
    EXPECT_EQ(replica_->commit(at(3'000), draft).error().code, ErrorCode::kInvalid);
    EXPECT_EQ(replica_->write_beside({{"store.last", {'x'}}}).error().code, ErrorCode::kInvalid);
    EXPECT_EQ(replica_->write_beside({{"beside.x", Bytes(kBesideValueBytesMax + 1)}}).error().code,
              ErrorCode::kTooLarge);
    ASSERT_TRUE(replica_->write_beside({{"beside.queue.1", {}}, {"beside.queue.3", {'c'}}}).ok());
    EXPECT_EQ(kept("beside.queue.1"), "none");
    EXPECT_EQ(kept("beside.queue.3"), "c");
    EXPECT_EQ(scope().pending.size(), 1U);
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

TEST_F(ReplicaTest, UndoAfterUndoGoesBackChangeByChange) {
    const RecordId guest = add_guest("Ann", 1'000).created[0];
    rename(guest, "Bea", 11'000);
    rename(guest, "Cleo", 21'000);
    rename(guest, "Dora", 31'000);
    const auto undo = [&] { return replica_->undo_last(at(41'000), kParty).value().dot; };
    const auto redo = [&] { return replica_->redo_last(at(42'000), kParty).value().dot; };
    for (const char* name : {"Cleo", "Bea", "Ann"}) {
        EXPECT_TRUE(undo());
        EXPECT_EQ(name_of(guest), name);
    }
    for (const char* name : {"Bea", "Cleo", "Dora"}) {
        EXPECT_TRUE(redo());
        EXPECT_EQ(name_of(guest), name);
    }
    EXPECT_FALSE(redo());
    for (const char* name : {"Cleo", "Bea"}) {
        EXPECT_TRUE(undo());
        EXPECT_EQ(name_of(guest), name);
    }
    EXPECT_TRUE(redo());
    EXPECT_EQ(name_of(guest), "Cleo");
    for (const char* name : {"Bea", "Ann"}) {
        EXPECT_TRUE(undo());
        EXPECT_EQ(name_of(guest), name);
    }
    EXPECT_TRUE(undo());
    EXPECT_TRUE(replica_->get(kParty, guest).value().empty());
    EXPECT_FALSE(undo());
    EXPECT_TRUE(replica_->verify(kParty).value().ok());
}

TEST_F(ReplicaTest, UndoPassesOverWhatSomebodyElseWroteSince) {
    const RecordId guest = add_guest("Ann", 1'000).created[0];
    rename(guest, "Bea", 11'000);
    const Dot cleo = rename(guest, "Cleo", 21'000).dot;
    ASSERT_TRUE(replica_->undo_last(at(31'000), kParty).value().dot);
    // The same name again, but written: not put back by an undo.
    rename(guest, "Bea", 41'000);
    const Undone undone = replica_->undo(at(51'000), kParty, cleo).value();
    EXPECT_FALSE(undone.dot);
    EXPECT_EQ(undone.left.size(), 1U);
    EXPECT_EQ(name_of(guest), "Bea");
}

TEST_F(ReplicaTest, AKeptRecordHasItsValuesAgainExceptWhatWasEditedSince) {
    Draft draft;
    draft.scope = kParty;
    const NewRecord added = draft.create("guest");
    draft.set(added, "name", text("Ann"));
    draft.set(added, "table", number(4));
    draft.set(added, "notes", text("no nuts"));
    draft.edits.emplace_back(edit::AddElement{added, "tags", "vegan"});
    const Dot made = replica_->commit(at(1'000), draft).value().dot;
    const RecordId guest{made, 0};
    receive(scope().pending.begin()->second.change);
    // Alice deletes the guest; Bob, who has not seen it, renames her and empties the notes.
    draft = {};
    draft.scope = kParty;
    draft.edits.emplace_back(edit::Delete{guest});
    ASSERT_TRUE(replica_->commit(at(11'000), draft).ok());
    receive(change(
        bob(1), 12,
        {put(guest, kName, text("Anna"), {made}), operation::Drop{{guest, kNotes, {}}, {made}}}));
    EXPECT_EQ(table_of(guest), 0);
    const FieldId life{kGuest, kLifeField};
    const auto kept =
        replica_->decide(at(21'000), kParty, guest, life, merge::choice::KeepRecord{});
    ASSERT_TRUE(kept.ok()) << kept.error().detail;
    const merge::RecordState state = replica_->get(kParty, guest).value();
    EXPECT_EQ(merge::status_of(state), merge::RecordStatus::kAlive);
    EXPECT_EQ(name_of(guest), "Anna");
    EXPECT_EQ(table_of(guest), 4);
    EXPECT_NE(state.find(kTags, "vegan"), nullptr);
    EXPECT_EQ(state.find(kNotes), nullptr);
    EXPECT_TRUE(replica_->conflicts(kParty).value().empty());
    ASSERT_TRUE(replica_->undo(at(31'000), kParty, kept.value()).value().dot);
    EXPECT_EQ(replica_->conflicts(kParty).value().size(), 1U);
    EXPECT_EQ(table_of(guest), 0);
}

TEST_F(ReplicaTest, ADamagedRowThatWaitsIsFoundAndWrittenAnew) {
    const RecordId guest = add_guest("Ann", 1'000).created[0];
    merge::RecordState damaged = replica_->get(kParty, guest).value();
    damaged.cells.back().siblings.back().value = std::string("Amn");
    store::Batch batch;
    batch.records.emplace_back(kParty, damaged);
    ASSERT_TRUE(replica_->store().commit(batch).ok());
    const auto found = replica_->verify(kParty).value();
    EXPECT_EQ(found.pending_damaged, 1U);
    EXPECT_FALSE(found.ok());
    ASSERT_TRUE(replica_->rescan(kParty).ok());
    EXPECT_TRUE(replica_->verify(kParty).value().ok());
    EXPECT_EQ(name_of(guest), "Ann");
}

TEST_F(ReplicaTest, AuthorsAreKnownFromTheMomentTheyWrite) {
    EXPECT_FALSE(replica_->author_of(kParty, kBob).ok());
    const Dot mine = add_guest("Ann", 1'000).dot;
    EXPECT_EQ(replica_->author_of(kParty, mine.incarnation).value().person, "alice");
    receive(change(bob(1), 12, {put({bob(1), 0}, kLife, true)}));
    EXPECT_EQ(replica_->author_of(kParty, kBob).value().person, "bob");
    open();
    EXPECT_EQ(replica_->author_of(kParty, kBob).value().person, "bob");
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
        return true;
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
