#include <array>
#include <utility>

#include "engine/capi/handle.hpp"
#include "engine/codec/json_parts.hpp"

namespace wedsync::capi {
namespace {

namespace bj = boost::json;
using codec::JsonNode;

constexpr std::uint64_t kIdlePingMsLeast = 1'000;
constexpr std::uint64_t kIdlePingMsMost = 600'000;

sync::Client::Options read_sync_options(const JsonNode& node) {
    node.expect_object({"device", "token", "seed", "strategy", "idle_ping_ms"});
    sync::Client::Options options;
    options.device = node.member("device").text();
    options.token = node.member("token").bytes_or_text();
    if (const auto seed = node.find("seed")) options.seed = seed->number();
    if (const auto strategy = node.find("strategy")) {
        const std::string_view name = strategy->text();
        if (name == "reference") {
            options.strategy = pace::Strategy::kReference;
        } else if (name != "adaptive") {
            strategy->fail("\"adaptive\" or \"reference\"");
        }
    }
    if (const auto ping = node.find("idle_ping_ms")) {
        options.idle_ping_ms = ping->number(kIdlePingMsMost);
        if (options.idle_ping_ms < kIdlePingMsLeast) ping->fail("not in so short a time");
    }
    return options;
}

pace::NetworkHint read_hint(const JsonNode& node) {
    constexpr std::array<codec::JsonName, 4> kTypes{
        {{0, "slow-2g"}, {1, "2g"}, {2, "3g"}, {3, "4g"}}};
    node.expect_object({"effective_type", "downlink_kbps", "rtt_ms", "save_data"});
    pace::NetworkHint hint;
    std::uint64_t round_trip_ms = 0;
    const auto downlink = node.find("downlink_kbps");
    if (downlink) hint.downlink_kbps = downlink->number(std::uint32_t{0} - 1);
    if (const auto rtt = node.find("rtt_ms")) round_trip_ms = rtt->number(std::uint32_t{0} - 1);
    if (const auto type = node.find("effective_type")) {
        hint.type = static_cast<pace::EffectiveType>(type->one_of(kTypes));
    } else {
        constexpr std::uint64_t kUnknownKbps = 1'000'000;
        hint.type =
            pace::effective_type(round_trip_ms, downlink ? hint.downlink_kbps : kUnknownKbps);
    }
    if (const auto saver = node.find("save_data")) hint.is_data_saver = saver->boolean();
    return hint;
}

/// Runs `body` on the client, then reports what ended it, if anything did.
int drive(wedsync_replica* handle, const std::function<void(sync::Client&)>& body) {
    return run(handle, nullptr, [&](wedsync_replica& checked) -> Result<bj::value> {
        if (checked.client == nullptr) {
            return Error{ErrorCode::kInvalid, "wedsync_sync_start() was not called"};
        }
        body(*checked.client);
        if (const std::optional<Error>& failure = checked.client->failure()) return *failure;
        return bj::value(nullptr);
    });
}

const char* name_of(sync::Phase phase) {
    switch (phase) {
        case sync::Phase::kWaiting:
            return "waiting";
        case sync::Phase::kConnecting:
            return "connecting";
        case sync::Phase::kGreeting:
            return "greeting";
        case sync::Phase::kOpen:
            return "open";
        case sync::Phase::kPaused:
            return "paused";
        case sync::Phase::kFailed:
            return "failed";
    }
    return "";
}

const char* name_of(sync::ScopePhase phase) {
    switch (phase) {
        case sync::ScopePhase::kIdle:
            return "idle";
        case sync::ScopePhase::kCatchingUp:
            return "catching_up";
        case sync::ScopePhase::kSnapshot:
            return "snapshot";
        case sync::ScopePhase::kResync:
            return "resync";
        case sync::ScopePhase::kRepair:
            return "repair";
        case sync::ScopePhase::kLive:
            return "live";
        case sync::ScopePhase::kDenied:
            return "denied";
    }
    return "";
}

bj::object json_of_scope(const sync::ScopeStatus& scope) {
    bj::object object;
    object["scope"] = codec::json_of(scope.scope.value());
    object["phase"] = name_of(scope.phase);
    object["applied"] = codec::json_of(scope.applied.value());
    object["head"] = codec::json_of(scope.head.value());
    object["waiting"] = codec::json_of(scope.waiting);
    object["in_flight"] = codec::json_of(scope.in_flight);
    object["durable"] = codec::json_of(scope.durable);
    object["refused"] = codec::json_of(scope.refused);
    object["put_off"] = scope.is_put_off;
    object["disk_full"] = scope.is_disk_full;
    object["waiting_since_ms"] = codec::json_of(scope.waiting_since_ms);
    return object;
}

bj::value json_of_status(const sync::Status& status) {
    bj::object object;
    object["phase"] = name_of(status.phase);
    object["in_sync"] = status.is_in_sync();
    object["next_try_ms"] = nullptr;
    if (status.next_try) object["next_try_ms"] = codec::json_of(status.next_try->value());
    object["failures"] = std::int64_t{status.failures};
    object["last_reason"] = codec::json_of_text(status.last_reason);
    object["clock_ahead_ms"] = nullptr;
    if (status.clock_ahead_ms) object["clock_ahead_ms"] = codec::json_of(*status.clock_ahead_ms);
    object["media_allowed"] = status.plan.is_media_allowed;
    object["round_trip_ms"] = nullptr;
    if (status.round_trip_ms) object["round_trip_ms"] = codec::json_of(*status.round_trip_ms);
    object["goodput"] = nullptr;
    if (status.goodput) object["goodput"] = codec::json_of(*status.goodput);
    bj::array scopes;
    for (const sync::ScopeStatus& scope : status.scopes)
        scopes.push_back(bj::value(json_of_scope(scope)));
    object["scopes"] = std::move(scopes);
    return bj::value(std::move(object));
}

int take_action(const sync::Action& action, wedsync_bytes* bytes) {
    if (const auto* send = std::get_if<sync::action::Send>(&action)) {
        give(as_text(send->frame), bytes);
        return WEDSYNC_ACTION_SEND;
    }
    if (const auto* disconnect = std::get_if<sync::action::Disconnect>(&action)) {
        give(disconnect->reason, bytes);
        return WEDSYNC_ACTION_DISCONNECT;
    }
    return WEDSYNC_ACTION_CONNECT;
}

}  // namespace
}  // namespace wedsync::capi

namespace capi = wedsync::capi;
using wedsync::Result;
using wedsync::sync::Client;

int wedsync_sync_start(wedsync_replica* replica, const char* options, size_t options_size) {
    return capi::run(replica, nullptr, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        capi::Document document = WEDSYNC_TRY(capi::Document::parse(options, options_size));
        Client::Options read = capi::read_sync_options(document.root());
        WEDSYNC_TRY(document.outcome());
        handle.client = std::make_unique<Client>(*handle.replica, std::move(read));
        return boost::json::value(nullptr);
    });
}

int wedsync_sync_stop(wedsync_replica* replica) {
    return capi::run(replica, nullptr, [](wedsync_replica& handle) -> Result<boost::json::value> {
        handle.client.reset();
        return boost::json::value(nullptr);
    });
}

int wedsync_sync_connected(wedsync_replica* replica, wedsync_now now) {
    return capi::drive(replica,
                       [&](Client& client) { client.handle_connected(capi::now_of(now)); });
}

int wedsync_sync_closed(wedsync_replica* replica, wedsync_now now, const char* reason,
                        size_t reason_size) {
    const Result<std::string_view> words = capi::text_of(reason, reason_size);
    return capi::drive(replica, [&](Client& client) {
        // Closed it is, whatever the words are.
        client.handle_closed(capi::now_of(now), words.ok() ? std::string(words.value()) : "closed");
    });
}

int wedsync_sync_frame(wedsync_replica* replica, wedsync_now now, const uint8_t* frame,
                       size_t frame_size) {
    if (frame == nullptr || frame_size > WEDSYNC_TEXT_BYTES_MAX) frame_size = 0;
    return capi::drive(replica, [&](Client& client) {
        client.handle_frame(capi::now_of(now), {frame, frame_size});
    });
}

int wedsync_sync_tick(wedsync_replica* replica, wedsync_now now) {
    return capi::drive(replica, [&](Client& client) { client.handle_timeout(capi::now_of(now)); });
}

int wedsync_sync_token(wedsync_replica* replica, const char* token, size_t token_size) {
    return capi::run(replica, nullptr, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        if (handle.client == nullptr) {
            return wedsync::Error{wedsync::ErrorCode::kInvalid,
                                  "wedsync_sync_start() was not called"};
        }
        handle.client->set_token(std::string(WEDSYNC_TRY(capi::text_of(token, token_size))));
        return boost::json::value(nullptr);
    });
}

int wedsync_sync_network(wedsync_replica* replica, wedsync_now now, int is_available) {
    return capi::drive(replica, [&](Client& client) {
        client.handle_network(capi::now_of(now), is_available != 0);
    });
}

int wedsync_sync_hint(wedsync_replica* replica, wedsync_now now, const char* hint,
                      size_t hint_size) {
    static_cast<void>(now);
    return capi::run(replica, nullptr, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        if (handle.client == nullptr) {
            return wedsync::Error{wedsync::ErrorCode::kInvalid,
                                  "wedsync_sync_start() was not called"};
        }
        std::optional<wedsync::pace::NetworkHint> read;
        if (hint != nullptr) {
            capi::Document document = WEDSYNC_TRY(capi::Document::parse(hint, hint_size));
            read = capi::read_hint(document.root());
            WEDSYNC_TRY(document.outcome());
        }
        handle.client->handle_network_hint(read);
        return boost::json::value(nullptr);
    });
}

int wedsync_sync_poll(wedsync_replica* replica, wedsync_now now, int* kind, wedsync_bytes* bytes) {
    if (kind != nullptr) *kind = WEDSYNC_ACTION_NONE;
    if (bytes != nullptr) *bytes = {nullptr, 0};
    return capi::drive(replica, [&](Client& client) {
        const auto action = client.poll_action(capi::now_of(now));
        if (!action) return;
        const int taken = capi::take_action(*action, bytes);
        if (kind != nullptr) *kind = taken;
    });
}

int wedsync_sync_timeout(wedsync_replica* replica, int* is_armed, uint64_t* monotonic_ms) {
    if (is_armed != nullptr) *is_armed = 0;
    return capi::drive(replica, [&](Client& client) {
        const std::optional<wedsync::Instant> due = client.poll_timeout();
        if (!due) return;
        if (is_armed != nullptr) *is_armed = 1;
        if (monotonic_ms != nullptr) *monotonic_ms = due->value();
    });
}

int wedsync_sync_status(wedsync_replica* replica, wedsync_bytes* answer) {
    return capi::run(replica, answer, [](wedsync_replica& handle) -> Result<boost::json::value> {
        if (handle.client == nullptr) {
            return wedsync::Error{wedsync::ErrorCode::kInvalid,
                                  "wedsync_sync_start() was not called"};
        }
        return capi::json_of_status(handle.client->status());
    });
}
