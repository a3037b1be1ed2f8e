// What the devices of our own simulator did and saw, as histories, judged by the checkers that
// judged Elle's. The accepted state of a device has to be a snapshot of one log (P1, P3, P9), what
// it shows has to be causal (P2).
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/prng.hpp"
#include "sim/history/causal_check.hpp"
#include "sim/history/list_append_check.hpp"
#include "sim/scenarios/scenario.hpp"
#include "tests/support/figures.hpp"

namespace wedsync::sim {
namespace {

constexpr FieldId kTags{1, 5};
constexpr std::uint64_t kSeeds = 25;
constexpr int kSteps = 160;

/// People add numbers to the tags of four guests, two at a time now and then; each number once. The
/// hub refuses some. Lists are the tags in the order of the hub's log.
class Recording {
public:
    explicit Recording(std::uint64_t seed) : play_({.seed = seed}), prng_(seed) {
        for (std::size_t i = 0; i < 4; ++i)
            devices_.push_back(play_.add_device());
        for (std::size_t i = 0; i < 4; ++i)
            guests_.push_back(play_.add_guest(devices_[0], "guest"));
        EXPECT_TRUE(play_.settle());
        for (int step = 0; step < kSteps; ++step) {
            act(prng_.pick(devices_));
            play_.run_for(prng_.below(400));
        }
        verdict_ = play_.verdict();
        for (const std::size_t device : devices_)
            read(device);
    }

    [[nodiscard]] const History& accepted() const { return accepted_; }
    [[nodiscard]] const History& visible() const { return visible_; }
    [[nodiscard]] const std::string& verdict() const { return verdict_; }

private:
    void act(std::size_t device) {
        const std::uint64_t kind = prng_.below(100);
        if (kind < 50) {
            write(device);
        } else if (kind < 90) {
            read(device);
        } else if (kind < 94) {
            play_.go_offline(device);
        } else if (kind < 98) {
            play_.go_online(device);
        } else {
            play_.reopen(device);
        }
    }

    void write(std::size_t device) {
        Draft draft;
        std::vector<ListOperation> appends;
        const std::uint64_t first = prng_.below(guests_.size());
        const std::uint64_t count = prng_.chance(400) ? 2 : 1;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t guest = (first + i) % guests_.size();
            const Element element = ++element_last_;
            draft.edits.emplace_back(
                edit::AddElement{guests_[guest], "tags", std::to_string(element)});
            appends.push_back({false, key_of(guest), {element}, false});
        }
        const bool is_refused = prng_.chance(80);
        if (is_refused) draft.set(guests_[first], "name", std::string("forbidden"));
        play_.edit(device, std::move(draft));
        const TransactionOutcome outcome =
            is_refused ? TransactionOutcome::kAborted : TransactionOutcome::kCommitted;
        if (is_refused) {
            for (const ListOperation& append : appends)
                refused_[device].insert(append.elements.front());
        }
        add(accepted_, "writer " + std::to_string(device), outcome, appends);
        add(visible_, "person " + std::to_string(device), outcome, std::move(appends));
    }

    void read(std::size_t device) {
        std::map<Dot, std::uint64_t> places;
        for (const auto& [position, place] :
             play_.referee().ledger().scope(Scenario::scope(0))->log) {
            places[place.dot] = position;
        }
        replica::Replica& replica = play_.world().replica(device);
        std::vector<ListOperation> lists;
        std::vector<ListOperation> sets;
        for (std::size_t guest = 0; guest < guests_.size(); ++guest) {
            const auto accepted = replica.accepted(Scenario::scope(0), guests_[guest]);
            const auto shown = replica.get(Scenario::scope(0), guests_[guest]);
            ASSERT_TRUE(accepted.ok() && shown.ok());
            std::map<std::uint64_t, Element> in_order;
            for (const auto& [element, dot] : tags_of(accepted.value()))
                in_order[places[dot]] = element;
            ListOperation list{true, key_of(guest), {}, false};
            for (const auto& [place, element] : in_order)
                list.elements.push_back(element);
            lists.push_back(std::move(list));
            ListOperation set{true, key_of(guest), {}, false};
            for (const auto& [element, dot] : tags_of(shown.value())) {
                // One's own is there until the hub has refused it.
                if (!refused_[device].contains(element)) set.elements.push_back(element);
            }
            sets.push_back(std::move(set));
        }
        add(accepted_, "reader " + std::to_string(device), TransactionOutcome::kCommitted,
            std::move(lists));
        add(visible_, "person " + std::to_string(device), TransactionOutcome::kCommitted,
            std::move(sets));
    }

    static std::vector<std::pair<Element, Dot>> tags_of(const merge::RecordState& guest) {
        std::vector<std::pair<Element, Dot>> tags;
        for (const merge::Cell& cell : guest.cells) {
            if (cell.field == kTags) tags.emplace_back(std::stoll(cell.sub), cell.siblings[0].dot);
        }
        return tags;
    }

    static std::string key_of(std::uint64_t guest) { return "guest " + std::to_string(guest); }

    static void add(History& history, std::string process, TransactionOutcome outcome,
                    std::vector<ListOperation> operations) {
        const std::size_t place = 2 * history.transactions.size();
        history.transactions.push_back(
            {std::move(process), outcome, std::move(operations), place, place + 1});
    }

    Scenario play_;
    Prng prng_;
    std::vector<std::size_t> devices_;
    std::vector<RecordId> guests_;
    Element element_last_ = 0;
    std::map<std::size_t, std::set<Element>> refused_;
    History accepted_;
    History visible_;
    std::string verdict_;
};

TEST(RecordedHistory, DevicesSeeSnapshotsOfOneLogAndCausesFirst) {
    std::uint64_t transactions = 0;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        const Recording recording(seed);
        EXPECT_EQ(recording.verdict(), "") << "seed " << seed;
        EXPECT_EQ(to_text(check_lists(recording.accepted(), KnownOrder::kSession)), "")
            << "seed " << seed;
        const std::vector<std::string> broken = check_causality(recording.visible());
        EXPECT_TRUE(broken.empty()) << "seed " << seed << ": " << broken.front();
        transactions += recording.accepted().transactions.size();
    }
    std::cout << transactions << " transactions\n";
    support::add_figure(
        "history", {"P2", "transactions of recorded histories, without an anomaly", transactions,
                    "transactions", "ctest --preset release -R sim_history.recorded_history"});
}

/// A read of the recording that saw at least so many elements of its first list.
ListOperation& find_read(History& history, std::size_t count) {
    for (Transaction& transaction : history.transactions) {
        ListOperation& first = transaction.operations.front();
        if (first.is_read && first.elements.size() >= count) return first;
    }
    ADD_FAILURE() << "nobody read that much";
    return history.transactions.front().operations.front();
}

// The same recordings, falsified: the checkers notice.
TEST(RecordedHistory, FalsifiedHistoriesAreFound) {
    const Recording recording(1);
    History swapped = recording.accepted();
    ListOperation& disordered = find_read(swapped, 3);
    std::swap(disordered.elements[0], disordered.elements[1]);
    EXPECT_NE(to_text(check_lists(swapped, KnownOrder::kSession)), "");

    History forgotten = recording.accepted();
    // The last read of all is of the whole log: without its newest element it is no snapshot.
    forgotten.transactions.back().operations.front().elements.pop_back();
    EXPECT_NE(to_text(check_lists(forgotten, KnownOrder::kSession)), "");

    History lost = recording.visible();
    lost.transactions.back().operations.front().elements.pop_back();
    EXPECT_FALSE(check_causality(lost).empty());

    History refused = recording.accepted();
    for (const Transaction& transaction : recording.accepted().transactions) {
        if (transaction.outcome != TransactionOutcome::kAborted) continue;
        const ListOperation& append = transaction.operations.front();
        for (ListOperation& list : refused.transactions.back().operations) {
            if (list.key == append.key) list.elements.push_back(append.elements.front());
        }
    }
    EXPECT_NE(to_text(check_lists(refused, KnownOrder::kSession)).find("G1a"), std::string::npos);
}

}  // namespace
}  // namespace wedsync::sim
