// Seeds that once broke a promise, each with what it found. They stay for as long as their plans
// are drawn as they were; what they found has a test of its own where one could be made.
#include <array>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "sim/swarm/run.hpp"

namespace wedsync::sim {
namespace {

struct Found {
    std::uint64_t seed;
    const char* what;
};

constexpr std::array kFound = {
    Found{8, "names that a crash followed at once were not in the ledger"},
    Found{22, "what a device lost with its disk, others owe: not the device"},
    Found{52, "what a lost life of the hub had acknowledged was not offered again"},
    Found{88, "a fork issued again what the hub had accepted"},
    Found{122, "few entries with long texts were not packed: no page got through a slow link"},
    Found{124, "a hub that was restored and could not start at once"},
    Found{133, "as 122, after a month"},
    Found{144, "what named a forked change was accepted, and issued again as well"},
    Found{145, "as 52, where the hub had nothing new"},
    Found{148, "a forger took one name of a lane: the others were issued again, accepted or not"},
    Found{296, "a flipped bit in the text of a table: no statement fitted it any more"},
    Found{313, "an undo was issued again before the ledger had seen it"},
    Found{228, "a forger's change was counted as the one whose name it took"},
    Found{349, "an old Subscribe, heard again: pages known here were not reported as seen"},
    Found{390, "a restored hub could not get back what a device had from a snapshot only"},
    Found{474, "an old Subscribe, heard again, was answered by Resync: no pages came any more"},
    Found{610, "as 474, with an own change that never came back"},
    Found{622, "as 390, from a thinned page"},
    Found{753, "a sync of the log failed, and a power cut laid its older pages over the file"},
    Found{779, "the ledger's own look at the log met the fault that was meant for the hub"},
    Found{841, "a flipped bit in the name of a lane: changes that nobody made"},
    Found{961, "a flipped bit in the time of a sibling, which was in no sum"},
    Found{1354, "a sequence lost in a power cut came again: that is no change issued again"},
    Found{2075, "a flipped bit in a change that waited: it named what never was"},
    Found{3097, "a folder that was not synced: the journal of the first opening came back"},
    Found{3211, "a stranger voided a name in a lane that a restored hub had not heard of"},
    Found{3636, "a suspended app's attempt to connect went on for a month"},
    Found{3755, "a device tried for a month to start on a full disk"},
    Found{3768, "as 3636"},
    Found{1795901886,
          "a restored hub that did not start at once was started without a word to the ledger"},
    Found{4071, "an old Subscribe, heard again: what follows a snapshot was not sent"},
    Found{1796029968, "a damaged run of its log kept a device from an erasure, for ever"},
    Found{4374, "a damaged log lost what a clone still had"},
    Found{4789, "a flipped bit in PRIMARY KEY: it prepares, and finds no row"},
    Found{1795874127, "a snapshot hid that the name of an own change was taken"},
    Found{1795953390, "memory ran out behind a trimmed log: the hub went by its old start"},
    Found{1795953455,
          "what was made on a record whose name a forger took was left on the forged one"},
    Found{1795963835, "throwing away a refused change failed, and had reached the disk"},
    Found{1795969281, "a snapshot kept the echo of a change that was issued again: never joined"},
    Found{1795999027,
          "a forger took a name that a restored hub had lost: later subtotals counted it all the "
          "same"},
    Found{1795999557,
          "a repair of a small scope never looked at the sum, where the rows were right"},
    Found{1796012518, "a bit of the sequence of an own change had turned: the program died"},
    Found{6069, "a damaged index of words refused every page, for ever"},
    Found{1796038876, "what was written to an erased record came before what it had named"},
    Found{20261202291, "a change that was refused and then accepted was not given back"},
    Found{20261131066, "a restored hub has the truth, a device still the lie of a forger"},
    Found{1795999198, "as 1795999027: a device was blamed for having what was written there"},
};

class RegressionTest : public testing::TestWithParam<Found> {};

TEST_P(RegressionTest, KeepsEveryPromise) {
    const Outcome outcome = run(draw_plan(GetParam().seed));
    for (const Violation& violation : outcome.violations) {
        ADD_FAILURE() << "seed " << GetParam().seed << " (" << GetParam().what << "): P"
                      << static_cast<unsigned>(violation.promise) << ": " << violation.what;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RegressionTest, testing::ValuesIn(kFound),
                         [](const auto& found) { return std::to_string(found.param.seed); });

}  // namespace
}  // namespace wedsync::sim
