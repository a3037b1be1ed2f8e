#include "ml/train.hpp"

#include <cmath>
#include <cstdio>

#include "gtest/gtest.h"

#include "tests/support/suggest_cases.hpp"

namespace wedsync::ml {
namespace {

using suggest::Answer;

/// Made-up repositories in which the higher value mostly wins.
std::vector<Row> made_up_rows() {
    Prng prng(5);
    std::vector<Row> rows;
    for (std::int64_t id = 0; id < 1'200; ++id) {
        Row row;
        row.repository = "made/up" + std::to_string(id % 12);
        row.merge = std::to_string(id / 24) + "-" + std::to_string(id % 12);
        row.merge_at_s = 1'000 + id / 24;
        row.id = id;
        row.kind = "text";
        row.facts = suggest::cases::conflict(prng);
        const suggest::Look look = suggest::look_at(row.facts);
        const bool is_client = prng.chance(100) ? prng.chance(500) : look.higher > 0;
        row.target = is_client ? Answer::kClient : Answer::kServer;
        if (prng.chance(30)) row.target = Answer::kOther;
        rows.push_back(row);
    }
    return rows;
}

TrainOptions quick() {
    TrainOptions options;
    options.cold.rounds = options.informed.rounds = 20;
    options.cold.rate = options.informed.rate = 0.3;
    options.folds = 3;
    return options;
}

/// Whether libxgboost is here; without it training says so, and the test is to be skipped.
bool has_library() {
    if (can_grow()) return true;
    std::printf("SKIPPED(tool): libxgboost is not installed (scripts/setup test does)\n");
    EXPECT_FALSE(train(made_up_rows(), quick(), [](std::size_t, std::size_t) {}).ok());
    return false;
}

TEST(TrainTest, LearnsWhatIsThereAndGivesTheSameBytesAgain) {
    if (!has_library()) GTEST_SKIP();
    const auto none = [](std::size_t, std::size_t) {};
    const auto first = train(made_up_rows(), quick(), none);
    ASSERT_TRUE(first.ok()) << first.error().detail;
    EXPECT_GT(first.value().figures[0].accuracy, 0.85);
    EXPECT_LE(first.value().artefact.size(), suggest::kModelBytesMax);
    const auto second = train(made_up_rows(), quick(), none);
    ASSERT_TRUE(second.ok());
    EXPECT_EQ(first.value().artefact, second.value().artefact);
}

TEST(TrainTest, TooFewRepositoriesAreRefused) {
    std::vector<Row> rows = made_up_rows();
    std::erase_if(rows, [](const Row& row) { return row.repository != "made/up1"; });
    EXPECT_FALSE(train(rows, quick(), [](std::size_t, std::size_t) {}).ok());
}

TEST(TrainTest, TheWalkerSaysWhatTheLibrarySays) {
    if (!has_library()) GTEST_SKIP();
    TrainingSet set;
    for (const Row& row : made_up_rows()) {
        const auto vector = suggest::feature_vector(row.facts, suggest::look_at(row.facts));
        set.columns = vector.size();
        set.values.insert(set.values.end(), vector.begin(), vector.end());
        set.answers.push_back(static_cast<float>(row.target));
        set.weights.push_back(1);
    }
    const auto checked = grow_checked(set, {});
    ASSERT_TRUE(checked.ok()) << checked.error().detail;
    constexpr double kBase = 0.5;  // The library's margin before the first tree.
    for (std::size_t i = 0; i < set.rows(); ++i) {
        const auto values =
            std::span<const float>(set.values).subspan(i * set.columns, set.columns);
        const suggest::Margins margins = checked.value().trees.margins(values);
        for (std::size_t k = 0; k < suggest::kAnswers; ++k) {
            ASSERT_NEAR(margins[k] + kBase,
                        static_cast<double>(checked.value().margins[i * suggest::kAnswers + k]),
                        1e-4);
        }
    }
}

}  // namespace
}  // namespace wedsync::ml
