#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "engine/base/prng.hpp"
#include "engine/suggest/facts.hpp"
#include "engine/suggest/memory.hpp"

/// Disagreements made up from a seed: the same on every target.
namespace wedsync::suggest::cases {

inline FactValue value(Prng& prng) {
    static constexpr std::array kTexts{"1.2.3",
                                       "1.10.0",
                                       "2.0.0-beta.1",
                                       "2026-06-01",
                                       "2026-06-14",
                                       "https://a.example/x",
                                       "http://a.example/x",
                                       "12",
                                       "15",
                                       "true",
                                       "TBD",
                                       "Table 4, by the window",
                                       "Table 4",
                                       "Vegetarian, no nuts please; seated with the band",
                                       "vegetarian",
                                       "Gäste bitte früh einlassen"};
    const auto kind = static_cast<ValueKind>(prng.below(kValueKinds));
    if (kind == ValueKind::kList) {
        std::string list = "[";
        for (std::uint64_t i = prng.below(6); i > 0; --i) {
            list += "\"item" + std::to_string(prng.below(8)) + "\"" + (i > 1 ? ", " : "");
        }
        return make_value(kind, list + "]");
    }
    if (kind == ValueKind::kAbsent || kind == ValueKind::kEmpty) return make_value(kind, "");
    return make_value(kind, kTexts[static_cast<std::size_t>(prng.below(kTexts.size()))]);
}

inline double number(Prng& prng, std::uint64_t below) {
    return prng.chance(100) ? kUnknown : static_cast<double>(prng.below(below));
}

inline SideFacts side(Prng& prng) {
    SideFacts facts;
    facts.value = value(prng);
    facts.author = std::string(1, static_cast<char>('a' + prng.below(4)));
    facts.edited_at_s = 1'780'000'000 + number(prng, 1'000'000);
    facts.is_resolver = number(prng, 2);
    facts.is_bot = number(prng, 2);
    facts.experience = number(prng, 500);
    facts.field_edits = number(prng, 5);
    facts.record_edits = number(prng, 9);
    facts.record_authors = number(prng, 3);
    facts.changes = number(prng, 200);
    facts.records = number(prng, 100);
    facts.other_fields = number(prng, 20);
    return facts;
}

/// The disagreement alone.
inline ConflictFacts conflict(Prng& prng) {
    static constexpr std::array kFields{"version", "note", "status", "owner", "url", "seats"};
    ConflictFacts facts;
    facts.field = kFields[static_cast<std::size_t>(prng.below(kFields.size()))];
    facts.collection = prng.chance(500) ? "guest" : "vendor";
    facts.parent = std::to_string(prng.below(5));
    facts.resolver = std::string(1, static_cast<char>('a' + prng.below(3)));
    facts.base = value(prng);
    facts.client = side(prng);
    facts.server = side(prng);
    facts.now_s = 1'782'000'000;
    facts.base_at_s = 1'780'000'000;
    facts.depth = number(prng, 4);
    facts.sync_conflicts = number(prng, 30);
    facts.record_conflicts = number(prng, 6);
    return facts;
}

/// One of a series: sometimes cold, mostly with the answers of those before it.
class Series {
public:
    explicit Series(std::uint64_t seed) : prng_(seed) {}

    ConflictFacts next() {
        ConflictFacts facts = conflict(prng_);
        const Look look = look_at(facts);
        if (!prng_.chance(200)) {
            facts.history = history_.facts_for(facts, look);
            facts.session = session_.facts_for(facts, look);
        }
        const auto answer =
            static_cast<Answer>(prng_.chance(850) ? prng_.below(2) : 2 + prng_.below(2));
        session_.add(answered(facts, look, answer));
        if (prng_.chance(150)) {
            history_.add(session_.answers());
            session_ = {};
        }
        return facts;
    }

private:
    Prng prng_;
    Session session_;
    History history_;
};

}  // namespace wedsync::suggest::cases
