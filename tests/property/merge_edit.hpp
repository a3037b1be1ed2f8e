#pragma once

#include <cstdint>

#include "engine/base/prng.hpp"
#include "engine/model/change.hpp"
#include "engine/model/schema.hpp"
#include "tests/property/merge_site.hpp"

namespace wedsync::property {

/// What an author covers of the cells that a change writes.
enum class Sight : std::uint8_t {
    kWhole,    ///< Every sibling there is.
    kPartial,  ///< Now and then only some of them: the form was opened earlier.
};

/// What somebody who sees `site` might do: any kind of operation, on any record there is. Within
/// validate() and the site's named dots.
[[nodiscard]] Change random_change(const Site& site, const Schema& schema, const Dot& dot,
                                   Sight sight, Prng& prng);

/// The change that every history starts with: two records, so that there is something to edit.
[[nodiscard]] Change first_change();

}  // namespace wedsync::property
