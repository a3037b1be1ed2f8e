#include "ml/figures.hpp"

#include <cmath>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"

namespace wedsync::ml {
namespace {

using suggest::Answer;

/// Merge 0 has rows 0 to 2, merge 1 row 3.
struct Set {
    std::vector<Row> rows{4};
    std::vector<Example> examples{4};
    std::vector<Prediction> predictions;

    Set() {
        const std::array<Answer, 4> targets{Answer::kClient, Answer::kClient, Answer::kServer,
                                            Answer::kOther};
        const std::array<double, 4> client{0.9, 0.6, 0.7, 0.4};
        for (std::size_t i = 0; i < rows.size(); ++i) {
            rows[i].target = targets[i];
            rows[i].kind = "text";
            rows[i].repository = i < 3 ? "a" : "b";
            examples[i].row = i;
            examples[i].merge = i < 3 ? 0 : 1;
            examples[i].merge_rows = i < 3 ? 3 : 1;
            examples[i].position = i < 3 ? i : 0;
            predictions.push_back(
                {&examples[i], &rows[i], {client[i], 1 - client[i] - 0.05, 0.02, 0.03}});
        }
    }
};

TEST(FiguresTest, AreWhatAPersonWouldCount) {
    const Set set;
    const Figures figures = figures_of(set.predictions, {0.65F, 0.95F, 2});
    EXPECT_EQ(figures.rows, 4u);
    EXPECT_EQ(figures.merges, 2u);
    EXPECT_DOUBLE_EQ(figures.accuracy, 0.5);
    EXPECT_DOUBLE_EQ(figures.accuracy_merge_weighted, (2.0 / 3 + 0) / 2);
    const double loss =
        -(std::log(0.9) + std::log(0.6) + std::log(1 - 0.7 - 0.05) + std::log(0.03)) / 4;
    EXPECT_NEAR(figures.log_loss, loss, 1e-12);
    EXPECT_DOUBLE_EQ(figures.top2, 0.75);
    EXPECT_DOUBLE_EQ(figures.accuracy_first, 0.5);
    EXPECT_DOUBLE_EQ(figures.accuracy_later, 0.5);
    EXPECT_DOUBLE_EQ(figures.at[0].coverage, 0.5);
    EXPECT_DOUBLE_EQ(figures.at[0].precision, 0.5);
    EXPECT_EQ(figures.at[2].coverage, 0);
    EXPECT_EQ(figures.by_repository.at("b").rows, 1u);
    // Four bins of one row each: 0.9, 0.6 and 0.7 said "client", 0.55 said "server".
    EXPECT_NEAR(figures.ece, (0.1 + 0.4 + 0.7 + 0.55) / 4, 1e-12);
}

TEST(FiguresTest, TheBoundIsThatOfClopperAndPearson) {
    // Exact where all are right: doubt^(1/n).
    EXPECT_NEAR(share_at_least(50, 50, 0.1), std::pow(0.1, 1.0 / 50), 1e-9);
    // From tables: 90 of 100, one-sided 95 %.
    EXPECT_NEAR(share_at_least(90, 100, 0.05), 0.8363, 1e-3);
    EXPECT_EQ(share_at_least(0, 10, 0.1), 0);
}

TEST(FiguresTest, AThresholdThatCannotBeProvedIsNone) {
    const Set set;
    for (const float threshold : fit_thresholds(set.predictions, 0.1))
        EXPECT_EQ(threshold, 2);
}

TEST(FiguresTest, ThresholdsHoldTheirPrecisionByMerges) {
    std::vector<Row> rows(2'000);
    std::vector<Example> examples(rows.size());
    std::vector<Prediction> predictions;
    Prng prng(1);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const double confidence = 0.5 + static_cast<double>(prng.below(500)) / 1'000;
        const bool is_right = prng.chance(static_cast<std::uint32_t>(confidence * 1'000));
        rows[i].target = is_right ? Answer::kClient : Answer::kServer;
        examples[i].merge = i;
        examples[i].merge_rows = 1;
        predictions.push_back({&examples[i], &rows[i], {confidence, 1 - confidence, 0, 0}});
    }
    const suggest::Thresholds thresholds = fit_thresholds(predictions, 0.1);
    const Figures figures = figures_of(predictions, thresholds);
    EXPECT_GE(figures.at[0].precision, 0.90);
    EXPECT_GT(figures.at[0].coverage, 0.2);
    EXPECT_LT(thresholds[0], 0.9F);
}

}  // namespace
}  // namespace wedsync::ml
