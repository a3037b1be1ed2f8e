#include "hub/service/media_store.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "crypto/secret.hpp"
#include "crypto/text.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSha256Digits = 64;
constexpr std::size_t kDeviceDigits = 32;
constexpr std::string_view kPartEnding = ".part";
constexpr std::uint64_t kHourMs = 3'600'000;

bool is_hex(std::string_view text, std::size_t digits) {
    return text.size() == digits &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::uint64_t in_blocks(std::uint64_t bytes) {
    return (bytes + kMediaBlockBytes - 1) / kMediaBlockBytes * kMediaBlockBytes;
}

std::string device_text(const std::string& device) {
    return crypto::hex(crypto::sha256(device)).substr(0, kDeviceDigits);
}

/// The scope that a folder is of: its number as it is written, and in no other way.
std::optional<ScopeId> scope_of(const std::string& name) {
    std::uint64_t number = 0;
    const char* const end = name.data() + name.size();
    const auto [last, error] = std::from_chars(name.data(), end, number);
    if (error != std::errc() || last != end || std::to_string(number) != name) return std::nullopt;
    return ScopeId{number};
}

/// Calls back with the scope, the name and the length of each regular file.
template <class See>
void visit_files(const std::string& folder, const See& see) {
    std::error_code error;
    for (const auto& of_scope : fs::directory_iterator(folder, error)) {
        const std::optional<ScopeId> scope = scope_of(of_scope.path().filename().string());
        if (!scope || !of_scope.is_directory(error) || of_scope.is_symlink(error)) continue;
        for (const auto& file : fs::directory_iterator(of_scope.path(), error)) {
            if (file.is_symlink(error) || !file.is_regular_file(error)) continue;
            const std::uint64_t bytes = file.file_size(error);
            if (!error) see(*scope, file.path().filename().string(), bytes);
        }
    }
}

}  // namespace

bool is_sha256_text(std::string_view text) {
    return is_hex(text, kSha256Digits);
}

std::string media_path(const PictureName& name) {
    return std::to_string(name.scope.value()) + "/" + name.sha256;
}

std::vector<KeptPicture> list_pictures(const std::string& folder) {
    std::vector<KeptPicture> pictures;
    visit_files(folder, [&](ScopeId scope, const std::string& name, std::uint64_t bytes) {
        if (is_sha256_text(name)) pictures.push_back({{scope, name}, bytes});
    });
    std::sort(
        pictures.begin(), pictures.end(),
        [](const KeptPicture& left, const KeptPicture& right) { return left.name < right.name; });
    return pictures;
}

std::string_view picture_type(std::string_view bytes) {
    constexpr std::size_t kTypeAt = 8;
    if (bytes.size() < kSniffedBytes) return {};
    if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
    if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
    if (bytes.starts_with("RIFF") && bytes.substr(kTypeAt).starts_with("WEBP")) return "image/webp";
    return {};
}

MediaStore::MediaStore(std::string folder, MediaLimits limits, WallTime now)
    : folder_(std::move(folder)), limits_(limits) {
    for (KeptPicture& picture : list_pictures(folder_)) {
        used_[picture.name.scope] += in_blocks(picture.bytes);
        finished_.emplace(std::move(picture.name), picture.bytes);
    }
    look_at_parts(now);
}

/// Those that an earlier service left: their time begins anew.
void MediaStore::look_at_parts(WallTime now) {
    visit_files(folder_, [&](ScopeId scope, const std::string& name, std::uint64_t bytes) {
        const std::string_view text = name;
        const std::size_t stem = kSha256Digits + 1 + kDeviceDigits;
        if (text.size() != stem + kPartEnding.size() || !text.ends_with(kPartEnding)) return;
        const std::string_view sha256 = text.substr(0, kSha256Digits);
        const std::string_view device = text.substr(kSha256Digits + 1, kDeviceDigits);
        if (!is_sha256_text(sha256) || !is_hex(device, kDeviceDigits)) return;
        used_[scope] += in_blocks(bytes);
        parts_[{{scope, std::string(sha256)}, std::string(device)}] = {bytes, now};
    });
}

std::string MediaStore::path_of(const PictureName& name) const {
    return folder_ + "/" + media_path(name);
}

std::string MediaStore::path_of(const PartName& name) const {
    return path_of(name.picture) + "." + name.device + std::string(kPartEnding);
}

MediaStore::Held MediaStore::held(const PictureName& name, const std::string& device) const {
    const auto finished = finished_.find(name);
    if (finished != finished_.end()) return {finished->second, true};
    const auto part = parts_.find({name, device_text(device)});
    return {part == parts_.end() ? 0 : part->second.bytes, false};
}

/// The folders last as long as what is put into them.
Result<void> MediaStore::make_folder_of(ScopeId scope) const {
    for (const std::string& folder : {folder_, folder_ + "/" + std::to_string(scope.value())}) {
        std::error_code error;
        if (!fs::create_directory(folder, error) && !error) continue;
        if (!error) fs::permissions(folder, fs::perms::owner_all, error);
        if (error == std::errc::no_space_on_device)
            return Error{ErrorCode::kFull, folder + ": " + error.message()};
        if (error) return Error{ErrorCode::kStore, folder + ": " + error.message()};
        WEDSYNC_TRY(os::sync_file(folder));
    }
    return {};
}

Result<MediaStore::Added> MediaStore::add(const Piece& piece, WallTime now) {
    const Held before = held(piece.name, piece.device);
    // Whoever had it sent, and whatever this device would add.
    if (before.is_finished) return Added{Outcome::kKnown, before};
    if (piece.offset != before.bytes) return Added{Outcome::kWrongOffset, before};
    const std::uint64_t end = piece.offset + piece.bytes.size();
    std::uint64_t& used = used_[piece.name.scope];
    const std::uint64_t more = in_blocks(end) - in_blocks(before.bytes);
    if (used + more > limits_.scope_bytes_max) return Added{Outcome::kScopeFull, before};
    const PartName name{piece.name, device_text(piece.device)};
    if (!parts_.contains(name)) make_room_for(name.device);
    WEDSYNC_TRY(make_folder_of(piece.name.scope));
    WEDSYNC_TRY(os::append_to_file(path_of(name), piece.offset, piece.bytes));
    used += more;
    parts_[name] = {end, now};
    if (end < piece.size) return Added{Outcome::kTaken, {end, false}};
    return finish(name);
}

Result<MediaStore::Added> MediaStore::finish(const PartName& name) {
    const auto part = parts_.find(name);
    const std::uint64_t size = part->second.bytes;
    const std::string path = path_of(name);
    // As it is on the disk, not as it came.
    Result<std::optional<std::string>> bytes = os::read_whole(path, size);
    const bool is_right = bytes.ok() && bytes.value() &&
                          crypto::hex(crypto::sha256(*bytes.value())) == name.picture.sha256;
    if (!is_right) {
        drop(part);
        if (!bytes.ok()) return bytes.error();
        return Added{Outcome::kWrongHash, {}};
    }
    Result<void> moved = os::sync_file(path);
    if (moved.ok()) moved = os::rename(path, path_of(name.picture));
    if (!moved.ok()) {
        drop(part);
        return moved.error();
    }
    parts_.erase(part);
    finished_[name.picture] = size;
    return Added{Outcome::kFinished, {size, true}};
}

Result<std::optional<std::string>> MediaStore::read(const PictureName& name) {
    const auto found = finished_.find(name);
    if (found == finished_.end()) return std::optional<std::string>{};
    Result<std::optional<std::string>> bytes = os::read_whole(path_of(name), found->second);
    const bool is_whole = bytes.ok() && bytes.value() && bytes.value()->size() == found->second;
    if (is_whole || (!bytes.ok() && bytes.error().code == ErrorCode::kStore)) return bytes;
    // Somebody took it away or cut it: whoever has it may send it again.
    used_[name.scope] -= in_blocks(found->second);
    finished_.erase(found);
    return std::optional<std::string>{};
}

std::vector<PictureName> MediaStore::finished() const {
    std::vector<PictureName> names;
    names.reserve(finished_.size());
    for (const auto& [name, bytes] : finished_)
        names.push_back(name);
    return names;
}

Result<std::uint64_t> MediaStore::remove(const PictureName& name) {
    const auto found = finished_.find(name);
    if (found == finished_.end()) return std::uint64_t{0};
    std::error_code error;
    fs::remove(path_of(name), error);
    if (error) return Error{ErrorCode::kStore, path_of(name) + ": " + error.message()};
    const std::uint64_t bytes = found->second;
    used_[name.scope] -= in_blocks(bytes);
    finished_.erase(found);
    return bytes;
}

MediaStore::Parts::iterator MediaStore::drop(Parts::iterator part) {
    std::error_code ignored;
    fs::remove(path_of(part->first), ignored);
    used_[part->first.picture.scope] -= in_blocks(part->second.bytes);
    return parts_.erase(part);
}

void MediaStore::make_room_for(const std::string& device) {
    while (true) {
        std::uint64_t count = 0;
        auto oldest = parts_.end();
        for (auto part = parts_.begin(); part != parts_.end(); ++part) {
            if (part->first.device != device) continue;
            ++count;
            const bool is_older =
                oldest == parts_.end() || part->second.touched < oldest->second.touched;
            if (is_older) oldest = part;
        }
        if (count < limits_.unfinished_per_device_max || oldest == parts_.end()) return;
        drop(oldest);
    }
}

void MediaStore::sweep(WallTime now) {
    const std::uint64_t age_ms_max = limits_.unfinished_hours * kHourMs;
    for (auto part = parts_.begin(); part != parts_.end();) {
        const bool is_old = part->second.touched.value() + age_ms_max < now.value();
        part = is_old ? drop(part) : std::next(part);
    }
}

std::uint64_t MediaStore::bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [scope, used] : used_)
        sum += used;
    return sum;
}

}  // namespace wedsync::hub
