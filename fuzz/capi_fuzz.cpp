// Calls of the C interface in any order, with any arguments: every one is answered by a documented
// code, and the replica goes on.
#include <cstddef>
#include <cstdint>
#include <string>

#include "sqlite3.h"

#include "engine/base/assert.hpp"
#include "engine/base/prng.hpp"
#include "fuzz/input.hpp"
#include "sim/disk/sim_disk.hpp"
#include "wedsync/wedsync.h"

namespace {

using wedsync::fuzz::Input;

constexpr std::uint64_t kScope = 7;

std::uint64_t draw(void* prng) {
    return static_cast<wedsync::Prng*>(prng)->next();
}

wedsync_replica* open_replica(wedsync::Prng& prng) {
    static const std::string kOptions =
        R"({"path": "device.db", "author": {"person": "a", "device": "d", "role": "r"},
            "schema": {"name": "s", "version": 1, "collections": [
              {"number": 1, "name": "guests", "title": "name", "fields": [
                {"number": 1, "name": "name", "searchable": true},
                {"number": 2, "name": "table", "type": "integer"},
                {"number": 3, "name": "tags", "kind": "set"},
                {"number": 4, "name": "glasses", "kind": "counter"}]}], "rules": [
              {"number": 1, "name": "names", "kind": "unique", "collection": "guests",
               "fields": ["name"], "normalised": true, "scopes": "all",
               "repair": {"rename": "name"}},
              {"number": 2, "name": "a_glass_each", "kind": "order", "collection": "guests",
               "fields": ["table", "glasses"], "when": [{"field": "tags", "set": true}]}]}})";
    wedsync_replica* replica = nullptr;
    const int code = wedsync_open(kOptions.data(), kOptions.size(), draw, &prng, &replica, nullptr);
    WEDSYNC_ASSERT(code == WEDSYNC_OK);
    return replica;
}

/// Calls that read or change records.
int call_records(wedsync_replica* replica, std::uint8_t what, Input& input, wedsync_now now,
                 wedsync_bytes* answer) {
    const std::uint64_t scope = what < 128 ? kScope : input.u8();
    const std::string_view text = input.text();
    switch (what % 16U) {
        case 0:
            return wedsync_commit(replica, now, text.data(), text.size(), answer);
        case 1:
            return wedsync_get(replica, scope, text.data(), text.size(), answer);
        case 2:
            return what < 128 ? wedsync_query(replica, text.data(), text.size(), answer)
                              : wedsync_watch(replica, text.data(), text.size(), answer);
        case 3:
            return wedsync_search(replica, &scope, text.data(), text.size(), 10, answer);
        case 4:
            return wedsync_history(replica, scope, text.data(), text.size(), answer);
        case 5:
            return wedsync_decide(replica, now, text.data(), text.size(), answer);
        case 6:
            return wedsync_undo(replica, now, scope, text.data(), text.size(), answer);
        case 7:
            return wedsync_undo_last(replica, now, scope, answer);
        case 8:
            return wedsync_redo_last(replica, now, scope, answer);
        case 9:
            return wedsync_conflicts(replica, scope, answer);
        case 10:
            return wedsync_retry_refused(replica, now, text.data(), text.size() / 2, text.data(),
                                         text.size(), answer);
        case 11:
            return wedsync_add_scope(replica, now, scope, text.data(), text.size());
        case 12:
            if (what >= 128) return wedsync_violations(replica, &scope, answer);
            return wedsync_scopes(replica, answer);
        case 13:
            if (what >= 128) return wedsync_watch_violations(replica, nullptr, answer);
            return wedsync_outbox(replica, scope, answer);
        case 14:
            if (what >= 128) return wedsync_watched(replica, answer);
            return wedsync_refused(replica, scope, answer);
        default:
            return wedsync_verify(replica, scope, answer);
    }
}

int call_claims(wedsync_replica* replica, std::uint8_t what, std::string_view text, wedsync_now now,
                wedsync_bytes* answer) {
    switch (what % 4U) {
        case 0:
            return wedsync_claim(replica, now, text.data(), text.size());
        case 1:
            return wedsync_release(replica, now, text.data(), text.size());
        case 2:
            return wedsync_claims(replica, now, answer);
        default:
            return wedsync_forecast(replica, now, text.data(), text.size(), answer);
    }
}

int call_sync(wedsync_replica* replica, std::uint8_t what, Input& input, wedsync_now now,
              wedsync_bytes* answer) {
    const wedsync::BytesView bytes = input.bytes();
    const std::string_view text = wedsync::as_text(bytes);
    if (what >= 32) return call_claims(replica, what, text, now, answer);
    int kind = 0;
    switch (what % 8U) {
        case 0:
            return wedsync_sync_start(replica, text.data(), text.size());
        case 1:
            return wedsync_sync_connected(replica, now);
        case 2:
            return wedsync_sync_closed(replica, now, text.data(), text.size());
        case 3:
            return wedsync_sync_frame(replica, now, bytes.data(), bytes.size());
        case 4:
            return wedsync_sync_tick(replica, now);
        case 5:
            return wedsync_sync_poll(replica, now, &kind, answer);
        case 6:
            return wedsync_sync_status(replica, answer);
        default:
            return wedsync_sync_stop(replica);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const wedsync::sim::SimDisk disk;
    // The interface has no word for a VFS: the disk in memory is the default one.
    sqlite3_vfs_register(sqlite3_vfs_find(disk.vfs_name().c_str()), 1);
    wedsync::Prng prng(1);
    wedsync_replica* replica = open_replica(prng);
    wedsync_now now{0, 1'786'780'800'000};
    WEDSYNC_ASSERT(wedsync_add_scope(replica, now, kScope, "x", 1) == WEDSYNC_OK);
    Input input(data, size);
    for (int i = 0; i < wedsync::fuzz::kCallsMax && !input.is_empty(); ++i) {
        const std::uint8_t what = input.u8();
        now.monotonic_ms += what;
        now.wall_ms += what;
        wedsync_bytes answer{nullptr, 0};
        const int code = what % 4U == 3 ? call_sync(replica, what / 4U, input, now, &answer)
                                        : call_records(replica, what, input, now, &answer);
        WEDSYNC_ASSERT(code >= WEDSYNC_OK && code <= WEDSYNC_ERROR_NEWER_FORMAT);
        WEDSYNC_ASSERT(code != WEDSYNC_ERROR_STORE && code != WEDSYNC_ERROR_NEWER_FORMAT);
        WEDSYNC_ASSERT(code == WEDSYNC_OK || answer.bytes == nullptr);
        wedsync_free(&answer);
        WEDSYNC_ASSERT(wedsync_watched(replica, nullptr) == WEDSYNC_OK);
    }
    WEDSYNC_ASSERT(wedsync_violations(replica, nullptr, nullptr) == WEDSYNC_OK);
    wedsync_close(replica);
    return 0;
}
