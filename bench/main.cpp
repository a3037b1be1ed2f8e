// One step of one workload, once; bench/run puts the rounds together.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "bench/workloads.hpp"

namespace {

constexpr const char* kUsage =
    "usage: wedsync_bench STEP wedsync|sqlite FOLDER [DIVISOR [OPTION]]\n"
    "steps: w1-prepare w1 w2-prepare w2 w3 w4-prepare w4-size w6 workload\n";

using Step = void (*)(const wedsync::bench::Run&);

}  // namespace

int main(int count, char** arguments) {
    const std::map<std::string, Step> steps{{"w1-prepare", wedsync::bench::prepare_write},
                                            {"w1", wedsync::bench::write},
                                            {"w2-prepare", wedsync::bench::prepare_apply},
                                            {"w2", wedsync::bench::apply},
                                            {"w3", wedsync::bench::weigh},
                                            {"w4-prepare", wedsync::bench::prepare_open},
                                            {"w4-size", wedsync::bench::weigh_store},
                                            {"w6", wedsync::bench::change_one},
                                            {"workload", wedsync::bench::write_workload}};
    const auto step = count < 4 ? steps.end() : steps.find(arguments[1]);
    if (step == steps.end()) {
        std::fputs(kUsage, stderr);
        return 2;
    }
    wedsync::bench::Run run;
    run.system = arguments[2];
    run.folder = arguments[3];
    if (count > 4) run.divisor = std::strtoul(arguments[4], nullptr, 10);
    if (count > 5) run.option = arguments[5];
    if (run.divisor == 0) run.divisor = 1;
    step->second(run);
    return 0;
}
