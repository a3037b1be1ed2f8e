#include "tests/replica/growth.hpp"

#include <algorithm>
#include <iostream>
#include <utility>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "engine/codec/dot_set_io.hpp"
#include "sim/world/world.hpp"
#include "tests/support/changes.hpp"

namespace wedsync::property {
namespace {

constexpr ScopeId kParty{7};
constexpr std::uint64_t kSeed = 8;
constexpr std::size_t kDevices = 5;
constexpr std::size_t kGuests = 100;
constexpr std::size_t kEditsADay = 20;
constexpr std::uint64_t kDayMs = 86'400'000;
constexpr std::uint64_t kSettleMsMax = 600'000;
constexpr std::uint64_t kLogEntriesMax = 500;
constexpr std::uint64_t kKeptMs = 2 * kDayMs;
/// An interval of a lane: 16 bytes of name and the counters.
constexpr std::uint64_t kLaneBytesMax = 24;

class Season {
public:
    Season() : world_(options()) {
        world_.add_scope(kParty, "party");
        for (std::size_t i = 0; i < kDevices; ++i) {
            sim::DeviceOptions device;
            device.author = {"person " + std::to_string(i), "device " + std::to_string(i), "", 0};
            device.schema = support::guest_schema();
            device.scopes = {{kParty, "party"}};
            world_.add_device(std::move(device));
        }
        for (std::size_t i = 0; i < kGuests; ++i) {
            Draft draft;
            draft.set(draft.create("guest"), "name", "guest " + std::to_string(i));
            guests_.push_back(commit(0, std::move(draft)).created[0]);
        }
        sync_and_close();
    }

    void live_a_day() {
        for (std::size_t device = 0; device < kDevices; ++device)
            world_.start(device);
        for (std::size_t device = 0; device < kDevices; ++device) {
            for (std::size_t i = 0; i < kEditsADay; ++i)
                edit(device);
        }
        sync_and_close();
        world_.run_for(kDayMs / 2);
    }

    [[nodiscard]] Holdings look(std::uint64_t days) {
        Holdings held;
        held.days = days;
        held.changes = changes_;
        held.hub_log_bytes = world_.hub().store().size().value().log_bytes;
        for (std::size_t device = 0; device < kDevices; ++device) {
            world_.start(device);
            const auto size = world_.replica(device).store().size().value();
            held.records = size.record_count;
            held.device_log_bytes = std::max(held.device_log_bytes, size.log_bytes);
            held.device_bytes_per_record =
                std::max(held.device_bytes_per_record, size.file_bytes / size.record_count);
        }
        const store::ScopeRow& row = *world_.hub().scope(kParty);
        held.have_bytes = codec::encode_dot_set(row.have).size();
        held.lanes = row.have.ranges().size();
        sync_and_close();
        return held;
    }

private:
    static sim::WorldOptions options() {
        sim::WorldOptions options;
        options.seed = kSeed;
        options.hub.schema = support::guest_schema();
        options.hub.limits.log_entries_max = kLogEntriesMax;
        return options;
    }

    replica::Committed commit(std::size_t device, Draft draft) {
        draft.scope = kParty;
        ++changes_;
        return world_.commit(device, draft).value();
    }

    void edit(std::size_t device) {
        const RecordId& guest = prng_.pick(guests_);
        Draft draft;
        switch (prng_.below(3)) {
            case 0:
                draft.set(guest, "table",
                          support::number(static_cast<std::int64_t>(prng_.below(20))));
                break;
            case 1:
                draft.set(guest, "notes", "note " + std::to_string(prng_.below(1'000)));
                break;
            default:
                draft.edits.emplace_back(edit::Increment{guest, "glasses", 1});
        }
        commit(device, std::move(draft));
    }

    void sync_and_close() {
        const bool is_settled =
            world_.run_until([&] { return world_.is_converged(); }, kSettleMsMax);
        EXPECT_TRUE(is_settled) << world_.difference().value_or("");
        for (std::size_t device = 0; device < kDevices; ++device) {
            replica::Replica& replica = world_.replica(device);
            const auto trimmed =
                replica.trim_log(world_.device_now(device), kParty, {kLogEntriesMax, kKeptMs},
                                 replica.scope(kParty)->row.have);
            EXPECT_TRUE(trimmed.ok());
        }
        for (std::size_t device = 0; device < kDevices; ++device)
            world_.crash(device, sim::Damage::kProcessCrash);
    }

    sim::World world_;
    Prng prng_{kSeed};
    std::vector<RecordId> guests_;
    std::uint64_t changes_ = 0;
};

}  // namespace

std::string Holdings::json() const {
    return "{\"days\":" + std::to_string(days) + ",\"changes\":" + std::to_string(changes) +
           ",\"records\":" + std::to_string(records) +
           ",\"hub_log_bytes\":" + std::to_string(hub_log_bytes) +
           ",\"device_log_bytes\":" + std::to_string(device_log_bytes) +
           ",\"device_bytes_per_record\":" + std::to_string(device_bytes_per_record) +
           ",\"have_bytes\":" + std::to_string(have_bytes) + ",\"lanes\":" + std::to_string(lanes) +
           "}";
}

std::vector<Holdings> use_daily(std::uint64_t days) {
    std::cout << "seed " << kSeed << "\n";
    Season season;
    std::vector<Holdings> seen;
    for (std::uint64_t day = 1; day <= days; ++day) {
        season.live_a_day();
        if (day != days / 2 && day != days) continue;
        seen.push_back(season.look(day));
        std::cout << seen.back().json() << "\n";
    }
    return seen;
}

void expect_bounded(const std::vector<Holdings>& holdings) {
    ASSERT_EQ(holdings.size(), 2U);
    const Holdings& half = holdings[0];
    const Holdings& end = holdings[1];
    EXPECT_LT(end.hub_log_bytes, half.hub_log_bytes * 3 / 2);
    EXPECT_LT(end.device_log_bytes, half.device_log_bytes * 3 / 2);
    EXPECT_LE(end.lanes, kDevices * (end.days + 2));
    EXPECT_LE(end.have_bytes, kLaneBytesMax * end.lanes + kLaneBytesMax);
    EXPECT_EQ(end.records, kGuests);
}

}  // namespace wedsync::property
