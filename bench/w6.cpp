// W6: two devices share a large database through a hub; one record changes on one of them.
#include <array>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "bench/base.hpp"
#include "bench/device.hpp"
#include "bench/measure.hpp"
#include "bench/workloads.hpp"

namespace wedsync::bench {
namespace {

/// Untimed exchanges first: the lanes become known, and caches warm.
constexpr std::size_t kExchangesBefore = 3;
constexpr std::size_t kExchanges = 25;

struct Exchange {
    double bytes_writer = 0;
    double bytes_reader = 0;
    double cpu_s = 0;
    double wall_s = 0;
};

Exchange exchange(hub::Hub& hub, Device& writer, Device& reader, std::uint64_t request,
                  const FieldEdit& edit) {
    Draft draft;
    draft.scope = kScope;
    draft.set(Base::record(edit.record), std::string(field_names(Collection::kGuests)[edit.field]),
              edit.value);
    static_cast<void>(must(writer.replica().commit(now_at(kDayMs + 8'000 * request), draft)));
    writer.forget_bytes();
    reader.forget_bytes();
    Stopwatch watch;
    watch.start();
    writer.push(request);
    settle(hub, {&writer, &reader});
    watch.stop();
    if (!writer.replica().scope(kScope)->pending.empty()) {
        give_up({ErrorCode::kProtocol, "the change did not come back"});
    }
    return {static_cast<double>(writer.bytes()), static_cast<double>(reader.bytes()),
            watch.cost().cpu_s, watch.cost().wall_s};
}

/// The same records at the hub and on both devices.
void prepare(const Run& run, std::size_t records) {
    Base base;
    base.add(Collection::kGuests, make_guests(records));
    make_store(run, "w6-hub.db", base);
    for (const char* device : {"w6-1.db", "w6-2.db"})
        std::filesystem::copy_file(run.file("w6-hub.db"), run.file(device));
}

}  // namespace

void change_one(const Run& run) {
    const std::size_t records = run.of(std::strtoul(run.option.c_str(), nullptr, 10));
    prepare(run, records);
    const auto hub = open_hub(run, "w6-hub.db");
    Device writer(run, "w6-1.db", 1, *hub);
    Device reader(run, "w6-2.db", 2, *hub);
    settle(*hub, {&writer, &reader});
    GuestEdits edits(records, 7);
    std::array<std::vector<double>, 4> figures;
    for (std::uint64_t request = 1; request <= kExchangesBefore + kExchanges; ++request) {
        const Exchange one = exchange(*hub, writer, reader, request, edits.next());
        if (request <= kExchangesBefore) continue;
        figures[0].push_back(one.bytes_writer);
        figures[1].push_back(one.bytes_reader);
        figures[2].push_back(one.cpu_s);
        figures[3].push_back(one.wall_s);
    }
    JsonLine line;
    line.text("workload", "W6").text("system", run.system).count("records", records);
    const double bytes_writer = median(figures[0]);
    const double bytes_reader = median(figures[1]);
    line.count("ops", 1).number("bytes", bytes_writer + bytes_reader);
    line.number("bytes_writer", bytes_writer).number("bytes_reader", bytes_reader);
    line.number("cpu_s", median(figures[2])).number("wall_s", median(figures[3]));
    line.number("peak_rss_mb", peak_rss_mb());
    line.print();
}

}  // namespace wedsync::bench
