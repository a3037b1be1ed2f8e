#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"
#include "engine/store/store.hpp"

namespace wedsync::replica {

/// A number among the store's small named values; 0 if there is none.
[[nodiscard]] Result<std::uint64_t> load_number(store::Store& store, std::string_view name);
[[nodiscard]] std::pair<std::string, Bytes> kept_number(std::string name, std::uint64_t number);

/// How many edits a person has made on this device before it was opened now.
struct Experience {
    std::uint64_t edits = 0;
    /// To be written with the first edit of this opening.
    std::vector<std::pair<std::string, Bytes>> meta;
};
/// Every own change counts once: the store numbers them, so that no count has to be written with
/// each. What is kept is who opened the device at which number.
[[nodiscard]] Result<Experience> load_experience(store::Store& store, const std::string& person);

}  // namespace wedsync::replica
