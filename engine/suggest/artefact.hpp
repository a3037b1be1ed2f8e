#pragma once

#include <string_view>

namespace wedsync {

/// The bytes of the model that ships with the program: engine/suggest/weights/resolver.bin, made by
/// `wedsync model train`.
[[nodiscard]] std::string_view resolver_artefact();

}  // namespace wedsync
