#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/merge/switches.hpp"
#include "engine/model/schema.hpp"
#include "engine/store/store.hpp"
#include "engine/suggest/advise.hpp"
#include "hub/core/group.hpp"
#include "hub/core/scopes.hpp"

namespace wedsync::hub {

/// Log entries, the newest, that the decider looks back over.
inline constexpr std::uint64_t kLookBackMax = 20'000;
/// Open disagreements of a scope that it looks at; the others wait.
inline constexpr std::size_t kLookedAtMax = 1'000;

/// A person's answer to a disagreement that was accepted: it lets the decider look once at what is
/// open in the same scope.
struct HeardAnswer {
    std::string person;
    /// When the person gave it.
    std::uint64_t wall_ms = 0;

    friend bool operator==(const HeardAnswer&, const HeardAnswer&) = default;
};
/// The last one of each scope that the decider has not looked after.
using HeardAnswers = std::map<ScopeId, HeardAnswer>;

/// Adds those of what is about to be committed.
void note_answers(const Group& group, const Scopes& committed, HeardAnswers& heard);

/// Whether a likely choice may settle this cell at all, whatever the log says of it: two values,
/// both written by people, in a field that the schema, or a switch of the scope, lets a machine
/// settle.
[[nodiscard]] bool may_choose(const merge::Cell& cell, const Schema& schema,
                              const merge::Switches& switches);

/// What a likely choice is made with.
struct Chooser {
    const Schema& schema;
    const suggest::Resolver& resolver;
    store::Store& store;
    /// Who writes in the lanes of the scope.
    const Lanes& lanes;
};

/// The changes that settle what the resolver is sure of, one for each disagreement, so that each is
/// undone by itself; stamped as the next ones of the hub's lane, each at a `tick` of its clock.
/// What they are is a function of the scope's log and of the answer: the suggestions that the
/// person who gave it would see then. None where that person's sitting is over by `wall_ms`, or
/// without a model, and none while people answer otherwise than it (suggest::Watch). Nothing that a
/// decider settled once by a likely choice is settled again, nor what somebody answered already,
/// nor what the log does not wholly know. Requires that the log is committed up to `scope`'s
/// entries.
[[nodiscard]] Result<std::vector<Change>> choose(Uncommitted& scope, const HeardAnswer& heard,
                                                 std::uint64_t wall_ms, const Chooser& chooser,
                                                 const std::function<HybridTime()>& tick);

}  // namespace wedsync::hub
