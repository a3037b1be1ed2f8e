// W3: three staff of each of five events edit offline; what then has to travel, in bytes.
#include <filesystem>
#include <string>
#include <utility>

#include "bench/base.hpp"
#include "bench/device.hpp"
#include "bench/measure.hpp"
#include "bench/workloads.hpp"
#include "engine/codec/frame.hpp"
#include "engine/codec/frame_session.hpp"

namespace wedsync::bench {
namespace {

constexpr std::uint64_t kEvents = 5;
constexpr std::size_t kEditsEach = 2'000;

/// Where the records of each collection begin among all of the event.
std::size_t record_number(const VenueDay& day, const StaffEdit& edit) {
    std::size_t before = 0;
    for (std::size_t i = 0; i + 1 < static_cast<std::size_t>(edit.collection); ++i)
        before += day.base[i].size();
    return before + edit.record;
}

Draft draft_of(const VenueDay& day, const StaffEdit& edit) {
    const auto& names = field_names(edit.collection);
    Draft draft;
    draft.scope = kScope;
    switch (edit.kind) {
        case StaffEdit::Kind::kPut:
            draft.set(Base::record(record_number(day, edit)), std::string(names[edit.field]),
                      edit.value);
            break;
        case StaffEdit::Kind::kCreate: {
            const NewRecord record = draft.create(std::string(name_of(edit.collection)));
            for (std::size_t i = 0; i < kFieldCount; ++i)
                draft.set(record, std::string(names[i]), (*edit.fields)[i]);
            break;
        }
        case StaffEdit::Kind::kDelete:
            draft.edits.emplace_back(edit::Delete{Base::record(record_number(day, edit))});
            break;
    }
    return draft;
}

struct Weights {
    std::size_t edits = 0;
    std::size_t session = 0;
    std::size_t live = 0;
    std::size_t catch_up = 0;
};

/// What one member of staff pushes after the day offline, as one session and edit by edit.
message::Push weigh_staff(const Run& run, const Base& base, const VenueDay& day,
                          std::uint64_t number, Weights& weights) {
    const std::string path = run.file("w3-" + std::to_string(number) + ".db");
    const auto replica = open_replica(path, store::Durability::kNormal, 100 + number);
    must(replica->join_snapshot(now_at(kDayMs), base.snapshot()));
    for (const StaffEdit& edit : day.staff[number % kStaffCount]) {
        static_cast<void>(must(replica->commit(now_at(edit.wall_ms), draft_of(day, edit))));
    }
    message::Push push;
    push.scope = kScope;
    push.request = 1;
    const auto& pending = replica->scope(kScope)->pending;
    for (const auto& [sequence, own] : pending)
        push.changes.push_back(own.change);
    const std::vector<Change> changes = push.changes;
    push.lanes = {{changes.front().dot.incarnation, replica->author()}};
    const message::Push session = push;
    weights.edits += changes.size();
    weights.session += codec::encode_frame(push).size();
    // One session, greeted before: the first push describes the lane.
    codec::FrameSession live;
    static_cast<void>(live.encode(message::Welcome{kProtocolVersion, kEpoch, 1, kDayMs}));
    for (const Change& change : changes) {
        push.changes = {change};
        weights.live += live.encode(push).size();
        push.lanes.clear();
        ++push.request;
    }
    return session;
}

/// What passes between a hub and a device that was away all day while the staff pushed.
std::size_t weigh_catch_up(const Run& run, const Base& base,
                           const std::vector<message::Push>& pushes) {
    for (const char* store : {"w3-hub.db", "w3-away.db", "w3-staff.db"})
        make_store(run, store, base);
    const auto hub = open_hub(run, "w3-hub.db");
    {
        Device staff(run, "w3-staff.db", 1, *hub);
        for (const message::Push& push : pushes)
            staff.send(push);
        settle(*hub, {});
    }
    std::size_t edits = 0;
    for (const message::Push& push : pushes)
        edits += push.changes.size();
    if (hub->counters().accepted != edits) {
        give_up({ErrorCode::kProtocol, "the hub did not accept every edit"});
    }
    hub->handle_disconnected(hub::PeerId{1});
    Device away(run, "w3-away.db", 2, *hub);
    settle(*hub, {&away});
    if (away.replica().scope(kScope)->row.cells_sum != hub->scope(kScope)->cells_sum) {
        give_up({ErrorCode::kCorrupt, "the device did not catch up"});
    }
    for (const char* store : {"w3-hub.db", "w3-away.db", "w3-staff.db"}) {
        for (const char* end : {"", "-wal"})
            std::filesystem::remove(run.file(std::string(store) + end));
    }
    return away.bytes();
}

}  // namespace

void weigh(const Run& run) {
    Weights weights;
    Stopwatch watch;
    watch.start();
    for (std::uint64_t event = 0; event < kEvents; ++event) {
        const VenueDay day = make_venue_day(event, run.of(kEditsEach));
        Base base;
        for (const Collection collection : kCollections)
            base.add(collection, day.base[static_cast<std::size_t>(collection) - 1]);
        std::vector<message::Push> staff;
        for (std::uint64_t number = 0; number < kStaffCount; ++number) {
            staff.push_back(weigh_staff(run, base, day, event * kStaffCount + number, weights));
        }
        weights.catch_up += weigh_catch_up(run, base, staff);
    }
    watch.stop();
    const auto print = [&](const char* kind, std::size_t bytes) {
        JsonLine line;
        line.text("workload", "W3").text("system", run.system).text("kind", kind);
        line.count("ops", weights.edits).count("bytes", bytes);
        line.number("bytes_per_edit",
                    static_cast<double>(bytes) / static_cast<double>(weights.edits));
        line.number("cpu_s", watch.cost().cpu_s).number("wall_s", watch.cost().wall_s);
        line.number("peak_rss_mb", peak_rss_mb());
        line.print();
    };
    print("session", weights.session);
    print("live", weights.live);
    print("catchup", weights.catch_up);
}

}  // namespace wedsync::bench
