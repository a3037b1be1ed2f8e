#include "sim/swarm/stranger.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "engine/codec/frame.hpp"

namespace wedsync::sim {
namespace {

constexpr std::size_t kOverheardMax = 16;
constexpr FieldId kGuestLife{1, kLifeField};
constexpr FieldId kGuestName{1, 1};

Change new_guest(const Dot& dot, std::string name) {
    Change change;
    change.dot = dot;
    change.time = make_hybrid_time(1'767'225'600'000, 0);
    const RecordId guest{dot, 0};
    change.operations = {operation::Put{{guest, kGuestLife, {}}, true, {}},
                         operation::Put{{guest, kGuestName, {}}, std::move(name), {}}};
    return change;
}

}  // namespace

void Stranger::overhear(BytesView frame) {
    overheard_.emplace_back(frame.begin(), frame.end());
    if (overheard_.size() > kOverheardMax) overheard_.pop_front();
}

Bytes Stranger::garbage(Prng& prng) const {
    Bytes frame;
    if (!overheard_.empty() && prng.chance(700)) {
        frame = overheard_[prng.below(overheard_.size())];
        if (frame.empty()) return frame;
        for (std::uint64_t i = prng.between(1, 4); i > 0; --i)
            frame[prng.below(frame.size())] ^= static_cast<std::uint8_t>(1U << prng.below(8));
        if (prng.chance(300)) frame.resize(prng.below(frame.size() + 1));
    } else {
        frame.resize(prng.below(200));
        for (std::uint8_t& byte : frame)
            byte = static_cast<std::uint8_t>(prng.next());
    }
    return frame;
}

Message Stranger::push(ScopeId scope, const Ledger::Scope& known, Prng& prng) {
    message::Push push;
    push.scope = scope;
    push.request = prng.below(100);
    const Incarnation own{prng.next(), prng.next()};
    push.lanes = {{own, {"somebody", kStrangerName, "none", 0}}};
    // A real change of somebody else, to lie about.
    const Change* real = nullptr;
    if (!known.changes.empty()) {
        real = &std::next(known.changes.begin(),
                          static_cast<std::ptrdiff_t>(prng.below(known.changes.size())))
                    ->second;
    }
    // In a lane of somebody else only what is relayed is taken.
    push.is_relayed = prng.chance(500);
    Change change = new_guest({own, 1}, "Stranger " + std::to_string(prng.below(100)));
    const std::uint64_t kind = prng.below(6);
    if (kind == 0 && real != nullptr) {
        faults_.add(Fault::kForgedAuthor);
        // The next of somebody's lane, before that one has written it.
        const std::uint64_t last =
            std::max(known.have.last_of(real->dot.incarnation), real->dot.counter);
        change = new_guest({real->dot.incarnation, last + 1}, "Forged");
    } else if (kind == 1 && real != nullptr) {
        faults_.add(Fault::kEquivocation);
        change = new_guest(real->dot, "Equivocated");
    } else if (kind == 2) {
        faults_.add(Fault::kFutureCounter);
        change = new_guest({own, kCounterMax - prng.below(5)}, "Future");
    } else if (kind == 3) {
        faults_.add(Fault::kBadText);
        change = new_guest({own, 1}, "\xFF\xFE broken \xED\xA0\x80");
    } else if (kind == 4) {
        faults_.add(Fault::kUnknownOperation);
        push.lanes[0].author = {"newer", "newer", "staff", 0};
        change.operations.emplace_back(operation::Unknown{77, Bytes(prng.below(40), 0xAB)});
    } else {
        // A push that is small on the wire and large when it is unpacked.
        faults_.add(Fault::kHugeFrame);
        for (std::uint64_t i = 2; i < 2 + prng.below(60); ++i)
            push.changes.push_back(new_guest({own, i}, std::string(60'000, 'z')));
    }
    push.changes.push_back(std::move(change));
    return push;
}

void Stranger::visit(Prng& prng) {
    if (!world_.hub_node().is_running() || ledger_.scopes().empty()) return;
    const hub::PeerId peer = world_.connect_stranger();
    if (prng.chance(900)) {
        message::Hello hello;
        hello.schema_version = 9;
        hello.device = kStrangerName;
        world_.send_as_stranger(peer, codec::encode_frame(hello));
    }
    for (std::uint64_t i = prng.between(1, 4); i > 0; --i) {
        const std::uint64_t kind = prng.below(10);
        if (kind < 3) {
            faults_.add(Fault::kGarbageFrame);
            world_.send_as_stranger(peer, garbage(prng));
        } else if (kind == 3) {
            faults_.add(Fault::kHugeFrame);
            world_.send_as_stranger(peer, Bytes(kFrameBytesMax + 1, 7));
        } else {
            const auto scope =
                std::next(ledger_.scopes().begin(),
                          static_cast<std::ptrdiff_t>(prng.below(ledger_.scopes().size())));
            world_.send_as_stranger(peer,
                                    codec::encode_frame(push(scope->first, scope->second, prng)));
        }
    }
    if (prng.chance(500)) world_.disconnect_stranger(peer);
}

}  // namespace wedsync::sim
