#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/model/value.hpp"

namespace wedsync::hub {

/// How much a hub keeps of pictures.
struct MediaLimits {
    /// Of one picture.
    std::uint64_t picture_bytes_max = std::uint64_t{2} * 1024 * 1024;
    /// Of one request that brings a piece.
    std::uint64_t piece_bytes_max = std::uint64_t{256} * 1024;
    /// Of all pictures of a scope, each in whole blocks of kMediaBlockBytes; 0: none are taken.
    std::uint64_t scope_bytes_max = std::uint64_t{1024} * 1024 * 1024;
    /// Of one device: the oldest of more goes.
    std::uint64_t unfinished_per_device_max = 4;
    /// After so long without a piece an unfinished one goes.
    std::uint64_t unfinished_hours = 48;
    /// After so long without a record that refers to it a picture goes (OrphanSweep); 0: never.
    std::uint64_t keep_orphans_days = 30;
    friend bool operator==(const MediaLimits&, const MediaLimits&) = default;
};
/// However small it is, a picture costs one: so their number has a bound too.
inline constexpr std::uint64_t kMediaBlockBytes = 4'096;

/// A picture by its scope and its bytes: 64 lower-case hexadecimal digits of their SHA-256.
struct PictureName {
    ScopeId scope;
    std::string sha256;
    friend bool operator<(const PictureName& left, const PictureName& right) {
        return std::tie(left.scope, left.sha256) < std::tie(right.scope, right.sha256);
    }
    friend bool operator==(const PictureName&, const PictureName&) = default;
};
[[nodiscard]] bool is_sha256_text(std::string_view text);
/// "SCOPE/SHA256": where a picture is within the folder of all of them.
[[nodiscard]] std::string media_path(const PictureName& name);

struct KeptPicture {
    PictureName name;
    std::uint64_t bytes = 0;
};
/// The finished pictures of a folder, in order of their names; none where there is no such folder.
/// Looks at names only; what it does not know is passed over.
[[nodiscard]] std::vector<KeptPicture> list_pictures(const std::string& folder);

/// The type of a picture's bytes, of which the first kSniffedBytes are enough; empty: it is none
/// that is taken (JPEG, PNG, WebP).
[[nodiscard]] std::string_view picture_type(std::string_view bytes);
inline constexpr std::size_t kSniffedBytes = 12;

/// The pictures of a hub as files, by scope: FOLDER/SCOPE/SHA256, and beside it SHA256.DEVICE.part
/// for what a device has sent of one. A finished one never changes. What is unfinished is its
/// device's own: nobody else can add to it, spoil it, or see it.
class MediaStore {
public:
    /// Looks at what is in the folder, which need not be there.
    MediaStore(std::string folder, MediaLimits limits, WallTime now);

    struct Held {
        std::uint64_t bytes = 0;
        bool is_finished = false;
        friend bool operator==(const Held&, const Held&) = default;
    };
    /// What there is of a picture for this device: all of it, or what the device has sent.
    [[nodiscard]] Held held(const PictureName& name, const std::string& device) const;

    struct Piece {
        PictureName name;
        std::string device;
        /// Where in the picture it begins, and how long the whole picture is.
        std::uint64_t offset = 0;
        std::uint64_t size = 0;
        std::string_view bytes;
    };
    enum class Outcome : std::uint8_t {
        kTaken,
        kFinished,     ///< The picture is whole and durable.
        kKnown,        ///< It was before: nothing was added.
        kWrongOffset,  ///< `held` says where to go on.
        kWrongHash,    ///< Whole, and not what its name says: all of it is dropped.
        kScopeFull,    ///< The pictures of the scope have no room left.
    };
    struct Added {
        Outcome outcome = Outcome::kTaken;
        Held held;
    };
    /// Adds a piece that ends within the picture. kFull, kStore: it was not taken; held() says
    /// where to go on.
    [[nodiscard]] Result<Added> add(const Piece& piece, WallTime now);

    /// A finished picture; nothing: there is none. kStore.
    [[nodiscard]] Result<std::optional<std::string>> read(const PictureName& name);

    /// The names of all that are whole.
    [[nodiscard]] std::vector<PictureName> finished() const;
    /// Removes a finished picture; how many bytes it had, 0 if there was none. kStore: it stays.
    [[nodiscard]] Result<std::uint64_t> remove(const PictureName& name);

    /// Removes what is unfinished for too long: to be called now and then.
    void sweep(WallTime now);

    [[nodiscard]] const MediaLimits& limits() const { return limits_; }
    [[nodiscard]] std::size_t finished_count() const { return finished_.size(); }
    [[nodiscard]] std::size_t unfinished_count() const { return parts_.size(); }
    /// In whole blocks, over all scopes.
    [[nodiscard]] std::uint64_t bytes() const;

private:
    struct PartName {
        PictureName picture;
        /// A hash of the device's name.
        std::string device;
        friend bool operator<(const PartName& left, const PartName& right) {
            return std::tie(left.picture, left.device) < std::tie(right.picture, right.device);
        }
    };
    struct Part {
        std::uint64_t bytes = 0;
        WallTime touched;
    };
    using Parts = std::map<PartName, Part>;

    [[nodiscard]] std::string path_of(const PictureName& name) const;
    [[nodiscard]] std::string path_of(const PartName& name) const;
    [[nodiscard]] Result<void> make_folder_of(ScopeId scope) const;
    [[nodiscard]] Result<Added> finish(const PartName& name);
    void look_at_parts(WallTime now);
    void make_room_for(const std::string& device);
    Parts::iterator drop(Parts::iterator part);

    std::string folder_;
    MediaLimits limits_;
    std::map<PictureName, std::uint64_t> finished_;
    Parts parts_;
    /// In whole blocks, finished or not.
    std::map<ScopeId, std::uint64_t> used_;
};

}  // namespace wedsync::hub
