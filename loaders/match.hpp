#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/merge/reading.hpp"
#include "engine/replica/replica.hpp"
#include "loaders/plan.hpp"

namespace wedsync::loaders {

/// What happens where several records could be the one that is wanted.
enum class WhenAmbiguous : std::uint8_t {
    kInOrder,   ///< The oldest first: for plans that a program made.
    kLeaveOut,  ///< Nobody guesses: the wanted record is left out, with the reason.
};

/// The record that is here already for a wanted one.
struct Match {
    std::optional<merge::RecordState> record;
    /// Why it is left out; empty: it is not.
    std::string problem;
    /// What a person should look at, though it is not left out.
    std::string note;
};

/// So often two records of one key are compared whole, at most; what is left is ambiguous.
inline constexpr std::size_t kComparisonsMax = 4'000'000;

/// Finds each record of a plan among those of the scope: by its keys in order, a record for one
/// wanted only. Of several with one key those that say the same already are taken first; then one
/// and one are a pair; anything else is ambiguous. Fails with kStore or kCorrupt.
[[nodiscard]] Result<std::vector<Match>> match(replica::Replica& replica, ScopeId scope,
                                               const Plan& plan, WhenAmbiguous when_ambiguous);

/// Whether a field says what is wanted. `matches` are those of the plan.
[[nodiscard]] bool is_same(const merge::FieldReading& reading, const WantedValue& value,
                           const std::vector<Match>& matches);

/// Whether a field is the import key, and its value the record's own id: it has none, and a file
/// that was exported names it so.
[[nodiscard]] bool is_own_id(ScopeId scope, const merge::RecordState& state,
                             const std::string& field, const WantedValue& value);

/// A plain value as text, for keys and messages.
[[nodiscard]] std::string text_of(const Value& value);

}  // namespace wedsync::loaders
