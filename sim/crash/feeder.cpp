#include "sim/crash/feeder.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/codec/frame.hpp"
#include "engine/merge/conflict.hpp"
#include "schemas/schemas.hpp"

namespace wedsync::sim {
namespace {

constexpr Incarnation kOthers{9, 9};

}  // namespace

hub::Policy crash_policy() {
    hub::Policy policy = hub::open_policy();
    policy.judge = [](const std::string&, const Author&, ScopeId, const Change& change) {
        for (const Operation& operation : change.operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            if (put != nullptr && put->value == Value{std::string(kForbidden)}) {
                return std::optional{RefusalReason::kBadValue};
            }
        }
        return std::optional<RefusalReason>{};
    };
    return policy;
}

const Schema& crash_schema() {
    static const Schema kSchema = [] {
        Result<Schema> schema = parse_schema(venue_schema_json());
        WEDSYNC_ASSERT(schema.ok());
        return std::move(schema).value();
    }();
    return kSchema;
}

Change guest_change(const Dot& dot, const merge::RecordState* record, bool has_notes, Prng& prng) {
    const CollectionSchema* notes = crash_schema().find("notes");
    const FieldId title = notes->find("title")->id;
    const FieldId body = notes->find("body")->id;
    const RecordId id = record == nullptr ? RecordId{dot, 0} : record->id;
    Change change;
    change.dot = dot;
    change.time = make_hybrid_time(1'700'000'000'000 + dot.counter, 0);
    const auto put = [&](FieldId field, Value value) {
        std::vector<Dot> covers;
        if (record != nullptr) covers = merge::dots_of(record->find(field));
        change.operations.emplace_back(
            operation::Put{{id, field, ""}, std::move(value), std::move(covers)});
    };
    if (record == nullptr) put({notes->number, kLifeField}, true);
    put(title, "guest " + std::to_string(prng.below(1'000)));
    if (has_notes) put(body, "a note with the number " + std::to_string(prng.below(1'000)));
    return change;
}

Feeder::Feeder(ScopeId scope, std::uint64_t seed) : scope_(scope), prng_(seed) {
    auto store = store::Store::open({"hub.db", disk_.vfs_name()});
    WEDSYNC_ASSERT(store.ok());
    hub::Limits limits;
    limits.entries_per_page_max = 5;
    auto hub = hub::Hub::create(std::move(store).value(),
                                {kCrashEpoch, crash_schema(), crash_policy(), limits});
    WEDSYNC_ASSERT(hub.ok());
    hub_ = std::move(hub).value();
}

void Feeder::connect(Cursor cursor) {
    heard_ = {};
    if (device_ != hub::PeerId{}) hub_->handle_disconnected(device_);
    inbox_.clear();
    device_ = hub::PeerId{++peer_last_};
    hub_->handle_connected(device_, {Instant{clock_ms_}, WallTime{clock_ms_}});
    message::Hello hello;
    hello.device = "tablet";
    say(device_, hello);
    say(device_, message::Subscribe{scope_, cursor, std::nullopt});
}

message::PushResult Feeder::push(message::Push push) {
    say(device_, push);
    const std::optional<message::PushResult> result = take<message::PushResult>();
    WEDSYNC_ASSERT(result.has_value());
    return *result;
}

std::optional<message::Page> Feeder::next_page() {
    drain();
    std::optional<message::Page> page = take<message::Page>();
    if (page.has_value()) say(device_, message::Seen{scope_, page->to});
    return page;
}

void Feeder::write_by_others() {
    std::vector<merge::RecordState> records;
    const Result<void> visited =
        hub_->store().visit_records(scope_, std::nullopt, [&](const merge::RecordState& state) {
            if (merge::status_of(state) == merge::RecordStatus::kAlive) records.push_back(state);
            return true;
        });
    WEDSYNC_ASSERT(visited.ok());
    message::Push push;
    push.scope = scope_;
    push.lanes = {{kOthers, {"bob", "phone", "staff", 1}}};
    const bool is_edit = !records.empty() && prng_.chance(700);
    const merge::RecordState* record = is_edit ? &prng_.pick(records) : nullptr;
    const Dot dot{kOthers, ++others_counter_};
    push.changes = {guest_change(dot, record, prng_.chance(500), prng_)};
    const hub::PeerId peer{++peer_last_};
    hub_->handle_connected(peer, {Instant{clock_ms_}, WallTime{clock_ms_}});
    message::Hello hello;
    hello.device = "phone";
    say(peer, hello);
    say(peer, push);
    hub_->handle_disconnected(peer);
}

void Feeder::compact() {
    const store::ScopeRow* row = hub_->scope(scope_);
    WEDSYNC_ASSERT(row != nullptr && hub_->compact(scope_, row->cursor.position).ok());
}

std::vector<message::SnapshotPart> Feeder::snapshot() {
    std::vector<message::SnapshotPart> parts;
    message::SnapshotRequest request{scope_, {}, std::nullopt};
    while (parts.empty() || !parts.back().is_last) {
        say(device_, request);
        std::optional<message::SnapshotPart> part = take<message::SnapshotPart>();
        WEDSYNC_ASSERT(part.has_value());
        request.base = part->base;
        if (!part->records.empty()) request.after = part->records.back().id;
        parts.push_back(*std::move(part));
    }
    return parts;
}

void Feeder::say(hub::PeerId peer, const Message& message) {
    const Now now{Instant{++clock_ms_}, WallTime{1'700'000'000'000 + clock_ms_}};
    hub_->handle_frame(peer, now, codec::encode_frame(message));
    WEDSYNC_ASSERT(hub_->handle_flush(now).ok());
    drain();
}

void Feeder::drain() {
    while (const std::optional<hub::Action> action = hub_->poll_action()) {
        const auto* send = std::get_if<hub::action::Send>(&*action);
        if (send == nullptr || send->peer != device_) continue;
        Result<std::optional<Message>> message = heard_.decode(send->frame);
        WEDSYNC_ASSERT(message.ok() && message.value().has_value());
        inbox_.push_back(*std::move(message).value());
    }
}

template <class T>
std::optional<T> Feeder::take() {
    const auto is_wanted = [](const Message& message) {
        return std::holds_alternative<T>(message);
    };
    const auto at = std::find_if(inbox_.begin(), inbox_.end(), is_wanted);
    if (at == inbox_.end()) return std::nullopt;
    T taken = std::get<T>(std::move(*at));
    inbox_.erase(at);
    return taken;
}

}  // namespace wedsync::sim
