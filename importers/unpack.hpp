#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"

namespace wedsync::importers {

[[nodiscard]] bool is_xz(BytesView bytes);

/// The content of an .xz file (all of its streams). Fails with kCorrupt where it is damaged or cut
/// short, kTooLarge where the content would be longer than `bytes_max`.
[[nodiscard]] Result<Bytes> unpack_xz(BytesView bytes, std::size_t bytes_max);

struct TarFile {
    std::string name;
    Bytes content;
};

[[nodiscard]] bool is_tar(BytesView bytes);

/// The plain files of a ustar archive, in its order. Folders are passed over; links, devices and
/// long-name extensions are refused. Nothing is written anywhere, so names are only names. Fails
/// with kCorrupt or kTooLarge.
[[nodiscard]] Result<std::vector<TarFile>> unpack_tar(BytesView bytes);

inline constexpr std::size_t kTarFilesMax = 10'000;

}  // namespace wedsync::importers
