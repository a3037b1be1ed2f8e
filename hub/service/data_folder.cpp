#include "hub/service/data_folder.hpp"

#include <charconv>
#include <filesystem>
#include <optional>
#include <system_error>

#include "crypto/secret.hpp"
#include "hub/service/registry_file.hpp"

namespace wedsync::hub {
namespace {

constexpr std::size_t kEpochBytesMax = 64;
constexpr int kHexBase = 16;

std::string epoch_path(const std::string& folder) {
    return folder + "/epoch";
}

}  // namespace

Result<void> DataFolder::create(const std::string& hub_name) const {
    std::error_code error;
    std::filesystem::create_directories(path_, error);
    if (error) return Error{ErrorCode::kStore, path_ + " cannot be made: " + error.message()};
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, error);
    WEDSYNC_TRY(RegistryFile(path_).create(hub_name));
    return {};
}

Result<void> DataFolder::check() const {
    static_cast<void>(WEDSYNC_TRY(RegistryFile(path_).load()));
    return {};
}

Result<os::FileLock> DataFolder::lock() const {
    std::optional<os::FileLock> lock = WEDSYNC_TRY(os::FileLock::try_now(path_ + "/service.lock"));
    if (!lock) return Error{ErrorCode::kInvalid, "another hub runs on " + path_};
    return std::move(*lock);
}

Result<Epoch> DataFolder::epoch() const {
    const std::optional<std::string> text =
        WEDSYNC_TRY(os::read_whole(epoch_path(path_), kEpochBytesMax));
    if (!text) return renew_epoch();
    std::uint64_t number = 0;
    const char* const first = text->data();
    const auto [end, error] = std::from_chars(first, first + text->size(), number, kHexBase);
    if (error != std::errc() || number == 0) {
        return Error{ErrorCode::kCorrupt, epoch_path(path_) +
                                              " is damaged: remove it, and devices "
                                              "take this for a restored hub"};
    }
    return Epoch{number};
}

Result<Epoch> DataFolder::renew_epoch() const {
    const std::uint64_t number = crypto::random_bits() | 1U;
    std::string text(2 * sizeof(number), '0');
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto digit = static_cast<std::size_t>((number >> (4 * i)) & 0xfU);
        text[text.size() - 1 - i] = "0123456789abcdef"[digit];
    }
    WEDSYNC_TRY(os::replace_file(epoch_path(path_), text + "\n"));
    return Epoch{number};
}

}  // namespace wedsync::hub
