// What machines may decide: switched by records of the scope.
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "gtest/gtest.h"

#include "engine/replica/replica.hpp"
#include "tests/support/changes.hpp"

namespace wedsync::replica {
namespace {

constexpr ScopeId kParty{7};
constexpr ScopeId kOther{8};
constexpr FieldId kSwitched{2, 1};
constexpr FieldId kDecides{2, 2};

class ReplicaSwitchesTest : public testing::Test {
protected:
    void SetUp() override {
        remove_files();
        Replica::Options options;
        options.store.path = path_;
        options.schema = parse_schema(R"({"name": "test", "version": 1, "collections": [
                {"number": 1, "name": "things", "title": "name", "fields": [
                    {"number": 1, "name": "name", "decides": "apply"},
                    {"number": 2, "name": "tags", "kind": "set"},
                    {"number": 3, "name": "price", "protected": true}]},
                {"number": 2, "name": "switches", "title": "field", "fields": [
                    {"number": 1, "name": "field", "protected": true},
                    {"number": 2, "name": "decides", "protected": true}]}],
                "switches": {"collection": "switches", "field": "field", "decides": "decides"}})")
                             .value();
        options.author.person = "alice";
        options.random = [this] { return ++drawn_; };
        replica_ = Replica::open(std::move(options)).value();
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
    Now now() { return {Instant{0}, WallTime{++ms_}}; }
    const FieldSchema& field(const char* name) { return *replica_->schema().find_field(name); }
    Result<void> set(const char* name, std::optional<Decides> decides) {
        return replica_->set_switch(now(), kParty, field(name), decides);
    }
    Decides said(ScopeId scope = kParty, const char* name = "things.name") {
        return replica_->switches(scope).value().of(field(name));
    }
    std::size_t pending() { return replica_->scope(kParty)->pending.size(); }
    /// A switch that another device made.
    void receive(const Dot& dot, const std::string& decides) {
        const RecordId record{dot, 0};
        receive(support::change(dot, ++ms_,
                                {support::put(record, {2, kLifeField}, true),
                                 support::put(record, kSwitched, std::string("things.name")),
                                 support::put(record, kDecides, decides)}));
    }
    void receive(Change change) {
        const Cursor cursor = replica_->scope(kParty)->row.cursor;
        const Position to{cursor.position.value() + 1};
        message::Page page{kParty, cursor.epoch, cursor.position, to, to, {}, {}};
        page.lanes.push_back({change.dot.incarnation, {"bob", "phone", "staff", 0}});
        page.entries.emplace_back(entry::Accepted{std::move(change)});
        ASSERT_TRUE(replica_->apply_page(now(), page).ok());
    }

    const std::string path_ = testing::TempDir() + "replica_switches_" +
                              testing::UnitTest::GetInstance()->current_test_info()->name() + ".db";
    std::uint64_t drawn_ = 0;
    std::uint64_t ms_ = 1'000'000;
    std::unique_ptr<Replica> replica_;
};

TEST_F(ReplicaSwitchesTest, SwitchesAFieldOfOneScopeAndBack) {
    EXPECT_EQ(said(), Decides::kApply);
    ASSERT_TRUE(set("things.name", Decides::kAsk).ok());
    EXPECT_EQ(said(), Decides::kAsk);
    EXPECT_EQ(said(kOther), Decides::kApply);
    ASSERT_TRUE(set("things.name", Decides::kSuggest).ok());
    EXPECT_EQ(said(), Decides::kSuggest);
    ASSERT_TRUE(set("things.name", std::nullopt).ok());
    EXPECT_EQ(said(), Decides::kApply);
    EXPECT_FALSE(replica_->switches(kParty).value().has(field("things.name").id));
}

TEST_F(ReplicaSwitchesTest, WhatIsSoAlreadyIsNotWrittenAgain) {
    ASSERT_TRUE(set("things.name", std::nullopt).ok());
    EXPECT_EQ(pending(), 0U);
    ASSERT_TRUE(set("things.name", Decides::kAsk).ok());
    ASSERT_TRUE(set("things.name", Decides::kAsk).ok());
    EXPECT_EQ(pending(), 1U);
}

TEST_F(ReplicaSwitchesTest, SettlesWhatSeveralSaid) {
    receive(support::bob(1), "suggest");
    receive(support::bob(2), "ask");
    EXPECT_EQ(said(), Decides::kAsk);
    ASSERT_TRUE(set("things.name", Decides::kApply).ok());
    EXPECT_EQ(said(), Decides::kApply);
    ASSERT_TRUE(set("things.name", std::nullopt).ok());
    EXPECT_FALSE(replica_->switches(kParty).value().has(field("things.name").id));
}

TEST_F(ReplicaSwitchesTest, OneThatWasTakenAwayAndChangedApartCanBeSet) {
    for (const std::optional<Decides> decides : {std::optional{Decides::kSuggest}, {}}) {
        const Dot made = support::bob(++drawn_);
        receive(made, "ask");
        ASSERT_TRUE(set("things.name", std::nullopt).ok());
        const RecordId record{made, 0};
        receive(support::change(support::bob(++drawn_), ++ms_,
                                {support::put(record, kDecides, std::string("suggest"), {made})}));
        ASSERT_EQ(merge::status_of(replica_->get(kParty, record).value()),
                  merge::RecordStatus::kContested);
        ASSERT_TRUE(set("things.name", decides).ok());
        EXPECT_EQ(said(), decides.value_or(Decides::kApply));
    }
}

TEST_F(ReplicaSwitchesTest, IsUndoneLikeAnyChange) {
    ASSERT_TRUE(set("things.name", Decides::kAsk).ok());
    ASSERT_TRUE(replica_->undo_last(now(), kParty).ok());
    EXPECT_EQ(said(), Decides::kApply);
}

TEST_F(ReplicaSwitchesTest, RefusesWhatThereIsNothingToSwitchOf) {
    for (const char* name : {"things.tags", "things.price", "switches.decides"}) {
        const Result<void> refused = set(name, Decides::kApply);
        ASSERT_FALSE(refused.ok()) << name;
        EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
    }
    EXPECT_EQ(
        replica_->set_switch(now(), ScopeId{99}, field("things.name"), Decides::kAsk).error().code,
        ErrorCode::kNotFound);
    EXPECT_EQ(pending(), 0U);
}

}  // namespace
}  // namespace wedsync::replica
