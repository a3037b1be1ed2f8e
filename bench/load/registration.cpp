#include "bench/load/registration.hpp"

#include <chrono>
#include <utility>

#include "bench/base.hpp"
#include "bench/load/pause.hpp"
#include "crypto/device_key.hpp"
#include "host/hub_client.hpp"
#include "hub/service/registry_file.hpp"
#include "system/clock.hpp"

namespace wedsync::bench::load {
namespace {

namespace asio = boost::asio;

constexpr std::uint64_t kInviteMs = 3'600'000;
/// Longer than a hub takes to look at its registry again.
constexpr std::chrono::milliseconds kLook{1'500};

hub::Registry::InviteFor guest_of(ScopeId scope) {
    return {"", hub::Rights{"staff", false, {scope}}, kInviteMs};
}

}  // namespace

std::vector<ScopeId> scopes_of(const Plan& plan, const std::string& name, std::uint32_t count) {
    const hub::Registry registry = must(hub::RegistryFile(plan.folder).load());
    std::vector<ScopeId> scopes;
    for (std::uint32_t i = 1; i <= count; ++i) {
        const std::string wanted = name + "-" + std::to_string(i);
        const hub::RegisteredScope* scope = registry.find_scope(wanted);
        if (scope == nullptr) give_up({ErrorCode::kNotFound, "the hub has no scope " + wanted});
        scopes.push_back(scope->id);
    }
    return scopes;
}

std::vector<Seat> deal(const std::string& name, std::uint32_t count,
                       const std::vector<ScopeId>& scopes) {
    std::vector<Seat> seats;
    for (std::uint32_t i = 0; i < count; ++i)
        seats.push_back({name + "-" + std::to_string(i + 1), scopes[i % scopes.size()]});
    return seats;
}

asio::awaitable<std::vector<host::Identity>> join_each(const Plan& plan, const host::Wire& wire,
                                                       const std::vector<Seat>& seats) {
    std::vector<std::string> secrets;
    must(hub::RegistryFile(plan.folder).update([&](hub::Registry& registry) -> Result<void> {
        for (const Seat& seat : seats) {
            const hub::Invitation invitation =
                WEDSYNC_TRY(registry.add_invite(guest_of(seat.scope), os::read_clock().wall));
            secrets.push_back(invitation.link_secret);
        }
        return {};
    }));
    std::vector<host::Identity> identities;
    for (std::size_t i = 0; i < seats.size(); ++i) {
        host::JoinWish wish{secrets[i], seats[i].device, plan.ca_file};
        Result<host::Joined> joined = co_await host::join_hub(wire, std::move(wish));
        identities.push_back(must(std::move(joined)).identity);
    }
    co_return identities;
}

asio::awaitable<std::vector<host::Identity>> enrol_all(const Plan& plan,
                                                       const std::vector<Seat>& seats) {
    std::vector<host::Identity> identities;
    must(hub::RegistryFile(plan.folder).update([&](hub::Registry& registry) -> Result<void> {
        for (const Seat& seat : seats) {
            const WallTime now = os::read_clock().wall;
            const crypto::PrivateKey key = crypto::PrivateKey::generate();
            const hub::Invitation invitation =
                WEDSYNC_TRY(registry.add_invite(guest_of(seat.scope), now));
            const hub::Registry::Joined joined = WEDSYNC_TRY(
                registry.join({invitation.link_secret, seat.device, key.public_key()}, now));
            identities.push_back({plan.hub, registry.hub_id, registry.hub_name, joined.device, "",
                                  "staff", key.secret_bytes(), plan.ca_file});
        }
        return {};
    }));
    co_await pause(kLook);
    co_return identities;
}

}  // namespace wedsync::bench::load
