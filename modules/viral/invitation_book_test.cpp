#include "modules/viral/invitation_book.hpp"

#include <algorithm>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"

namespace wedsync::viral {
namespace {

Invitation sent(const char* id, const char* actor, const char* recipient, std::int64_t at_ms) {
    Invitation invitation;
    invitation.id = id;
    invitation.actor = actor;
    invitation.recipient = recipient;
    invitation.sent_at_ms = at_ms;
    return invitation;
}

Invitation accepted(Invitation invitation, std::int64_t at_ms) {
    invitation.accepted_at_ms = at_ms;
    return invitation;
}

TEST(InvitationBookTest, CountsTheFunnelTheKFactorAndTheCycle) {
    InvitationBook book;
    book.add(accepted(sent("1", "mara", "a", 100), 400));
    book.add(accepted(sent("2", "mara", "b", 100), 200));
    book.add(accepted(sent("3", "tom", "c", 100), 1'100));
    book.add(sent("4", "tom", "d", 100));
    const Metrics metrics = book.metrics(2);
    EXPECT_EQ(metrics.funnel, (Funnel{4, 3, 3, 0}));
    EXPECT_EQ(metrics.actors, 2U);
    EXPECT_EQ(metrics.conversion->value, 0.75);
    EXPECT_EQ(metrics.k_factor->value, 1.5);
    EXPECT_LT(metrics.k_factor->low, 1.5);
    EXPECT_EQ(metrics.cycle_ms, 300);
    EXPECT_EQ(metrics.leaders,
              (std::vector<Leader>{{"mara", {2, 2, 2, 0}}, {"tom", {2, 1, 1, 0}}}));
}

TEST(InvitationBookTest, NothingIsSaidOfNothing) {
    const Metrics none = InvitationBook().metrics(3);
    EXPECT_FALSE(none.conversion.has_value());
    EXPECT_FALSE(none.k_factor.has_value());
    EXPECT_FALSE(none.cycle_ms.has_value());
    InvitationBook book;
    book.add(sent("1", "mara", "a", 100));
    EXPECT_FALSE(book.metrics(0).k_factor.has_value());
    EXPECT_EQ(book.metrics(1).conversion->value, 0);
}

TEST(InvitationBookTest, TwoDevicesThatInviteOnePersonHaveInvitedOnce) {
    InvitationBook book;
    book.add(sent("2", "tom", "a", 200));
    EXPECT_EQ(book.first_to("a")->actor, "tom");
    book.add(accepted(sent("1", "mara", "a", 100), 500));
    book.add(sent("0", "ana", "a", 300));
    EXPECT_EQ(book.first_to("a")->actor, "mara");
    const Metrics metrics = book.metrics(3);
    EXPECT_EQ(metrics.funnel, (Funnel{1, 1, 1, 0}));
    EXPECT_EQ(metrics.repeated, 2U);
    EXPECT_EQ(metrics.leaders, (std::vector<Leader>{{"mara", {1, 1, 1, 0}}}));
    book.remove(accepted(sent("1", "mara", "a", 100), 500));
    EXPECT_EQ(book.metrics(3).funnel, (Funnel{1, 0, 0, 0}));
    EXPECT_EQ(book.first_to("a")->actor, "tom");
}

TEST(InvitationBookTest, TheOneThatWasAcceptedNeedNotBeTheOneThatCounts) {
    InvitationBook book;
    book.add(sent("1", "mara", "a", 100));
    book.add(accepted(sent("2", "tom", "a", 200), 350));
    EXPECT_EQ(book.metrics(2).funnel, (Funnel{1, 1, 1, 0}));
    EXPECT_EQ(book.metrics(2).cycle_ms, 250);
}

TEST(InvitationBookTest, CountingAsTheyComeAndGoIsCountingAllOfThem) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Prng prng(seed);
        std::vector<Invitation> there;
        InvitationBook book;
        for (std::size_t i = 0; i < 120; ++i) {
            if (!there.empty() && prng.chance(350)) {
                const auto at = static_cast<std::size_t>(prng.below(there.size()));
                book.remove(there[at]);
                if (prng.chance(500)) {
                    there[at].accepted_at_ms = static_cast<std::int64_t>(prng.below(900));
                    if (prng.chance(500)) there[at].active_at_ms = 1'000;
                    book.add(there[at]);
                } else {
                    there.erase(there.begin() + static_cast<std::ptrdiff_t>(at));
                }
                continue;
            }
            there.push_back(sent(std::to_string(i).c_str(), std::to_string(prng.below(4)).c_str(),
                                 std::to_string(prng.below(20)).c_str(),
                                 static_cast<std::int64_t>(prng.below(30))));
            book.add(there.back());
        }
        prng.shuffle(there);
        InvitationBook all;
        for (const Invitation& each : there)
            all.add(each);
        EXPECT_EQ(book, all);
        // And against counting by hand: who was invited, and by whom first.
        std::set<std::string> invited;
        std::set<std::string> joined;
        for (const Invitation& each : there) {
            invited.insert(each.recipient);
            if (each.accepted_at_ms) joined.insert(each.recipient);
        }
        const Metrics metrics = book.metrics(4);
        EXPECT_EQ(metrics.funnel[0], invited.size());
        EXPECT_EQ(metrics.funnel[2], joined.size());
        EXPECT_EQ(metrics.repeated, there.size() - invited.size());
        for (const Invitation& each : there)
            book.remove(each);
        EXPECT_EQ(book, InvitationBook());
    }
}

}  // namespace
}  // namespace wedsync::viral
