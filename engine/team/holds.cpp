#include "engine/team/holds.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace wedsync::team {
namespace {

bool is_digit(char each) {
    return each >= '0' && each <= '9';
}

std::optional<std::int64_t> number_in(std::string_view text) {
    constexpr std::size_t kDigitsMax = 18;
    const auto begin = std::find_if(text.begin(), text.end(), is_digit);
    const auto end = std::find_if_not(begin, text.end(), is_digit);
    if (begin == end || static_cast<std::size_t>(end - begin) > kDigitsMax) return std::nullopt;
    std::int64_t number = 0;
    for (auto at = begin; at != end; ++at)
        number = number * 10 + (*at - '0');
    return number;
}

bool is_on(const extent::One& one, const Place& place) {
    const bool is_field = !one.field || !place.field || *one.field == place.field->field ||
                          // Who deletes a record is at all of it.
                          place.field->field == kLifeField;
    return one.record == place.record && is_field;
}

/// The record, and those of the scope that it refers to.
class Surroundings {
public:
    Surroundings(replica::Replica& replica, const Place& place)
        : replica_(replica), place_(place) {}

    [[nodiscard]] Result<bool> is_in(const Extent& area) {
        if (!states_) WEDSYNC_TRY(read());
        const bool is_whole = std::holds_alternative<extent::All>(area.part);
        const auto end = is_whole ? states_->begin() + 1 : states_->end();
        return std::any_of(states_->begin(), end, [&](const merge::RecordState& state) {
            return is_in_area(area, state);
        });
    }

private:
    static constexpr std::size_t kStatesMax = 16;

    Result<void> read() {
        std::vector<merge::RecordState> states;
        states.push_back(WEDSYNC_TRY(replica_.get(place_.scope, place_.record)));
        std::vector<RecordId> others;
        for (const merge::Cell& cell : states.front().cells) {
            for (const merge::Sibling& sibling : cell.siblings) {
                const auto* reference = std::get_if<Reference>(&sibling.value);
                if (reference != nullptr) others.push_back(reference->record);
            }
        }
        for (const RecordId& other : others) {
            if (states.size() == kStatesMax) break;
            states.push_back(WEDSYNC_TRY(replica_.get(place_.scope, other)));
        }
        states_ = std::move(states);
        return {};
    }

    replica::Replica& replica_;
    const Place& place_;
    std::optional<std::vector<merge::RecordState>> states_;
};

}  // namespace

std::optional<std::int64_t> number_of(const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    if (const auto* text = std::get_if<std::string>(&value)) return number_in(*text);
    return std::nullopt;
}

bool is_in_area(const Extent& area, const merge::RecordState& state) {
    if (state.empty() || merge::collection_of(state) != area.collection) return false;
    if (std::holds_alternative<extent::All>(area.part)) return true;
    if (const auto* some = std::get_if<extent::Some>(&area.part)) {
        return std::binary_search(some->records.begin(), some->records.end(), state.id);
    }
    const auto* numbers = std::get_if<extent::Numbers>(&area.part);
    if (numbers == nullptr) return false;
    const merge::Cell* cell = state.find({area.collection, numbers->field});
    if (cell == nullptr) return false;
    return std::any_of(cell->siblings.begin(), cell->siblings.end(), [&](const auto& sibling) {
        const std::optional<std::int64_t> number = number_of(sibling.value);
        return number && *number >= numbers->first && *number <= numbers->last;
    });
}

Result<std::vector<prevent::Hold>> holds_on(const std::vector<sync::Claim>& claims,
                                            replica::Replica& replica, const Place& place) {
    std::vector<prevent::Hold> holds;
    const Author& self = replica.author();
    Surroundings surroundings(replica, place);
    for (const sync::Claim& claim : claims) {
        const bool is_mine = claim.is_own || (!claim.person.empty() && claim.person == self.person);
        if (is_mine || claim.state != sync::ClaimState::kHeld) continue;
        const auto* one = std::get_if<extent::One>(&claim.on.part);
        const bool is_here =
            one != nullptr ? is_on(*one, place) : WEDSYNC_TRY(surroundings.is_in(claim.on));
        if (!is_here) continue;
        holds.push_back({claim.person.empty() ? claim.device : claim.person, one == nullptr,
                         claim.is_live, claim.left_ms, claim.label});
    }
    return holds;
}

}  // namespace wedsync::team
