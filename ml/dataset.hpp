#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"
#include "engine/suggest/facts.hpp"

namespace wedsync::ml {

/// One disagreement that a person settled.
struct Row {
    std::string repository;
    std::string merge;
    std::int64_t id = 0;
    std::int64_t merge_at_s = 0;
    bool is_automatic = false;  ///< Settled by a program: no human decision.
    std::string kind;           ///< Type of the value: the base's, or the server's where absent.
    suggest::Answer target = suggest::Answer::kOther;
    /// Without history and session.
    suggest::ConflictFacts facts;
};

inline constexpr std::size_t kPackedBytesMax = std::size_t{64} * 1024 * 1024;
inline constexpr std::size_t kPlainBytesMax = std::size_t{512} * 1024 * 1024;
inline constexpr std::size_t kRowsMax = 1'000'000;

/// Reads a data set in the schema of docs/model.md: one JSON object per line, plain or as .gz.
/// Fails with kCorrupt, naming the line, or kTooLarge.
[[nodiscard]] Result<std::vector<Row>> parse_dataset(BytesView file);

}  // namespace wedsync::ml
