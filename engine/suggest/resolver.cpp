#include "engine/suggest/resolver.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "engine/base/assert.hpp"

namespace wedsync::suggest {
namespace {

/// The reason each personal input belongs to; the first two, the constant and the trees' own
/// margin, to none.
constexpr std::array<std::optional<Reason>, kLeanInputs + 2> kInputReasons{
    std::nullopt,           std::nullopt,           Reason::kAnsweredHere,  Reason::kAnsweredAlike,
    Reason::kAnsweredAlike, Reason::kAnsweredAlike, Reason::kAnsweredAlike, Reason::kAnsweredHere,
    Reason::kAnsweredAlike, Reason::kTeamHistory,   Reason::kAlikeHistory,  Reason::kAlikeHistory,
    Reason::kAlikeHistory,  Reason::kPersonHistory, Reason::kPersonHistory, Reason::kPersonHistory,
    Reason::kAnsweredHere,  Reason::kAlikeHistory};

/// What does not exist is left to a person: its probability is that of another value.
Probabilities possible(Probabilities probabilities, const Candidates& candidates) {
    const std::array<bool, 3> can{candidates.can_client, candidates.can_server,
                                  candidates.can_merge};
    for (std::size_t i = 0; i < can.size(); ++i) {
        if (can[i]) continue;
        probabilities[kAnswers - 1] += probabilities[i];
        probabilities[i] = 0;
    }
    return probabilities;
}

std::vector<ShownReason> reasons_for(Action action, const Model& model,
                                     const PersonalWeights& weights, const ConflictFacts& facts,
                                     const Look& look, const FeatureVector& features,
                                     const Margins& margins) {
    constexpr double kLeast = 0.03;
    std::vector<ShownReason> shown;
    if (action == Action::kUserChoice) return shown;
    const auto answer = static_cast<Answer>(action);
    for (std::size_t i = 0; i < kReasons; ++i) {
        const auto reason = static_cast<Reason>(i);
        const auto sentence = sentence_of(reason, facts, look, answer);
        if (!sentence) continue;
        const Scored without = score(model, weights, facts, features, reason);
        const double weight = lead_of(margins, answer) - lead_of(without.margins, answer);
        if (weight > kLeast) shown.push_back({reason, weight, *sentence});
    }
    std::stable_sort(shown.begin(), shown.end(), [](const ShownReason& a, const ShownReason& b) {
        return a.weight > b.weight;
    });
    if (shown.size() > kReasonsShown) shown.resize(kReasonsShown);
    return shown;
}

std::vector<Alternative> alternatives_to(Action taken, const Probabilities& probabilities) {
    std::vector<Alternative> others;
    for (std::size_t i = 0; i < kActions; ++i) {
        const auto action = static_cast<Action>(i);
        const bool exists = probabilities[i] > 0 || action == Action::kUserChoice;
        if (action != taken && exists) others.push_back({action, probabilities[i]});
    }
    std::stable_sort(others.begin(), others.end(), [](const Alternative& a, const Alternative& b) {
        return a.probability > b.probability;
    });
    if (others.size() > kAlternativesShown) others.resize(kAlternativesShown);
    return others;
}

bool exists(Action action, const Candidates& candidates) {
    switch (action) {
        case Action::kClientWins:
            return candidates.can_client;
        case Action::kServerWins:
            return candidates.can_server;
        case Action::kMerge:
            return candidates.can_merge;
        case Action::kUserChoice:
            return true;
    }
    return false;
}

Suggestion by_rules(const ConflictFacts& facts, const Look& look, const Candidates& candidates,
                    const Policy& policy) {
    const RuleVerdict verdict = shipped_rules(facts, look, candidates.can_merge);
    Suggestion suggestion;
    suggestion.action = verdict.action;
    suggestion.confidence = verdict.confidence;
    if (verdict.confidence < policy.suggest_from || !exists(verdict.action, candidates)) {
        suggestion.action = Action::kUserChoice;
    }
    for (const Action action : verdict.alternatives) {
        if (action == suggestion.action || !exists(action, candidates)) continue;
        suggestion.alternatives.push_back({action, 0});
    }
    return suggestion;
}

}  // namespace

Scored score(const Model& model, const PersonalWeights& weights, const ConflictFacts& facts,
             FeatureVector features, std::optional<Reason> neutral) {
    const auto all = suggest::features();
    WEDSYNC_ASSERT(features.size() == all.size());
    if (neutral) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].reason == *neutral) features[i] = all[i].neutral;
        }
    }
    const Knowledge knowledge = knowledge_of(facts);
    Scored scored;
    scored.calibrated = model.margins(features, knowledge);
    scored.margins = scored.calibrated;
    if (knowledge == Knowledge::kCold) return scored;
    scored.inputs = personal_inputs(facts, scored.calibrated);
    for (std::size_t i = 0; i < kInputReasons.size(); ++i) {
        if (neutral && kInputReasons[i] == neutral) scored.inputs.values[i] = 0;
    }
    const Margins added = personal_margins(scored.inputs, weights);
    for (std::size_t i = 0; i < kAnswers; ++i)
        scored.margins[i] += added[i];
    return scored;
}

double lead_of(const Margins& margins, Answer answer) {
    const auto own = static_cast<std::size_t>(answer);
    double most = margins[own == 0 ? 1 : 0];
    for (std::size_t i = 0; i < kAnswers; ++i) {
        if (i != own) most = std::max(most, margins[i]);
    }
    return margins[own] - most;
}

Resolver::Resolver(const Result<Model>& model) {
    if (model.ok()) {
        model_ = model.value();
    } else {
        why_rules_ = model.error().detail;
    }
}

const Model& Resolver::model() const {
    WEDSYNC_ASSERT(model_.has_value());
    return *model_;
}

Suggestion Resolver::suggest(const ConflictFacts& facts, const Candidates& candidates,
                             const PersonalLayer* personal, const Policy& policy) const {
    const Look look = look_at(facts);
    if (!model_) {
        Suggestion suggestion = by_rules(facts, look, candidates, policy);
        suggestion.why_rules = why_rules_;
        return suggestion;
    }
    const PersonalWeights& weights = personal == nullptr ? model_->personal : personal->weights();
    const FeatureVector features = feature_vector(facts, look);
    const Scored scored = score(*model_, weights, facts, features, std::nullopt);
    Suggestion suggestion;
    suggestion.source = Source::kModel;
    suggestion.inputs = scored.inputs;
    suggestion.probabilities = possible(softmax(scored.margins), candidates);
    const Probabilities& probabilities = suggestion.probabilities;
    const auto best = static_cast<std::size_t>(
        std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin());
    suggestion.confidence = probabilities[best];
    if (suggestion.confidence >= policy.suggest_from) {
        suggestion.action = static_cast<Action>(best);
    }
    if (policy.wants_reasons) {
        suggestion.reasons =
            reasons_for(suggestion.action, *model_, weights, facts, look, features, scored.margins);
    }
    suggestion.alternatives = alternatives_to(suggestion.action, probabilities);
    const bool is_first = !facts.session.is_known || facts.session.all.total() < 1;
    if (policy.automatic_precision && !facts.is_protected && !is_first &&
        suggestion.action != Action::kUserChoice) {
        const double needed = model_->threshold(knowledge_of(facts), *policy.automatic_precision);
        suggestion.may_apply = suggestion.confidence >= needed;
    }
    return suggestion;
}

std::string with_names(const std::string& sentence, const SideNames& names) {
    const SideNames standing;
    std::string named;
    for (std::size_t at = 0; at < sentence.size();) {
        const std::string_view rest = std::string_view(sentence).substr(at);
        const auto begins_with = [&](std::string_view words) {
            const bool is_first = rest.size() >= words.size() && at == 0 &&
                                  rest.substr(1, words.size() - 1) == words.substr(1) &&
                                  (rest[0] | 0x20) == words[0];
            return is_first || rest.substr(0, words.size()) == words;
        };
        if (begins_with(standing.client)) {
            named += names.client;
            at += standing.client.size();
        } else if (begins_with(standing.server)) {
            named += names.server;
            at += standing.server.size();
        } else {
            named.push_back(sentence[at++]);
        }
    }
    const bool is_small = !named.empty() && named.front() >= 'a' && named.front() <= 'z';
    if (is_small) named.front() = static_cast<char>(named.front() - 'a' + 'A');
    return named;
}

}  // namespace wedsync::suggest
