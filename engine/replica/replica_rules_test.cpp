// What a replica says of the rules: after edits here, from elsewhere, undo, and a repair.
#include <filesystem>
#include <string>

#include "gtest/gtest.h"

#include "engine/replica/replica.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/rule_site.hpp"

namespace wedsync::replica {
namespace {

constexpr ScopeId kParty{7};
constexpr ScopeId kOther{8};
constexpr FieldId kTableLabel{2, 1};

Now at(std::uint64_t wall_ms) {
    return {Instant{0}, WallTime{wall_ms}};
}

class ReplicaRulesTest : public testing::Test {
protected:
    void SetUp() override {
        remove_files();
        open();
        ASSERT_TRUE(replica_->add_scope(kParty, "party").ok());
        ASSERT_TRUE(replica_->add_scope(kOther, "other").ok());
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
        options.schema = support::wedding_with_rules();
        options.author.person = "alice";
        options.random = [this] { return ++drawn_; };
        replica_ = Replica::open(std::move(options)).value();
    }
    RecordId table(const std::string& label) {
        Draft draft;
        draft.scope = kParty;
        draft.set(draft.create("tables"), "label", label);
        return replica_->commit(at(++ms_), draft).value().created.front();
    }
    Dot rename(const RecordId& table, const std::string& label) {
        Draft draft;
        draft.scope = kParty;
        draft.set(table, "label", label);
        return replica_->commit(at(++ms_), draft).value().dot;
    }
    std::size_t open_count() { return replica_->violations().value().size(); }
    void receive(Change change) {
        const Cursor cursor = replica_->scope(kParty)->row.cursor;
        const Position to{cursor.position.value() + 1};
        message::Page page{kParty, cursor.epoch, cursor.position, to, to, {}, {}};
        page.lanes.push_back({change.dot.incarnation, {"bob", "phone", "", 0}});
        page.entries.emplace_back(entry::Accepted{std::move(change)});
        ASSERT_TRUE(replica_->apply_page(at(++ms_), page).ok());
    }

    const std::string path_ = testing::TempDir() + "replica_rules_" +
                              testing::UnitTest::GetInstance()->current_test_info()->name() + ".db";
    std::uint64_t drawn_ = 0;
    std::uint64_t ms_ = 1'000;
    std::unique_ptr<Replica> replica_;
};

TEST_F(ReplicaRulesTest, FollowsEditsAndUndo) {
    EXPECT_EQ(open_count(), 0U);
    table("Rose");
    const RecordId second = table("Lily");
    EXPECT_EQ(open_count(), 0U);
    const Dot dot = rename(second, "rose");
    EXPECT_EQ(open_count(), 1U);
    ASSERT_TRUE(replica_->undo(at(++ms_), kParty, dot).ok());
    EXPECT_EQ(open_count(), 0U);
}

TEST_F(ReplicaRulesTest, FollowsWhatComesFromElsewhere) {
    const RecordId theirs{support::bob(1), 0};
    receive(support::change(support::bob(1), 500,
                            {support::put(theirs, {2, kLifeField}, true),
                             support::put(theirs, kTableLabel, support::text("Lily"))}));
    table("Rose");
    EXPECT_EQ(open_count(), 0U);
    // A change of puts alone goes by another way than a new record.
    receive(support::change(
        support::bob(2), 600,
        {support::put(theirs, kTableLabel, support::text("Rose"), {support::bob(1)})}));
    EXPECT_EQ(open_count(), 1U);
    receive(support::change(support::bob(3), 700,
                            {operation::Kill{theirs,
                                             {{{2, kLifeField}, {}, {support::bob(1)}},
                                              {kTableLabel, {}, {support::bob(2)}}}}}));
    EXPECT_EQ(open_count(), 0U);
}

TEST_F(ReplicaRulesTest, SaysTheSameWhenItIsOpenedAnew) {
    table("Rose");
    table("Rose");
    const auto before = replica_->violations().value();
    ASSERT_EQ(before.size(), 1U);
    open();
    EXPECT_EQ(replica_->violations().value(), before);
    EXPECT_EQ(replica_->violations(kParty).value(), before);
    EXPECT_TRUE(replica_->violations(kOther).value().empty());
    EXPECT_EQ(replica_->violations(ScopeId{9}).error().code, ErrorCode::kNotFound);
}

TEST_F(ReplicaRulesTest, AppliesARepairThatCanBeTakenBack) {
    table("Rose");
    table("Rose");
    const std::vector<rules::Proposed> proposed = replica_->proposals().value();
    ASSERT_EQ(proposed.size(), 1U);
    ASSERT_FALSE(proposed[0].repairs.empty());
    const std::uint64_t id = rules::id_of(proposed[0].violation);
    const Committed committed =
        replica_->repair(at(++ms_), id, rules::id_of(proposed[0].repairs.front())).value();
    EXPECT_EQ(open_count(), 0U);
    EXPECT_EQ(replica_->scope(kParty)->pending.rbegin()->second.type, "repair");
    EXPECT_EQ(
        replica_->repair(at(++ms_), id, rules::id_of(proposed[0].repairs.front())).error().code,
        ErrorCode::kNotFound);
    ASSERT_TRUE(replica_->undo(at(++ms_), kParty, committed.dot).ok());
    EXPECT_EQ(open_count(), 1U);
}

TEST_F(ReplicaRulesTest, DoesNotApplyWhatWouldNotDoAnyMore) {
    table("Rose");
    table("Rose");
    const std::vector<rules::Proposed> proposed = replica_->proposals().value();
    const std::uint64_t id = rules::id_of(proposed[0].violation);
    table("Rose (2)");
    EXPECT_EQ(
        replica_->repair(at(++ms_), id, rules::id_of(proposed[0].repairs.front())).error().code,
        ErrorCode::kNotFound);
    EXPECT_EQ(open_count(), 1U);
}

TEST_F(ReplicaRulesTest, NumbersWhatChangedAndNothingElse) {
    table("Rose");
    const std::uint64_t first = replica_->violations_version().value();
    const RecordId second = table("Lily");
    EXPECT_EQ(replica_->violations_version().value(), first);
    rename(second, "Rose");
    const std::uint64_t now = replica_->violations_version().value();
    EXPECT_NE(now, first);
    ASSERT_TRUE(replica_->proposals().ok());
    EXPECT_EQ(replica_->violations_version().value(), now);
}

}  // namespace
}  // namespace wedsync::replica
