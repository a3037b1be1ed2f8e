#include "engine/suggest/memory.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/base/hash.hpp"

namespace wedsync::suggest {
namespace {

std::uint64_t hash_of(std::string_view text) {
    return hash64(as_bytes(text));
}

double side_of_answer(Answer answer) {
    switch (answer) {
        case Answer::kClient:
            return 1;
        case Answer::kServer:
            return -1;
        case Answer::kMerge:
        case Answer::kOther:
            return 0;
    }
    return 0;
}

void count_habits(HabitTally& tally, const Answered& answer, double weight) {
    const double chosen = side_of_answer(answer.answer);
    if (chosen == 0) return;
    for (std::size_t i = 0; i < kHabits; ++i) {
        if (answer.sides[i] == 0) continue;
        (answer.sides[i] == chosen ? tally.kept : tally.broken)[i] += weight;
    }
}

/// Which tally of a history: the kind of key, and its value.
enum class Key : std::uint64_t {
    kTenant,
    kField,
    kRecord,
    kKinds,
    kResolver,
    kResolverField,
    kAuthors
};

std::uint64_t mix(Key key, std::uint64_t a, std::uint64_t b = 0) {
    std::uint64_t mixed = (static_cast<std::uint64_t>(key) + 1) * 0x9E3779B97F4A7C15ULL;
    for (const std::uint64_t part : {a, b}) {
        mixed ^= part;
        mixed *= 0xFF51AFD7ED558CCDULL;
        mixed ^= mixed >> 32U;
    }
    return mixed;
}

std::array<std::uint64_t, 7> keys_of(const Answered& answer) {
    return {mix(Key::kTenant, 0),
            mix(Key::kField, answer.field),
            mix(Key::kRecord, answer.record),
            mix(Key::kKinds, answer.kinds),
            mix(Key::kResolver, answer.resolver),
            mix(Key::kResolverField, answer.resolver, answer.field),
            mix(Key::kAuthors, answer.authors)};
}

}  // namespace

Answered answered(const ConflictFacts& facts, const Look& look, Answer answer) {
    Answered kept;
    kept.field = hash_of(facts.field);
    kept.record = hash_of(facts.collection);
    kept.parent = hash_of(facts.collection + '\n' + facts.parent);
    kept.resolver = hash_of(facts.resolver);
    kept.authors = hash_of(facts.client.author + '\n' + facts.server.author);
    kept.kinds = kinds_of(facts);
    kept.shape = shape_of(facts, look);
    for (std::size_t i = 0; i < kHabits; ++i) {
        kept.sides[i] = static_cast<std::int8_t>(side_of(static_cast<Habit>(i), look));
    }
    kept.answer = answer;
    return kept;
}

void Session::add(const Answered& answer) {
    if (answers_.size() == kSessionAnswersMax) answers_.erase(answers_.begin());
    answers_.push_back(answer);
}

bool Session::take_back(const Answered& answer) {
    const auto found = std::find(answers_.rbegin(), answers_.rend(), answer);
    if (found == answers_.rend()) return false;
    answers_.erase(std::next(found).base());
    return true;
}

SessionFacts Session::facts_for(const ConflictFacts& facts, const Look& look) const {
    const Answered here = answered(facts, look, Answer::kOther);
    SessionFacts session;
    session.is_known = true;
    for (const Answered& earlier : answers_) {
        const double side = side_of_answer(earlier.answer);
        session.run = side == session.last ? session.run + 1 : 1;
        session.all.add(earlier.answer);
        session.last = side;
        session.last_merge = earlier.answer == Answer::kMerge;
        session.last_other = earlier.answer == Answer::kOther;
        if (earlier.record == here.record) {
            session.record.add(earlier.answer);
            session.last_record = side;
        }
        if (earlier.field == here.field) {
            session.field.add(earlier.answer);
            session.last_field = side;
        }
        if (earlier.parent == here.parent) session.parent.add(earlier.answer);
        if (earlier.kinds == here.kinds) session.kinds.add(earlier.answer);
        if (earlier.shape == here.shape) {
            session.shape.add(earlier.answer);
            session.last_shape = side;
        }
        count_habits(session.habits, earlier, 1);
    }
    return session;
}

double weight_of_answer(std::size_t answers) {
    // The power of two at or below the root: 1, 1/2 from 2, 1/4 from 8, 1/8 from 32 ...
    double weight = 1;
    for (std::size_t limit = 2; answers >= limit; limit *= 4)
        weight /= 2;
    return weight;
}

void History::count(const std::vector<Answered>& sync, double sign) {
    const double weight = sign * weight_of_answer(sync.size());
    for (const Answered& answer : sync) {
        for (const std::uint64_t key : keys_of(answer)) {
            Tally& tally = tallies_[key];
            tally.add(answer.answer, weight);
            if (tally == Tally{}) tallies_.erase(key);
        }
        count_habits(habits_, answer, weight);
    }
}

void History::add(const std::vector<Answered>& sync) {
    count(sync, 1);
}

void History::take_back(const std::vector<Answered>& sync) {
    count(sync, -1);
}

HistoryFacts History::facts_for(const ConflictFacts& facts, const Look& look) const {
    const Answered here = answered(facts, look, Answer::kOther);
    HistoryFacts history;
    history.is_known = true;
    const std::array<Tally*, 7> into{
        &history.tenant,   &history.field,          &history.record,     &history.kinds,
        &history.resolver, &history.resolver_field, &history.author_pair};
    const auto keys = keys_of(here);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto found = tallies_.find(keys[i]);
        if (found != tallies_.end()) *into[i] = found->second;
    }
    history.habits = habits_;
    return history;
}

}  // namespace wedsync::suggest
