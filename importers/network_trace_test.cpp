#include "importers/network_trace.hpp"

#include "gtest/gtest.h"

namespace wedsync::importers {
namespace {

std::string error_of(const std::string& text) {
    const auto traces = parse_network_traces(as_bytes(text), "train");
    return traces.ok() ? "read" : traces.error().detail;
}

TEST(NetworkTraceTest, ReadsOneWayAndBothWays) {
    const std::string down = "t_ms,down_kbps\n0,100\n200,0\n";
    const auto traces = parse_network_traces(as_bytes(down), "train");
    ASSERT_TRUE(traces.ok()) << traces.error().detail;
    EXPECT_EQ(traces.value(), (std::vector<NetworkTrace>{{"train", {{0, 100, 100}, {200, 0, 0}}}}));
    const std::string both = "t_ms,down_kbps,up_kbps\n0,100,30\n";
    EXPECT_EQ(parse_network_traces(as_bytes(both), "x").value()[0].steps[0],
              (NetworkStep{0, 100, 30}));
}

TEST(NetworkTraceTest, SaysWhichLineIsWrong) {
    const std::string header = "t_ms,down_kbps\n";
    EXPECT_EQ(error_of("113444\n108580\n"),
              "train, line 1: the header is not t_ms,down_kbps[,up_kbps]");
    EXPECT_EQ(error_of(header), "train, line 1: no steps");
    EXPECT_EQ(error_of(header + "0,1,2\n"), "train, line 2: not as many cells as the header has");
    EXPECT_EQ(error_of(header + "0,fast\n"), "train, line 2: a cell that is not a whole number");
    EXPECT_EQ(error_of(header + "0,-1\n"), "train, line 2: a cell that is not a whole number");
    EXPECT_EQ(error_of(header + "0,9999999999\n"),
              "train, line 2: a cell that is not a whole number");
    EXPECT_EQ(error_of(header + "5,1\n4,1\n"), "train, line 3: earlier than the line before");
    EXPECT_EQ(error_of(header + "0,\"1\n"),
              "train, line 2, column 2: a quote that is never closed");
    EXPECT_EQ(error_of(""), "train, line 1: the file is empty");
}

}  // namespace
}  // namespace wedsync::importers
