// Any text as the settings of a hub: refused with a reason, or read as settings that read back
// equal.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/assert.hpp"
#include "engine/base/bytes.hpp"
#include "hub/service/settings.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = wedsync::as_text({data, size});
    const auto endpoint = wedsync::hub::parse_endpoint(text);
    if (endpoint.ok()) {
        const auto same = wedsync::hub::parse_endpoint(wedsync::hub::to_text(endpoint.value()));
        WEDSYNC_ASSERT(same.ok() && same.value() == endpoint.value());
    }
    const auto settings = wedsync::hub::read_settings(text);
    if (!settings.ok()) {
        WEDSYNC_ASSERT(!settings.error().detail.empty());
        return 0;
    }
    const auto again = wedsync::hub::read_settings(wedsync::hub::write_settings(settings.value()));
    WEDSYNC_ASSERT(again.ok());
    WEDSYNC_ASSERT(again.value() == settings.value());
    return 0;
}
