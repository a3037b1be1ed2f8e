#include "engine/suggest/personal.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/assert.hpp"
#include "engine/codec/byte_io.hpp"

// State: version (1), count as a varint, then per answer its inputs, its margins and the answer,
// one byte each; xxh64 of all before it, 8 bytes.
namespace wedsync::suggest {
namespace {

constexpr double kStep = 32;
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kAnswerBytes = kLeanInputs + 2 + kAnswers + 1;

// Where the weights of the other two answers are: one input each, and a bias of the merge.
constexpr std::size_t kMergeHere = kLeanInputs;
constexpr std::size_t kMergeBefore = kLeanInputs + 1;
constexpr std::size_t kOtherBias = kLeanInputs + 2;

std::int8_t quantised(double value) {
    if (!(value == value)) return 0;
    const double scaled = std::clamp(value * kStep, -127.0, 127.0);
    return static_cast<std::int8_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

double number(std::int8_t value) {
    return value / kStep;
}

using Slopes = std::array<double, kPersonalWeights>;

/// The slope of the log-loss by each weight.
Slopes slopes_of(const PersonalInputs& inputs, const Probabilities& probabilities, Answer answer) {
    std::array<double, kAnswers> error = probabilities;
    error[static_cast<std::size_t>(answer)] -= 1;
    Slopes slopes{};
    for (std::size_t i = 0; i < kLeanInputs; ++i) {
        slopes[i] = (error[0] - error[1]) * number(inputs.values[i]);
    }
    slopes[kMergeHere] = error[2] * number(inputs.values[kMergeHere]);
    slopes[kMergeBefore] = error[2] * number(inputs.values[kMergeBefore]);
    slopes[kOtherBias] = error[3];
    return slopes;
}

Margins sum_of(const Margins& a, const Margins& b) {
    Margins sum{};
    for (std::size_t i = 0; i < kAnswers; ++i)
        sum[i] = a[i] + b[i];
    return sum;
}

}  // namespace

PersonalInputs personal_inputs(const ConflictFacts& facts, const Margins& calibrated) {
    constexpr double kWeak = 1;
    constexpr double kStrong = 2;
    const SessionFacts& session = facts.session;
    const HistoryFacts& history = facts.history;
    const double lean[kLeanInputs] = {
        1,
        (calibrated[0] - calibrated[1]) / 4,
        session.all.margin(kWeak),
        session.field.margin(kWeak),
        session.record.margin(kWeak),
        session.kinds.margin(kWeak),
        session.shape.margin(kWeak),
        session.last,
        session.last_field,
        history.tenant.margin(kStrong),
        history.field.margin(kStrong),
        history.record.margin(kStrong),
        history.kinds.margin(kStrong),
        history.resolver.margin(kStrong),
        history.resolver_field.margin(kStrong),
        history.author_pair.margin(kStrong),
    };
    PersonalInputs inputs;
    for (std::size_t i = 0; i < kLeanInputs; ++i)
        inputs.values[i] = quantised(lean[i]);
    inputs.values[kMergeHere] = quantised(session.all.share(Answer::kMerge, kWeak));
    inputs.values[kMergeBefore] = quantised(history.kinds.share(Answer::kMerge, kStrong));
    for (std::size_t i = 0; i < kAnswers; ++i)
        inputs.margins[i] = quantised(calibrated[i] / 2);
    return inputs;
}

Margins personal_margins(const PersonalInputs& inputs, const PersonalWeights& weights) {
    double lean = 0;
    for (std::size_t i = 0; i < kLeanInputs; ++i) {
        lean += static_cast<double>(weights[i]) * number(inputs.values[i]);
    }
    const double merge =
        static_cast<double>(weights[kMergeHere]) * number(inputs.values[kMergeHere]) +
        static_cast<double>(weights[kMergeBefore]) * number(inputs.values[kMergeBefore]);
    return {lean, -lean, merge, static_cast<double>(weights[kOtherBias])};
}

void PersonalLayer::add(const PersonalInputs& inputs, Answer answer) {
    if (answers_.size() == kPersonalAnswersMax) answers_.erase(answers_.begin());
    answers_.push_back({inputs, answer});
    replay();
}

bool PersonalLayer::take_back(const PersonalInputs& inputs, Answer answer) {
    const auto found = std::find(answers_.rbegin(), answers_.rend(), Kept{inputs, answer});
    if (found == answers_.rend()) return false;
    answers_.erase(std::next(found).base());
    replay();
    return true;
}

void PersonalLayer::replay() {
    constexpr double kRate = 0.15;
    constexpr double kPull = 0.005;
    constexpr double kFloor = 1;
    std::array<double, kPersonalWeights> weights{};
    std::copy(start_.begin(), start_.end(), weights.begin());
    Slopes squares{};
    PersonalWeights current = start_;
    for (const Kept& kept : answers_) {
        Margins margins{};
        for (std::size_t i = 0; i < kAnswers; ++i)
            margins[i] = 2 * number(kept.inputs.margins[i]);
        const Probabilities probabilities =
            softmax(sum_of(margins, personal_margins(kept.inputs, current)));
        const Slopes slopes = slopes_of(kept.inputs, probabilities, kept.answer);
        for (std::size_t i = 0; i < kPersonalWeights; ++i) {
            squares[i] += slopes[i] * slopes[i];
            // The square root is exact to the last bit on every target (IEEE 754).
            weights[i] -= kRate * slopes[i] / std::sqrt(kFloor + squares[i]);
            weights[i] -= kPull * (weights[i] - static_cast<double>(start_[i]));
            current[i] = static_cast<float>(weights[i]);
        }
    }
    weights_ = current;
}

Bytes PersonalLayer::encode() const {
    codec::Writer writer;
    writer.u8(kVersion);
    writer.varint(answers_.size());
    const auto put = [&](std::int8_t value) { writer.u8(static_cast<std::uint8_t>(value)); };
    for (const Kept& kept : answers_) {
        for (const std::int8_t value : kept.inputs.values)
            put(value);
        for (const std::int8_t value : kept.inputs.margins)
            put(value);
        writer.u8(static_cast<std::uint8_t>(kept.answer));
    }
    return std::move(writer).take();
}

Result<PersonalLayer> PersonalLayer::decode(BytesView bytes, const PersonalWeights& start) {
    codec::Reader reader(bytes);
    const std::uint8_t version = reader.u8();
    if (version > kVersion) {
        return Error{ErrorCode::kNewerFormat, "answers of a newer version of this program"};
    }
    const std::size_t count = reader.count(kPersonalAnswersMax, kAnswerBytes);
    PersonalLayer layer(start);
    for (std::size_t i = 0; i < count; ++i) {
        Kept kept;
        const auto take = [&] { return static_cast<std::int8_t>(reader.u8()); };
        for (std::int8_t& value : kept.inputs.values)
            value = take();
        for (std::int8_t& value : kept.inputs.margins)
            value = take();
        const std::uint8_t answer = reader.u8();
        if (answer >= kAnswers) reader.fail();
        kept.answer = static_cast<Answer>(answer % kAnswers);
        layer.answers_.push_back(kept);
    }
    if (!reader.is_done() || version == 0) return codec::corrupt("answers that do not decode");
    layer.replay();
    return layer;
}

PersonalWeights fit_personal(std::span<const PersonalOutcome> outcomes) {
    constexpr int kSteps = 300;
    constexpr double kRate = 0.3;
    constexpr double kPull = 0.02;
    std::array<double, kPersonalWeights> weights{};
    PersonalWeights current{};
    double total = 0;
    for (const PersonalOutcome& outcome : outcomes)
        total += outcome.weight;
    for (int step = 0; step < kSteps && total > 0; ++step) {
        Slopes slopes{};
        for (const PersonalOutcome& outcome : outcomes) {
            const Probabilities probabilities =
                softmax(sum_of(outcome.calibrated, personal_margins(outcome.inputs, current)));
            const Slopes own = slopes_of(outcome.inputs, probabilities, outcome.answer);
            for (std::size_t i = 0; i < kPersonalWeights; ++i) {
                slopes[i] += outcome.weight * own[i] / total;
            }
        }
        for (std::size_t i = 0; i < kPersonalWeights; ++i) {
            weights[i] -= kRate * (slopes[i] + kPull * weights[i]);
            current[i] = static_cast<float>(weights[i]);
        }
    }
    return current;
}

}  // namespace wedsync::suggest
