// The default paces better than the reference table: on twenty recorded networks.
#include <gtest/gtest.h>

#include "bench/pace/pace_checks_test.hpp"
#include "tests/support/outside_data.hpp"

namespace wedsync::bench {
namespace {

TEST(PaceFullTest, TheDefaultBeatsTheReferenceOnTwentyNetworks) {
    const auto folder = wedsync::test::outside_data("traces");
    if (!folder) GTEST_SKIP();
    constexpr std::size_t kEdits = 2'000;
    test::compare(*folder, kEdits, 1);
}

}  // namespace
}  // namespace wedsync::bench
