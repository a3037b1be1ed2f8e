#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/codec/message.hpp"
#include "engine/pace/strategy.hpp"
#include "engine/replica/replica.hpp"
#include "engine/sync/claims.hpp"
#include "engine/sync/presence.hpp"

namespace wedsync::sync {

/// With this between pings an idle connection costs next to nothing.
inline constexpr std::uint64_t kIdlePingAfterMs = 60'000;

/// What the host is told to do.
namespace action {
/// Open a connection to the hub. The host answers with handle_connected() or handle_closed().
struct Connect {};
/// Put one whole frame on the connection, after those sent before.
struct Send {
    Bytes frame;
};
/// Close the connection. The client has forgotten it already: no handle_closed() is wanted.
struct Disconnect {
    std::string reason;
};
}  // namespace action
using Action = std::variant<action::Connect, action::Send, action::Disconnect>;

enum class Phase : std::uint8_t {
    kWaiting,     ///< No connection; the next try is due at `Status::next_try`.
    kConnecting,  ///< The host was told to connect.
    kGreeting,    ///< Connected; the hub has not answered Hello.
    kOpen,        ///< Changes flow both ways.
    kPaused,      ///< The host said that there is no use in trying.
    kFailed,      ///< The store failed: open the replica anew. See Client::failure().
};

enum class ScopePhase : std::uint8_t {
    kIdle,        ///< Not subscribed in this connection.
    kCatchingUp,  ///< Behind the head of the hub's log.
    kSnapshot,    ///< Fetching a snapshot.
    kResync,      ///< Exchanging what each side has (another hub, or a restored one).
    kRepair,      ///< Mending buckets whose sums differ.
    kLive,        ///< Everything the hub has is here.
    kDenied,      ///< The hub will not have this device follow it; asked again after a while.
};

struct ScopeStatus {
    ScopeId scope;
    ScopePhase phase = ScopePhase::kIdle;
    Position applied;
    Position head;
    /// Own changes that the hub has not acknowledged; of these, on the wire now.
    std::uint64_t waiting = 0;
    std::uint64_t in_flight = 0;
    /// Acknowledged as durable on the hub, not yet seen back.
    std::uint64_t durable = 0;
    std::uint64_t refused = 0;
    /// Given up here; the hub has not been told.
    std::uint64_t withdrawn = 0;
    /// The hub takes no changes for now, busy or with a full disk: what waits is sent again.
    bool is_put_off = false;
    /// What came could not be written here; it is fetched again.
    bool is_disk_full = false;
    /// When the oldest waiting change was made, in wall milliseconds; 0: none waits.
    std::uint64_t waiting_since_ms = 0;
    std::uint64_t snapshot_records = 0;
    std::uint64_t buckets_repaired = 0;
};

struct Status {
    Phase phase = Phase::kWaiting;
    std::optional<Instant> next_try;
    std::uint32_t failures = 0;
    /// Why the last connection ended, in words; empty if it has not.
    std::string last_reason;
    std::optional<Epoch> epoch;
    /// How far the hub's clock is ahead of this device's, in milliseconds; none before the first
    /// contact.
    std::optional<std::int64_t> clock_ahead_ms;
    /// How changes are sent at present, and what that rests on: the shortest round trip of late in
    /// milliseconds, bytes a second upwards. None: not measured.
    pace::Plan plan;
    std::optional<std::uint64_t> round_trip_ms;
    std::optional<std::uint64_t> goodput;
    /// When the last connection that was open ended; none: there was none since the client began.
    std::optional<Instant> lost_at;
    /// There is a hub at the other end that tells who is where.
    bool has_presence = false;
    /// And one that ranks claims.
    bool has_claims = false;
    std::vector<ScopeStatus> scopes;

    /// Nothing waits anywhere, and everything the hub has is here.
    [[nodiscard]] bool is_in_sync() const;
};

/// Keeps one replica in sync with one hub: connects, greets, follows every scope the replica holds,
/// pushes the outbox as the pace allows, applies pages, fetches snapshots, compares checksums and
/// repairs, finds dead connections by its own heartbeat, backs off and starts over. Twin of
/// hub::Hub. Not thread-safe, deterministic, no I/O of its own.
///
/// Drive it so: call a `handle_*` for what happened, then drain `poll_action()`, then arm one timer
/// for `poll_timeout()` and call handle_timeout() when it is due. A new client asks to connect at
/// the first poll_action().
class Client {
public:
    struct Options {
        std::string device;
        /// Opaque; shown to the hub in Hello and nowhere else.
        std::string token;
        /// Of the jitter in delays.
        std::uint64_t seed = 1;
        /// How much is sent at a time, and what.
        pace::Strategy strategy = pace::Strategy::kAdaptive;
        /// Where the hub owes nothing, each ping that it answers doubles the delay before the next,
        /// up to this. A dead connection is found kSilenceMsMax - kPingAfterMs after a ping.
        std::uint64_t idle_ping_ms = kIdlePingAfterMs;
        /// The newest version of the protocol to speak. Below kProtocolPresence nobody is told
        /// where this device is, and it hears of nobody.
        std::uint16_t protocol = kProtocolVersion;
    };
    /// The replica outlives the client, and is changed by others only between calls.
    Client(replica::Replica& replica, Options options);
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client();

    /// The token of the next Hello, where the host had to ask for another one.
    void set_token(std::string token);

    void handle_connected(Now now);
    /// The connection is gone, or could not be made.
    void handle_closed(Now now, const std::string& reason);
    void handle_frame(Now now, BytesView frame);
    void handle_timeout(Now now);
    /// The replica holds something new to send: after every commit, decision, undo or new scope.
    void handle_commit(Now now);
    /// A hint of the host: the network is back (tries within pace::kReconnectSpreadMs, so that a
    /// venue's devices do not all come at once) or gone (stops trying).
    void handle_network(Now now, bool is_available);
    /// A hint of the host: what kind of network this is. Nothing: it does not know any more.
    void handle_network_hint(std::optional<pace::NetworkHint> hint);

    /// What this device's person is at in a scope, for others to see, from now on: said again and
    /// again while there is a connection. The replica has to hold the scope.
    void set_presence(Now now, const message::Presence& presence);
    /// Who else is at the scope, or was not long ago; by device.
    [[nodiscard]] std::vector<Sighting> presence(Now now, ScopeId scope) const;
    /// Another number when somebody came, moved or left.
    [[nodiscard]] std::uint64_t presence_version() const;

    /// What this device's person takes, for others to see, from now on: said again and again while
    /// there is a connection, until it is over or released. Areas are kept in the store. The
    /// replica has to hold the scope. Fails with kInvalid for what breaks a bound, with kFull for
    /// more than kClaimsOfDeviceMax; nothing was changed then.
    [[nodiscard]] Result<void> claim(Now now, const ClaimWish& wish);
    /// False: this device has no such claim.
    bool release_claim(Now now, ScopeId scope, const Extent& on);
    /// Everybody's claims in a scope as far as they are known, own ones first. Areas that were
    /// taken before a restart are known from the first poll_action().
    [[nodiscard]] std::vector<Claim> claims(Now now, ScopeId scope) const;
    /// Another number when one came, changed or went.
    [[nodiscard]] std::uint64_t claims_version() const;

    [[nodiscard]] std::optional<Action> poll_action(Now now);
    [[nodiscard]] std::optional<Instant> poll_timeout() const;

    [[nodiscard]] Status status() const;
    /// What ended the client (Phase::kFailed): nothing else is done until a new one is made.
    [[nodiscard]] const std::optional<Error>& failure() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace wedsync::sync
