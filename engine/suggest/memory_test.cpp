#include "engine/suggest/memory.hpp"

#include <cmath>

#include "gtest/gtest.h"

#include "tests/support/suggest_cases.hpp"

namespace wedsync::suggest {
namespace {

std::vector<Answered> some_answers(std::uint64_t seed, std::size_t count) {
    Prng prng(seed);
    std::vector<Answered> answers;
    for (std::size_t i = 0; i < count; ++i) {
        const ConflictFacts facts = cases::conflict(prng);
        answers.push_back(
            answered(facts, look_at(facts), static_cast<Answer>(prng.below(kAnswers))));
    }
    return answers;
}

TEST(MemoryTest, HistoryTakesBackExactlyInAnyOrder) {
    History history;
    history.add(some_answers(1, 3));
    std::vector<std::vector<Answered>> syncs;
    for (std::uint64_t i = 0; i < 40; ++i)
        syncs.push_back(some_answers(10 + i, static_cast<std::size_t>(1 + i)));
    Prng prng(3);
    const ConflictFacts asked = cases::conflict(prng);
    const HistoryFacts before = history.facts_for(asked, look_at(asked));
    for (const auto& sync : syncs)
        history.add(sync);
    EXPECT_NE(history.facts_for(asked, look_at(asked)).tenant, before.tenant);
    for (const auto& sync : syncs)
        history.take_back(sync);
    const HistoryFacts after = history.facts_for(asked, look_at(asked));
    EXPECT_EQ(after.tenant, before.tenant);
    EXPECT_EQ(after.field, before.field);
    EXPECT_EQ(after.kinds, before.kinds);
    EXPECT_EQ(after.resolver_field, before.resolver_field);
    EXPECT_EQ(after.habits, before.habits);
    History same;
    same.add(some_answers(1, 3));
    EXPECT_EQ(history, same);
}

TEST(MemoryTest, AnAnswerOfALargeSyncWeighsLess) {
    EXPECT_EQ(weight_of_answer(1), 1);
    EXPECT_EQ(weight_of_answer(2), 0.5);
    EXPECT_EQ(weight_of_answer(7), 0.5);
    EXPECT_EQ(weight_of_answer(8), 0.25);
    EXPECT_EQ(weight_of_answer(40), 0.125);
}

TEST(MemoryTest, SessionCountsRunsAndAlikeOnes) {
    Prng prng(5);
    const ConflictFacts facts = cases::conflict(prng);
    const Look look = look_at(facts);
    Session session;
    EXPECT_EQ(session.facts_for(facts, look).all.total(), 0);
    for (const Answer answer : {Answer::kServer, Answer::kClient, Answer::kClient}) {
        session.add(answered(facts, look, answer));
    }
    const SessionFacts seen = session.facts_for(facts, look);
    EXPECT_EQ(seen.run, 2);
    EXPECT_EQ(seen.last, 1);
    EXPECT_EQ(seen.shape.counts[0], 2);
    EXPECT_EQ(seen.field.total(), 3);
    EXPECT_TRUE(session.take_back(answered(facts, look, Answer::kServer)));
    EXPECT_FALSE(session.take_back(answered(facts, look, Answer::kServer)));
    EXPECT_EQ(session.facts_for(facts, look).all.counts[1], 0);
}

TEST(MemoryTest, SessionForgetsTheOldest) {
    Session session;
    const std::vector<Answered> answers = some_answers(9, kSessionAnswersMax + 5);
    for (const Answered& answer : answers)
        session.add(answer);
    ASSERT_EQ(session.answers().size(), kSessionAnswersMax);
    EXPECT_EQ(session.answers().front(), answers[5]);
}

}  // namespace
}  // namespace wedsync::suggest
