// W4: opens a store in a fresh process and reads one record. It links the engine alone.
//   wedsync_bench_open wedsync|sqlite FILE RECORD_NUMBER
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

#include "bench/base.hpp"
#include "bench/floor.hpp"
#include "bench/measure.hpp"

namespace wedsync::bench {
namespace {

/// The name of one guest.
std::string read_one(const std::string& system, const std::string& path, std::uint32_t record) {
    if (system != "wedsync") {
        return Floor(path, store::Durability::kFull, locking_of(system)).name_of(record);
    }
    const auto replica = open_replica(path, store::Durability::kFull, 1);
    const merge::RecordState state = must(replica->get(kScope, Base::record(record)));
    const merge::Cell* name = state.find(field_id(Collection::kGuests, 0));
    if (name == nullptr) give_up({ErrorCode::kNotFound, "the record is not there"});
    return std::get<std::string>(name->siblings.front().value);
}

int run(const std::string& system, const std::string& path, std::uint32_t record) {
    Stopwatch watch;
    watch.start();
    const std::string name = read_one(system, path, record);
    watch.stop();
    JsonLine line;
    line.text("workload", "W4").text("system", system).text("kind", "open").count("ops", 1);
    line.number("cpu_s", watch.cost().cpu_s).number("wall_s", watch.cost().wall_s);
    line.number("peak_rss_mb", peak_rss_mb()).text("read", name);
    line.print();
    return 0;
}

}  // namespace
}  // namespace wedsync::bench

int main(int count, char** arguments) {
    if (count != 4) {
        std::fprintf(stderr, "usage: wedsync_bench_open wedsync|sqlite FILE RECORD_NUMBER\n");
        return 2;
    }
    const auto record = static_cast<std::uint32_t>(std::strtoul(arguments[3], nullptr, 10));
    return wedsync::bench::run(arguments[1], arguments[2], record);
}
