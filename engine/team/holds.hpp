#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/prevent/forecast.hpp"
#include "engine/replica/replica.hpp"
#include "engine/sync/claims.hpp"

namespace wedsync::team {

/// A field of a record, or the whole of it.
struct Place {
    ScopeId scope;
    RecordId record;
    std::optional<FieldId> field;
};

/// Which of these claims of the scope are somebody else's and on that place: a lease on the record
/// or the field, or an area with the record in it, or (but for a whole collection) with a record
/// that it refers to: the guests at a table of "tables 1-10" are of that area. Fails as the store
/// does; nothing is read where nobody has an area.
[[nodiscard]] Result<std::vector<prevent::Hold>> holds_on(const std::vector<sync::Claim>& claims,
                                                          replica::Replica& replica,
                                                          const Place& place);

/// Whether an area has a record in it, as far as its own cells tell.
[[nodiscard]] bool is_in_area(const Extent& area, const merge::RecordState& state);

/// A whole number, or the first one in a text; nothing: there is none, or it is too long.
[[nodiscard]] std::optional<std::int64_t> number_of(const Value& value);

}  // namespace wedsync::team
