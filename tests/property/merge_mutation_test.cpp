// Tests of the tests: each rule of merge, broken on purpose, is caught by the same checks that
// engine/merge passes, and within a few seeds.
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "engine/model/erasure.hpp"
#include "tests/property/merge_checks.hpp"

namespace wedsync::property {
namespace {

using merge::Cell;
using merge::Displaced;
using merge::FieldReading;
using merge::RecordState;
using merge::Sibling;

/// Applies something like the change.
template <class Alter>
void apply_altered(RecordState& state, Change change, std::vector<Displaced>* displaced,
                   Alter alter) {
    for (Operation& operation : change.operations)
        std::visit(alter, operation);
    merge::apply(state, change, displaced);
}

class ForgetsWhatAPutCovers : public Rules {
public:
    void apply(RecordState& state, const Change& change,
               std::vector<Displaced>* displaced) const override {
        apply_altered(state, change, displaced, [](auto& operation) {
            if constexpr (std::is_same_v<decltype(operation), operation::Put&>) {
                operation.covers.clear();
            }
        });
    }
};

class KillsOnlyTheLifeCell : public Rules {
public:
    void apply(RecordState& state, const Change& change,
               std::vector<Displaced>* displaced) const override {
        apply_altered(state, change, displaced, [](auto& operation) {
            if constexpr (std::is_same_v<decltype(operation), operation::Kill&>) {
                std::erase_if(operation.cells, [](const operation::KilledCell& cell) {
                    return cell.field.field != kLifeField;
                });
            }
        });
    }
};

class DropsEqualSiblings : public Rules {
public:
    void apply(RecordState& state, const Change& change,
               std::vector<Displaced>* displaced) const override {
        merge::apply(state, change, displaced);
        for (Cell& cell : state.cells) {
            const std::vector<Sibling> all = cell.siblings;
            for (const Sibling& sibling : all) {
                std::erase_if(cell.siblings, [&](const Sibling& other) {
                    return other.value == sibling.value && other.dot > sibling.dot;
                });
            }
        }
    }
};

class KeepsTheLastWriterOnly : public Rules {
public:
    void apply(RecordState& state, const Change& change,
               std::vector<Displaced>* displaced) const override {
        merge::apply(state, change, displaced);
        for (Cell& cell : state.cells) {
            const Sibling last = *std::min_element(cell.siblings.begin(), cell.siblings.end(),
                                                   merge::is_shown_before);
            cell.siblings = {last};
        }
    }
};

class ErasesOnlyWhatIsThere : public Rules {
public:
    void apply(RecordState& state, const Change& change,
               std::vector<Displaced>* displaced) const override {
        const RecordState before = state;
        merge::apply(state, change, displaced);
        if (!merge::is_erased(before)) return;
        // What comes later is written beside it.
        for (const Operation& operation : change.operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            if (put == nullptr || put->key.record != state.id || is_erasure(*put)) continue;
            merge::restore(state, {put->key, {change.dot, change.time, put->value, 0}});
        }
    }
};

class JoinsErasedRecords : public Rules {
public:
    RecordState join(const RecordState& left, const DotSet& left_have, const RecordState& right,
                     const DotSet& right_have) const override {
        RecordState joined = merge::join(left, left_have, right, right_have);
        if (merge::is_erased(left) == merge::is_erased(right)) return joined;
        const RecordState& other = merge::is_erased(left) ? right : left;
        joined.cells.insert(joined.cells.end(), other.cells.begin(), other.cells.end());
        return joined;
    }
};

class SubstitutesOnJoin : public Rules {
public:
    RecordState join(const RecordState& left, const DotSet& left_have, const RecordState& right,
                     const DotSet& right_have) const override {
        const bool is_newer = right_have.dot_count() >= left_have.dot_count();
        return is_newer ? right : left;
    }
};

class IgnoresTheHaveOfTheOther : public Rules {
public:
    RecordState join(const RecordState& left, const DotSet&, const RecordState& right,
                     const DotSet&) const override {
        return merge::join(left, {}, right, {});
    }
};

class KeepsOnlyWhatBothHave : public Rules {
public:
    RecordState join(const RecordState& left, const DotSet& left_have, const RecordState& right,
                     const DotSet& right_have) const override {
        DotSet all = left_have;
        all.unite(right_have);
        return merge::join(left, all, right, all);
    }
};

class AppliesDuplicates : public Rules {
public:
    bool is_known(const DotSet&, const Dot&) const override { return false; }
};

/// Shows what came last to this place. (One place for all sites: the last to come anywhere.)
class ShowsWhatArrivedLast : public Rules {
public:
    void apply(RecordState& state, const Change& change,
               std::vector<Displaced>* displaced) const override {
        arrivals_[change.dot] = ++count_;
        merge::apply(state, change, displaced);
    }
    FieldReading read(const RecordState& state, const FieldSchema& field) const override {
        FieldReading reading = merge::read_field(state, field);
        const Cell* cell = state.find(field.id);
        if (reading.status != merge::FieldStatus::kDisagreement || cell == nullptr) return reading;
        for (const Sibling& sibling : cell->siblings) {
            if (arrivals_[sibling.dot] > arrivals_[*reading.winner]) {
                reading.winner = sibling.dot;
                reading.value = sibling.value;
            }
        }
        return reading;
    }

private:
    mutable std::map<Dot, std::uint64_t> arrivals_;
    mutable std::uint64_t count_ = 0;
};

class ReadsDecisionsByTime : public Rules {
public:
    FieldReading read(const RecordState& state, const FieldSchema& field) const override {
        RecordState unranked = state;
        for (Cell& cell : unranked.cells) {
            for (Sibling& sibling : cell.siblings)
                sibling.rank = 0;
        }
        return merge::read_field(unranked, field);
    }
};

class CountsOneLaneOnly : public Rules {
public:
    FieldReading read(const RecordState& state, const FieldSchema& field) const override {
        FieldReading reading = merge::read_field(state, field);
        if (field.kind != FieldKind::kCounter) return reading;
        for (const Cell& cell : state.cells) {
            if (cell.field == field.id) reading.value = merge::subtotal_of(&cell);
        }
        return reading;
    }
};

struct Mutant {
    const char* name;
    std::unique_ptr<Rules> rules;
    /// A bug in reading two decisions needs two deciders at once, which is rare.
    std::uint64_t seeds_max = 200;
};

std::vector<Mutant> mutants() {
    std::vector<Mutant> all;
    all.push_back({"forgets what a put covers", std::make_unique<ForgetsWhatAPutCovers>()});
    all.push_back({"kills only the life cell", std::make_unique<KillsOnlyTheLifeCell>()});
    all.push_back({"drops equal siblings", std::make_unique<DropsEqualSiblings>()});
    all.push_back({"keeps the last writer only", std::make_unique<KeepsTheLastWriterOnly>()});
    all.push_back({"erases only what is there", std::make_unique<ErasesOnlyWhatIsThere>(), 5'000});
    all.push_back({"joins erased records", std::make_unique<JoinsErasedRecords>(), 5'000});
    all.push_back({"substitutes on join", std::make_unique<SubstitutesOnJoin>()});
    all.push_back({"ignores the have of the other", std::make_unique<IgnoresTheHaveOfTheOther>()});
    all.push_back({"keeps only what both have", std::make_unique<KeepsOnlyWhatBothHave>()});
    all.push_back({"applies duplicates", std::make_unique<AppliesDuplicates>()});
    all.push_back({"shows what arrived last", std::make_unique<ShowsWhatArrivedLast>()});
    all.push_back({"reads decisions by time", std::make_unique<ReadsDecisionsByTime>(), 5'000});
    all.push_back({"counts one lane only", std::make_unique<CountsOneLaneOnly>()});
    return all;
}

TEST(MergeMutationTest, RandomSequencesCatchEveryMutant) {
    for (const Mutant& mutant : mutants()) {
        std::uint64_t seed = 1;
        while (seed <= mutant.seeds_max && !check_seed(seed, *mutant.rules))
            ++seed;
        EXPECT_LE(seed, mutant.seeds_max) << mutant.name << " was not caught";
        std::cout << mutant.name << ": caught with seed " << seed << "\n";
    }
}

TEST(MergeMutationTest, ExhaustiveHistoriesCatchEveryMutant) {
    for (const Mutant& mutant : mutants()) {
        Counts counts;
        std::uint64_t seed = 1;
        while (seed <= mutant.seeds_max &&
               !check_exhaustively(random_history(seed, 6), *mutant.rules, counts)) {
            ++seed;
        }
        EXPECT_LE(seed, mutant.seeds_max) << mutant.name << " was not caught";
        std::cout << mutant.name << ": caught in history " << seed << "\n";
    }
}

TEST(MergeMutationTest, AFailureIsMadeShort) {
    const ForgetsWhatAPutCovers rules;
    std::uint64_t seed = 1;
    while (!check_sequence(random_steps(seed), rules))
        ++seed;
    const std::string story = check_seed(seed, rules).value_or("");
    EXPECT_LE(std::count(story.begin(), story.end(), '\n'), 3) << story;
}

}  // namespace
}  // namespace wedsync::property
