#include "engine/prevent/lease.hpp"

#include <algorithm>
#include <cstddef>
#include <tuple>

namespace wedsync::prevent {
namespace {

bool is_same(const extent::One& left, const extent::One& right) {
    return left.record == right.record &&
           (!left.field || !right.field || *left.field == *right.field);
}

bool is_same(const extent::Some& left, const extent::Some& right) {
    auto a = left.records.begin();
    auto b = right.records.begin();
    while (a != left.records.end() && b != right.records.end()) {
        if (*a == *b) return true;
        if (*a < *b) {
            ++a;
        } else {
            ++b;
        }
    }
    return false;
}

bool is_same(const extent::Numbers& left, const extent::Numbers& right) {
    return left.field == right.field && left.first <= right.last && right.first <= left.last;
}

/// What comes first has it.
using Rank = std::tuple<bool, std::int64_t, const std::string&, const Extent&>;
Rank rank_of(const Contender& contender) {
    const bool is_new = !contender.granted_ms.has_value();
    return {is_new, contender.granted_ms.value_or(contender.asked_ms), contender.device,
            *contender.on};
}

}  // namespace

bool overlaps(const Extent& left, const Extent& right) {
    if (left.collection != right.collection || is_area(left) != is_area(right)) return false;
    if (std::holds_alternative<extent::All>(left.part)) return true;
    if (std::holds_alternative<extent::All>(right.part)) return true;
    if (left.part.index() != right.part.index()) return false;
    if (const auto* one = std::get_if<extent::One>(&left.part)) {
        return is_same(*one, std::get<extent::One>(right.part));
    }
    if (const auto* some = std::get_if<extent::Some>(&left.part)) {
        return is_same(*some, std::get<extent::Some>(right.part));
    }
    return is_same(std::get<extent::Numbers>(left.part), std::get<extent::Numbers>(right.part));
}

std::vector<bool> who_holds(const std::vector<Contender>& contenders) {
    std::vector<std::size_t> order(contenders.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
        return rank_of(contenders[left]) < rank_of(contenders[right]);
    });
    std::vector<bool> holds(contenders.size(), false);
    for (auto at = order.begin(); at != order.end(); ++at) {
        const Contender& each = contenders[*at];
        holds[*at] = std::none_of(order.begin(), at, [&](std::size_t before) {
            const Contender& other = contenders[before];
            return holds[before] && other.who != each.who && overlaps(*other.on, *each.on);
        });
    }
    return holds;
}

}  // namespace wedsync::prevent
