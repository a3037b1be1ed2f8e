// Any text as a hub's registry: refused, or read as one that is written as the same text each time;
// and whoever tries to join it with that text is let in by an invitation only.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/base/bytes.hpp"
#include "hub/service/registry.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace hub = wedsync::hub;
    constexpr wedsync::WallTime kNow{1'800'000'000'000};
    const std::string text(wedsync::as_text({data, size}));
    auto read = hub::read_registry(text);
    if (!read.ok()) return 0;
    hub::Registry registry = std::move(read).value();
    const std::string written = hub::write_registry(registry);
    const auto again = hub::read_registry(written);
    WEDSYNC_ASSERT(again.ok());
    WEDSYNC_ASSERT(again.value() == registry);
    WEDSYNC_ASSERT(hub::write_registry(again.value()) == written);
    WEDSYNC_ASSERT(!registry.join({text, "device", {}}, kNow).ok());
    WEDSYNC_ASSERT(registry == again.value());
    // What is open can be used; nothing is in the file that could be used instead.
    const auto told = registry.add_invite({"", {"staff", true, {}}, 1'000}, kNow);
    if (!told.ok()) return 0;
    const auto joined = registry.join({told.value().link_secret, "device", {}}, kNow);
    if (!joined.ok()) return 0;
    WEDSYNC_ASSERT(registry.find_by_token(joined.value().token) != nullptr);
    WEDSYNC_ASSERT(hub::read_registry(hub::write_registry(registry)).ok());
    return 0;
}
