#include "bench/device.hpp"

#include <algorithm>
#include <utility>

namespace wedsync::bench {

Device::Device(const Run& run, const char* store, std::uint64_t number, hub::Hub& hub)
    : peer_{number},
      hub_(hub),
      replica_(open_replica(run.file(store), store::Durability::kNormal, number)) {
    hub_.handle_connected(peer_, now_at(kDayMs));
    message::Hello hello;
    hello.device = replica_->author().device;
    send(hello);
    const Cursor cursor = replica_->scope(kScope)->row.cursor;
    send(message::Subscribe{kScope, cursor, std::nullopt, true});
}

void Device::send(const Message& message) {
    const Bytes frame = frames_.encode(message);
    bytes_ += frame.size();
    hub_.handle_frame(peer_, now_at(kDayMs), frame);
}

void Device::push(std::uint64_t request) {
    message::Push push;
    push.scope = kScope;
    push.request = request;
    const Change& change = replica_->scope(kScope)->pending.rbegin()->second.change;
    push.changes = {change};
    if (request == 1) push.lanes = {{change.dot.incarnation, replica_->author()}};
    send(push);
}

void Device::take(const Bytes& frame) {
    bytes_ += frame.size();
    const Message message = must(frames_.decode(frame)).value();
    if (const auto* page = std::get_if<message::Page>(&message)) {
        must(replica_->apply_page(now_at(kDayMs), *page));
        send(message::Seen{kScope, page->to});
    } else if (const auto* result = std::get_if<message::PushResult>(&message)) {
        for (const message::Verdict& verdict : result->verdicts) {
            if (verdict.kind == message::Verdict::Kind::kAccepted) continue;
            give_up({ErrorCode::kProtocol, "the hub did not accept an edit"});
        }
        must(replica_->apply_verdicts(now_at(kDayMs), *result, {}));
    }
}

void settle(hub::Hub& hub, const std::vector<Device*>& devices) {
    must(hub.handle_flush(now_at(kDayMs)));
    while (const auto action = hub.poll_action()) {
        const auto* send = std::get_if<hub::action::Send>(&*action);
        if (send == nullptr) give_up({ErrorCode::kProtocol, "the hub ended the session"});
        for (Device* device : devices) {
            if (device->peer() == send->peer) device->take(send->frame);
        }
    }
}

std::unique_ptr<hub::Hub> open_hub(const Run& run, const char* store) {
    auto opened = must(store::Store::open({run.file(store), {}, store::Durability::kNormal, 0}));
    return must(hub::Hub::create(std::move(opened),
                                 {kEpoch, bench_schema(), hub::open_policy(), hub::Limits{}}));
}

void make_store(const Run& run, const char* store, const Base& base) {
    const auto replica = open_replica(run.file(store), store::Durability::kNormal, 9);
    must(replica->join_snapshot(now_at(kDayMs), base.snapshot()));
}

}  // namespace wedsync::bench
