#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "engine/merge/record_state.hpp"

namespace wedsync::merge {

/// The id of a record as people and other programs see it: a UUIDv7 (RFC 9562). Its first 48 bits
/// are the milliseconds at which the record was made, the 74 random ones a hash of (scope, dot,
/// index): derived alike on every replica, never sent. The hash alone names the record; the time
/// only makes ids sort. Where a record was deleted and brought back, the time is that of its oldest
/// value here, so two ids are the same record exactly if is_same_record() says so.
struct PublicId {
    std::array<std::uint8_t, 16> bytes{};

    friend bool operator==(const PublicId&, const PublicId&) = default;
};

[[nodiscard]] PublicId public_id(ScopeId scope, const RecordId& record, std::uint64_t made_ms);
/// Requires a state that is not empty.
[[nodiscard]] PublicId public_id(ScopeId scope, const RecordState& state);

/// True when the ids differ at most in their time.
[[nodiscard]] bool is_same_record(const PublicId& left, const PublicId& right);

/// 8-4-4-4-12 hexadecimal digits in lower case.
[[nodiscard]] std::string to_text(const PublicId& id);

}  // namespace wedsync::merge
