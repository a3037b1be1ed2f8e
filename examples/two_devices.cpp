// Two tablets at one wedding, through a hub in the same process: both edit while they cannot hear
// each other, meet, disagree about a table, and decide. The devices are driven through the C
// interface alone; the host's part (here: a queue for each direction) is all that is in this file.
//
//   two_devices FOLDER
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/prng.hpp"
#include "engine/model/schema.hpp"
#include "engine/store/store.hpp"
#include "hub/core/hub.hpp"
#include "wedsync/wedsync.h"

namespace {

namespace fs = std::filesystem;
using wedsync::hub::Hub;
using wedsync::hub::PeerId;

constexpr std::uint64_t kScope = 7;
const std::string kSchema = R"({"name": "wedding", "version": 1, "collections": [
    {"number": 1, "name": "guests", "title": "name", "fields": [
      {"number": 1, "name": "name"},
      {"number": 2, "name": "table", "type": "integer"}]}]})";

[[noreturn]] void fail(const std::string& why) {
    std::fprintf(stderr, "two_devices: %s\n", why.c_str());
    std::exit(1);
}

/// The time of this example: it only goes on when something happens.
struct Clock {
    std::uint64_t ms = 1'000;
    [[nodiscard]] wedsync_now c() const { return {ms, 1'700'000'000'000 + ms}; }
    [[nodiscard]] wedsync::Now cpp() const {
        return {wedsync::Instant{ms}, wedsync::WallTime{1'700'000'000'000 + ms}};
    }
};

std::uint64_t draw(void* prng) {
    return static_cast<wedsync::Prng*>(prng)->next();
}

/// A device: the handle of the C interface, with errors as ends of the program.
class Device {
public:
    Device(const fs::path& folder, const std::string& person, PeerId peer)
        : peer_(peer), prng_(peer.value()) {
        const std::string path = (folder / (person + ".wedsync")).generic_string();
        const std::string options = R"({"path": ")" + path + R"(", "author": {"person": ")" +
                                    person + R"(", "device": ")" + person +
                                    R"(", "role": "staff"}, "schema": )" + kSchema + "}";
        wedsync_bytes error;
        if (wedsync_open(options.data(), options.size(), draw, &prng_, &handle_, &error) != 0) {
            fail(std::string(error.bytes, error.size));
        }
        const std::string sync = R"({"device": ")" + person + R"(", "token": "open"})";
        check(wedsync_add_scope(handle_, Clock{}.c(), kScope, "The wedding", 11));
        check(wedsync_sync_start(handle_, sync.data(), sync.size()));
    }
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;
    ~Device() { wedsync_close(handle_); }

    [[nodiscard]] wedsync_replica* handle() { return handle_; }
    [[nodiscard]] PeerId peer() const { return peer_; }

    void check(int code) const {
        const char* text = nullptr;
        if (code == WEDSYNC_OK) return;
        wedsync_last_error(handle_, &text, nullptr);
        fail(text);
    }
    std::string commit(const Clock& clock, const std::string& draft) {
        wedsync_bytes answer;
        check(wedsync_commit(handle_, clock.c(), draft.data(), draft.size(), &answer));
        return take(answer);
    }
    std::string decide(const Clock& clock, const std::string& decision) {
        wedsync_bytes answer;
        check(wedsync_decide(handle_, clock.c(), decision.data(), decision.size(), &answer));
        return take(answer);
    }
    std::string get(const std::string& record) {
        wedsync_bytes answer;
        check(wedsync_get(handle_, kScope, record.data(), record.size(), &answer));
        return take(answer);
    }
    std::string conflicts() {
        wedsync_bytes answer;
        check(wedsync_conflicts(handle_, kScope, &answer));
        return take(answer);
    }
    [[nodiscard]] bool is_in_sync() {
        wedsync_bytes answer;
        check(wedsync_sync_status(handle_, &answer));
        return take(answer).find("\"in_sync\":true") != std::string::npos;
    }

private:
    static std::string take(wedsync_bytes& answer) {
        std::string text(answer.bytes, answer.size);
        wedsync_free(&answer);
        return text;
    }

    PeerId peer_;
    wedsync::Prng prng_;
    wedsync_replica* handle_ = nullptr;
};

/// The host: does what the devices and the hub say, until everybody has everything. A real one
/// waits for wedsync_sync_timeout() instead of looking every 50 milliseconds.
class Host {
public:
    explicit Host(Hub& hub) : hub_(hub) {}

    void run(const std::vector<Device*>& devices, Clock& clock) {
        for (int round = 0; round < 1'000; ++round) {
            clock.ms += 50;
            bool is_at_rest = true;
            for (Device* device : devices) {
                device->check(wedsync_sync_tick(device->handle(), clock.c()));
                perform(*device, clock);
            }
            if (!hub_.handle_flush(clock.cpp()).ok()) fail("the hub cannot write");
            while (const auto action = hub_.poll_action())
                deliver(devices, *action, clock);
            for (Device* device : devices)
                is_at_rest = device->is_in_sync() && is_at_rest;
            if (is_at_rest) return;
        }
        fail("they never came to rest");
    }

private:
    void perform(Device& device, const Clock& clock) {
        for (;;) {
            int kind = WEDSYNC_ACTION_NONE;
            wedsync_bytes bytes;
            device.check(wedsync_sync_poll(device.handle(), clock.c(), &kind, &bytes));
            if (kind == WEDSYNC_ACTION_NONE) return;
            if (kind == WEDSYNC_ACTION_CONNECT) {
                hub_.handle_connected(device.peer(), clock.cpp());
                device.check(wedsync_sync_connected(device.handle(), clock.c()));
            } else if (kind == WEDSYNC_ACTION_SEND) {
                hub_.handle_frame(device.peer(), clock.cpp(),
                                  wedsync::as_bytes({bytes.bytes, bytes.size}));
            } else {
                hub_.handle_disconnected(device.peer());
            }
            wedsync_free(&bytes);
        }
    }

    static void deliver(const std::vector<Device*>& devices, const wedsync::hub::Action& action,
                        const Clock& clock) {
        const auto* send = std::get_if<wedsync::hub::action::Send>(&action);
        if (send == nullptr) fail("the hub hung up");
        for (Device* device : devices) {
            if (device->peer() != send->peer) continue;
            device->check(wedsync_sync_frame(device->handle(), clock.c(), send->frame.data(),
                                             send->frame.size()));
        }
    }

    Hub& hub_;
};

/// The first text after `before` up to the next quote.
std::string text_after(const std::string& json, const std::string& before) {
    const std::size_t start = json.find(before);
    if (start == std::string::npos) fail("no " + before + " in " + json);
    const std::size_t from = start + before.size();
    return json.substr(from, json.find('"', from) - from);
}

std::unique_ptr<Hub> make_hub(const fs::path& folder) {
    wedsync::store::Options options;
    options.path = (folder / "hub.db").generic_string();
    auto store = wedsync::store::Store::open(options);
    auto schema = wedsync::parse_schema(kSchema);
    if (!store.ok() || !schema.ok()) fail("the hub cannot be opened");
    auto hub = Hub::create(
        std::move(store).value(),
        {wedsync::Epoch{1}, std::move(schema).value(), wedsync::hub::open_policy(), {}});
    if (!hub.ok()) fail(hub.error().detail);
    return std::move(hub).value();
}

std::string set_table(const std::string& record, int table) {
    return R"({"scope": 7, "edits": [{"edit": "set", "record": ")" + record +
           R"(", "field": "table", "value": )" + std::to_string(table) + "}]}";
}

void play(const fs::path& folder) {
    const std::unique_ptr<Hub> hub = make_hub(folder);
    Device alice(folder, "alice", PeerId{1});
    Device bob(folder, "bob", PeerId{2});
    Host host(*hub);
    Clock clock;

    const std::string made =
        alice.commit(clock, R"({"scope": 7, "edits": [{"edit": "create", "collection": "guests"},
                   {"edit": "set", "record": 0, "field": "name", "value": "Grace Hopper"},
                   {"edit": "set", "record": 0, "field": "table", "value": 4}]})");
    const std::string grace = text_after(made, "\"created\":[\"");
    host.run({&alice, &bob}, clock);
    std::printf("bob has: %s\n", bob.get(grace).c_str());

    // Nobody carries frames now: both are offline, and both move her.
    alice.commit(clock, set_table(grace, 5));
    clock.ms += 1'000;
    bob.commit(clock, set_table(grace, 6));
    host.run({&alice, &bob}, clock);
    if (alice.conflicts() != bob.conflicts()) fail("they see different conflicts");
    std::printf("both see: %s\n", alice.conflicts().c_str());

    alice.decide(clock, R"({"scope": 7, "record": ")" + grace +
                            R"(", "field": "table", "choice": {"write": 6}})");
    host.run({&alice, &bob}, clock);
    std::printf("decided:  %s\n", bob.get(grace).c_str());
    const bool is_settled = bob.conflicts() == "[]" && alice.get(grace) == bob.get(grace);
    if (!is_settled) fail("they did not converge");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: two_devices FOLDER\n", stderr);
        return 2;
    }
    const fs::path folder = fs::path(argv[1]) / "two_devices.data";
    fs::remove_all(folder);
    fs::create_directories(folder);
    play(folder);
    fs::remove_all(folder);
    return 0;
}
