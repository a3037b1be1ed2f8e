#pragma once

#include <map>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/codec/message.hpp"
#include "engine/store/store.hpp"
#include "engine/sync/claims.hpp"

namespace wedsync::sync {

/// While there are any they are kept anew so often, so that little is lost by a clock that jumps.
inline constexpr std::uint64_t kAreasKeptMs = std::uint64_t{10} * 60'000;

/// The areas that a device claims, in its own store: they outlive a restart, in no log. How much of
/// them is left is kept with the wall clock of that moment, which only ever shortens it.
class KeptAreas {
public:
    /// Both outlive it.
    KeptAreas(store::Store& store, Claims& claims) : store_(store), claims_(claims) {}

    /// Gives the claims what was kept of the scopes that were not asked for before; nothing of what
    /// is over or cannot be read. Fails as Store::load_meta() does.
    [[nodiscard]] Result<void> load(Now now, const std::vector<ScopeId>& scopes);
    /// What is claimed now takes the place of what was kept. On a full disk an area is forgotten by
    /// the next start, nothing else; else it fails as Store::commit() does.
    [[nodiscard]] Result<void> save(Now now, ScopeId scope);
    /// The same, where it was last done long ago.
    [[nodiscard]] Result<void> renew(Now now, ScopeId scope);

private:
    store::Store& store_;
    Claims& claims_;
    /// The scopes that were read, and when they were last read or written.
    std::map<ScopeId, Instant> kept_;
};

}  // namespace wedsync::sync
