#include "bench/load/full_device.hpp"

#include <utility>

#include "bench/base.hpp"
#include "bench/measure.hpp"
#include "engine/base/prng.hpp"
#include "schemas/schemas.hpp"
#include "system/clock.hpp"

namespace wedsync::bench::load {
namespace {

std::unique_ptr<replica::Replica> open_venue(const FullDevice::Options& options) {
    replica::Replica::Options how;
    how.store = {options.store_path, {}, store::Durability::kNormal, 0};
    how.schema = must(parse_schema(venue_schema_json()));
    how.author = {"", options.identity.device, options.identity.role, 0};
    auto prng = std::make_shared<Prng>(options.seed);
    how.random = [prng] { return prng->next(); };
    auto replica = must(replica::Replica::open(std::move(how)));
    must(replica->add_scope(options.scope, "venue"));
    return replica;
}

}  // namespace

FullDevice::FullDevice(boost::asio::io_context& loop, host::Wire wire, Options options,
                       Shared shared)
    : loop_(loop),
      wire_(std::move(wire)),
      options_(std::move(options)),
      times_(shared.times),
      figures_(shared.figures),
      replica_(open_venue(options_)) {}

void FullDevice::go_online() {
    host::Device::Options how;
    how.identity = options_.identity;
    how.seed = options_.seed;
    how.changed = [this] { look(); };
    device_ = std::make_unique<host::Device>(loop_, *replica_, wire_, std::move(how));
    device_->start();
}

void FullDevice::go_offline() {
    is_connected_ = false;
    if (device_ != nullptr) device_->stop();
    device_.reset();
}

replica::Committed FullDevice::commit(const Draft& draft) {
    const double committed_us = wall_us();
    const replica::Committed made = must(replica_->commit(os::read_clock(), draft));
    times_.committed(made.dot, committed_us);
    lane_ = made.dot.incarnation;
    if (is_watching_) own_.push_back({made.dot, committed_us, 0});
    if (device_ != nullptr) device_->committed();
    return made;
}

bool FullDevice::is_at(Position head) const {
    return state().pending.empty() && state().row.cursor.position >= head;
}

void FullDevice::look() {
    if (device_ == nullptr) return;
    if (device_->failure()) give_up(*device_->failure());
    const bool is_connected = device_->carrier() == host::Carrier::kWebSocket;
    const bool has_problem = !device_->session_problem().empty();
    if ((is_connected_ && !is_connected) || (has_problem && !has_problem_)) ++figures_.lost;
    is_connected_ = is_connected;
    has_problem_ = has_problem;
    if (!is_watching_) return;
    const double now_us = wall_us();
    look_at_own(now_us);
    look_at_others(now_us);
}

void FullDevice::look_at_own(double now_us) {
    const replica::ScopeState& scope = state();
    std::erase_if(own_, [&](OwnChange& own) {
        const auto sequence = scope.pending_by_dot.find(own.dot);
        if (sequence != scope.pending_by_dot.end()) {
            const store::OwnRow& row = scope.pending.find(sequence->second)->second;
            if (own.sent_us == 0 && row.attempts > 0) own.sent_us = now_us;
            if (row.status == store::OwnStatus::kPending) return false;
        }
        if (!figures_.is_measured(own.committed_us)) return true;
        if (scope.refused.contains(own.dot)) {
            ++figures_.refused;
            return true;
        }
        figures_.commit_to_ack.add(now_us - own.committed_us);
        if (own.sent_us > 0) figures_.push_to_ack.add(now_us - own.sent_us);
        return true;
    });
}

void FullDevice::look_at_others(double now_us) {
    arrivals_.look(times_, state().row.have, [&](const CommitTimes::Lane& lane, double at_us) {
        if (lane_ == lane.incarnation || !figures_.is_measured(at_us)) return;
        figures_.fan_out.add(now_us - at_us);
    });
}

StateHash hash_state(FullDevice& device) {
    const replica::Replica::Verification found = must(device.replica().verify(device.scope()));
    return {found.cells_sum_found, found.have_sum_found, found.ok()};
}

}  // namespace wedsync::bench::load
