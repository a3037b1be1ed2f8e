// What the hub settles because people would likely choose it, while people decide themselves.
#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "engine/merge/reading.hpp"
#include "sim/scenarios/scenario.hpp"
#include "sim/swarm/work_schema.hpp"
#include "tests/support/eager_model.hpp"

namespace wedsync::sim {
namespace {

/// Anna and Ben write badges of the same guests without each other; others are there, too.
class DeciderScenario : public testing::Test {
protected:
    DeciderScenario() : play_(options()) {
        for (std::size_t* person : {&anna_, &ben_, &cleo_, &dora_})
            *person = play_.add_device();
        for (std::size_t i = 0; i < kGuests; ++i) {
            guests_.push_back(play_.add_guest(anna_, "guest " + std::to_string(i)));
            play_.set(anna_, guests_.back(), "badge", std::string("white"));
        }
        EXPECT_TRUE(play_.settle());
    }
    [[nodiscard]] Scenario::Options options() const {
        Scenario::Options options;
        options.resolver = &eager_;
        return options;
    }
    void disagree(std::size_t first, std::size_t end, const std::string& more = "") {
        play_.go_offline(ben_);
        for (std::size_t i = first; i < end; ++i) {
            play_.set(anna_, guests_[i], "badge", "red " + std::to_string(i) + more);
            play_.set(ben_, guests_[i], "badge", "blue " + std::to_string(i) + more);
        }
        play_.go_online(ben_);
        EXPECT_TRUE(play_.settle());
    }
    [[nodiscard]] std::string badge(std::size_t guest) {
        return play_.read(cleo_, guests_[guest], "badge");
    }
    [[nodiscard]] std::uint64_t chosen() { return play_.hub().counters().chosen; }
    /// Whether the history of a guest tells a value on this device.
    [[nodiscard]] bool is_told(std::size_t device, std::size_t guest, const std::string& value) {
        const auto history =
            play_.world().replica(device).history(Scenario::scope(0), guests_[guest]);
        return history.ok() &&
               std::any_of(history.value().begin(), history.value().end(), [&](const auto& item) {
                   return std::any_of(
                       item.effects.begin(), item.effects.end(),
                       [&](const auto& effect) { return effect.value == Value{value}; });
               });
    }

    static constexpr std::size_t kGuests = 6;
    const suggest::Resolver eager_ = support::eager_resolver();
    Scenario play_;
    std::size_t anna_ = 0;
    std::size_t ben_ = 0;
    std::size_t cleo_ = 0;
    std::size_t dora_ = 0;
    std::vector<RecordId> guests_;
};

// Settled here by a machine and there by a person at once, some alike and some not: it converges,
// the machine has one word only, and what lost is told for ever (P1, P5, P7).
TEST_F(DeciderScenario, PeopleAndTheMachineDecideAtOnce) {
    disagree(0, kGuests);
    EXPECT_EQ(badge(0), "blue 0|red 0");
    play_.go_offline(dora_);
    EXPECT_TRUE(play_.decide(dora_, guests_[1], "badge", std::string("green 1")));
    EXPECT_TRUE(play_.decide(dora_, guests_[2], "badge", std::string("blue 2")));
    EXPECT_TRUE(play_.decide(cleo_, guests_[0], "badge", std::string("green 0")));
    play_.run_for(60'000);
    EXPECT_EQ(chosen(), 5U);
    EXPECT_EQ(badge(1), "blue 1");
    play_.go_online(dora_);
    ASSERT_TRUE(play_.settle());
    EXPECT_EQ(badge(1), "blue 1|green 1") << "between the machine and a person, people decide";
    EXPECT_EQ(badge(2), "blue 2|blue 2");
    EXPECT_TRUE(play_.decide(cleo_, guests_[1], "badge", std::string("green 1")));
    ASSERT_TRUE(play_.settle());
    play_.run_for(600'000);
    EXPECT_EQ(chosen(), 5U);
    EXPECT_EQ(badge(1), "green 1");
    for (std::size_t i = 0; i < kGuests; ++i) {
        for (const std::size_t person : {anna_, ben_, cleo_, dora_}) {
            EXPECT_TRUE(is_told(person, i, "red " + std::to_string(i)));
            EXPECT_TRUE(is_told(person, i, "blue " + std::to_string(i)));
        }
    }
    EXPECT_EQ(play_.verdict(), "");
}

// Two hubs that could not reach each other, each sure of another side: both decisions stay, the
// surer one is read everywhere, and neither is input to a third one (P1, P5, P7).
TEST_F(DeciderScenario, TwoDecidersOfDifferentMinds) {
    disagree(0, 2);
    play_.go_offline(dora_);
    play_.go_offline(ben_);
    EXPECT_TRUE(play_.decide(cleo_, guests_[0], "badge", std::string("green 0")));
    play_.run_for(60'000);
    EXPECT_EQ(chosen(), 1U);
    EXPECT_EQ(badge(1), "blue 1");
    play_.go_offline(anna_);
    play_.go_offline(cleo_);
    const suggest::Resolver other = support::eager_resolver(suggest::Answer::kServer, 4.5F);
    play_.world().hub_node().options().resolver = &other;
    play_.change_hub({});
    play_.go_online(dora_);
    play_.go_online(ben_);
    play_.run_for(60'000);
    EXPECT_TRUE(play_.decide(dora_, guests_[0], "badge", std::string("yellow 0")));
    play_.run_for(60'000);
    EXPECT_EQ(chosen(), 1U);
    EXPECT_EQ(play_.read(dora_, guests_[1], "badge"), "red 1");
    play_.go_online(anna_);
    play_.go_online(cleo_);
    ASSERT_TRUE(play_.settle());
    play_.run_for(600'000);
    EXPECT_EQ(chosen(), 1U) << "two decisions are no third one";
    EXPECT_EQ(badge(1), "blue 1|red 1");
    EXPECT_EQ(badge(0), "green 0|yellow 0") << "and between two answers, people decide";
    for (const std::size_t person : {anna_, ben_, cleo_, dora_}) {
        const auto guest = play_.world().replica(person).get(Scenario::scope(0), guests_[1]);
        ASSERT_TRUE(guest.ok());
        const CollectionSchema* guests = work_schema(kWorkSchemaVersions).find("guests");
        const merge::FieldReading shown = merge::read_field(guest.value(), *guests->find("badge"));
        EXPECT_EQ(shown.status, merge::FieldStatus::kByPolicy);
        EXPECT_EQ(shown.value, Value{std::string("blue 1")}) << "the surer one";
    }
    EXPECT_EQ(play_.verdict(), "");
}

// A person takes the machine's word back, and another one answers the next disagreement: what was
// taken back stays with people, whoever writes there later (P7).
TEST_F(DeciderScenario, WhatAPersonTookBackIsNeverTakenAgain) {
    disagree(0, 3);
    EXPECT_TRUE(play_.decide(cleo_, guests_[0], "badge", std::string("green 0")));
    ASSERT_TRUE(play_.settle());
    ASSERT_EQ(chosen(), 2U);
    const auto found = play_.world().replica(dora_).get(Scenario::scope(0), guests_[1]);
    ASSERT_TRUE(found.ok());
    const FieldId field = work_schema(kWorkSchemaVersions).find("guests")->find("badge")->id;
    const Dot decision = found.value().find(field)->siblings.front().dot;
    ASSERT_TRUE(play_.world().undo(dora_, Scenario::scope(0), decision).ok());
    ASSERT_TRUE(play_.settle());
    EXPECT_EQ(badge(1), "blue 1|red 1");
    disagree(3, 4);
    EXPECT_TRUE(play_.decide(cleo_, guests_[3], "badge", std::string("green 3")));
    ASSERT_TRUE(play_.settle());
    EXPECT_EQ(chosen(), 2U);
    EXPECT_EQ(badge(1), "blue 1|red 1");
    EXPECT_TRUE(play_.decide(anna_, guests_[1], "badge", std::string("black")));
    ASSERT_TRUE(play_.settle());
    disagree(1, 3, "b");
    EXPECT_TRUE(play_.decide(cleo_, guests_[2], "badge", std::string("grey")));
    ASSERT_TRUE(play_.settle());
    EXPECT_EQ(chosen(), 2U);
    EXPECT_EQ(play_.verdict(), "");
}

// People write over the machine's word without each other: that is theirs, too (P7).
TEST_F(DeciderScenario, AFieldGetsTheMachinesWordOnce) {
    disagree(0, 2);
    EXPECT_TRUE(play_.decide(cleo_, guests_[0], "badge", std::string("green 0")));
    ASSERT_TRUE(play_.settle());
    ASSERT_EQ(chosen(), 1U);
    disagree(1, 3, "b");
    EXPECT_TRUE(play_.decide(cleo_, guests_[2], "badge", std::string("green 2")));
    ASSERT_TRUE(play_.settle());
    EXPECT_EQ(chosen(), 1U);
    EXPECT_EQ(badge(1), "blue 1b|red 1b");
    EXPECT_EQ(play_.verdict(), "");
}

}  // namespace
}  // namespace wedsync::sim
