#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace wedsync::viral {

/// Somebody invited somebody. Who was invited is a key that stands for the address: the same for
/// the same address, and no address.
struct Invitation {
    std::string id;
    std::string actor;
    std::string recipient;
    std::int64_t sent_at_ms = 0;
    std::optional<std::int64_t> opened_at_ms;
    std::optional<std::int64_t> accepted_at_ms;
    /// When the person who accepted first did something.
    std::optional<std::int64_t> active_at_ms;

    friend bool operator==(const Invitation&, const Invitation&) = default;
};

}  // namespace wedsync::viral
