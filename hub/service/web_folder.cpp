#include "hub/service/web_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "system/files.hpp"

namespace wedsync::hub {
namespace {

namespace fs = std::filesystem;

/// What stands in an address as it is, whoever writes it.
bool is_plain(char character) {
    const bool is_letter =
        (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    return is_letter || (character >= '0' && character <= '9') ||
           std::string_view("-._~@+/").find(character) != std::string_view::npos;
}

Error unreadable(const std::string& folder, const std::error_code& why) {
    return {ErrorCode::kInvalid,
            "the folder of the web app, " + folder + ", cannot be read: " + why.message()};
}

Result<void> add_file(WebFolder& files, const std::string& name, const std::string& path,
                      std::size_t& bytes) {
    if (!std::all_of(name.begin(), name.end(), is_plain)) {
        return Error{ErrorCode::kInvalid,
                     path + ": a name of a web file has letters, digits and -._~@+ only"};
    }
    const Error too_large{ErrorCode::kInvalid,
                          path + ": the web app has more than " + std::to_string(kWebFilesMax) +
                              " files, or more than " + std::to_string(kWebBytesMax) + " bytes"};
    if (files.size() == kWebFilesMax) return too_large;
    Result<std::optional<std::string>> read = os::read_whole(path, kWebBytesMax - bytes);
    if (!read.ok()) return read.error().code == ErrorCode::kTooLarge ? too_large : read.error();
    std::optional<std::string> content = std::move(read).value();
    if (!content) return {};
    bytes += content->size();
    files.emplace(name, *std::move(content));
    return {};
}

}  // namespace

Result<WebFolder> read_web_folder(const std::string& folder) {
    WebFolder files;
    std::size_t bytes = 0;
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, error);
    while (!error && entry != fs::recursive_directory_iterator()) {
        const bool is_hidden = entry->path().filename().string().starts_with('.');
        // Of the entry itself: what a link leads to is not meant.
        const fs::file_status status = entry->symlink_status(error);
        if (error) break;
        if (is_hidden && fs::is_directory(status)) entry.disable_recursion_pending();
        if (!is_hidden && fs::is_regular_file(status)) {
            const std::string path = entry->path().string();
            const std::string name = entry->path().lexically_relative(folder).generic_string();
            WEDSYNC_TRY(add_file(files, name, path, bytes));
        }
        entry.increment(error);
    }
    if (error) return unreadable(folder, error);
    if (!files.contains("index.html")) {
        return Error{ErrorCode::kInvalid,
                     folder +
                         " has no index.html: name the folder that the build of the web app "
                         "writes"};
    }
    return files;
}

}  // namespace wedsync::hub
