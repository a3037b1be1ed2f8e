#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/suggest/features.hpp"
#include "engine/suggest/memory.hpp"
#include "ml/dataset.hpp"

namespace wedsync::ml {

/// What was known when a disagreement was looked at.
enum class Mode : std::uint8_t {
    kCold,     ///< The disagreement alone.
    kHistory,  ///< And how those of strictly earlier merges of the repository were settled.
    kSession,  ///< And the answers to those of the same merge with a lower id.
};

/// A row with all that was known about it, in each mode.
struct Example {
    std::size_t row = 0;         ///< Index into the rows.
    std::size_t repository = 0;  ///< Number of its repository, in order of their names.
    std::size_t merge = 0;       ///< Number of its merge.
    std::size_t merge_rows = 0;  ///< Examples of that merge.
    std::size_t position = 0;    ///< Before it in its merge.
    suggest::ConflictFacts facts;
    suggest::Look look;
};

/// `facts` as they were known in `mode`.
[[nodiscard]] suggest::ConflictFacts facts_in(const suggest::ConflictFacts& facts, Mode mode);

/// The same disagreement seen from the other side, with its history and session.
[[nodiscard]] suggest::ConflictFacts mirrored(const suggest::ConflictFacts& facts);

/// The rows as examples, ordered by repository, time of the merge, merge and id, each with its
/// history and session. Rows that a program settled are left out unless asked for.
[[nodiscard]] std::vector<Example> make_examples(const std::vector<Row>& rows,
                                                 bool with_automatic = false);

}  // namespace wedsync::ml
