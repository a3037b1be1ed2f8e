// The estimate, in parts of 1,000:
//
//   met      how often writes like this meet somebody else's within one absence (Habits)
//   share    how much of the other people's work and ours cannot see each other: all of it while
//            this device is out of reach; else the weight of those who are out of reach among all
//   absence  met * share, less in the first minute: most hiccups are over by then
//   present  what a hold, or somebody at the field, makes likely
//
//   per_mille = 1,000 - (1,000 - absence) * (1,000 - present) / 1,000
#include "engine/prevent/forecast.hpp"

#include <algorithm>
#include <utility>

namespace wedsync::prevent {
namespace {

constexpr std::uint64_t kHourMs = std::uint64_t{60} * 60'000;
constexpr std::uint32_t kAll = 1'000;
/// How much more those work on a record who did so lately.
constexpr std::uint64_t kWeightHour = 7;
constexpr std::uint64_t kWeightLately = 3;
constexpr std::uint64_t kLatelyMs = 4 * kHourMs;
/// What was seen of somebody before we lost sight of them holds for so long.
constexpr std::uint64_t kGlimpseMs = std::uint64_t{15} * 60'000;
constexpr std::uint32_t kOftenPerMille = 300;

/// Somebody's part in the estimate.
struct Part {
    const Colleague* colleague = nullptr;
    std::uint64_t weight = 1;
    std::optional<std::uint64_t> touched_ms;
};

/// A field that nobody wrote, of a record of which others were: the edits pass each other.
bool is_beside(const Situation& situation) {
    return !situation.touches.empty() &&
           std::none_of(situation.touches.begin(), situation.touches.end(),
                        [](const Touch& touch) { return touch.is_same_field; });
}

std::vector<Part> parts_of(const Situation& situation) {
    std::vector<Part> parts;
    for (const Colleague& colleague : situation.colleagues) {
        if (!colleague.is_in_reach && colleague.away_ms > kShiftMs) continue;
        Part& part = parts.emplace_back();
        part.colleague = &colleague;
        for (const Touch& touch : situation.touches) {
            if (touch.is_own || touch.who != colleague.who) continue;
            const bool is_newer = !part.touched_ms || touch.age_ms < *part.touched_ms;
            if (is_newer) part.touched_ms = touch.age_ms;
            if (!touch.is_same_field || touch.age_ms > kLatelyMs) continue;
            part.weight =
                std::max(part.weight, touch.age_ms <= kHourMs ? kWeightHour : kWeightLately);
        }
    }
    // The weightiest first; the order given breaks ties.
    std::stable_sort(parts.begin(), parts.end(), [](const Part& left, const Part& right) {
        return left.weight > right.weight;
    });
    return parts;
}

std::uint32_t share_unseen(const Situation& situation, const std::vector<Part>& parts) {
    if (situation.unseen_ms) {
        const std::uint64_t lasted = std::min(*situation.unseen_ms, kHiccupMs) + kHiccupMs / 5;
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(lasted * kAll / kHiccupMs, kAll));
    }
    std::uint64_t away = 0;
    std::uint64_t all = 0;
    for (const Part& part : parts) {
        all += part.weight;
        if (!part.colleague->is_in_reach) away += part.weight;
    }
    return all == 0 ? 0 : static_cast<std::uint32_t>(away * kAll / all);
}

std::uint32_t weight_of(Attention attention) {
    switch (attention) {
        case Attention::kElsewhere:
            return 0;
        case Attention::kLooking:
            return 60;
        case Attention::kEditingRecord:
            return 150;
        case Attention::kEditingField:
            return 600;
    }
    return 0;
}

bool is_there(const Colleague& colleague) {
    return colleague.is_in_reach || colleague.away_ms <= kGlimpseMs;
}

/// The colleague whose attention weighs most; null if nobody has any.
const Colleague* nearest(const Situation& situation) {
    const Colleague* nearest = nullptr;
    for (const Colleague& colleague : situation.colleagues) {
        if (!is_there(colleague) || colleague.attention == Attention::kElsewhere) continue;
        if (nearest == nullptr || weight_of(colleague.attention) > weight_of(nearest->attention)) {
            nearest = &colleague;
        }
    }
    return nearest;
}

/// A hold of the field or record before one of an area.
const Hold* strongest(const Situation& situation) {
    const Hold* strongest = nullptr;
    for (const Hold& hold : situation.holds) {
        if (strongest == nullptr || (strongest->is_area && !hold.is_area)) strongest = &hold;
    }
    return strongest;
}

std::uint32_t present_per_mille(const Hold* hold, const Colleague* colleague) {
    constexpr std::uint32_t kHeld = 700;
    constexpr std::uint32_t kArea = 350;
    std::uint32_t present = 0;
    if (hold != nullptr) present = hold->is_area ? kArea : kHeld;
    if (colleague != nullptr) present = std::max(present, weight_of(colleague->attention));
    return present;
}

/// Collects reasons and the first advice.
class Answer {
public:
    explicit Answer(std::uint32_t per_mille) {
        answer_.per_mille = per_mille;
        if (per_mille >= kLowPerMille) answer_.level = Level::kLow;
        if (per_mille >= kHighPerMille) answer_.level = Level::kHigh;
    }
    void say(ReasonCode code, std::string who) { say(Reason{code, std::move(who)}); }
    void say(Reason reason) {
        if (answer_.level == Level::kNone || answer_.reasons.size() == kReasonsMax) return;
        answer_.reasons.push_back(std::move(reason));
    }
    void advise(Advice advice, std::string whom) {
        if (answer_.level == Level::kNone || answer_.advice != Advice::kGoOn) return;
        answer_.advice = advice;
        answer_.whom = std::move(whom);
    }
    [[nodiscard]] Forecast take() { return std::move(answer_); }

private:
    Forecast answer_;
};

void explain_hold(const Hold& hold, Answer& answer) {
    const ReasonCode code = hold.is_area ? ReasonCode::kWorkArea : ReasonCode::kHeld;
    answer.say({code, hold.who, hold.left_ms, hold.label});
    if (hold.is_area) {
        answer.advise(Advice::kWorkElsewhere, hold.who);
    } else {
        answer.advise(hold.is_in_reach ? Advice::kAsk : Advice::kTakeOver, hold.who);
    }
}

void explain_present(const Colleague& colleague, Answer& answer) {
    const bool is_editing = weight_of(colleague.attention) >= kLowPerMille;
    answer.say(is_editing ? ReasonCode::kEditingNow : ReasonCode::kLookingNow, colleague.who);
    if (is_editing && colleague.is_in_reach) answer.advise(Advice::kAsk, colleague.who);
}

void explain_absence(const Situation& situation, const std::vector<Part>& parts, Answer& answer) {
    if (situation.unseen_ms) {
        answer.say(ReasonCode::kOutOfReach, {});
        answer.advise(Advice::kWaitForReach, {});
    } else {
        for (const Part& part : parts) {
            if (part.colleague->is_in_reach) continue;
            const bool has_it = part.weight > 1;
            answer.say(has_it ? ReasonCode::kAwayWithIt : ReasonCode::kSomeoneAway,
                       part.colleague->who);
            answer.advise(Advice::kWaitForPerson, part.colleague->who);
            break;
        }
    }
    for (const Part& part : parts) {
        const bool is_told = !situation.unseen_ms && !part.colleague->is_in_reach;
        if (is_told || !part.touched_ms || *part.touched_ms > kHourMs) continue;
        answer.say(ReasonCode::kTouchedLately, part.colleague->who);
        break;
    }
    if (situation.met_per_mille >= kOftenPerMille) answer.say(ReasonCode::kOftenShared, {});
}

}  // namespace

Forecast forecast(const Situation& situation) {
    const std::vector<Part> parts = parts_of(situation);
    const Hold* hold = strongest(situation);
    const Colleague* colleague = nearest(situation);
    const std::uint32_t met = std::min(situation.met_per_mille, kAll);
    const std::uint32_t share = share_unseen(situation, parts);
    const std::uint32_t absence = met * share / kAll / (is_beside(situation) ? 2 : 1);
    const std::uint32_t present = present_per_mille(hold, colleague);
    Answer answer(kAll - (kAll - absence) * (kAll - present) / kAll);
    if (hold != nullptr) explain_hold(*hold, answer);
    if (colleague != nullptr) explain_present(*colleague, answer);
    if (absence > 0) explain_absence(situation, parts, answer);
    return answer.take();
}

std::uint64_t age_of(const Heard& heard) {
    const std::uint64_t by_clocks =
        heard.wall_age_ms < 0 ? 0 : static_cast<std::uint64_t>(heard.wall_age_ms);
    if (heard.is_live && by_clocks > heard.heard_ago_ms + kShiftMs) return heard.heard_ago_ms;
    return std::max(by_clocks, heard.heard_ago_ms);
}

std::string_view name_of(Level level) {
    switch (level) {
        case Level::kNone:
            return "none";
        case Level::kLow:
            return "low";
        case Level::kHigh:
            return "high";
    }
    return "";
}

std::string_view name_of(ReasonCode code) {
    switch (code) {
        case ReasonCode::kHeld:
            return "held";
        case ReasonCode::kWorkArea:
            return "work_area";
        case ReasonCode::kEditingNow:
            return "editing_now";
        case ReasonCode::kLookingNow:
            return "looking_now";
        case ReasonCode::kOutOfReach:
            return "out_of_reach";
        case ReasonCode::kAwayWithIt:
            return "away_with_it";
        case ReasonCode::kSomeoneAway:
            return "someone_away";
        case ReasonCode::kTouchedLately:
            return "touched_lately";
        case ReasonCode::kOftenShared:
            return "often_shared";
    }
    return "";
}

std::string_view name_of(Advice advice) {
    switch (advice) {
        case Advice::kGoOn:
            return "go_on";
        case Advice::kWaitForReach:
            return "wait_for_reach";
        case Advice::kWaitForPerson:
            return "wait_for_person";
        case Advice::kAsk:
            return "ask";
        case Advice::kWorkElsewhere:
            return "work_elsewhere";
        case Advice::kTakeOver:
            return "take_over";
    }
    return "";
}

}  // namespace wedsync::prevent
