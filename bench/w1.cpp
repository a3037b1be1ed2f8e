// W1: single one-field edits, each as durable as asked when it returns.
#include <functional>
#include <string>
#include <utility>

#include "bench/base.hpp"
#include "bench/floor.hpp"
#include "bench/measure.hpp"
#include "bench/workloads.hpp"

namespace wedsync::bench {
namespace {

constexpr std::size_t kRecords = 5'000;
constexpr std::size_t kEdits = 10'000;
/// Fewer where each waits for the disk.
constexpr std::size_t kEditsFull = 3'000;

store::Durability durability_of(const Run& run) {
    return run.option == "full" ? store::Durability::kFull : store::Durability::kNormal;
}

std::vector<FieldEdit> make_edits(const Run& run) {
    GuestEdits edits(run.of(kRecords), 7);
    std::vector<FieldEdit> made(
        run.of(durability_of(run) == store::Durability::kFull ? kEditsFull : kEdits));
    for (FieldEdit& edit : made)
        edit = edits.next();
    return made;
}

/// Times each of the writes by the wall, all of them by the processor.
void measure(const Run& run, std::size_t count, const std::function<void(std::size_t)>& write) {
    std::vector<double> times;
    times.reserve(count);
    Stopwatch watch;
    watch.start();
    for (std::size_t i = 0; i < count; ++i) {
        const double start = wall_us();
        write(i);
        times.push_back(wall_us() - start);
    }
    watch.stop();
    JsonLine line;
    line.text("workload", "W1").text("system", run.system).text("durability", run.option);
    line.count("ops", count).number("cpu_s", watch.cost().cpu_s);
    line.number("wall_s", watch.cost().wall_s).number("p50_us", median(std::move(times)));
    line.number("peak_rss_mb", peak_rss_mb());
    line.count("disk_bytes", file_bytes(run.file("w1.db")));
    line.print();
}

}  // namespace

void prepare_write(const Run& run) {
    const std::vector<Fields> guests = make_guests(run.of(kRecords));
    if (run.is_floor()) return Floor::create(run.file("w1.db"), guests);
    Base base;
    base.add(Collection::kGuests, guests);
    const auto replica = open_replica(run.file("w1.db"), store::Durability::kNormal, 1);
    must(replica->move_cursor(kScope, {kEpoch, Position{0}}));
    must(replica->join_snapshot(now_at(kDayMs), base.snapshot()));
}

void write(const Run& run) {
    const std::vector<FieldEdit> edits = make_edits(run);
    if (run.is_floor()) {
        Floor floor(run.file("w1.db"), durability_of(run), locking_of(run.system));
        return measure(run, edits.size(), [&](std::size_t i) { floor.update(edits[i]); });
    }
    const auto replica = open_replica(run.file("w1.db"), durability_of(run), 2);
    std::vector<Draft> drafts(edits.size());
    for (std::size_t i = 0; i < edits.size(); ++i) {
        drafts[i].scope = kScope;
        drafts[i].set(Base::record(edits[i].record),
                      std::string(field_names(Collection::kGuests)[edits[i].field]),
                      edits[i].value);
    }
    measure(run, edits.size(), [&](std::size_t i) {
        static_cast<void>(must(replica->commit(now_at(kDayMs + 8'000 * i), drafts[i])));
    });
}

}  // namespace wedsync::bench
