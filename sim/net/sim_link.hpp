#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "engine/base/bytes.hpp"
#include "engine/base/instant.hpp"
#include "engine/base/prng.hpp"
#include "sim/net/fault_plan.hpp"
#include "sim/net/trace.hpp"

namespace wedsync::sim {

/// The device connects, the hub is there.
enum class Side : std::uint8_t { kDevice = 0, kHub = 1 };

struct LinkOptions {
    std::uint64_t seed = 1;
    /// Where in the trace time 0 is.
    std::uint64_t trace_offset_ms = 0;
    std::uint64_t rtt_ms = 50;
    /// Of the narrowest queue, per direction: beyond it a segment of the frame is lost and sent
    /// again. 0: no limit.
    std::uint64_t queue_bytes = 262'144;
    /// What waits at a sender before send() refuses. 0: no limit.
    std::uint64_t buffer_bytes = 0;
    /// Wire bytes of setting up a connection (TCP, HTTP upgrade), without TLS.
    std::uint64_t setup_down_bytes = 330;
    std::uint64_t setup_up_bytes = 620;
    FaultPlan faults = {};
};

enum class DeliveryKind : std::uint8_t { kOpened, kFrame, kClosed };

/// What one side is told next.
struct Delivery {
    DeliveryKind kind = DeliveryKind::kFrame;
    Bytes bytes = {};
    /// Of the connection it belongs to. Generations count up from 1 with each connect().
    std::uint64_t generation = 0;
    /// Only the first bytes of a frame; kClosed follows.
    bool is_truncated = false;

    friend bool operator==(const Delivery&, const Delivery&) = default;
};

struct LinkBytes {
    std::uint64_t frames = 0;
    /// Bytes of frames put on the wire, and the same with every overhead and retransmission.
    std::uint64_t payload_bytes = 0;
    std::uint64_t wire_bytes = 0;
    std::uint64_t retransmitted_bytes = 0;
    /// Frames handed to poll(), and frames that will never arrive.
    std::uint64_t delivered_frames = 0;
    std::uint64_t delivered_bytes = 0;
    std::uint64_t lost_frames = 0;

    friend bool operator==(const LinkBytes&, const LinkBytes&) = default;
};

/// A network between a device and a hub in virtual time, carrying whole frames as a WebSocket does:
/// in order and reliable while the connection lives. Capacity follows a trace; frames wait in a
/// queue, take a share of capacity for their wire bytes (WebSocket header, 40 bytes per TCP segment
/// of 1460), then half the round trip. Not modelled: slow start and other congestion control,
/// acknowledgements' bytes, TLS.
///
/// Times given to it never go back. The same seed and the same calls of connect, send, close and
/// the like at the same times give the same deliveries, however often poll() is called between.
///
///     link.connect(now);
///     while (const auto next = link.next_event(now)) {
///         now = *next;
///         while (auto got = link.poll(Side::kHub, now)) { ... link.send(Side::kHub, now, reply); }
///         while (auto got = link.poll(Side::kDevice, now)) { ... }
///     }
class SimLink {
public:
    /// `trace` outlives the link.
    SimLink(const Trace& trace, const LinkOptions& options);

    /// The device opens a connection; one that it still had is dropped without a word. Both sides
    /// are told kOpened (the device two round trips from now), or the device kClosed when it is
    /// refused. A hub that is told so while it had an open connection has lost that one.
    std::uint64_t connect(Instant now);
    /// False if this side has no open connection, or its buffer is full. True promises nothing.
    bool send(Side side, Instant now, BytesView frame);
    /// What `side` is told by now, in order.
    [[nodiscard]] std::optional<Delivery> poll(Side side, Instant now);
    /// When poll() will next have something, or a step on the way to it; nothing if never.
    [[nodiscard]] std::optional<Instant> next_event(Instant now);

    /// A side closes: what it sent before still arrives, then the other is told kClosed.
    void close(Side side, Instant now);
    /// The connection breaks and both sides are told; what is under way is lost.
    void reset(Instant now);
    /// The connection is gone and nobody is told (a device switched off, a forgotten NAT entry).
    void vanish(Instant now);
    /// Blocks or frees one direction, beside what the plan does.
    void set_blocked(Instant now, Direction direction, bool is_blocked);
    void set_faults(Instant now, const FaultPlan& faults);
    /// No faults from now on, nothing blocked: for «and then all is well».
    void heal(Instant now);

    /// Whether this side was told kOpened and not yet kClosed.
    [[nodiscard]] bool is_open(Side side) const;
    [[nodiscard]] std::uint64_t generation() const { return generation_; }
    /// Wire bytes that wait at the sender of this direction.
    [[nodiscard]] std::uint64_t queued_bytes(Direction direction) const;
    [[nodiscard]] const LinkBytes& bytes(Direction direction) const;
    [[nodiscard]] const LinkFaultCounts& faults() const { return fault_counts_; }

    /// Bytes on the wire of one frame, without loss.
    [[nodiscard]] static std::uint64_t wire_bytes(Direction direction, std::uint64_t frame_bytes);

private:
    struct Queued {
        Bytes bytes = {};
        std::uint64_t units_left = 0;
        std::uint64_t wire_bytes = 0;
        std::uint64_t delay_us = 0;
        bool is_close = false;
    };
    /// One way of the link.
    struct Way {
        explicit Way(std::uint64_t seed) : prng(seed) {}
        Prng prng;
        std::deque<Queued> queue;
        std::uint64_t queued_bytes = 0;
        std::uint64_t arrived_last_us = 0;
        bool is_blocked_by_hand = false;
        LinkBytes bytes;
        /// Frames that were carried, by generation and in order: the last ones, for replays.
        std::deque<std::pair<std::uint64_t, Bytes>> history;
    };
    /// What one side knows.
    struct End {
        bool is_open = false;
        /// It closed: what still comes for it is lost.
        bool is_deaf = false;
        std::multimap<std::uint64_t, Delivery> inbox;
    };
    /// A kind of trouble that comes and goes.
    struct Trouble {
        explicit Trouble(std::uint64_t seed) : prng(seed) {}
        Prng prng;
        std::optional<std::uint64_t> changes_at_us;
        bool is_on = false;
        bool blocks_down = false;
        bool blocks_up = false;
    };

    Way& way(Direction direction) { return ways_[static_cast<std::size_t>(direction)]; }
    const Way& way(Direction direction) const { return ways_[static_cast<std::size_t>(direction)]; }
    End& end(Side side) { return ends_[static_cast<std::size_t>(side)]; }
    [[nodiscard]] bool is_blocked(Direction direction) const;
    [[nodiscard]] std::uint64_t one_way_us() const { return options_.rtt_ms * 500; }
    [[nodiscard]] std::uint64_t trace_us(std::uint64_t time_us) const;
    [[nodiscard]] std::optional<std::uint64_t> finish_us(Direction direction) const;

    void advance(Instant now);
    void move_to(std::uint64_t time_us);
    std::optional<std::uint64_t> next_step_us() const;
    void step();
    void finish_frame(Direction direction);
    void deliver(Direction direction, Delivery delivery, std::uint64_t extra_us);
    void remember(Way& lane, const Bytes& frame) const;
    [[nodiscard]] std::size_t older_count(const Way& lane) const;
    void replay(Direction direction, std::uint32_t per_million, bool is_as_new);
    void charge_losses(Direction direction, Queued& frame, std::uint64_t frame_bytes);
    void drop_waiting();
    void break_connection(bool is_told);
    void tell_closed();
    void try_to_open();
    void restart_troubles();
    void schedule(Trouble& trouble, const Intervals& intervals) const;
    void change(Trouble& trouble, const Intervals& intervals, bool is_partition);

    const Trace& trace_;
    LinkOptions options_;
    Prng prng_;
    std::array<Way, 2> ways_;
    std::array<End, 2> ends_;
    Trouble stall_;
    Trouble partition_;
    std::uint64_t time_us_ = 0;
    std::uint64_t generation_ = 0;
    bool is_alive_ = false;
    std::optional<std::uint64_t> opens_at_us_;
    LinkFaultCounts fault_counts_;
};

}  // namespace wedsync::sim
