#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace wedsync::os {

/// The bytes of a file; nothing if there is none. kTooLarge beyond `bytes_max`, kStore if it cannot
/// be read.
[[nodiscard]] Result<std::optional<std::string>> read_whole(const std::string& path,
                                                            std::size_t bytes_max);
/// Puts a file in the place of the one that is there, at once and durably: readers see the old or
/// the new one. Only its owner can read it. kStore, kFull: the old one stands.
[[nodiscard]] Result<void> replace_file(const std::string& path, std::string_view bytes);

/// Makes an empty file that only its owner can read, where there is none. kStore, kFull.
[[nodiscard]] Result<void> make_file(const std::string& path);

/// Puts bytes behind the first `at` of a file, which is made where there is none; whatever it held
/// behind them is gone. kStore, kFull: it ends at `at` as before, or is not there. Lasts for sure
/// only after sync_file().
[[nodiscard]] Result<void> append_to_file(const std::string& path, std::uint64_t at,
                                          std::string_view bytes);
/// Makes a whole file outlast a power cut, and its name in its folder. kStore, kFull.
[[nodiscard]] Result<void> sync_file(const std::string& path);
/// Gives a file or folder another name, durably; a file that has that name is gone. kStore.
[[nodiscard]] Result<void> rename(const std::string& from, const std::string& to);

/// A lock between processes, on a file that stays. Let go with the object, and with the process.
class FileLock {
public:
    /// Waits for whoever has it.
    [[nodiscard]] static Result<FileLock> wait(const std::string& path);
    /// Nothing if somebody has it.
    [[nodiscard]] static Result<std::optional<FileLock>> try_now(const std::string& path);
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace wedsync::os
