#include "bench/load/staff.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace wedsync::bench::load {
namespace {

const std::vector<std::string> kFirstNames{"Amelia", "Noah", "Olivia", "Liam", "Zoe", "Hana"};
const std::vector<std::string> kLastNames{"Hartley", "Okafor", "Garcia", "Kim", "Rossi", "Khan"};
const std::vector<std::string> kMeals{"beef", "fish", "vegan", "vegetarian", "child"};
const std::vector<std::string> kReplies{"accepted", "declined", "tentative"};
const std::vector<std::string> kNotes{"near the window", "arrives after the vows", "no dairy",
                                      "high chair needed", "parking pass at the door"};
/// One change creates so many: far below what a change may hold.
constexpr std::size_t kGuestsPerDraft = 100;
constexpr std::uint32_t kSharedPerMille = 20;
constexpr std::size_t kSharedGuests = 5;

}  // namespace

std::vector<Draft> enter_guests(ScopeId scope, std::size_t count, std::uint64_t seed) {
    Prng prng(seed);
    std::vector<Draft> drafts;
    for (std::size_t i = 0; i < count; ++i) {
        if (i % kGuestsPerDraft == 0) drafts.emplace_back().scope = scope;
        const NewRecord guest = drafts.back().create("guests");
        drafts.back().set(guest, "full_name", prng.pick(kFirstNames) + " " + prng.pick(kLastNames));
        drafts.back().set(guest, "rsvp", std::string("invited"));
        drafts.back().set(guest, "meal", prng.pick(kMeals));
    }
    return drafts;
}

const RecordId& Staff::pick_guest() {
    if (prng_.chance(kSharedPerMille)) {
        return guests_[prng_.below(std::min(kSharedGuests, guests_.size()))];
    }
    const std::size_t own_count = std::max<std::size_t>(guests_.size() / place_.count, 1);
    const std::size_t own = prng_.below(own_count) * place_.count + place_.number;
    return guests_[own % guests_.size()];
}

Draft Staff::next() {
    Draft draft;
    draft.scope = scope_;
    const RecordId& guest = pick_guest();
    const std::uint64_t kind = prng_.below(10);
    if (kind < 4) {
        draft.set(guest, "checked_in", prng_.chance(900));
    } else if (kind < 6) {
        draft.set(guest, "rsvp", prng_.pick(kReplies));
    } else if (kind < 8) {
        draft.set(guest, "meal", prng_.pick(kMeals));
    } else if (kind < 9) {
        draft.set(guest, "notes", prng_.pick(kNotes));
    } else {
        draft.edits.emplace_back(edit::Increment{guest, "drinks", 1});
    }
    return draft;
}

}  // namespace wedsync::bench::load
