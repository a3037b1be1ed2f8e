#include "tests/sync/random_day.hpp"

#include <utility>
#include <vector>

#include "tests/support/changes.hpp"
#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

World::Setup setup_of(Prng& prng, std::uint64_t seed) {
    World::Setup setup;
    setup.devices = 3;
    setup.seed = seed;
    setup.latency_ms = prng.between(1, 300);
    setup.limits.entries_per_page_max = static_cast<std::uint32_t>(prng.between(1, 30));
    setup.limits.pages_in_flight_max = static_cast<std::uint32_t>(prng.between(1, 3));
    setup.limits.records_per_part_max = static_cast<std::uint32_t>(prng.between(1, 10));
    setup.limits.group_changes_max = static_cast<std::uint32_t>(prng.between(3, 200));
    const auto rate = [&](std::uint32_t most) {
        return prng.chance(500) ? 0U : static_cast<std::uint32_t>(prng.below(most));
    };
    setup.faults.cut = rate(60);
    setup.faults.truncate = rate(40);
    setup.faults.duplicate = rate(200);
    setup.faults.replay = rate(100);
    setup.faults.delay_ms_max = rate(2'000);
    setup.policy.judge = [](const std::string&, const Author&, ScopeId, const Change& change) {
        for (const Operation& operation : change.operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            if (put != nullptr && put->value == Value{"forbidden"}) {
                return std::optional{RefusalReason::kBadValue};
            }
        }
        return std::optional<RefusalReason>{};
    };
    return setup;
}

class Day {
public:
    Day(World& world, Prng& prng) : world_(world), prng_(prng) {}

    void edit_something() {
        const std::size_t at = prng_.below(world_.device_count());
        Draft draft;
        draft.scope = kParty;
        draft.priority = static_cast<std::uint8_t>(prng_.below(10));
        if (prng_.chance(200)) draft.deadline_ms = world_.now().wall.value() + prng_.below(90'000);
        const auto records = world_.records(at);
        if (records.empty() || prng_.chance(250)) {
            draft.set(draft.create("guest"), "name", word());
        } else {
            auto record = records.begin();
            std::advance(record, static_cast<std::ptrdiff_t>(prng_.below(records.size())));
            change(draft, record->first);
        }
        // Not every draft makes sense where the record is half deleted: then nothing happens.
        static_cast<void>(world_.commit(at, std::move(draft)));
    }

    void disturb() {
        const std::size_t at = prng_.below(world_.device_count());
        switch (prng_.below(6)) {
            case 0:
                world_.cut(at);
                break;
            case 1:
                world_.device(at).is_online = !world_.device(at).is_online;
                world_.cut(at);
                break;
            case 2:
                world_.restart_device(at);
                break;
            case 3:
                world_.restart_hub();
                break;
            case 4:
                world_.device(at).is_black_hole = !world_.device(at).is_black_hole;
                break;
            default:
                compact();
                break;
        }
    }

private:
    std::string word() {
        return prng_.chance(120) ? "forbidden" : "word " + std::to_string(prng_.below(40));
    }
    void change(Draft& draft, const RecordId& record) {
        switch (prng_.below(6)) {
            case 0:
                draft.edits.emplace_back(edit::Delete{record});
                break;
            case 5:
                // Seldom: nothing can happen to it any more.
                if (prng_.chance(150)) draft.edits.emplace_back(edit::Erase{record});
                break;
            case 1:
                draft.edits.emplace_back(edit::AddElement{record, "tags", word()});
                break;
            case 2:
                draft.edits.emplace_back(edit::Increment{record, "glasses", 1});
                break;
            default:
                draft.set(record, prng_.chance(500) ? "name" : "notes", word());
                break;
        }
    }
    void compact() {
        const store::ScopeRow* row = world_.hub().scope(kParty);
        if (row == nullptr) return;
        const Position last{prng_.below(row->cursor.position.value() + 1)};
        static_cast<void>(world_.hub().compact(kParty, last));
    }

    World& world_;
    Prng& prng_;
};

}  // namespace

std::optional<std::string> random_day(std::uint64_t seed) {
    Prng prng(seed);
    World world(setup_of(prng, seed));
    Day day(world, prng);
    for (int step = 0; step < 120; ++step) {
        if (prng.chance(750)) {
            day.edit_something();
        } else if (prng.chance(300)) {
            day.disturb();
        }
        world.run(prng.between(0, 400));
    }
    world.setup().faults = {};
    for (std::size_t i = 0; i < world.device_count(); ++i) {
        world.device(i).is_online = true;
        world.device(i).is_black_hole = false;
        if (world.device(i).client().failure()) {
            return "a client failed: " + world.device(i).client().failure()->detail;
        }
    }
    if (!world.settle(1'800'000)) return "not in sync after half an hour: " + world.difference();
    const std::string difference = world.difference();
    if (!difference.empty()) return difference;
    return std::nullopt;
}

}  // namespace wedsync::sync::test
