#pragma once

#include <span>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"
#include "engine/codec/columns.hpp"
#include "engine/codec/message.hpp"
#include "engine/merge/record_state.hpp"

namespace wedsync::codec {

/// Log entries as one self-contained, compressed batch: the form in the log of a store, and the
/// form inside Push and Page frames.
[[nodiscard]] Bytes encode_entries(std::span<const Entry> entries, int level = kCompressionLevel);
/// Strict about bytes; whether the changes make sense is for validate(). Fails with kCorrupt or
/// kTooLarge.
[[nodiscard]] Result<std::vector<Entry>> decode_entries(BytesView bytes);

/// The same bytes for entries that are all accepted changes.
[[nodiscard]] Bytes encode_changes(std::span<const Change> changes, int level = kCompressionLevel);

/// One own change with what it displaced: the form of an own row in a store.
[[nodiscard]] Bytes encode_own(const Change& change, std::span<const merge::Displaced> displaced);
struct OwnChange {
    Change change;
    std::vector<merge::Displaced> displaced;
    friend bool operator==(const OwnChange&, const OwnChange&) = default;
};
[[nodiscard]] Result<OwnChange> decode_own(BytesView bytes);

/// `have` and `refused` sets.
[[nodiscard]] Bytes encode_dot_set(const DotSet& set);
[[nodiscard]] Result<DotSet> decode_dot_set(BytesView bytes);

}  // namespace wedsync::codec
