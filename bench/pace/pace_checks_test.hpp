#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>

#include <gtest/gtest.h>

#include "bench/pace/pace_runs.hpp"

namespace wedsync::bench::test {

/// Runs both strategies on every n-th of the recorded networks, and expects of the default: on each
/// no more bytes, and nobody waits longer by more than the grain of the clock; over all of them
/// less waiting, and fewer bytes.
inline void compare(const std::filesystem::path& folder, std::size_t edit_count,
                    std::size_t every_nth) {
    const auto traces = recorded_traces(folder / "network");
    ASSERT_TRUE(traces.ok()) << traces.error().detail;
    const auto edits = recorded_edits(folder / "usage" / "bpic2012-loans.csv.xz", edit_count);
    ASSERT_TRUE(edits.ok()) << edits.error().detail;
    std::uint64_t p95_ms = 0;
    std::uint64_t reference_p95_ms = 0;
    std::uint64_t bytes = 0;
    std::uint64_t reference_bytes = 0;
    std::size_t better = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < traces.value().size(); i += every_nth) {
        const NamedTrace& network = traces.value()[i];
        SCOPED_TRACE(network.name);
        const auto reference = run_pace(network, edits.value(), pace::Strategy::kReference);
        const auto adaptive = run_pace(network, edits.value(), pace::Strategy::kAdaptive);
        ASSERT_TRUE(reference.ok() && adaptive.ok());
        std::puts(json_of(reference.value()).c_str());
        std::puts(json_of(adaptive.value()).c_str());
        EXPECT_TRUE(adaptive.value().is_converged);
        EXPECT_LE(adaptive.value().visible_p95_ms, reference.value().visible_p95_ms);
        EXPECT_LE(adaptive.value().wire_bytes, reference.value().wire_bytes);
        if (adaptive.value().visible_p95_ms < reference.value().visible_p95_ms) ++better;
        ++count;
        p95_ms += adaptive.value().visible_p95_ms;
        reference_p95_ms += reference.value().visible_p95_ms;
        bytes += adaptive.value().wire_bytes;
        reference_bytes += reference.value().wire_bytes;
    }
    EXPECT_LT(p95_ms, reference_p95_ms);
    EXPECT_LE(bytes, reference_bytes);
    EXPECT_GE(better * 2, count) << "better only on " << better << " of " << count;
}

}  // namespace wedsync::bench::test
