// Any bytes as an .xz file and as a tar archive: refused, or unpacked within the bounds.
#include <cstddef>
#include <cstdint>

#include "engine/base/assert.hpp"
#include "importers/unpack.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t kBytesMax = std::size_t{1} * 1024 * 1024;
    const auto unpacked = wedsync::importers::unpack_xz({data, size}, kBytesMax);
    if (unpacked.ok()) WEDSYNC_ASSERT(unpacked.value().size() <= kBytesMax);
    const auto files = wedsync::importers::unpack_tar({data, size});
    if (!files.ok()) return 0;
    std::size_t total = 0;
    for (const wedsync::importers::TarFile& file : files.value())
        total += file.content.size();
    WEDSYNC_ASSERT(total <= size);
    WEDSYNC_ASSERT(files.value().size() <= wedsync::importers::kTarFilesMax);
    return 0;
}
