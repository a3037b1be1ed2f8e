#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"
#include "engine/suggest/calibrate.hpp"
#include "engine/suggest/facts.hpp"

namespace wedsync::suggest {

/// How many inputs, and so weights, the personal layer has: kLeanInputs lean to a side and kMerge
/// and kOther have one each.
inline constexpr std::size_t kLeanInputs = 16;
inline constexpr std::size_t kPersonalWeights = kLeanInputs + 3;
using PersonalWeights = std::array<float, kPersonalWeights>;

/// What the layer sees of a disagreement: each input in steps of 1/32 from -4 to 4, so that an
/// answer is kept in few bytes and counts the same on every device.
struct PersonalInputs {
    /// Lean to the client (positive) or the server; then the merge shares of this sync and before;
    /// then the calibrated margins of the trees.
    std::array<std::int8_t, kLeanInputs + 2> values{};
    std::array<std::int8_t, kAnswers> margins{};
    friend bool operator==(const PersonalInputs&, const PersonalInputs&) = default;
};

[[nodiscard]] PersonalInputs personal_inputs(const ConflictFacts& facts, const Margins& calibrated);

/// What the weights add to the margins of the trees.
[[nodiscard]] Margins personal_margins(const PersonalInputs& inputs,
                                       const PersonalWeights& weights);

/// A person's answers, from which the weights follow: start weights from training, one AdaGrad step
/// per answer, pulled back towards the start. The state is the answers, so that one can be taken
/// back exactly, in any order.
inline constexpr std::size_t kPersonalAnswersMax = 256;
class PersonalLayer {
public:
    explicit PersonalLayer(const PersonalWeights& start) : start_(start), weights_(start) {}

    /// The oldest is forgotten when there are more than kPersonalAnswersMax.
    void add(const PersonalInputs& inputs, Answer answer);
    /// False: no such answer. The newest of equal ones goes.
    bool take_back(const PersonalInputs& inputs, Answer answer);
    [[nodiscard]] std::size_t size() const { return answers_.size(); }
    [[nodiscard]] const PersonalWeights& weights() const { return weights_; }

    /// At most 6 KiB.
    [[nodiscard]] Bytes encode() const;
    /// Fails with kCorrupt, kTooLarge or kNewerFormat.
    [[nodiscard]] static Result<PersonalLayer> decode(BytesView bytes,
                                                      const PersonalWeights& start);

private:
    struct Kept {
        PersonalInputs inputs;
        Answer answer = Answer::kOther;
        friend bool operator==(const Kept&, const Kept&) = default;
    };
    void replay();

    PersonalWeights start_;
    PersonalWeights weights_;
    std::vector<Kept> answers_;
};

/// Start weights with the least log-loss over answers of many people, held near zero.
struct PersonalOutcome {
    PersonalInputs inputs;
    Margins calibrated{};
    Answer answer = Answer::kOther;
    double weight = 1;
};
[[nodiscard]] PersonalWeights fit_personal(std::span<const PersonalOutcome> outcomes);

}  // namespace wedsync::suggest
