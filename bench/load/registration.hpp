#pragma once

#include <string>
#include <vector>

#include "boost/asio/awaitable.hpp"

#include "bench/load/plan.hpp"
#include "host/identity.hpp"
#include "host/wire.hpp"
#include "hub/service/registry.hpp"

namespace wedsync::bench::load {

/// A device that is to come: what it is called, and where it may go.
struct Seat {
    std::string device;
    ScopeId scope;
};

/// The scopes "NAME-1" to "NAME-COUNT" of the hub. Ends the program where one is missing.
[[nodiscard]] std::vector<ScopeId> scopes_of(const Plan& plan, const std::string& name,
                                             std::uint32_t count);

/// `count` devices, dealt out to the scopes in turn.
[[nodiscard]] std::vector<Seat> deal(const std::string& name, std::uint32_t count,
                                     const std::vector<ScopeId>& scopes);

/// Lets each of these in as people do: an invitation, and a request to join with a new key.
[[nodiscard]] boost::asio::awaitable<std::vector<host::Identity>> join_each(
    const Plan& plan, const host::Wire& wire, const std::vector<Seat>& seats);

/// The same in one write of the registry's file, without the requests: a hub writes that file for
/// each device that joins, which is right for a venue and slow for thousands. The hub has heard of
/// them when this returns.
[[nodiscard]] boost::asio::awaitable<std::vector<host::Identity>> enrol_all(
    const Plan& plan, const std::vector<Seat>& seats);

}  // namespace wedsync::bench::load
