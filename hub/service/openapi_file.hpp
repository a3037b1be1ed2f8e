#pragma once

#include <string_view>

namespace wedsync {

/// docs/openapi.json.
[[nodiscard]] std::string_view openapi_text();

}  // namespace wedsync
