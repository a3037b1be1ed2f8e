#include "modules/success/milestones.hpp"

#include "gtest/gtest.h"

namespace wedsync::success {
namespace {

const std::vector<MilestoneRule> kRules = {{"first_form", "form", 1}, {"three_forms", "form", 3}};

TEST(MilestonesTest, AreReachedWithTheActivityThatMakesTheCount) {
    ActivityBook book;
    EXPECT_TRUE(reached_by(book.find("rosa"), kRules, 100).empty());
    book.add({"rosa", "form", 30});
    book.add({"rosa", "form", 30});
    book.add({"rosa", "photo", 31});
    EXPECT_EQ(reached_by(book.find("rosa"), kRules, 100),
              (std::vector<Reached>{{"first_form", 30}}));
    book.add({"rosa", "form", 50});
    EXPECT_EQ(reached_by(book.find("rosa"), kRules, 100),
              (std::vector<Reached>{{"first_form", 30}, {"three_forms", 50}}));
    EXPECT_EQ(reached_by(book.find("rosa"), kRules, 49),
              (std::vector<Reached>{{"first_form", 30}}));
}

TEST(MilestonesTest, WhatArrivesLateMovesThemToWhenTheyHappened) {
    ActivityBook book;
    for (const std::int64_t at_ms : {30, 40, 50})
        book.add({"rosa", "form", at_ms});
    book.add({"rosa", "form", 10});
    EXPECT_EQ(reached_by(book.find("rosa"), kRules, 100),
              (std::vector<Reached>{{"first_form", 10}, {"three_forms", 40}}));
    book.remove({"rosa", "form", 10});
    EXPECT_EQ(reached_by(book.find("rosa"), kRules, 100),
              (std::vector<Reached>{{"first_form", 30}, {"three_forms", 50}}));
}

TEST(MilestonesTest, TheVenuesOwnHaveNamesOfTheirOwn) {
    ActivityBook book;
    for (const MilestoneRule& rule : default_milestones()) {
        for (std::int64_t i = 0; i < rule.count; ++i)
            book.add({"rosa", rule.kind, i});
    }
    const auto reached = reached_by(book.find("rosa"), default_milestones(), 100);
    EXPECT_EQ(reached.size(), default_milestones().size());
}

}  // namespace
}  // namespace wedsync::success
