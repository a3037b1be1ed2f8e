// What three people do, in an order that the input chooses, merged by the engine and by the slow
// reference (tests/property): after each step both say the same, and at the end the laws of joining
// hold. Three bytes are a step.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/base/assert.hpp"
#include "tests/property/merge_checks.hpp"

using wedsync::property::Step;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t kStepBytes = 3;
    constexpr std::size_t kStepsMax = 24;
    constexpr std::size_t kSites = 3;
    std::vector<Step> steps;
    for (std::size_t at = 0; at + kStepBytes <= size && steps.size() < kStepsMax;
         at += kStepBytes) {
        Step step;
        step.kind = static_cast<Step::Kind>(data[at] % 4);
        step.site = data[at] / 4U % kSites;
        step.other = (step.site + 1 + data[at] / 12U % 2) % kSites;
        step.seed = data[at + 1] * std::uint64_t{256} + data[at + 2];
        steps.push_back(step);
    }
    const wedsync::property::Rules rules;
    WEDSYNC_ASSERT(!wedsync::property::check_sequence(steps, rules).has_value());
    return 0;
}
