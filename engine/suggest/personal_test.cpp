#include "engine/suggest/personal.hpp"

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"

namespace wedsync::suggest {
namespace {

PersonalInputs some_inputs(Prng& prng) {
    PersonalInputs inputs;
    for (std::int8_t& value : inputs.values)
        value = static_cast<std::int8_t>(prng.below(65)) - 32;
    for (std::int8_t& value : inputs.margins)
        value = static_cast<std::int8_t>(prng.below(65)) - 32;
    return inputs;
}

PersonalWeights start_weights() {
    PersonalWeights weights{};
    for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i] = 0.01F * static_cast<float>(i);
    return weights;
}

TEST(PersonalTest, AnAnswerTakenBackLeavesNoTraceWhereverItStood) {
    Prng prng(4);
    PersonalLayer with(start_weights());
    PersonalLayer without(start_weights());
    const PersonalInputs odd = some_inputs(prng);
    for (int i = 0; i < 50; ++i) {
        const PersonalInputs inputs = some_inputs(prng);
        const auto answer = static_cast<Answer>(prng.below(kAnswers));
        with.add(inputs, answer);
        without.add(inputs, answer);
        if (i == 20) with.add(odd, Answer::kMerge);
    }
    EXPECT_NE(with.weights(), without.weights());
    EXPECT_TRUE(with.take_back(odd, Answer::kMerge));
    EXPECT_EQ(with.weights(), without.weights());
    EXPECT_FALSE(with.take_back(odd, Answer::kMerge));
}

TEST(PersonalTest, AnswersMoveTheMarginsTheirWay) {
    Prng prng(5);
    const PersonalInputs inputs = some_inputs(prng);
    PersonalLayer layer(start_weights());
    const Margins before = personal_margins(inputs, layer.weights());
    for (int i = 0; i < 30; ++i)
        layer.add(inputs, Answer::kServer);
    const Margins after = personal_margins(inputs, layer.weights());
    EXPECT_LT(after[0] - after[1], before[0] - before[1] - 0.5);
}

TEST(PersonalTest, StateIsSmallAndReadsBackEqual) {
    Prng prng(6);
    PersonalLayer layer(start_weights());
    for (std::size_t i = 0; i < kPersonalAnswersMax + 9; ++i) {
        layer.add(some_inputs(prng), static_cast<Answer>(prng.below(kAnswers)));
    }
    const Bytes state = layer.encode();
    EXPECT_LE(state.size(), 6u * 1024);
    const auto read = PersonalLayer::decode(state, start_weights());
    ASSERT_TRUE(read.ok()) << read.error().detail;
    EXPECT_EQ(read.value().weights(), layer.weights());
    EXPECT_EQ(read.value().encode(), state);
}

TEST(PersonalTest, DamagedStateIsRefused) {
    Prng prng(8);
    PersonalLayer layer(start_weights());
    layer.add(some_inputs(prng), Answer::kClient);
    Bytes state = layer.encode();
    for (std::size_t size = 0; size < state.size(); ++size) {
        EXPECT_FALSE(PersonalLayer::decode(BytesView(state).first(size), start_weights()).ok());
    }
    state.back() = 4;
    EXPECT_FALSE(PersonalLayer::decode(state, start_weights()).ok());
    state.front() = 9;
    const auto newer = PersonalLayer::decode(state, start_weights());
    ASSERT_FALSE(newer.ok());
    EXPECT_EQ(newer.error().code, ErrorCode::kNewerFormat);
}

}  // namespace
}  // namespace wedsync::suggest
