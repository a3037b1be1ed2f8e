#include "sim/swarm/plan.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "engine/base/prng.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kMinuteMs = 60'000;
constexpr std::uint64_t kYearMs = 365ULL * 24 * 60 * kMinuteMs;

class Drawer {
public:
    explicit Drawer(std::uint64_t seed) : prng_(seed ^ 0x57A7F00D) { plan_.seed = seed; }

    Plan draw() {
        plan_.scope_count = static_cast<std::uint32_t>(prng_.between(2, 4));
        plan_.duration_ms = kMinuteMs * std::array<std::uint64_t, 3>{1, 5, 20}[prng_.below(3)];
        plan_.hub_schema_version = static_cast<std::uint32_t>(prng_.between(1, 3));
        if (prng_.chance(500)) {
            plan_.entries_per_page_max = static_cast<std::uint32_t>(prng_.between(2, 40));
            plan_.records_per_part_max = static_cast<std::uint32_t>(prng_.between(1, 30));
        }
        if (prng_.chance(600)) {
            plan_.forbidden_per_mille = static_cast<std::uint32_t>(prng_.between(5, 80));
        }
        draw_devices();
        draw_edits();
        draw_network();
        draw_crashes();
        draw_disks();
        draw_identities();
        draw_hub();
        draw_strangers();
        std::stable_sort(plan_.steps.begin(), plan_.steps.end(),
                         [](const Step& a, const Step& b) { return a.at_ms < b.at_ms; });
        draw_month();
        return std::move(plan_);
    }

private:
    [[nodiscard]] bool is_on() { return prng_.chance(400); }
    [[nodiscard]] std::uint64_t any_time() { return prng_.between(1'000, plan_.duration_ms); }

    void add(StepKind kind, std::uint64_t at_ms) {
        const auto device = static_cast<std::uint32_t>(prng_.below(plan_.devices.size()));
        plan_.steps.push_back({at_ms, kind, device, prng_.next()});
    }
    void add_some(StepKind kind, std::uint64_t count_max) {
        for (std::uint64_t i = prng_.between(1, count_max); i > 0; --i)
            add(kind, any_time());
    }
    /// `begin`, and `end` some time later, for the same device.
    void add_spans(StepKind begin, StepKind end, std::uint64_t count_max) {
        for (std::uint64_t i = prng_.between(1, count_max); i > 0; --i) {
            add(begin, any_time());
            Step later = plan_.steps.back();
            later.kind = end;
            later.at_ms += prng_.between(1'000, 1'000 + plan_.duration_ms / 2);
            plan_.steps.push_back(later);
        }
    }

    void draw_devices() {
        const std::uint64_t count = prng_.between(3, prng_.chance(300) ? 8 : 5);
        const bool is_skewed = is_on();
        const bool has_wrong_clocks = is_on();
        for (std::uint64_t i = 0; i < count; ++i) {
            DevicePlan device;
            device.network = static_cast<NetworkKind>(prng_.chance(500) ? 0 : prng_.below(4));
            device.schema_version = static_cast<std::uint32_t>(is_skewed ? prng_.between(1, 3) : 2);
            if (has_wrong_clocks && prng_.chance(500)) {
                device.clock_ahead_ms = static_cast<std::int64_t>(prng_.below(4 * kYearMs)) -
                                        static_cast<std::int64_t>(2 * kYearMs);
            }
            device.scope_first = static_cast<std::uint32_t>(prng_.below(plan_.scope_count));
            device.scope_count = static_cast<std::uint32_t>(prng_.between(1, plan_.scope_count));
            plan_.devices.push_back(device);
        }
        // At least one scope is everybody's.
        for (DevicePlan& device : plan_.devices) {
            if (prng_.chance(800)) device.scope_first = 0;
        }
    }

    void draw_edits() {
        const std::uint64_t count = prng_.between(400, prng_.chance(150) ? 2'000 : 700);
        // Edits come in bursts: people work together for a while.
        std::vector<std::uint64_t> bursts;
        for (std::uint64_t i = prng_.between(2, 8); i > 0; --i)
            bursts.push_back(any_time());
        for (std::uint64_t i = 0; i < count; ++i) {
            const bool is_early = i < 20;
            const std::uint64_t at =
                is_early
                    ? prng_.between(10, 1'000)
                    : (prng_.chance(600) ? prng_.pick(bursts) + prng_.below(10'000) : any_time());
            add(StepKind::kEdit, std::min(at, plan_.duration_ms));
        }
        add_some(StepKind::kCheck, 4);
    }

    void draw_network() {
        for (DevicePlan& device : plan_.devices) {
            FaultPlan& faults = device.faults;
            if (is_on()) faults.loss_per_mille = static_cast<std::uint32_t>(prng_.between(1, 300));
            if (is_on()) faults.jitter_ms_max = prng_.between(1, 2'000);
            if (is_on()) faults.reset_per_million = rate();
            if (is_on()) faults.truncate_per_million = rate();
            if (is_on()) faults.half_open_per_million = rate() / 4;
            if (is_on()) faults.replay_stale_per_million = rate();
            if (is_on()) faults.replay_as_new_per_million = rate() / 2;
            if (is_on()) faults.refuse_per_mille = static_cast<std::uint32_t>(prng_.below(500));
            if (is_on()) faults.stall = {prng_.between(5'000, 120'000), 500, 40'000};
            if (is_on()) faults.partition = {prng_.between(5'000, 120'000), 500, 60'000};
        }
        if (is_on()) add_spans(StepKind::kOffline, StepKind::kOnline, 6);
        if (is_on()) add_spans(StepKind::kBlock, StepKind::kUnblock, 4);
        if (is_on()) add_spans(StepKind::kSuspend, StepKind::kResume, 4);
        if (is_on()) add_some(StepKind::kHerd, 2);
    }
    [[nodiscard]] std::uint32_t rate() {
        return static_cast<std::uint32_t>(prng_.between(1'000, 100'000));
    }

    void draw_crashes() {
        if (is_on()) add_some(StepKind::kClockJump, 6);
        if (is_on()) add_some(StepKind::kCrash, 4);
        if (is_on()) add_some(StepKind::kCrashInWrite, 6);
        if (is_on()) add_some(StepKind::kPowerCut, 4);
    }

    void draw_disks() {
        if (is_on()) add_spans(StepKind::kDiskFull, StepKind::kDiskFree, 3);
        if (is_on()) add_some(StepKind::kIoError, 4);
        if (is_on()) add_some(StepKind::kBitRot, 2);
        if (prng_.chance(250)) {
            plan_.has_memory_faults = true;
            add_some(StepKind::kOutOfMemory, 6);
        }
    }

    void draw_identities() {
        if (is_on()) add_some(StepKind::kUpgrade, 3);
        if (is_on()) add_some(StepKind::kReinstall, 2);
        if (is_on()) add_spans(StepKind::kImage, StepKind::kRestore, 2);
        if (is_on()) add_some(StepKind::kClone, 1);
    }

    void draw_hub() {
        if (is_on()) add_some(StepKind::kHubCrash, 3);
        if (is_on()) add_some(StepKind::kHubPowerCut, 3);
        if (is_on()) add_spans(StepKind::kHubDiskFull, StepKind::kHubDiskFree, 2);
        if (is_on()) add_some(StepKind::kHubIoError, 3);
        if (is_on()) add_spans(StepKind::kHubImage, StepKind::kHubRestore, 1);
        if (is_on()) add_some(StepKind::kCompact, 4);
    }

    void draw_strangers() {
        if (is_on()) add_some(StepKind::kStranger, 16);
    }

    void draw_month() {
        if (!prng_.chance(250)) return;
        plan_.month_at_ms = prng_.between(plan_.duration_ms / 4, plan_.duration_ms);
        for (Step& step : plan_.steps) {
            if (step.at_ms >= plan_.month_at_ms) step.at_ms += kMonthMs;
        }
        plan_.duration_ms += kMonthMs;
    }

    Prng prng_;
    Plan plan_;
};

constexpr std::array<std::string_view, 32> kStepNames = {
    "edit",          "check",         "offline",   "online",         "block",
    "unblock",       "clock jump",    "crash",     "crash in write", "power cut",
    "disk full",     "disk free",     "I/O error", "bit rot",        "upgrade",
    "reinstall",     "image",         "restore",   "clone",          "suspend",
    "resume",        "out of memory", "hub crash", "hub power cut",  "hub disk full",
    "hub disk free", "hub I/O error", "hub image", "hub restore",    "compact",
    "stranger",      "herd"};

}  // namespace

Plan draw_plan(std::uint64_t seed) {
    return Drawer(seed).draw();
}

std::string to_text(const Plan& plan) {
    std::string text = "seed " + std::to_string(plan.seed) + ": " +
                       std::to_string(plan.devices.size()) + " devices, " +
                       std::to_string(plan.scope_count) + " scopes, " +
                       std::to_string(plan.steps.size()) + " steps in " +
                       std::to_string(plan.duration_ms / 1000) + " s\n";
    for (const Step& step : plan.steps) {
        text += "  " + std::to_string(step.at_ms) + " ms  device " + std::to_string(step.device) +
                "  " + std::string(kStepNames[static_cast<std::size_t>(step.kind)]) + "  (" +
                std::to_string(step.seed) + ")\n";
    }
    return text;
}

}  // namespace wedsync::sim
