// W4: a store of 100,000 records of six fields: what it weighs on the disk and as a snapshot.
#include <filesystem>
#include <utility>

#include "sqlite3.h"

#include "bench/base.hpp"
#include "bench/floor.hpp"
#include "bench/measure.hpp"
#include "bench/workloads.hpp"
#include "engine/codec/frame.hpp"
#include "hub/core/hub.hpp"

namespace wedsync::bench {
namespace {

constexpr std::size_t kRecords = 100'000;

/// The size of the file without some of what it holds.
std::uint64_t bytes_without(const Run& run, const std::string& drops) {
    const std::string path = run.file("w4-part.db");
    std::filesystem::copy_file(run.file("w4.db"), path,
                               std::filesystem::copy_options::overwrite_existing);
    sqlite3* handle = nullptr;
    int code = sqlite3_open(path.c_str(), &handle);
    const std::string sql = drops + "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);";
    if (code == SQLITE_OK) code = sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) give_up({ErrorCode::kStore, sqlite3_errmsg(handle)});
    sqlite3_close(handle);
    const std::uint64_t bytes = file_bytes(path);
    std::filesystem::remove(path);
    return bytes;
}

/// All parts of a bootstrap snapshot, as the hub frames them.
std::uint64_t snapshot_bytes(const Run& run) {
    const std::string path = run.file("w4-hub.db");
    std::filesystem::copy_file(run.file("w4.db"), path,
                               std::filesystem::copy_options::overwrite_existing);
    auto store = must(store::Store::open({path, {}, store::Durability::kNormal, 0}));
    const auto hub = must(hub::Hub::create(
        std::move(store), {kEpoch, bench_schema(), hub::open_policy(), hub::Limits{}}));
    const hub::PeerId peer{1};
    const Now now = now_at(kDayMs);
    hub->handle_connected(peer, now);
    hub->handle_frame(peer, now, codec::encode_frame(message::Hello{}));
    hub->handle_frame(
        peer, now,
        codec::encode_frame(message::Subscribe{kScope, {kEpoch, Position{0}}, std::nullopt}));
    while (hub->poll_action()) {
    }
    std::uint64_t bytes = 0;
    message::SnapshotRequest request{kScope, Position{0}, std::nullopt};
    for (bool is_last = false; !is_last;) {
        hub->handle_frame(peer, now, codec::encode_frame(request));
        while (const auto action = hub->poll_action()) {
            const auto* send = std::get_if<hub::action::Send>(&*action);
            if (send == nullptr) give_up({ErrorCode::kProtocol, "the hub ended the session"});
            const Message message = must(codec::decode_frame(send->frame));
            const auto* part = std::get_if<message::SnapshotPart>(&message);
            if (part == nullptr) continue;
            bytes += send->frame.size();
            is_last = part->is_last;
            request.base = part->base;
            if (!part->records.empty()) request.after = part->records.back().id;
        }
    }
    return bytes;
}

}  // namespace

void prepare_open(const Run& run) {
    const std::vector<Fields> guests = make_guests(run.of(kRecords));
    if (run.is_floor()) return Floor::create(run.file("w4.db"), guests);
    Base base;
    base.add(Collection::kGuests, guests);
    const auto replica = open_replica(run.file("w4.db"), store::Durability::kNormal, 1);
    must(replica->join_snapshot(now_at(kDayMs), base.snapshot()));
}

void weigh_store(const Run& run) {
    const auto records = static_cast<double>(run.of(kRecords));
    const auto each = [&](std::uint64_t bytes) { return static_cast<double>(bytes) / records; };
    JsonLine line;
    line.text("workload", "W4").text("system", run.system).text("kind", "size");
    line.count("ops", run.of(kRecords));
    const std::uint64_t whole = bytes_without(run, "");
    if (run.is_floor()) {
        line.number("bytes_per_record", each(whole));
    } else {
        const std::string drop_search = "DROP TABLE search;";
        const std::string drop_log = "DROP TABLE log; DROP TABLE log_lane;";
        const std::string drop_indexes =
            "DROP INDEX record_by_collection; DROP INDEX record_unsettled;";
        const std::uint64_t rows = bytes_without(run, drop_search + drop_log + drop_indexes);
        line.number("bytes_per_record", each(rows));
        line.number("index_bytes_per_record",
                    each(bytes_without(run, drop_search + drop_log) - rows));
        line.number("search_bytes_per_record",
                    each(bytes_without(run, drop_indexes + drop_log) - rows));
        line.number("log_bytes_per_record",
                    each(bytes_without(run, drop_indexes + drop_search) - rows));
        line.number("file_bytes_per_record", each(file_bytes(run.file("w4.db"))));
        line.number("snapshot_bytes_per_record", each(snapshot_bytes(run)));
    }
    line.count("disk_bytes", whole);
    line.print();
}

}  // namespace wedsync::bench
