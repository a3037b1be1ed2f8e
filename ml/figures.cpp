#include "ml/figures.hpp"

#include <algorithm>
#include <cmath>

#include "engine/suggest/fallback_rules.hpp"

namespace wedsync::ml {
namespace {

using suggest::Answer;

std::size_t best_of(const suggest::Probabilities& probabilities) {
    return static_cast<std::size_t>(std::max_element(probabilities.begin(), probabilities.end()) -
                                    probabilities.begin());
}

struct Sum {
    double count = 0;
    double total = 0;
    void add(double value, double weight = 1) {
        count += weight;
        total += value * weight;
    }
    [[nodiscard]] double mean() const { return count > 0 ? total / count : 0; }
};

struct Group {
    Sum right;
    Sum loss;
    [[nodiscard]] GroupFigures figures() const {
        return {static_cast<std::size_t>(right.count), right.mean(), loss.mean()};
    }
};

double loss_of(const Prediction& prediction) {
    constexpr double kLeast = 1e-9;
    const auto target = static_cast<std::size_t>(prediction.row->target);
    return -std::log(std::max(prediction.probabilities[target], kLeast));
}

bool is_top2(const Prediction& prediction) {
    const auto target = static_cast<std::size_t>(prediction.row->target);
    const double own = prediction.probabilities[target];
    int better = 0;
    for (std::size_t i = 0; i < suggest::kAnswers; ++i) {
        if (i != target && prediction.probabilities[i] > own) ++better;
    }
    return better < 2;
}

double ece_of(std::span<const Prediction> predictions) {
    constexpr std::size_t kBins = 15;
    std::array<double, kBins> gaps{};
    for (const Prediction& prediction : predictions) {
        const std::size_t best = best_of(prediction.probabilities);
        const double confidence = prediction.probabilities[best];
        const auto bin = std::min(kBins - 1, static_cast<std::size_t>(confidence * kBins));
        const bool is_right = best == static_cast<std::size_t>(prediction.row->target);
        gaps[bin] += confidence - (is_right ? 1 : 0);
    }
    double sum = 0;
    for (const double gap : gaps)
        sum += std::abs(gap);
    return predictions.empty() ? 0 : sum / static_cast<double>(predictions.size());
}

Selective selective_at(std::span<const Prediction> predictions, double threshold) {
    double covered = 0;
    double right = 0;
    for (const Prediction& prediction : predictions) {
        const std::size_t best = best_of(prediction.probabilities);
        if (best == static_cast<std::size_t>(Answer::kOther)) continue;
        if (prediction.probabilities[best] < threshold) continue;
        ++covered;
        if (best == static_cast<std::size_t>(prediction.row->target)) ++right;
    }
    const auto rows = static_cast<double>(predictions.size());
    return {threshold, rows > 0 ? covered / rows : 0, covered > 0 ? right / covered : 0};
}

/// log of the chance of exactly k of n.
double log_binomial(double k, double n, double p) {
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) +
           (n - k) * std::log1p(-p);
}

/// Whether a rule's action is what was answered.
double is_right(suggest::Action action, Answer target) {
    return static_cast<int>(action) == static_cast<int>(target) ? 1 : 0;
}

}  // namespace

Figures figures_of(std::span<const Prediction> predictions, const suggest::Thresholds& thresholds) {
    Figures figures;
    Sum right_by_merge;
    Sum loss_by_merge;
    Sum top2;
    Sum first;
    Sum later;
    Group all;
    std::map<std::string, Group> types;
    std::map<std::string, Group> repositories;
    for (const Prediction& prediction : predictions) {
        const bool is_hit =
            best_of(prediction.probabilities) == static_cast<std::size_t>(prediction.row->target);
        const double hit = is_hit ? 1 : 0;
        const double loss = loss_of(prediction);
        const double share = 1 / static_cast<double>(prediction.example->merge_rows);
        right_by_merge.add(hit, share);
        loss_by_merge.add(loss, share);
        top2.add(is_top2(prediction) ? 1 : 0);
        (prediction.example->position == 0 ? first : later).add(hit);
        for (Group* group :
             {&all, &types[prediction.row->kind], &repositories[prediction.row->repository]}) {
            group->right.add(hit);
            group->loss.add(loss);
        }
    }
    figures.rows = predictions.size();
    figures.merges = static_cast<std::size_t>(std::llround(right_by_merge.count));
    figures.accuracy = all.right.mean();
    figures.accuracy_merge_weighted = right_by_merge.mean();
    figures.log_loss = all.loss.mean();
    figures.log_loss_merge_weighted = loss_by_merge.mean();
    figures.ece = ece_of(predictions);
    figures.top2 = top2.mean();
    figures.accuracy_first = first.mean();
    figures.accuracy_later = later.mean();
    for (const auto& [type, group] : types)
        figures.by_type[type] = group.figures();
    for (const auto& [name, group] : repositories)
        figures.by_repository[name] = group.figures();
    for (std::size_t i = 0; i < thresholds.size(); ++i) {
        figures.at[i] = selective_at(predictions, static_cast<double>(thresholds[i]));
    }
    return figures;
}

Baselines baselines_of(std::span<const Example> examples, std::span<const Row> rows) {
    Sum client;
    Sum server;
    Sum lww;
    Sum rules;
    Sum shipped;
    for (const Example& example : examples) {
        const Answer target = rows[example.row].target;
        client.add(target == Answer::kClient ? 1 : 0);
        server.add(target == Answer::kServer ? 1 : 0);
        lww.add(target == (example.look.newer > 0 ? Answer::kClient : Answer::kServer) ? 1 : 0);
        const suggest::ConflictFacts cold = facts_in(example.facts, Mode::kCold);
        rules.add(is_right(suggest::reference_rules(cold, example.look).action, target));
        shipped.add(is_right(
            suggest::shipped_rules(cold, example.look, example.look.has_merge).action, target));
    }
    return {client.mean(), server.mean(), lww.mean(), rules.mean(), shipped.mean()};
}

double share_at_least(double right, double all, double doubt) {
    if (right <= 0) return 0;
    // The share p at which `right` or more would be seen with chance `doubt`.
    double low = 0;
    double high = right / all;
    for (int step = 0; step < 60; ++step) {
        const double p = (low + high) / 2;
        double tail = 0;
        for (double k = std::floor(right); k <= all; ++k) {
            tail += p <= 0 ? 0 : p >= 1 ? (k == all ? 1 : 0) : std::exp(log_binomial(k, all, p));
        }
        (tail < doubt ? low : high) = p;
    }
    return low;
}

suggest::Thresholds fit_thresholds(std::span<const Prediction> predictions, double doubt) {
    constexpr int kGrid = 200;
    constexpr double kMergesMin = 30;
    suggest::Thresholds thresholds{};
    for (std::size_t i = 0; i < thresholds.size(); ++i) {
        const double target = suggest::kPrecisionTargets[i];
        thresholds[i] = 2;
        bool has_started = false;
        for (int step = kGrid - 1; step > kGrid / 4; --step) {
            const double threshold = static_cast<double>(step) / kGrid;
            std::map<std::size_t, Sum> merges;
            for (const Prediction& prediction : predictions) {
                const std::size_t best = best_of(prediction.probabilities);
                if (best == static_cast<std::size_t>(Answer::kOther)) continue;
                if (prediction.probabilities[best] < threshold) continue;
                const bool is_hit = best == static_cast<std::size_t>(prediction.row->target);
                merges[prediction.example->merge].add(is_hit ? 1 : 0);
            }
            double right = 0;
            for (const auto& [merge, hits] : merges)
                right += hits.mean();
            const auto all = static_cast<double>(merges.size());
            if (all < kMergesMin) continue;
            const bool holds = share_at_least(right, all, doubt) >= target;
            if (!holds && has_started) break;
            if (!holds) continue;
            has_started = true;
            thresholds[i] = static_cast<float>(threshold);
        }
    }
    return thresholds;
}

suggest::Thresholds estimate_thresholds(std::span<const Prediction> predictions) {
    std::vector<double> confidences;
    for (const Prediction& prediction : predictions) {
        const std::size_t best = best_of(prediction.probabilities);
        if (best == static_cast<std::size_t>(Answer::kOther)) continue;
        confidences.push_back(prediction.probabilities[best]);
    }
    std::sort(confidences.rbegin(), confidences.rend());
    suggest::Thresholds thresholds{};
    for (std::size_t i = 0; i < thresholds.size(); ++i) {
        thresholds[i] = 2;
        double sum = 0;
        double count = 0;
        for (const double confidence : confidences) {
            sum += confidence;
            ++count;
            if (sum / count < suggest::kPrecisionTargets[i]) break;
            thresholds[i] = static_cast<float>(confidence);
        }
    }
    return thresholds;
}

}  // namespace wedsync::ml
