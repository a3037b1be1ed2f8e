#include "engine/suggest/fallback_rules.hpp"

#include <algorithm>

#include "engine/suggest/text_features.hpp"

namespace wedsync::suggest {
namespace {

constexpr double kScoreOfCertainty = 50;

double confidence_of(double score) {
    const double size = score < 0 ? -score : score;
    return std::min(kRuleConfidenceMax, size / kScoreOfCertainty);
}

std::vector<Action> all_but(Action taken, std::initializer_list<Action> actions) {
    std::vector<Action> others;
    for (const Action action : actions) {
        if (action != taken) others.push_back(action);
    }
    return others;
}

/// The schema says how important a field is; where it does not, its name does.
double importance_of(const ConflictFacts& facts) {
    constexpr double kHigh = 0.9;
    constexpr double kMiddle = 0.5;
    if (facts.importance == facts.importance) return facts.importance;
    switch (class_of_field(facts.field)) {
        case FieldClass::kIdentity:
        case FieldClass::kName:
        case FieldClass::kStatus:
        case FieldClass::kPerson:
            return kHigh;
        case FieldClass::kOther:
        case FieldClass::kVersion:
        case FieldClass::kDate:
        case FieldClass::kAddress:
        case FieldClass::kHash:
        case FieldClass::kNote:
        case FieldClass::kCount:
        case FieldClass::kGroup:
            return kMiddle;
    }
    return kMiddle;
}

}  // namespace

const char* name_of(Action action) {
    switch (action) {
        case Action::kClientWins:
            return "client_wins";
        case Action::kServerWins:
            return "server_wins";
        case Action::kMerge:
            return "merge";
        case Action::kUserChoice:
            return "user_choice";
    }
    return "user_choice";
}

RuleVerdict reference_rules(const ConflictFacts& facts, const Look& look) {
    constexpr double kFreshS = 300;
    const double changes = facts.client.experience;
    RuleVerdict verdict;
    // Comparisons with what is unknown are false.
    if (facts.now_s - facts.client.edited_at_s < kFreshS) verdict.score += 30;
    if (changes / (changes + 20) > 0.7) verdict.score += 20;
    if (importance_of(facts) > 0.8) verdict.score -= 10;
    if (1 - look.alike_base_client > 0.8) verdict.score += 15;
    if (verdict.score > 25) {
        verdict.action = Action::kClientWins;
    } else if (verdict.score < -10) {
        verdict.action = Action::kServerWins;
    }
    verdict.confidence = confidence_of(verdict.score);
    verdict.alternatives = all_but(verdict.action, {Action::kMerge, Action::kUserChoice});
    return verdict;
}

RuleVerdict shipped_rules(const ConflictFacts& facts, const Look& look, bool can_merge) {
    constexpr double kEnough = 25;
    constexpr double kMergeScore = 30;
    RuleVerdict verdict;
    double& score = verdict.score;
    if (look.version_order == look.version_order) score += 30 * look.higher;
    score += 20 * look.is_filled;
    score += 15 * look.contains;
    score += 10 * look.newer;
    score += 10 * look.own;
    if (facts.session.is_known) score += 40 * facts.session.all.margin(1);
    if (facts.history.is_known) score += 20 * facts.history.field.margin(2);
    if (score > kEnough) {
        verdict.action = Action::kClientWins;
    } else if (score < -kEnough) {
        verdict.action = Action::kServerWins;
    } else if (can_merge) {
        verdict.action = Action::kMerge;
    }
    verdict.confidence = confidence_of(verdict.action == Action::kMerge ? kMergeScore : score);
    const Action better = score >= 0 ? Action::kClientWins : Action::kServerWins;
    verdict.alternatives = all_but(verdict.action, {better, Action::kUserChoice});
    return verdict;
}

}  // namespace wedsync::suggest
