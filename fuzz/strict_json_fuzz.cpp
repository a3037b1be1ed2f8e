// Any text as JSON: refused, or read as a value whose own text reads as the same value.
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/base/assert.hpp"
#include "engine/base/bytes.hpp"
#include "engine/json/strict_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto value = wedsync::json::parse_json(wedsync::as_text({data, size}));
    if (!value.ok()) return 0;
    const std::string text = wedsync::json::write_json(value.value());
    const auto again = wedsync::json::parse_json(text);
    WEDSYNC_ASSERT(again.ok());
    WEDSYNC_ASSERT(wedsync::json::write_json(again.value()) == text);
    return 0;
}
