// W6: two devices share a large database through a hub; one record changes on one of them.
#include <array>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "bench/base.hpp"
#include "bench/measure.hpp"
#include "bench/workloads.hpp"
#include "engine/codec/frame.hpp"
#include "hub/core/hub.hpp"

namespace wedsync::bench {
namespace {

/// Untimed exchanges first: the lanes become known, and caches warm.
constexpr std::size_t kExchangesBefore = 3;
constexpr std::size_t kExchanges = 25;

/// One device and its connection, in frames.
class Device {
public:
    Device(const Run& run, std::uint64_t number, hub::Hub& hub)
        : peer_{number},
          hub_(hub),
          replica_(open_replica(run.file("w6-" + std::to_string(number) + ".db"),
                                store::Durability::kNormal, number)) {
        hub_.handle_connected(peer_, now_at(kDayMs));
        send(message::Hello{});
        const Cursor cursor = replica_->scope(kScope)->row.cursor;
        send(message::Subscribe{kScope, cursor, std::nullopt});
    }

    [[nodiscard]] hub::PeerId peer() const { return peer_; }
    [[nodiscard]] replica::Replica& replica() { return *replica_; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    void forget_bytes() { bytes_ = 0; }

    void send(const Message& message) {
        const Bytes frame = codec::encode_frame(message);
        bytes_ += frame.size();
        hub_.handle_frame(peer_, now_at(kDayMs), frame);
    }

    /// Pushes the newest own change.
    void push(std::uint64_t request) {
        message::Push push;
        push.scope = kScope;
        push.request = request;
        const Change& change = replica_->scope(kScope)->pending.rbegin()->second.change;
        push.changes = {change};
        if (request == 1) push.lanes = {{change.dot.incarnation, replica_->author()}};
        send(push);
    }

    void take(const Bytes& frame) {
        bytes_ += frame.size();
        const Message message = must(codec::decode_frame(frame));
        if (const auto* page = std::get_if<message::Page>(&message)) {
            must(replica_->apply_page(now_at(kDayMs), *page));
            send(message::Seen{kScope, page->to});
        } else if (const auto* result = std::get_if<message::PushResult>(&message)) {
            must(replica_->apply_verdicts(now_at(kDayMs), *result, {}));
        }
    }

private:
    hub::PeerId peer_;
    hub::Hub& hub_;
    std::unique_ptr<replica::Replica> replica_;
    std::size_t bytes_ = 0;
};

/// Hands on what the hub says until it is silent.
void settle(hub::Hub& hub, Device& writer, Device& reader) {
    must(hub.handle_flush(now_at(kDayMs)));
    while (const auto action = hub.poll_action()) {
        const auto* send = std::get_if<hub::action::Send>(&*action);
        if (send == nullptr) give_up({ErrorCode::kProtocol, "the hub ended the session"});
        (send->peer == writer.peer() ? writer : reader).take(send->frame);
    }
}

struct Exchange {
    double bytes_up = 0;
    double bytes_down = 0;
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
    settle(hub, writer, reader);
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
    {
        const auto replica = open_replica(run.file("w6-hub.db"), store::Durability::kNormal, 9);
        must(replica->join_snapshot(now_at(kDayMs), base.snapshot()));
    }
    for (const char* device : {"w6-1.db", "w6-2.db"})
        std::filesystem::copy_file(run.file("w6-hub.db"), run.file(device));
}

}  // namespace

void change_one(const Run& run) {
    const std::size_t records = run.of(std::strtoul(run.option.c_str(), nullptr, 10));
    prepare(run, records);
    auto store =
        must(store::Store::open({run.file("w6-hub.db"), {}, store::Durability::kNormal, 0}));
    const auto hub = must(hub::Hub::create(
        std::move(store), {kEpoch, bench_schema(), hub::open_policy(), hub::Limits{}}));
    Device writer(run, 1, *hub);
    Device reader(run, 2, *hub);
    settle(*hub, writer, reader);
    GuestEdits edits(records, 7);
    std::array<std::vector<double>, 4> figures;
    for (std::uint64_t request = 1; request <= kExchangesBefore + kExchanges; ++request) {
        const Exchange one = exchange(*hub, writer, reader, request, edits.next());
        if (request <= kExchangesBefore) continue;
        figures[0].push_back(one.bytes_up);
        figures[1].push_back(one.bytes_down);
        figures[2].push_back(one.cpu_s);
        figures[3].push_back(one.wall_s);
    }
    JsonLine line;
    line.text("workload", "W6").text("system", run.system).count("records", records);
    line.count("ops", 1).number("bytes", median(figures[0]));
    line.number("bytes_reader", median(figures[1]));
    line.number("cpu_s", median(figures[2])).number("wall_s", median(figures[3]));
    line.number("peak_rss_mb", peak_rss_mb());
    line.print();
}

}  // namespace wedsync::bench
