// One value of the store's meta for each scope: u64 wall milliseconds, a frame of the message
// Claims.
#include "engine/sync/kept_areas.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "engine/codec/byte_io.hpp"
#include "engine/codec/frame.hpp"

namespace wedsync::sync {
namespace {

constexpr std::size_t kWallBytes = 8;

std::string name_of(ScopeId scope) {
    return "sync.areas." + std::to_string(scope.value());
}

Bytes bytes_of(WallTime wall, const message::Claims& areas) {
    codec::Writer writer;
    writer.fixed(wall.value(), kWallBytes);
    writer.raw(codec::encode_frame(areas));
    return std::move(writer).take();
}

message::Claims areas_of(const Bytes& value, WallTime wall, ScopeId scope) {
    message::Claims areas{scope, {}};
    codec::Reader reader(value);
    const std::uint64_t kept_wall = reader.fixed(kWallBytes);
    const Result<Message> message = codec::decode_frame(reader.raw(reader.remaining()));
    const auto* kept = message.ok() ? std::get_if<message::Claims>(&message.value()) : nullptr;
    if (kept == nullptr || kept->scope != scope) return areas;
    const std::uint64_t passed = wall.value() > kept_wall ? wall.value() - kept_wall : 0;
    for (Ask ask : kept->asks) {
        if (ask.left_ms <= passed) continue;
        ask.left_ms -= passed;
        areas.asks.push_back(std::move(ask));
    }
    return areas;
}

}  // namespace

Result<void> KeptAreas::load(Now now, const std::vector<ScopeId>& scopes) {
    for (const ScopeId scope : scopes) {
        if (!kept_.try_emplace(scope, now.monotonic).second) continue;
        const std::optional<Bytes> value = WEDSYNC_TRY(store_.load_meta(name_of(scope)));
        if (value) claims_.restore(now.monotonic, areas_of(*value, now.wall, scope));
    }
    return {};
}

Result<void> KeptAreas::save(Now now, ScopeId scope) {
    kept_[scope] = now.monotonic;
    store::Batch batch;
    batch.meta.emplace_back(name_of(scope),
                            bytes_of(now.wall, claims_.areas(now.monotonic, scope)));
    Result<void> saved = store_.commit(batch);
    if (!saved.ok() && saved.error().code == ErrorCode::kFull) return {};
    return saved;
}

Result<void> KeptAreas::renew(Now now, ScopeId scope) {
    const bool is_old = after(kept_[scope], kAreasKeptMs) <= now.monotonic;
    if (!is_old || claims_.areas(now.monotonic, scope).asks.empty()) return {};
    return save(now, scope);
}

}  // namespace wedsync::sync
