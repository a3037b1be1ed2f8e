#include "ml/train.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/suggest/resolver.hpp"

namespace wedsync::ml {
namespace {

using suggest::Answer;
using suggest::ConflictFacts;
using suggest::Margins;
using suggest::Model;
using suggest::Trees;

using Indices = std::vector<std::size_t>;

double weight_of(const Example& example) {
    return 1 / std::sqrt(static_cast<double>(example.merge_rows));
}

Answer mirrored_answer(Answer answer) {
    switch (answer) {
        case Answer::kClient:
            return Answer::kServer;
        case Answer::kServer:
            return Answer::kClient;
        case Answer::kMerge:
        case Answer::kOther:
            return answer;
    }
    return answer;
}

void append(TrainingSet& set, const ConflictFacts& facts, Answer answer, double weight) {
    const auto vector = suggest::feature_vector(facts, suggest::look_at(facts));
    set.columns = vector.size();
    set.values.insert(set.values.end(), vector.begin(), vector.end());
    set.answers.push_back(static_cast<float>(answer));
    set.weights.push_back(static_cast<float>(weight));
}

/// A training set of all examples in one mode, each twice: as it is, and mirrored.
struct Table {
    TrainingSet both;
    /// Rows 2 * i and 2 * i + 1 of it are of example i.
    [[nodiscard]] TrainingSet of(const Indices& examples) const {
        TrainingSet part;
        part.columns = both.columns;
        double total = 0;
        for (const std::size_t example : examples) {
            for (const std::size_t row : {2 * example, 2 * example + 1}) {
                const auto first =
                    both.values.begin() + static_cast<std::ptrdiff_t>(row * both.columns);
                part.values.insert(part.values.end(), first,
                                   first + static_cast<std::ptrdiff_t>(both.columns));
                part.answers.push_back(both.answers[row]);
                part.weights.push_back(both.weights[row]);
                total += static_cast<double>(both.weights[row]);
            }
        }
        const double scale = static_cast<double>(part.rows()) / total;
        for (float& weight : part.weights) {
            weight = static_cast<float>(static_cast<double>(weight) * scale);
        }
        return part;
    }
    [[nodiscard]] std::span<const float> features(std::size_t example) const {
        return std::span<const float>(both.values)
            .subspan(2 * example * both.columns, both.columns);
    }
};

Table table_of(const std::vector<Example>& examples, const std::vector<Row>& rows, Mode mode,
               double mirror_weight) {
    Table table;
    for (const Example& example : examples) {
        const ConflictFacts facts = facts_in(example.facts, mode);
        const Answer answer = rows[example.row].target;
        append(table.both, facts, answer, weight_of(example));
        append(table.both, mirrored(facts), mirrored_answer(answer),
               weight_of(example) * mirror_weight);
    }
    return table;
}

/// Deals the repositories into parts of about the same size: the largest first, each to the part
/// that has least.
std::vector<std::size_t> deal(const std::vector<Example>& examples, std::size_t folds) {
    std::map<std::size_t, std::size_t> sizes;
    for (const Example& example : examples)
        ++sizes[example.repository];
    std::vector<std::pair<std::size_t, std::size_t>> order(sizes.begin(), sizes.end());
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<std::size_t> load(folds);
    std::map<std::size_t, std::size_t> fold_of;
    for (const auto& [repository, size] : order) {
        const auto least = std::min_element(load.begin(), load.end());
        fold_of[repository] = static_cast<std::size_t>(least - load.begin());
        *least += size;
    }
    std::vector<std::size_t> folds_of_examples;
    for (const Example& example : examples)
        folds_of_examples.push_back(fold_of[example.repository]);
    return folds_of_examples;
}

/// Trees as they are after the artefact's rounding.
Result<Trees> grow_rounded(const TrainingSet& set, const BoostOptions& options) {
    Model model;
    model.cold = WEDSYNC_TRY(grow_trees(set, options));
    const Bytes artefact = WEDSYNC_TRY(suggest::encode_model(model));
    return WEDSYNC_TRY(suggest::decode_model(artefact)).cold;
}

struct Folded {
    const std::vector<std::size_t>& fold_of;
    std::size_t folds;
    [[nodiscard]] Indices in(std::size_t fold, bool is_in) const {
        Indices indices;
        for (std::size_t i = 0; i < fold_of.size(); ++i) {
            if ((fold_of[i] == fold) == is_in) indices.push_back(i);
        }
        return indices;
    }
};

std::vector<suggest::Outcome> outcomes_of(const std::vector<Margins>& margins,
                                          const std::vector<Example>& examples,
                                          const std::vector<Row>& rows) {
    std::vector<suggest::Outcome> outcomes;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        outcomes.push_back({margins[i], rows[examples[i].row].target, weight_of(examples[i])});
    }
    return outcomes;
}

/// Start weights of the personal layer, from margins out of fold.
suggest::PersonalWeights fit_start(const std::vector<Margins>& margins, const Model& model,
                                   const std::vector<Example>& examples,
                                   const std::vector<Row>& rows) {
    std::vector<suggest::PersonalOutcome> outcomes;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const Margins calibrated = model.calibrations.back().apply(margins[i]);
        const ConflictFacts facts = facts_in(examples[i].facts, Mode::kSession);
        outcomes.push_back({suggest::personal_inputs(facts, calibrated), calibrated,
                            rows[examples[i].row].target, weight_of(examples[i])});
    }
    return suggest::fit_personal(outcomes);
}

Prediction prediction_of(const Example& example, const Row& row, const Margins& calibrated,
                         const suggest::PersonalWeights& personal, Mode mode) {
    Margins margins = calibrated;
    if (mode != Mode::kCold) {
        const ConflictFacts facts = facts_in(example.facts, mode);
        const Margins added =
            suggest::personal_margins(suggest::personal_inputs(facts, calibrated), personal);
        for (std::size_t i = 0; i < margins.size(); ++i)
            margins[i] += added[i];
    }
    return {&example, &row, suggest::softmax(margins)};
}

}  // namespace

const char* name_of(Mode mode) {
    switch (mode) {
        case Mode::kCold:
            return "cold";
        case Mode::kHistory:
            return "history";
        case Mode::kSession:
            return "session";
    }
    return "cold";
}

Result<Trained> train(const std::vector<Row>& rows, const TrainOptions& options,
                      const std::function<void(std::size_t, std::size_t)>& progress) {
    const std::vector<Example> examples = make_examples(rows);
    const bool is_enough = !examples.empty() && examples.back().repository + 1 >= options.folds;
    if (!is_enough) {
        return Error{ErrorCode::kInvalid,
                     "too few repositories: " + std::to_string(options.folds) + " are needed"};
    }
    std::array<Table, suggest::kKnowledges> tables;
    for (std::size_t m = 0; m < kModes.size(); ++m) {
        tables[m] = table_of(examples, rows, kModes[m], options.mirror_weight);
    }
    const std::vector<std::size_t> fold_of = deal(examples, options.folds);
    const Folded folded{fold_of, options.folds};
    const std::size_t steps = 2 * options.folds + 2;
    std::size_t done = 0;
    const auto grown = [&](const TrainingSet& set, const BoostOptions& how) {
        Result<Trees> trees = grow_rounded(set, how);
        progress(++done, steps);
        return trees;
    };
    // Out of fold: each repository by trees that never saw it.
    std::array<std::vector<Margins>, suggest::kKnowledges> margins;
    for (auto& of_mode : margins)
        of_mode.resize(examples.size());
    for (std::size_t fold = 0; fold < options.folds; ++fold) {
        const Indices seen = folded.in(fold, false);
        const Trees cold = WEDSYNC_TRY(grown(tables[0].of(seen), options.cold));
        const Trees informed = WEDSYNC_TRY(grown(tables[2].of(seen), options.informed));
        for (const std::size_t i : folded.in(fold, true)) {
            margins[0][i] = cold.margins(tables[0].features(i));
            margins[1][i] = informed.margins(tables[1].features(i));
            margins[2][i] = informed.margins(tables[2].features(i));
        }
    }
    Trained trained;
    Model& model = trained.model;
    for (std::size_t m = 0; m < kModes.size(); ++m) {
        model.calibrations[m] = suggest::fit_calibration(outcomes_of(margins[m], examples, rows));
    }
    model.personal = fit_start(margins[2], model, examples, rows);
    for (std::size_t m = 0; m < kModes.size(); ++m) {
        std::vector<Prediction> predictions;
        for (std::size_t i = 0; i < examples.size(); ++i) {
            predictions.push_back(prediction_of(examples[i], rows[examples[i].row],
                                                model.calibrations[m].apply(margins[m][i]),
                                                model.personal, kModes[m]));
        }
        model.thresholds[m] = fit_thresholds(predictions, options.doubt);
        model.estimates[m] = estimate_thresholds(predictions);
        trained.figures[m] =
            figures_of(predictions, model.shown_thresholds(static_cast<suggest::Knowledge>(m)));
    }
    Indices all(examples.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = i;
    model.cold = WEDSYNC_TRY(grown(tables[0].of(all), options.cold));
    model.informed = WEDSYNC_TRY(grown(tables[2].of(all), options.informed));
    trained.artefact = WEDSYNC_TRY(suggest::encode_model(model));
    model = WEDSYNC_TRY(suggest::decode_model(trained.artefact));
    return trained;
}

std::vector<Prediction> predict(const Model& model, std::span<const Example> examples,
                                std::span<const Row> rows, Mode mode) {
    std::vector<Prediction> predictions;
    for (const Example& example : examples) {
        const ConflictFacts facts = facts_in(example.facts, mode);
        const suggest::Scored scored =
            suggest::score(model, model.personal, facts,
                           suggest::feature_vector(facts, example.look), std::nullopt);
        predictions.push_back({&example, &rows[example.row], suggest::softmax(scored.margins)});
    }
    return predictions;
}

}  // namespace wedsync::ml
