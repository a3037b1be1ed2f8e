#include "tests/sync/world.hpp"

#include <algorithm>
#include <filesystem>
#include <unistd.h>

#include <gtest/gtest.h>

#include "engine/base/overloaded.hpp"
#include "engine/codec/frame.hpp"
#include "tests/support/changes.hpp"

namespace wedsync::sync::test {
namespace {

std::string new_folder() {
    static int count = 0;
    const std::string name =
        "wedsync_sync_test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
    const std::filesystem::path path = std::filesystem::temp_directory_path() / name;
    std::filesystem::create_directories(path);
    return path.string();
}

store::Options store_at(const std::string& path) {
    store::Options options;
    options.path = path;
    options.durability = store::Durability::kNormal;
    return options;
}

/// As much old traffic as a test can want back.
constexpr std::size_t kOldFramesMax = 50;

}  // namespace

// ---- Devices ----

Device::Device(Options options) : options_(std::move(options)) {
    restart();
}

std::unique_ptr<replica::Replica> Device::open(const std::string& path,
                                               std::uint64_t opening) const {
    auto random = std::make_shared<Prng>(options_.seed * 1'000 + opening);
    replica::Replica::Options options;
    options.store = store_at(path);
    options.schema = support::guest_schema();
    options.author = {"person of " + options_.name, options_.name, "planner", 0};
    options.random = [random] { return random->next(); };
    options.coalesce_ms = options_.coalesce_ms;
    auto replica = replica::Replica::open(std::move(options));
    if (!replica.ok()) {
        ADD_FAILURE() << replica.error().detail;
        return nullptr;
    }
    return std::move(replica).value();
}

void Device::restart() {
    client_.reset();
    replica_.reset();
    peer_.reset();
    ++generation_;
    ++starts_;
    replica_ = open(options_.path, starts_);
    ASSERT_NE(replica_, nullptr);
    Client::Options client{options_.name, "", options_.seed + starts_};
    client.idle_ping_ms = options_.idle_ping_ms;
    client_ = std::make_unique<Client>(*replica_, std::move(client));
}

// ---- The hub ----

World::World(Setup setup) : setup_(std::move(setup)), prng_(setup_.seed), folder_(new_folder()) {
    open_hub();
    for (std::size_t i = 0; i < setup_.devices; ++i) {
        devices_.push_back(std::make_unique<Device>(Device::Options{
            "device" + std::to_string(i), folder_ + "/device" + std::to_string(i) + ".db",
            setup_.seed * 100 + i + 1, setup_.coalesce_ms, setup_.idle_ping_ms}));
        EXPECT_TRUE(devices_.back()->replica().add_scope(kParty, "party").ok());
    }
}

World::~World() {
    devices_.clear();
    hub_.reset();
    std::filesystem::remove_all(folder_);
}

void World::open_hub() {
    hub_.reset();
    auto store = store::Store::open(store_at(folder_ + "/hub.db"));
    ASSERT_TRUE(store.ok()) << store.error().detail;
    auto hub = hub::Hub::create(std::move(store).value(), {Epoch{epoch_}, support::guest_schema(),
                                                           setup_.policy, setup_.limits});
    ASSERT_TRUE(hub.ok()) << hub.error().detail;
    hub_ = std::move(hub).value();
}

void World::rename_device(std::size_t index, const std::string& name) {
    devices_[index]->options_.name = name;
    restart_device(index);
}

std::unique_ptr<replica::Replica> World::copy_device(std::size_t index) {
    constexpr std::uint64_t kOpening = 900;
    Device& device = *devices_[index];
    EXPECT_TRUE(device.replica().checkpoint().ok());
    const std::string path = device.options_.path + ".copy";
    std::filesystem::copy_file(device.options_.path, path,
                               std::filesystem::copy_options::overwrite_existing);
    return device.open(path, kOpening);
}

void World::restart_hub() {
    for (std::size_t i = 0; i < devices_.size(); ++i)
        cut(i);
    open_hub();
}

void World::back_up_hub() {
    hub_.reset();
    std::filesystem::copy_file(folder_ + "/hub.db", folder_ + "/backup.db",
                               std::filesystem::copy_options::overwrite_existing);
    restart_hub();
}

void World::restore_hub() {
    hub_.reset();
    for (const char* end : {"", "-wal", "-shm"})
        std::filesystem::remove(folder_ + "/hub.db" + end);
    std::filesystem::copy_file(folder_ + "/backup.db", folder_ + "/hub.db");
    ++epoch_;
    restart_hub();
}

// ---- The pipe ----

void World::put(Event event) {
    const bool is_up = event.kind == Event::Kind::kUp || event.kind == Event::Kind::kClosedThere;
    std::uint64_t at = now_ms_ + setup_.latency_ms + prng_.between(0, setup_.faults.delay_ms_max);
    std::uint64_t& last = last_ms_[{event.device, is_up}];
    at = last = std::max(at, last);
    events_.emplace(at, std::move(event));
}

void World::put_frame(std::size_t index, bool is_up, Bytes frame) {
    Device& device = *devices_[index];
    // A witness has to see every frame: short ones build on those before. It is lost where frames
    // of an earlier connection come in between, until the next Hello or Welcome.
    codec::FrameSession& witness = is_up ? device.said_ : device.heard_;
    constexpr std::uint8_t kWelcome = 2;
    if (frame[0] == kWelcome) witness = {};
    const Result<std::optional<Message>> message = witness.decode(frame);
    if (device.is_black_hole) return;
    const Faults& faults = setup_.faults;
    wire_bytes_ += frame.size();
    if (on_message && message.ok() && message.value()) on_message(index, is_up, *message.value());
    if (prng_.chance(faults.cut)) {
        cut(index);
        return;
    }
    Event event{is_up ? Event::Kind::kUp : Event::Kind::kDown, index, device.generation_,
                *device.peer_, std::move(frame)};
    if (!is_up) {
        if (!device.old_frames_.empty() && prng_.chance(faults.replay)) {
            Event old = event;
            old.frame = prng_.pick(device.old_frames_);
            put(std::move(old));
        }
        const bool can_stray = !codec::is_short(event.frame);
        if (can_stray && device.old_frames_.size() < kOldFramesMax)
            device.old_frames_.push_back(event.frame);
    }
    if (prng_.chance(faults.truncate)) event.frame.resize(prng_.below(event.frame.size()));
    if (prng_.chance(faults.duplicate)) put(event);
    put(std::move(event));
}

void World::cut(std::size_t index) {
    Device& device = *devices_[index];
    if (!device.peer_) return;
    if (hub_ != nullptr) hub_->handle_disconnected(*device.peer_);
    device.peer_.reset();
    ++device.generation_;
    put({Event::Kind::kClosedHere, index, device.generation_, {}, {}});
}

void World::say_again(std::size_t index, const Message& message) {
    const Device& device = *devices_[index];
    put({Event::Kind::kUp, index, device.generation_, device.peer_.value(),
         codec::encode_frame(message)});
}

void World::happen(Event& event) {
    Device& device = *devices_[event.device];
    const bool is_current = event.generation == device.generation_;
    switch (event.kind) {
        case Event::Kind::kUp:
            if (is_current && device.peer_ == event.peer) {
                hub_->handle_frame(event.peer, now(), event.frame);
            }
            break;
        case Event::Kind::kDown:
            if (is_current) device.client().handle_frame(now(), event.frame);
            break;
        case Event::Kind::kConnected:
            if (!is_current) break;
            if (device.is_online) {
                device.peer_ = hub::PeerId{++peer_last_};
                hub_->handle_connected(*device.peer_, now());
                device.client().handle_connected(now());
            } else {
                device.client().handle_closed(now(), "no route");
            }
            break;
        case Event::Kind::kClosedHere:
            if (!is_current) break;
            device.peer_.reset();
            device.client().handle_closed(now(), "the pipe broke");
            break;
        case Event::Kind::kClosedThere:
            hub_->handle_disconnected(event.peer);
            break;
    }
}

bool World::pump_device(std::size_t index) {
    Device& device = *devices_[index];
    std::optional<Action> action = device.client().poll_action(now());
    if (!action) return false;
    std::visit(Overloaded{[&](action::Connect&) {
                              ++device.generation_;
                              put({Event::Kind::kConnected, index, device.generation_, {}, {}});
                          },
                          [&](action::Send& send) {
                              if (device.peer_) put_frame(index, true, std::move(send.frame));
                          },
                          [&](action::Disconnect&) {
                              ++device.generation_;
                              if (!device.peer_) return;
                              put({Event::Kind::kClosedThere, index, 0, *device.peer_, {}});
                              device.peer_.reset();
                          }},
               *action);
    return true;
}

bool World::pump_hub() {
    EXPECT_TRUE(hub_->handle_flush(now()).ok());
    std::optional<hub::Action> action = hub_->poll_action();
    if (!action) return false;
    const auto find = [&](hub::PeerId peer) -> std::optional<std::size_t> {
        for (std::size_t i = 0; i < devices_.size(); ++i) {
            if (devices_[i]->peer_ == peer) return i;
        }
        return std::nullopt;
    };
    std::visit(
        Overloaded{
            [&](hub::action::Send& send) {
                const auto index = find(send.peer);
                if (index) put_frame(*index, false, std::move(send.frame));
            },
            [&](hub::action::Disconnect& disconnect) {
                const auto index = find(disconnect.peer);
                if (!index) return;
                put({Event::Kind::kClosedHere, *index, devices_[*index]->generation_, {}, {}});
            }},
        *action);
    return true;
}

void World::pump() {
    bool is_busy = true;
    while (is_busy) {
        is_busy = false;
        for (std::size_t i = 0; i < devices_.size(); ++i) {
            while (pump_device(i))
                is_busy = true;
        }
        while (pump_hub())
            is_busy = true;
    }
}

// ---- Time ----

std::optional<std::uint64_t> World::next_ms() const {
    std::optional<std::uint64_t> next;
    const auto sooner = [&](std::uint64_t at) { next = std::min(next.value_or(at), at); };
    if (!events_.empty()) sooner(events_.begin()->first);
    if (const auto at = hub_->poll_timeout()) sooner(at->value());
    for (const auto& device : devices_) {
        if (const auto at = device->client().poll_timeout()) sooner(at->value());
    }
    if (next) next = std::max(*next, now_ms_);
    return next;
}

void World::step_to(std::uint64_t ms) {
    now_ms_ = ms;
    while (!events_.empty() && events_.begin()->first <= now_ms_) {
        Event event = std::move(events_.begin()->second);
        events_.erase(events_.begin());
        happen(event);
        pump();
    }
    if (const auto at = hub_->poll_timeout(); at && at->value() <= now_ms_) {
        hub_->handle_timeout(now());
    }
    for (const auto& device : devices_) {
        const auto at = device->client().poll_timeout();
        if (at && at->value() <= now_ms_) device->client().handle_timeout(now());
    }
    pump();
    for (const auto& device : devices_) {
        const auto at = device->client().poll_timeout();
        if (!at) continue;
        EXPECT_GT(at->value(), now_ms_) << device->name() << " has not done what was due";
    }
}

void World::run(std::uint64_t ms) {
    run_until([] { return false; }, ms);
}

bool World::is_in_sync(std::size_t index) {
    Device& device = *devices_[index];
    if (!device.peer_ || !device.client().status().is_in_sync()) return false;
    const std::vector<ScopeId> scopes = device.replica().scopes();
    return std::all_of(scopes.begin(), scopes.end(), [&](ScopeId scope) {
        const store::ScopeRow* row = hub_->scope(scope);
        return row == nullptr || row->cursor == device.replica().scope(scope)->row.cursor;
    });
}

bool World::settle(std::uint64_t ms_max) {
    const auto is_settled = [&] {
        for (std::size_t i = 0; i < devices_.size(); ++i) {
            if (!is_in_sync(i)) return false;
        }
        return true;
    };
    return run_until(is_settled, ms_max);
}

bool World::run_until(const std::function<bool()>& is_reached, std::uint64_t ms_max) {
    const std::uint64_t end = now_ms_ + ms_max;
    pump();
    std::uint64_t rounds_here = 0;
    while (!is_reached()) {
        const std::optional<std::uint64_t> next = next_ms();
        if (!next || *next > end) {
            now_ms_ = end;
            return is_reached();
        }
        rounds_here = *next == now_ms_ ? rounds_here + 1 : 0;
        if (rounds_here > 10'000) {
            ADD_FAILURE() << "time stands still at " << now_ms_;
            return false;
        }
        step_to(*next);
    }
    return true;
}

void World::restart_device(std::size_t index) {
    cut(index);
    devices_[index]->restart();
}

// ---- Edits ----

bool World::commit(std::size_t index, Draft draft) {
    Device& at = *devices_[index];
    const auto committed = at.replica().commit(now(), draft);
    if (!committed.ok()) return false;
    at.client().handle_commit(now());
    return true;
}

RecordId World::add_guest(std::size_t index, const std::string& name, std::uint8_t priority,
                          ScopeId scope) {
    Draft draft;
    draft.scope = scope;
    draft.priority = priority;
    draft.set(draft.create("guest"), "name", name);
    Device& at = *devices_[index];
    const auto committed = at.replica().commit(now(), draft);
    EXPECT_TRUE(committed.ok());
    if (!committed.ok()) return {};
    at.client().handle_commit(now());
    return committed.value().created.front();
}

void World::set_name(std::size_t index, const RecordId& guest, const std::string& name,
                     std::uint8_t priority, ScopeId scope) {
    Draft draft;
    draft.scope = scope;
    draft.priority = priority;
    draft.set(guest, "name", name);
    EXPECT_TRUE(commit(index, draft));
}

// ---- Looking ----

namespace {

std::map<RecordId, merge::RecordState> all_records(store::Store& store, ScopeId scope) {
    std::map<RecordId, merge::RecordState> records;
    const auto visited =
        store.visit_records(scope, std::nullopt, [&](const merge::RecordState& state) {
            records[state.id] = state;
            return true;
        });
    EXPECT_TRUE(visited.ok());
    return records;
}

}  // namespace

std::map<RecordId, merge::RecordState> World::records(std::size_t index, ScopeId scope) {
    return all_records(devices_[index]->replica().store(), scope);
}

std::map<RecordId, merge::RecordState> World::hub_records(ScopeId scope) {
    return all_records(hub_->store(), scope);
}

std::string World::difference() {
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        for (const ScopeId scope : devices_[i]->replica().scopes()) {
            const std::string where = devices_[i]->name() + ": ";
            const replica::ScopeState& state = *devices_[i]->replica().scope(scope);
            if (!state.pending.empty()) return where + "changes are still pending";
            if (!state.withdrawn.empty()) return where + "withdrawn changes are still untold";
            const store::ScopeRow* row = hub_->scope(scope);
            if (row == nullptr) continue;
            if (state.row.have != row->have) return where + "not the same changes";
            if (records(i, scope) != hub_records(scope)) return where + "not the same records";
            if (state.row.cells_sum != row->cells_sum) return where + "not the same sums";
        }
    }
    return {};
}

}  // namespace wedsync::sync::test
