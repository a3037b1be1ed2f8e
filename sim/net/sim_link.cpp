#include "sim/net/sim_link.hpp"

#include <algorithm>

#include "engine/base/assert.hpp"
#include "engine/codec/frame.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kSegmentBytes = 1460;
constexpr std::uint64_t kHeaderBytes = 40;
constexpr std::uint64_t kMaskBytes = 4;
constexpr std::uint64_t kRetransmitMsMin = 200;
constexpr std::uint64_t kConnectRetryUs = 1'000'000;
constexpr std::uint32_t kRetransmissionsMax = 6;
constexpr std::uint64_t kMillion = 1'000'000;
constexpr std::size_t kHistoryFrames = 32;

Side receiver_of(Direction direction) {
    return direction == Direction::kDown ? Side::kDevice : Side::kHub;
}

Direction direction_from(Side side) {
    return side == Side::kDevice ? Direction::kUp : Direction::kDown;
}

std::uint64_t segments_of(std::uint64_t bytes) {
    return std::max<std::uint64_t>(1, (bytes + kSegmentBytes - 1) / kSegmentBytes);
}

bool happens(Prng& prng, std::uint32_t per_million) {
    return per_million > 0 && prng.below(kMillion) < per_million;
}

std::uint64_t frame_count(const Delivery& delivery) {
    return delivery.kind == DeliveryKind::kFrame ? 1 : 0;
}

}  // namespace

SimLink::SimLink(const Trace& trace, const LinkOptions& options)
    : trace_(trace),
      options_(options),
      prng_(options.seed),
      ways_{Way(prng_.next()), Way(prng_.next())},
      stall_(prng_.next()),
      partition_(prng_.next()) {
    restart_troubles();
}

std::uint64_t SimLink::wire_bytes(Direction direction, std::uint64_t frame_bytes) {
    const std::uint64_t length_bytes = frame_bytes < 126 ? 2 : frame_bytes < 65'536 ? 4 : 10;
    const std::uint64_t stream =
        frame_bytes + length_bytes + (direction == Direction::kUp ? kMaskBytes : 0);
    return stream + segments_of(stream) * kHeaderBytes;
}

bool SimLink::is_open(Side side) const {
    return ends_[static_cast<std::size_t>(side)].is_open;
}

std::uint64_t SimLink::queued_bytes(Direction direction) const {
    return way(direction).queued_bytes;
}

const LinkBytes& SimLink::bytes(Direction direction) const {
    return way(direction).bytes;
}

std::uint64_t SimLink::trace_us(std::uint64_t time_us) const {
    return options_.trace_offset_ms * 1000 + time_us;
}

bool SimLink::is_blocked(Direction direction) const {
    const auto blocks = [&](const Trouble& trouble) {
        return trouble.is_on &&
               (direction == Direction::kDown ? trouble.blocks_down : trouble.blocks_up);
    };
    return way(direction).is_blocked_by_hand || blocks(stall_) || blocks(partition_);
}

// Time: what happens between two calls happens in steps, in order, each at its own moment. A step
// is the end of a frame's transmission, a connection that opens, or a trouble that comes or goes.

std::optional<std::uint64_t> SimLink::finish_us(Direction direction) const {
    const Way& lane = way(direction);
    if (lane.queue.empty() || is_blocked(direction)) {
        return std::nullopt;
    }
    const std::optional<std::uint64_t> done =
        trace_.time_after(direction, trace_us(time_us_), lane.queue.front().units_left);
    return done ? std::optional(*done - options_.trace_offset_ms * 1000) : std::nullopt;
}

std::optional<std::uint64_t> SimLink::next_step_us() const {
    std::optional<std::uint64_t> first;
    for (const std::optional<std::uint64_t> time :
         {stall_.changes_at_us, partition_.changes_at_us, opens_at_us_, finish_us(Direction::kDown),
          finish_us(Direction::kUp)}) {
        if (time && (!first || *time < *first)) {
            first = time;
        }
    }
    return first;
}

void SimLink::move_to(std::uint64_t time_us) {
    for (const Direction direction : kBothDirections) {
        Way& lane = way(direction);
        if (lane.queue.empty() || is_blocked(direction)) {
            continue;
        }
        std::uint64_t passed =
            trace_.units_between(direction, trace_us(time_us_), trace_us(time_us));
        // What is over when a frame ends within a microsecond is the next one's.
        for (Queued& frame : lane.queue) {
            const std::uint64_t used = std::min(passed, frame.units_left);
            frame.units_left -= used;
            passed -= used;
            if (frame.units_left > 0) {
                break;
            }
        }
    }
    time_us_ = time_us;
}

void SimLink::step() {
    if (stall_.changes_at_us && *stall_.changes_at_us <= time_us_) {
        change(stall_, options_.faults.stall, false);
    } else if (partition_.changes_at_us && *partition_.changes_at_us <= time_us_) {
        change(partition_, options_.faults.partition, true);
    } else if (opens_at_us_ && *opens_at_us_ <= time_us_) {
        try_to_open();
    } else {
        for (const Direction direction : kBothDirections) {
            const Way& lane = way(direction);
            if (!lane.queue.empty() && lane.queue.front().units_left == 0 &&
                !is_blocked(direction)) {
                finish_frame(direction);
                return;
            }
        }
    }
}

void SimLink::advance(Instant now) {
    const std::uint64_t target_us = now.value() * 1000;
    WEDSYNC_ASSERT(target_us >= time_us_);
    for (auto next = next_step_us(); next && *next <= target_us; next = next_step_us()) {
        move_to(std::max(*next, time_us_));
        step();
    }
    move_to(target_us);
}

// Frames.

void SimLink::charge_losses(Direction direction, Queued& frame, std::uint64_t frame_bytes) {
    Way& lane = way(direction);
    const std::uint64_t segments = segments_of(frame_bytes);
    const std::uint64_t retransmit_us = std::max(kRetransmitMsMin, 2 * options_.rtt_ms) * 1000;
    std::uint64_t lost = 0;
    if (options_.queue_bytes > 0 && lane.queued_bytes + frame.wire_bytes > options_.queue_bytes) {
        fault_counts_.add(LinkFault::kQueueDrop);
        frame.delay_us += options_.rtt_ms * 1000;
        ++lost;
    }
    for (std::uint64_t i = 0; i < segments && options_.faults.loss_per_mille > 0; ++i) {
        // A loss with segments behind it is noticed after a round trip; the last ones', and a
        // repeated one, by a timer that doubles.
        std::uint64_t delay_us = i + 3 < segments ? options_.rtt_ms * 1000 : retransmit_us;
        std::uint64_t frame_delay_us = 0;
        for (std::uint32_t tries = 0; tries < kRetransmissionsMax; ++tries) {
            if (!lane.prng.chance(options_.faults.loss_per_mille)) {
                break;
            }
            fault_counts_.add(LinkFault::kLoss);
            ++lost;
            frame_delay_us += delay_us;
            delay_us = std::max(2 * delay_us, retransmit_us);
        }
        frame.delay_us = std::max(frame.delay_us, frame_delay_us);
    }
    const std::uint64_t segment_bytes = std::min(frame_bytes, kSegmentBytes) + kHeaderBytes;
    lane.bytes.retransmitted_bytes += lost * segment_bytes;
    frame.wire_bytes += lost * segment_bytes;
}

bool SimLink::send(Side side, Instant now, BytesView frame) {
    advance(now);
    const Direction direction = direction_from(side);
    Way& lane = way(direction);
    const std::uint64_t wire = wire_bytes(direction, frame.size());
    if (!end(side).is_open ||
        (options_.buffer_bytes > 0 && lane.queued_bytes + wire > options_.buffer_bytes)) {
        return false;
    }
    ++lane.bytes.frames;
    lane.bytes.payload_bytes += frame.size();
    if (!is_alive_) {
        ++lane.bytes.lost_frames;
        return true;
    }
    Queued queued{.bytes = Bytes(frame.begin(), frame.end()), .wire_bytes = wire};
    charge_losses(direction, queued, frame.size());
    queued.units_left = queued.wire_bytes * Trace::kUnitsPerByte;
    lane.bytes.wire_bytes += queued.wire_bytes;
    lane.queued_bytes += queued.wire_bytes;
    lane.queue.push_back(std::move(queued));
    return true;
}

void SimLink::deliver(Direction direction, Delivery delivery, std::uint64_t extra_us) {
    Way& lane = way(direction);
    End& receiver = end(receiver_of(direction));
    if (receiver.is_deaf) {
        lane.bytes.lost_frames += frame_count(delivery);
        return;
    }
    lane.arrived_last_us = std::max(lane.arrived_last_us, time_us_ + one_way_us() + extra_us);
    receiver.inbox.emplace(lane.arrived_last_us, std::move(delivery));
}

std::size_t SimLink::older_count(const Way& lane) const {
    std::size_t count = 0;
    while (count < lane.history.size() && lane.history[count].first < generation_) {
        ++count;
    }
    return count;
}

void SimLink::remember(Way& lane, const Bytes& frame) const {
    // Carriers keep what comes after another in its order: only what stands for itself can stray.
    if (codec::is_short(frame)) return;
    lane.history.emplace_back(generation_, frame);
    if (lane.history.size() <= kHistoryFrames) {
        return;
    }
    // A long connection does not push out all of those before it.
    const std::size_t older = older_count(lane);
    const bool is_own_too_many = lane.history.size() - older > kHistoryFrames / 2;
    lane.history.erase(lane.history.begin() +
                       static_cast<std::ptrdiff_t>(is_own_too_many ? older : 0));
}

void SimLink::replay(Direction direction, std::uint32_t per_million, bool is_as_new) {
    Way& lane = way(direction);
    const std::size_t older = older_count(lane);
    if (older == 0 || !happens(lane.prng, per_million)) {
        return;
    }
    const auto& [generation, bytes] = lane.history[lane.prng.below(older)];
    fault_counts_.add(is_as_new ? LinkFault::kReplayAsNew : LinkFault::kReplayStale);
    deliver(direction, {.bytes = bytes, .generation = is_as_new ? generation_ : generation}, 0);
}

void SimLink::finish_frame(Direction direction) {
    Way& lane = way(direction);
    Queued frame = std::move(lane.queue.front());
    lane.queue.pop_front();
    lane.queued_bytes -= frame.wire_bytes;
    if (frame.is_close) {
        deliver(direction, {.kind = DeliveryKind::kClosed, .bytes = {}, .generation = generation_},
                0);
        is_alive_ = false;
        drop_waiting();
        return;
    }
    const FaultPlan& plan = options_.faults;
    std::uint64_t extra_us = frame.delay_us;
    if (plan.jitter_ms_max > 0) {
        extra_us += lane.prng.below(plan.jitter_ms_max * 1000 + 1);
        fault_counts_.add(LinkFault::kJitter);
    }
    if (happens(lane.prng, plan.half_open_per_million)) {
        fault_counts_.add(LinkFault::kHalfOpen);
        ++lane.bytes.lost_frames;
        break_connection(false);
        return;
    }
    if (happens(lane.prng, plan.reset_per_million)) {
        fault_counts_.add(LinkFault::kReset);
        ++lane.bytes.lost_frames;
        break_connection(true);
        return;
    }
    Delivery delivery{.bytes = std::move(frame.bytes), .generation = generation_};
    const bool is_cut = !delivery.bytes.empty() && happens(lane.prng, plan.truncate_per_million);
    if (is_cut) {
        fault_counts_.add(LinkFault::kTruncation);
        delivery.bytes.resize(lane.prng.below(delivery.bytes.size()));
        delivery.is_truncated = true;
        break_connection(false);
        deliver(direction, std::move(delivery), extra_us);
        tell_closed();
        return;
    }
    remember(lane, delivery.bytes);
    deliver(direction, std::move(delivery), extra_us);
    replay(direction, plan.replay_stale_per_million, false);
    replay(direction, plan.replay_as_new_per_million, true);
}

std::optional<Delivery> SimLink::poll(Side side, Instant now) {
    advance(now);
    End& own = end(side);
    if (own.inbox.empty() || own.inbox.begin()->first > now.value() * 1000) {
        return std::nullopt;
    }
    Delivery delivery = std::move(own.inbox.begin()->second);
    own.inbox.erase(own.inbox.begin());
    if (delivery.kind == DeliveryKind::kFrame) {
        LinkBytes& bytes = way(side == Side::kDevice ? Direction::kDown : Direction::kUp).bytes;
        ++bytes.delivered_frames;
        bytes.delivered_bytes += delivery.bytes.size();
    } else {
        own.is_open = delivery.kind == DeliveryKind::kOpened;
    }
    return delivery;
}

std::optional<Instant> SimLink::next_event(Instant now) {
    advance(now);
    std::optional<std::uint64_t> first = next_step_us();
    for (const End& each : ends_) {
        if (!each.inbox.empty() && (!first || each.inbox.begin()->first < *first)) {
            first = each.inbox.begin()->first;
        }
    }
    if (!first) {
        return std::nullopt;
    }
    return Instant{std::max((*first + 999) / 1000, now.value())};
}

// Connections.

void SimLink::drop_waiting() {
    for (Way& lane : ways_) {
        for (const Queued& frame : lane.queue) {
            lane.bytes.lost_frames += frame.is_close ? 0U : 1U;
        }
        lane.queue.clear();
        lane.queued_bytes = 0;
    }
}

void SimLink::break_connection(bool is_told) {
    is_alive_ = false;
    drop_waiting();
    for (const Direction direction : kBothDirections) {
        auto& inbox = end(receiver_of(direction)).inbox;
        for (auto each = inbox.upper_bound(time_us_); each != inbox.end();) {
            way(direction).bytes.lost_frames += frame_count(each->second);
            each = inbox.erase(each);
        }
        way(direction).arrived_last_us = time_us_;
    }
    if (is_told) {
        tell_closed();
    }
}

void SimLink::tell_closed() {
    for (const Direction direction : kBothDirections) {
        if (!is_blocked(direction)) {
            deliver(direction,
                    {.kind = DeliveryKind::kClosed, .bytes = {}, .generation = generation_}, 0);
        }
    }
}

std::uint64_t SimLink::connect(Instant now) {
    advance(now);
    // What the hub has been sent still arrives there; what was on its way to the device does not.
    is_alive_ = false;
    drop_waiting();
    End& device = end(Side::kDevice);
    for (const auto& [time_us, delivery] : device.inbox) {
        way(Direction::kDown).bytes.lost_frames += frame_count(delivery);
    }
    device.inbox.clear();
    device.is_open = false;
    device.is_deaf = false;
    ++generation_;
    way(Direction::kDown).bytes.wire_bytes += options_.setup_down_bytes;
    way(Direction::kUp).bytes.wire_bytes += options_.setup_up_bytes;
    opens_at_us_ = time_us_ + 3 * one_way_us();
    if (prng_.chance(options_.faults.refuse_per_mille)) {
        fault_counts_.add(LinkFault::kRefusal);
        opens_at_us_.reset();
        way(Direction::kDown).arrived_last_us = time_us_ + one_way_us();
        deliver(Direction::kDown,
                {.kind = DeliveryKind::kClosed, .bytes = {}, .generation = generation_},
                one_way_us());
    }
    return generation_;
}

void SimLink::try_to_open() {
    for (const Direction direction : kBothDirections) {
        if (is_blocked(direction) || trace_.kbps(direction, trace_us(time_us_)) == 0) {
            opens_at_us_ = time_us_ + kConnectRetryUs;
            return;
        }
    }
    opens_at_us_.reset();
    is_alive_ = true;
    const Delivery opened{.kind = DeliveryKind::kOpened, .bytes = {}, .generation = generation_};
    end(Side::kHub).is_deaf = false;
    end(Side::kHub).inbox.emplace(std::max(time_us_, way(Direction::kUp).arrived_last_us), opened);
    way(Direction::kDown).arrived_last_us = time_us_;
    deliver(Direction::kDown, opened, 0);
}

void SimLink::close(Side side, Instant now) {
    advance(now);
    end(side).is_open = false;
    end(side).is_deaf = true;
    end(side).inbox.clear();
    if (side == Side::kDevice) {
        opens_at_us_.reset();
    }
    if (!is_alive_) {
        return;
    }
    Way& lane = way(direction_from(side));
    lane.bytes.wire_bytes += kHeaderBytes;
    lane.queued_bytes += kHeaderBytes;
    lane.queue.push_back({.bytes = {},
                          .units_left = kHeaderBytes * Trace::kUnitsPerByte,
                          .wire_bytes = kHeaderBytes,
                          .is_close = true});
}

void SimLink::reset(Instant now) {
    advance(now);
    opens_at_us_.reset();
    break_connection(true);
}

void SimLink::vanish(Instant now) {
    advance(now);
    opens_at_us_.reset();
    break_connection(false);
}

// Troubles.

void SimLink::set_blocked(Instant now, Direction direction, bool is_blocked) {
    advance(now);
    way(direction).is_blocked_by_hand = is_blocked;
}

void SimLink::set_faults(Instant now, const FaultPlan& faults) {
    advance(now);
    options_.faults = faults;
    restart_troubles();
}

void SimLink::heal(Instant now) {
    set_faults(now, {});
    for (Way& lane : ways_) {
        lane.is_blocked_by_hand = false;
    }
}

void SimLink::restart_troubles() {
    for (Trouble* trouble : {&stall_, &partition_}) {
        trouble->is_on = false;
        trouble->changes_at_us.reset();
    }
    schedule(stall_, options_.faults.stall);
    schedule(partition_, options_.faults.partition);
}

void SimLink::schedule(Trouble& trouble, const Intervals& intervals) const {
    if (intervals.gap_mean_ms > 0) {
        trouble.changes_at_us =
            time_us_ + trouble.prng.between(1, 2 * intervals.gap_mean_ms) * 1000;
    }
}

void SimLink::change(Trouble& trouble, const Intervals& intervals, bool is_partition) {
    trouble.is_on = !trouble.is_on;
    if (!trouble.is_on) {
        schedule(trouble, intervals);
        return;
    }
    const std::uint64_t which = is_partition ? trouble.prng.below(3) : 2;
    trouble.blocks_down = which != 1;
    trouble.blocks_up = which != 0;
    fault_counts_.add(!is_partition ? LinkFault::kStall
                      : which == 2  ? LinkFault::kPartitionBoth
                                    : LinkFault::kPartitionOneWay);
    const std::uint64_t duration_ms =
        trouble.prng.between(intervals.duration_min_ms, intervals.duration_max_ms);
    trouble.changes_at_us = time_us_ + std::max<std::uint64_t>(1, duration_ms) * 1000;
}

}  // namespace wedsync::sim
