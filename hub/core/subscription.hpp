#pragma once

#include <variant>

#include "engine/base/result.hpp"
#include "hub/core/scopes.hpp"

namespace wedsync::hub {

/// How a reader that subscribes is served.
namespace start {
/// The log after a position goes to the reader; what it has already, up to `known_last`, as Known.
struct Stream {
    Position after;
    DotSet known;
    Position known_last;
};
/// Its cursor means nothing here: exchange `have`.
struct Exchange {};
/// The log does not reach back far enough.
struct Snapshot {};
}  // namespace start
using Start = std::variant<start::Stream, start::Exchange, start::Snapshot>;

/// Decides it from the committed row; with `have`, looks up in the log what the reader lacks.
///
///   have given:            all it lacks is in the log -> Stream from the log's start, else
///   Snapshot cursor (0, 0):         the log begins at 1 -> Stream from 0, else Snapshot another
///   epoch, or ahead of the log:                     Exchange behind the log's start: Snapshot
///   else:                                                   Stream from the cursor
[[nodiscard]] Result<Start> plan_start(const message::Subscribe& subscribe,
                                       const store::ScopeRow& row, store::Store& store);

/// Dots looked up one by one in the log; a reader that lacks more gets a snapshot.
inline constexpr std::uint64_t kLookupsMax = 2'000;

}  // namespace wedsync::hub
