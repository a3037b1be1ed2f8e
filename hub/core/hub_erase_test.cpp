// What a hub does with records that are erased.
#include <algorithm>

#include "gtest/gtest.h"

#include "engine/model/erasure.hpp"
#include "hub/core/hub_test_support.hpp"

namespace wedsync::hub {
namespace {

using namespace test;  // NOLINT: builders.

Change erase(const Dot& dot, const RecordId& record) {
    Change change = create(dot, "");
    change.operations = {erasure_of(record)};
    return change;
}

class HubEraseTest : public testing::Test {
protected:
    HubEraseTest() : alice_(world_.open("tablet a")), bob_(world_.open("tablet b")) {
        const RecordId gone = record_of({kAlice, 1});
        EXPECT_EQ(accepted(alice_, {create({kAlice, 1}, "Canary"), create({kAlice, 2}, "Zoe"),
                                    edit({kAlice, 3}, gone, "Canary again", {{kAlice, 1}})}),
                  3U);
    }

    std::size_t accepted(PeerId peer, const std::vector<Change>& changes) {
        const auto verdicts = world_.push(peer, changes).verdicts;
        return static_cast<std::size_t>(
            std::count_if(verdicts.begin(), verdicts.end(), [](const message::Verdict& verdict) {
                return verdict.kind == message::Verdict::Kind::kAccepted;
            }));
    }
    /// Whether any entry of the log says something of the record.
    bool is_in_log(const RecordId& record) {
        for (const Entry& entry : world_.log()) {
            const auto* accepted = std::get_if<entry::Accepted>(&entry);
            if (accepted != nullptr && has_more_on(accepted->change, {record})) return true;
        }
        return false;
    }

    const RecordId gone_ = record_of({kAlice, 1});
    World world_;
    PeerId alice_;
    PeerId bob_;
};

TEST_F(HubEraseTest, LeavesNothingInStateAndLog) {
    ASSERT_EQ(accepted(bob_, {erase({kBob, 1}, gone_)}), 1U);
    EXPECT_TRUE(merge::is_erased(world_.record(gone_)));
    EXPECT_FALSE(is_in_log(gone_));
    EXPECT_EQ(world_.log().size(), 4U);
    EXPECT_EQ(world_.hub().counters().erased, 1U);
    EXPECT_EQ(world_.hub().erased(), (std::vector<ErasedRecord>{{kParty, gone_}}));
    world_.restart();
    EXPECT_EQ(world_.hub().erased().size(), 1U);
}

TEST_F(HubEraseTest, WhatComesLaterIsTakenAndNotKept) {
    ASSERT_EQ(accepted(bob_, {erase({kBob, 1}, gone_)}), 1U);
    ASSERT_EQ(accepted(alice_, {edit({kAlice, 4}, gone_, "late", {{kAlice, 3}})}), 1U);
    EXPECT_FALSE(is_in_log(gone_));
    EXPECT_EQ(world_.records().size(), 2U);
    // The same again, as its author has it: it is no other change.
    ASSERT_EQ(accepted(alice_, {edit({kAlice, 4}, gone_, "late", {{kAlice, 3}})}), 1U);
    EXPECT_EQ(world_.hub().counters().forked, 0U);
}

TEST_F(HubEraseTest, InOneGroupToo) {
    message::Push push = world_.make_push(
        bob_, {edit({kBob, 1}, gone_, "before", {{kAlice, 3}}), erase({kBob, 2}, gone_),
               edit({kBob, 3}, gone_, "after", {{kBob, 1}})});
    ASSERT_EQ(world_.push_frame(bob_, push).verdicts.size(), 3U);
    EXPECT_FALSE(is_in_log(gone_));
    EXPECT_TRUE(merge::is_erased(world_.record(gone_)));
}

TEST_F(HubEraseTest, AReaderThatIsBehindAndANewOneComeToTheSame) {
    Reader behind;
    world_.subscribe(bob_);
    world_.read_on(bob_, behind);
    ASSERT_EQ(accepted(alice_, {erase({kAlice, 4}, gone_)}), 1U);
    world_.read_on(bob_, behind);
    const PeerId carol = world_.open("tablet c");
    Reader fresh;
    world_.subscribe(carol);
    world_.read_on(carol, fresh);
    EXPECT_EQ(behind.records, world_.records());
    EXPECT_EQ(fresh.records, world_.records());
    EXPECT_EQ(fresh.have, behind.have);
}

TEST_F(HubEraseTest, TwoWhoEraseAgree) {
    ASSERT_EQ(accepted(alice_, {erase({kAlice, 4}, gone_)}), 1U);
    ASSERT_EQ(accepted(bob_, {erase({kBob, 1}, gone_)}), 1U);
    EXPECT_TRUE(merge::is_erased(world_.record(gone_)));
    EXPECT_EQ(world_.hub().erased().size(), 1U);
    static_cast<void>(world_.records());  // Checks the sums.
}

TEST_F(HubEraseTest, TheHubErasesByItselfWhatARestoredStoreForgot) {
    const RecordId coming = record_of({kBob, 1});
    ASSERT_TRUE(world_.hub()
                    .erase(world_.now(), {{kParty, gone_}, {kParty, coming}, {kBrunch, gone_}})
                    .ok());
    EXPECT_TRUE(merge::is_erased(world_.record(gone_)));
    ASSERT_TRUE(world_.hub().erase(world_.now(), {{kParty, gone_}}).ok());
    EXPECT_EQ(world_.log().size(), 4U) << "once";
    // Somebody who does not know brings the other one.
    ASSERT_EQ(accepted(bob_, {create({kBob, 1}, "Canary two")}), 1U);
    EXPECT_TRUE(merge::is_erased(world_.record(coming)));
    EXPECT_FALSE(is_in_log(coming));
}

}  // namespace
}  // namespace wedsync::hub
