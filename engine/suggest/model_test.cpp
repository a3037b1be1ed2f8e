#include "engine/suggest/model.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "gtest/gtest.h"

#include "engine/base/hash.hpp"
#include "engine/base/prng.hpp"
#include "engine/suggest/artefact.hpp"

namespace wedsync::suggest {
namespace {

Model shipped() {
    return decode_model(as_bytes(resolver_artefact())).value();
}

Bytes shipped_bytes() {
    const BytesView bytes = as_bytes(resolver_artefact());
    return {bytes.begin(), bytes.end()};
}

void seal(Bytes& bytes) {
    const std::uint64_t sum = hash64(BytesView(bytes).first(bytes.size() - 8));
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[bytes.size() - 8 + i] = static_cast<std::uint8_t>(sum >> (8 * i));
    }
}

/// Down one tree, by the definition.
float slow_leaf(const Trees& trees, std::size_t node, const FeatureVector& values) {
    if (trees.right[node] == 0) return trees.threshold[node];
    const float value = values[trees.feature[node]];
    const bool is_left = value != value ? trees.nan_left[node] == 1 : value < trees.threshold[node];
    return slow_leaf(trees, is_left ? node + 1 : trees.right[node], values);
}

TEST(ModelTest, TheShippedArtefactDecodesWithinItsBound) {
    EXPECT_LE(resolver_artefact().size(), kModelBytesMax);
    const auto model = decode_model(as_bytes(resolver_artefact()));
    ASSERT_TRUE(model.ok()) << model.error().detail;
    EXPECT_GT(model.value().cold.size(), 100u);
    EXPECT_GT(model.value().informed.size(), 100u);
}

TEST(ModelTest, WhatDecodesEncodesToTheSameBytes) {
    const auto bytes = encode_model(shipped());
    ASSERT_TRUE(bytes.ok());
    EXPECT_EQ(bytes.value(), shipped_bytes());
}

TEST(ModelTest, MarginsAreTheSumOfTheLeavesInOrder) {
    const Model model = shipped();
    Prng prng(11);
    for (int round = 0; round < 300; ++round) {
        FeatureVector values;
        for (std::size_t i = 0; i < features().size(); ++i) {
            values.push_back(prng.chance(200)
                                 ? std::numeric_limits<float>::quiet_NaN()
                                 : (static_cast<float>(prng.below(4'000)) - 2'000) / 250);
        }
        for (const Trees* trees : {&model.cold, &model.informed}) {
            std::array<float, kAnswers> sums{};
            for (std::size_t tree = 0; tree < trees->size(); ++tree) {
                sums[trees->answer[tree]] += slow_leaf(*trees, trees->root[tree], values);
            }
            const Margins margins = trees->margins(values);
            for (std::size_t i = 0; i < kAnswers; ++i)
                ASSERT_EQ(margins[i], double{sums[i]});
        }
    }
}

TEST(ModelTest, EveryDamagedByteIsFound) {
    const Bytes good = shipped_bytes();
    for (std::size_t at = 0; at < good.size(); at += 97) {
        Bytes bad = good;
        bad[at] ^= 0x20;
        EXPECT_FALSE(decode_model(bad).ok()) << at;
    }
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{5}, good.size() / 2, good.size() - 1}) {
        EXPECT_FALSE(decode_model(BytesView(good).first(size)).ok()) << size;
    }
}

TEST(ModelTest, DamageUnderAGoodChecksumIsSurvived) {
    const Bytes good = shipped_bytes();
    Prng prng(12);
    for (int round = 0; round < 300; ++round) {
        Bytes bad = good;
        bad[static_cast<std::size_t>(6 + prng.below(bad.size() - 14))] =
            static_cast<std::uint8_t>(prng.below(256));
        seal(bad);
        const auto model = decode_model(bad);
        if (!model.ok()) continue;
        const FeatureVector values(features().size(), 1.0F);
        static_cast<void>(model.value().margins(values, Knowledge::kCold));
        static_cast<void>(model.value().margins(values, Knowledge::kSession));
    }
}

TEST(ModelTest, NewerVersionsAndUnknownFeaturesAreNamed) {
    Bytes newer = shipped_bytes();
    newer[4] = 200;
    EXPECT_EQ(decode_model(newer).error().code, ErrorCode::kNewerFormat);
    Bytes unknown = shipped_bytes();
    unknown[6] ^= 0xFF;  // The hash of the first feature's name.
    seal(unknown);
    EXPECT_EQ(decode_model(unknown).error().code, ErrorCode::kNewerFormat);
}

TEST(ModelTest, NamesOfFeaturesAreDifferent) {
    std::vector<std::string> names;
    for (const Feature& feature : features())
        names.emplace_back(feature.name);
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

}  // namespace
}  // namespace wedsync::suggest
