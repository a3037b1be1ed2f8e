// Random traffic: whatever is pushed in whatever order, the log explains the state.
#include <algorithm>
#include <iterator>
#include <memory>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "hub/core/hub_test_support.hpp"

namespace wedsync::hub {
namespace {

using namespace test;  // NOLINT: builders.
using Kind = message::Verdict::Kind;

/// A device that writes on what it believes, and pushes in any order, again, or relayed.
class Device {
public:
    Device(World& world, const Incarnation& lane, const std::string& name, std::uint64_t seed)
        : world_(world), lane_(lane), name_(name), prng_(seed) {
        connect();
    }

    void connect() {
        peer_ = world_.open(name_);
        Reader fresh;
        fresh.pushed = reader_.pushed;
        reader_ = fresh;
        world_.subscribe(peer_);
    }
    void write() {
        const Dot dot{lane_, ++counter_};
        if (reader_.records.empty() || prng_.chance(300)) {
            made_.push_back(create(dot, word()));
        } else {
            auto at = reader_.records.begin();
            std::advance(at, static_cast<std::ptrdiff_t>(prng_.below(reader_.records.size())));
            if (prng_.chance(150)) {
                made_.push_back(kill(dot, at->second));
            } else {
                const auto field = prng_.chance(400) ? kNotes : kName;
                std::vector<Dot> covers;
                const merge::Cell* cell = at->second.find({kGuests, field});
                if (cell != nullptr) {
                    for (const merge::Sibling& sibling : cell->siblings) {
                        covers.push_back(sibling.dot);
                    }
                }
                // What was made just before may be refused, or not be there yet.
                if (prng_.chance(300) && !made_.empty() &&
                    made_.back().dot.counter + 1 == counter_) {
                    covers.push_back(made_.back().dot);
                    std::sort(covers.begin(), covers.end());
                    covers.erase(std::unique(covers.begin(), covers.end()), covers.end());
                }
                made_.push_back(edit(dot, at->first, word(), covers, field));
            }
        }
        reader_.pushed[dot] = made_.back();
    }
    void push() {
        if (made_.empty()) return;
        std::vector<Change> changes;
        for (const Change& change : made_) {
            if (prng_.chance(500)) changes.push_back(change);
        }
        if (prng_.chance(200)) prng_.shuffle(changes);
        message::Push push = world_.make_push(peer_, changes);
        push.is_relayed = prng_.chance(100);
        if (prng_.chance(100)) push.withdrawn.push_back({lane_, ++counter_});
        world_.hand(peer_, push);
    }
    void read() { world_.read_on(peer_, reader_); }
    [[nodiscard]] const Reader& reader() const { return reader_; }

private:
    std::string word() {
        return prng_.chance(150) ? "forbidden" : "word " + std::to_string(prng_.below(50));
    }

    World& world_;
    Incarnation lane_;
    std::string name_;
    Prng prng_;
    PeerId peer_;
    std::uint64_t counter_ = 0;
    std::vector<Change> made_;
    Reader reader_;
};

World::Setup setup_with(Prng& prng) {
    World::Setup setup;
    setup.limits.entries_per_page_max = static_cast<std::uint32_t>(prng.between(1, 20));
    setup.limits.pages_in_flight_max = static_cast<std::uint32_t>(prng.between(1, 3));
    setup.limits.group_changes_max = static_cast<std::uint32_t>(prng.between(5, 100));
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

void expect_log_explains_state(World& world) {
    const store::ScopeRow* row = world.hub().scope(kParty);
    if (row == nullptr) return;
    Reader replay;
    for (const Entry& entry : world.log()) {
        if (const auto* accepted = std::get_if<entry::Accepted>(&entry)) {
            ASSERT_FALSE(replay.have.contains(accepted->change.dot));
            replay.take(accepted->change);
        } else if (const auto* refused = std::get_if<entry::Refused>(&entry)) {
            ASSERT_FALSE(replay.have.contains(refused->dot));
            EXPECT_TRUE(replay.refused.add(refused->dot));
        }
    }
    EXPECT_EQ(replay.records, world.records());
    EXPECT_EQ(replay.have, row->have);
    EXPECT_EQ(replay.refused, row->refused);
}

TEST(HubPropertyTest, TheLogExplainsTheState) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE(seed);
        Prng prng(seed);
        World world(setup_with(prng));
        std::vector<std::unique_ptr<Device>> devices;
        devices.push_back(std::make_unique<Device>(world, kAlice, "tablet", seed * 3));
        devices.push_back(std::make_unique<Device>(world, kBob, "phone", seed * 5));
        devices.push_back(std::make_unique<Device>(world, kCarol, "laptop", seed * 7));
        for (int step = 0; step < 120; ++step) {
            Device& device = *prng.pick(devices);
            const std::uint64_t what = prng.below(100);
            if (what < 45) {
                device.write();
            } else if (what < 75) {
                device.push();
            } else if (what < 85) {
                EXPECT_TRUE(world.settle());
            } else if (what < 96) {
                EXPECT_TRUE(world.settle());
                device.read();
            } else if (what < 98) {
                device.connect();
            } else {
                world.restart();
                for (const auto& other : devices)
                    other->connect();
            }
            if (HasFatalFailure()) return;
        }
        EXPECT_TRUE(world.settle());
        expect_log_explains_state(world);
        for (const auto& device : devices) {
            device->read();
            EXPECT_EQ(device->reader().records, world.records());
        }
        if (HasFailure()) return;
    }
}

}  // namespace
}  // namespace wedsync::hub
