// W2: what three replicas wrote arrives in batches; each batch is durable before the next.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "bench/base.hpp"
#include "bench/floor.hpp"
#include "bench/measure.hpp"
#include "bench/workloads.hpp"
#include "engine/codec/frame.hpp"

namespace wedsync::bench {
namespace {

constexpr std::size_t kRecords = 5'000;
constexpr std::size_t kBatches = 100;
constexpr std::size_t kBatchEdits = 1'000;
constexpr std::uint64_t kSources = 3;

/// The edits of one batch: the sources take turns.
class Batches {
public:
    explicit Batches(const Run& run) {
        for (std::uint64_t source = 0; source < kSources; ++source)
            sources_.emplace_back(run.of(kRecords), 101 + source);
    }
    std::vector<FieldEdit> next() {
        GuestEdits& source = sources_[number_++ % kSources];
        std::vector<FieldEdit> edits(kBatchEdits);
        for (FieldEdit& edit : edits)
            edit = source.next();
        return edits;
    }

private:
    std::vector<GuestEdits> sources_;
    std::size_t number_ = 0;
};

/// Who wrote a cell last, as the author of the next write sees it.
using LastWrites = std::map<std::pair<std::uint32_t, std::size_t>, Dot>;

/// One of the replicas that wrote.
class Source {
public:
    explicit Source(std::uint64_t number) : lane_{0x50u + number, 0x7777'0000'1111'2222u} {}

    Change change(const FieldEdit& edit, std::uint64_t wall_ms, LastWrites& seen) {
        const RecordId record = Base::record(edit.record);
        const Dot dot{lane_, ++counter_};
        const auto last = seen.try_emplace({edit.record, edit.field}, record.dot).first;
        Change change;
        change.dot = dot;
        change.time = make_hybrid_time(wall_ms, 0);
        change.operations.emplace_back(operation::Put{
            {record, field_id(Collection::kGuests, edit.field), {}}, edit.value, {last->second}});
        last->second = dot;
        return change;
    }
    [[nodiscard]] LaneInfo lane() const { return {lane_, {"ben", "tablet-2", "waiter", 3}}; }

private:
    Incarnation lane_;
    std::uint64_t counter_ = 0;
};

void write_frame(std::ofstream& file, const Bytes& frame) {
    const auto size = static_cast<std::uint32_t>(frame.size());
    file.write(reinterpret_cast<const char*>(&size), sizeof size);
    file.write(reinterpret_cast<const char*>(frame.data()), size);
}

std::optional<Bytes> read_frame(std::ifstream& file) {
    std::uint32_t size = 0;
    if (!file.read(reinterpret_cast<char*>(&size), sizeof size)) return std::nullopt;
    Bytes frame(size);
    file.read(reinterpret_cast<char*>(frame.data()), size);
    return frame;
}

void print(const Run& run, std::size_t ops, const Stopwatch& watch, double peak_mb) {
    JsonLine line;
    line.text("workload", "W2").text("system", run.system);
    line.text("kind", run.option == "apart" ? "apart" : "seen").count("ops", ops);
    line.number("cpu_s", watch.cost().cpu_s).number("wall_s", watch.cost().wall_s);
    line.number("ops_per_cpu_s", static_cast<double>(ops) / watch.cost().cpu_s);
    line.number("peak_rss_mb", peak_mb).count("disk_bytes", file_bytes(run.file("w2.db")));
    line.print();
}

void apply_to_floor(const Run& run) {
    Floor floor(run.file("w2.db"), store::Durability::kFull, locking_of(run.system));
    Batches batches(run);
    Stopwatch watch;
    for (std::size_t b = 0; b < run.of(kBatches); ++b) {
        const std::vector<FieldEdit> edits = batches.next();
        watch.start();
        floor.begin();
        for (const FieldEdit& edit : edits)
            floor.update(edit);
        floor.commit();
        watch.stop();
    }
    print(run, run.of(kBatches) * kBatchEdits, watch, peak_rss_mb());
}

}  // namespace

void prepare_apply(const Run& run) {
    const std::vector<Fields> guests = make_guests(run.of(kRecords));
    if (run.is_floor()) return Floor::create(run.file("w2.db"), guests);
    Base base;
    base.add(Collection::kGuests, guests);
    const auto replica = open_replica(run.file("w2.db"), store::Durability::kFull, 1);
    must(replica->join_snapshot(now_at(kDayMs), base.snapshot()));
    std::vector<Source> sources;
    for (std::uint64_t source = 0; source < kSources; ++source)
        sources.emplace_back(source);
    // "apart": none has seen the writes of the others, so that most cells are in conflict.
    // Otherwise they have, batch by batch.
    const bool is_apart = run.option == "apart";
    std::vector<LastWrites> seen(is_apart ? kSources : 1);
    Batches batches(run);
    std::ofstream file(run.file("w2.pages"), std::ios::binary);
    Position head{base.changes().size()};
    for (std::size_t b = 0; b < run.of(kBatches); ++b) {
        Source& source = sources[b % kSources];
        message::Page page;
        page.scope = kScope;
        page.epoch = kEpoch;
        page.from = head;
        if (b < kSources) page.lanes.push_back(source.lane());
        std::uint64_t wall_ms = kDayMs + 8'000 * kBatchEdits * (b / kSources);
        for (const FieldEdit& edit : batches.next()) {
            wall_ms += 8'000;
            page.entries.emplace_back(
                entry::Accepted{source.change(edit, wall_ms, seen[b % seen.size()])});
        }
        head = page.to = page.head = Position{head.value() + page.entries.size()};
        write_frame(file, codec::encode_frame(page));
    }
}

void apply(const Run& run) {
    if (run.is_floor()) return apply_to_floor(run);
    Stopwatch watch;
    // Loading the clocks counts.
    watch.start();
    const auto replica = open_replica(run.file("w2.db"), store::Durability::kFull, 2);
    watch.stop();
    std::ifstream file(run.file("w2.pages"), std::ios::binary);
    std::size_t ops = 0;
    while (const std::optional<Bytes> frame = read_frame(file)) {
        watch.start();
        const Message message = must(codec::decode_frame(*frame));
        const auto& page = std::get<message::Page>(message);
        must(replica->apply_page(now_at(kDayMs + 9'000 * ops), page));
        watch.stop();
        ops += page.entries.size();
    }
    const double peak_mb = peak_rss_mb();
    if (!must(replica->verify(kScope)).ok()) give_up({ErrorCode::kCorrupt, "sums differ"});
    print(run, ops, watch, peak_mb);
}

}  // namespace wedsync::bench
