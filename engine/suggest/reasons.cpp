#include "engine/suggest/reasons.hpp"

#include <cmath>

#include "engine/suggest/text_features.hpp"

namespace wedsync::suggest {
namespace {

using Sentence = std::optional<std::string>;

/// The sentence for the side that `lean` is for; nothing where it is for neither.
Sentence by_side(double lean, const char* client, const char* server) {
    if (lean > 0) return client;
    if (lean < 0) return server;
    return std::nullopt;
}

std::string whole(double number) {
    return std::to_string(static_cast<long long>(std::llround(std::min(number, 1e9))));
}

const char* name_of_answer(std::size_t answer) {
    constexpr const char* kNames[kAnswers] = {"the value that came last",
                                              "the value that was there first", "both together",
                                              "a value of its own"};
    return kNames[answer];
}

std::size_t largest(const Tally& tally) {
    std::size_t most = 0;
    for (std::size_t i = 1; i < kAnswers; ++i) {
        if (tally.counts[i] > tally.counts[most]) most = i;
    }
    return most;
}

/// That other answers were the usual ones speaks for none of them, whatever the trees make of it.
bool was_mostly(const Tally& tally, Answer answer) {
    return largest(tally) == static_cast<std::size_t>(answer);
}

Sentence answered_so_far(const Tally& tally, const char* what, Answer answer) {
    if (tally.total() < 1 || !was_mostly(tally, answer)) return std::nullopt;
    const std::size_t most = largest(tally);
    return "You took " + std::string(name_of_answer(most)) + " in " + whole(tally.counts[most]) +
           " of the " + whole(tally.total()) + " " + what + " answered so far.";
}

Sentence answered_before(const Tally& tally, const char* who, const char* what, Answer answer) {
    if (!(tally.total() > 0) || !was_mostly(tally, answer)) return std::nullopt;
    return std::string(who) + " mostly took " + name_of_answer(largest(tally)) + what + ".";
}

Sentence kept_habit(const HabitTally& habits, const Look& look, const char* when) {
    constexpr const char* kNames[kHabits] = {"higher", "longer", "more recent", "own"};
    double most = 0;
    std::size_t best = kHabits;
    for (std::size_t i = 0; i < kHabits; ++i) {
        if (side_of(static_cast<Habit>(i), look) == 0) continue;
        const double lead = std::abs(habits.kept[i] - habits.broken[i]);
        if (lead > most) {
            most = lead;
            best = i;
        }
    }
    if (best == kHabits) return std::nullopt;
    const bool is_kept = habits.kept[best] > habits.broken[best];
    return std::string(when) + (is_kept ? " the " : " the side without the ") + kNames[best] +
           " value was mostly taken.";
}

Sentence order_of(const ConflictFacts& facts, const Look& look) {
    const bool is_version =
        look.version_order == look.version_order && facts.client.value.kind == ValueKind::kVersion;
    if (is_version) {
        return by_side(look.version_order, "This device has the higher version.",
                       "The other side has the higher version.");
    }
    if (facts.client.value.kind == ValueKind::kDate) {
        return by_side(look.higher, "This device has the later date.",
                       "The other side has the later date.");
    }
    if (look.number_gap == look.number_gap) {
        return by_side(look.number_gap, "This device has the higher number.",
                       "The other side has the higher number.");
    }
    return by_side(look.higher, "This device's value comes after the other one in order.",
                   "The other side's value comes after this device's in order.");
}

Sentence change_of(const Look& look) {
    const double gap = look.alike_base_client - look.alike_base_server;
    if (gap == gap && gap != 0) {
        return by_side(gap, "The other side changed more of the earlier value.",
                       "This device changed more of the earlier value.");
    }
    if (look.same_but_form > 0) return "The values differ only in how they are written.";
    const double alike = look.alike_client_server;
    if (!(alike == alike)) return std::nullopt;
    constexpr double kMuch = 0.6;
    return alike >= kMuch ? "The two values are much alike." : "The two values are little alike.";
}

Sentence kind_of(const ConflictFacts& facts) {
    constexpr const char* kNames[kValueKinds] = {
        "no value", "nothing",    "an empty text", "yes or no", "a number", "a number", "a version",
        "a date",   "an address", "a few words",   "a text",    "a list",   "a record"};
    const auto client = static_cast<std::size_t>(facts.client.value.kind);
    const auto server = static_cast<std::size_t>(facts.server.value.kind);
    if (client == server) return std::string("Each side has ") + kNames[client] + ".";
    return std::string("This device has ") + kNames[client] + ", the other side " + kNames[server] +
           ".";
}

Sentence time_of(const ConflictFacts& facts) {
    const double gap_s = facts.client.edited_at_s - facts.server.edited_at_s;
    if (!(gap_s == gap_s) || gap_s == 0) return std::nullopt;
    constexpr double kHour = 3600;
    constexpr double kDay = 24 * kHour;
    const double size = std::abs(gap_s);
    constexpr double kMinute = 60;
    const std::string much = size >= 2 * kDay      ? whole(size / kDay) + " days"
                             : size >= 2 * kHour   ? whole(size / kHour) + " hours"
                             : size >= 2 * kMinute ? whole(size / kMinute) + " minutes"
                                                   : "a moment";
    return (gap_s > 0 ? "This device's edit is " : "The other side's edit is ") + much + " newer.";
}

Sentence people_of(const ConflictFacts& facts, const Look& look) {
    if (facts.same_author > 0) return "One person made both edits.";
    if (facts.client.is_bot > 0 && !(facts.server.is_bot > 0)) {
        return "A program made this device's edit.";
    }
    if (facts.server.is_bot > 0 && !(facts.client.is_bot > 0)) {
        return "A program made the other side's edit.";
    }
    if (look.own != 0) {
        return by_side(look.own, "You made this device's edit yourself.",
                       "You made the other side's edit yourself.");
    }
    return by_side(facts.client.experience - facts.server.experience,
                   "This device's editor has made more edits before.",
                   "The other side's editor has made more edits before.");
}

Sentence field_of(const ConflictFacts& facts) {
    constexpr const char* kNames[] = {"",         "an identity", "a name",     "a version",
                                      "a date",   "an address",  "a checksum", "a note",
                                      "a status", "people",      "a count",    "a group of things"};
    const auto index = static_cast<std::size_t>(class_of_field(facts.field));
    if (index == 0) return std::nullopt;
    return std::string("By its name the field holds ") + kNames[index] + ".";
}

Sentence volume_of(const ConflictFacts& facts) {
    return by_side(facts.client.changes - facts.server.changes,
                   "This device has more changes since both last agreed.",
                   "The other side has more changes since both last agreed.");
}

Sentence missing_of(const Look& look) {
    if (look.exists != 0) {
        return by_side(look.exists, "The other side removed it.", "This device removed it.");
    }
    return by_side(look.is_filled, "The other side has only a placeholder.",
                   "This device has only a placeholder.");
}

Sentence contains_of(const Look& look) {
    if (look.contains != 0) {
        return by_side(look.contains, "This device's value has all of the other one, and more.",
                       "The other side's value has all of this device's, and more.");
    }
    return by_side(look.merge_is, "This device's value already has what both added.",
                   "The other side's value already has what both added.");
}

}  // namespace

const char* name_of(Reason reason) {
    constexpr const char* kNames[kReasons] = {
        "answered_here",  "answered_alike", "habit_here", "team_history", "alike_history",
        "person_history", "habit_history",  "order",      "change",       "contains",
        "size",           "missing",        "kind",       "time",         "people",
        "volume",         "field"};
    return kNames[static_cast<std::size_t>(reason)];
}

Sentence sentence_of(Reason reason, const ConflictFacts& facts, const Look& look, Answer answer) {
    const SessionFacts& session = facts.session;
    const HistoryFacts& history = facts.history;
    switch (reason) {
        case Reason::kAnsweredHere:
            return answered_so_far(session.all, "disagreements", answer);
        case Reason::kAnsweredAlike:
            if (session.shape.total() > 0)
                return answered_so_far(session.shape, "most alike", answer);
            if (session.field.total() > 0)
                return answered_so_far(session.field, "of this field", answer);
            return answered_so_far(session.record, "of the same place", answer);
        case Reason::kHabitHere:
            return kept_habit(session.habits, look, "In your answers so far");
        case Reason::kTeamHistory:
            return answered_before(history.tenant, "Your team", " before", answer);
        case Reason::kAlikeHistory:
            if (history.field.total() > 0) {
                return answered_before(history.field, "Your team", " for this field", answer);
            }
            return answered_before(history.kinds, "Your team", " for such values", answer);
        case Reason::kPersonHistory:
            return answered_before(history.resolver, "You", " before", answer);
        case Reason::kHabitHistory:
            return kept_habit(history.habits, look, "In earlier answers");
        case Reason::kOrder:
            return order_of(facts, look);
        case Reason::kChange:
            return change_of(look);
        case Reason::kContains:
            return contains_of(look);
        case Reason::kSize:
            return by_side(look.longer, "This device's value is the longer one.",
                           "The other side's value is the longer one.");
        case Reason::kMissing:
            return missing_of(look);
        case Reason::kKind:
            return kind_of(facts);
        case Reason::kTime:
            return time_of(facts);
        case Reason::kPeople:
            return people_of(facts, look);
        case Reason::kVolume:
            return volume_of(facts);
        case Reason::kField:
            return field_of(facts);
    }
    return std::nullopt;
}

}  // namespace wedsync::suggest
