#include "hub/core/thin_log.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "engine/merge/record_state.hpp"

namespace wedsync::hub {
namespace {

using Records = std::map<RecordId, merge::RecordState>;

constexpr std::uint64_t kLaneCount = 3;
constexpr std::uint16_t kFieldCount = 4;

Incarnation lane(std::uint64_t number) {
    return {number + 1, 7};
}

void replay(Records& records, const Change& change) {
    for (const RecordId& id : touched_records(change)) {
        const auto record = records.try_emplace(id, merge::RecordState{id, {}}).first;
        merge::apply(record->second, change);
        if (record->second.empty()) records.erase(record);
    }
}

std::vector<Dot> dots_of(const merge::Cell* cell) {
    std::vector<Dot> dots;
    if (cell == nullptr) return dots;
    for (const merge::Sibling& sibling : cell->siblings)
        dots.push_back(sibling.dot);
    return dots;
}

/// A log of people who see each other's changes a little late.
class RandomLog {
public:
    explicit RandomLog(std::uint64_t seed) : prng_(seed), states_(1) {}

    void grow(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            add();
    }
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
    /// After so many entries.
    [[nodiscard]] const Records& state(std::size_t position) const { return states_[position]; }

private:
    void add() {
        if (prng_.chance(50)) {
            entries_.emplace_back(
                entry::Refused{{{99, 1}, entries_.size() + 1}, RefusalReason::kBadValue});
            states_.push_back(states_.back());
            return;
        }
        const std::uint64_t author = prng_.below(kLaneCount);
        Change change;
        change.dot = {lane(author), ++counters_[author]};
        change.time = make_hybrid_time(1'000 * entries_.size(), 0);
        if (prng_.chance(100)) change.note = {NoteKind::kAutoDecides, 1, {}};
        const std::size_t now = entries_.size();
        const std::size_t late =
            std::max<std::size_t>(last_[author], now - std::min<std::size_t>(now, 6));
        const Records& seen = states_[static_cast<std::size_t>(prng_.between(late, now))];
        if (seen.empty() || prng_.chance(100)) {
            const RecordId record{change.dot, 0};
            for (std::uint16_t field = 0; field <= kFieldCount; ++field)
                change.operations.emplace_back(
                    operation::Put{{record, {1, field}, {}}, value(), {}});
        } else {
            touch(prng_.pick(std::vector<Records::value_type>(seen.begin(), seen.end())).second,
                  change);
        }
        entries_.emplace_back(entry::Accepted{change});
        states_.push_back(states_.back());
        replay(states_.back(), change);
        last_[author] = entries_.size();
    }

    void touch(const merge::RecordState& seen, Change& change) {
        if (prng_.chance(80)) {
            operation::Kill kill{seen.id, {}};
            for (const merge::Cell& cell : seen.cells)
                kill.cells.push_back({cell.field, cell.sub, dots_of(&cell)});
            change.operations.emplace_back(std::move(kill));
            return;
        }
        const FieldId field{1, static_cast<std::uint16_t>(prng_.between(1, kFieldCount))};
        std::vector<Dot> covers = dots_of(seen.find(field));
        if (!covers.empty() && prng_.chance(200)) {
            change.operations.emplace_back(
                operation::Drop{{seen.id, field, {}}, std::move(covers)});
        } else {
            change.operations.emplace_back(
                operation::Put{{seen.id, field, {}}, value(), std::move(covers)});
        }
    }

    Value value() { return static_cast<std::int64_t>(prng_.below(9)); }

    Prng prng_;
    std::vector<Entry> entries_;
    std::vector<Records> states_;
    std::map<std::uint64_t, std::uint64_t> counters_;
    std::map<std::uint64_t, std::size_t> last_;
};

TEST(ThinLogTest, ComesToTheSameStateFromAnyPositionToAnyOther) {
    std::size_t left = 0;
    std::size_t all = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE(seed);
        RandomLog log(seed);
        log.grow(120);
        Prng prng(seed);
        const auto from = static_cast<std::size_t>(prng.below(100));
        const auto to = static_cast<std::size_t>(prng.between(from + 1, 120));
        const auto piece = std::span(log.entries()).subspan(from, to - from);
        const auto thinned = thin(piece);
        ASSERT_TRUE(thinned.has_value());
        Records records = log.state(from);
        std::uint64_t dots = 0;
        for (const Entry& item : thinned->entries)
            replay(records, std::get<entry::Accepted>(item).change);
        for (const Entry& item : piece) {
            const auto* accepted = std::get_if<entry::Accepted>(&item);
            const auto* refused = std::get_if<entry::Refused>(&item);
            dots += accepted != nullptr ? 1U : 0U;
            EXPECT_TRUE(accepted == nullptr || thinned->have.contains(accepted->change.dot));
            EXPECT_TRUE(refused == nullptr || thinned->refused.contains(refused->dot));
        }
        EXPECT_EQ(thinned->have.dot_count(), dots);
        ASSERT_EQ(records, log.state(to));
        left += thinned->entries.size();
        all += piece.size();
    }
    // It is worth it: a good part is gone.
    EXPECT_LT(left * 10, all * 9);
}

TEST(ThinLogTest, LeavesALogWithOperationsOfANewerVersionAlone) {
    const Change newer{{lane(0), 1}, {}, {operation::Unknown{9, {1}}}, {}, 0};
    EXPECT_FALSE(thin(std::vector<Entry>{entry::Accepted{newer}}).has_value());
}

}  // namespace
}  // namespace wedsync::hub
