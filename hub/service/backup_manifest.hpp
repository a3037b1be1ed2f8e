#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/json/strict_json.hpp"
#include "engine/store/store.hpp"
#include "hub/service/media_store.hpp"

namespace wedsync::hub {

/// What a hub holds of a scope, in numbers that two copies compare: how many changes it accepted,
/// and checksums of what they made of the records and of which they are.
struct ScopeSums {
    ScopeId scope;
    Position position;
    std::uint64_t cells = 0;
    std::uint64_t have = 0;
    friend bool operator==(const ScopeSums&, const ScopeSums&) = default;
};
[[nodiscard]] ScopeSums sums_of(const store::ScopeRow& row);
[[nodiscard]] boost::json::object to_json(const ScopeSums& sums);

/// The pictures that go with a backup: how many, of how many bytes, and which (a digest over their
/// names and lengths in hexadecimal digits; empty: there are none). What is in each its name says.
struct PictureSums {
    std::uint64_t count = 0;
    std::uint64_t bytes = 0;
    std::string sha256;
    friend bool operator==(const PictureSums&, const PictureSums&) = default;
};
[[nodiscard]] PictureSums sums_of(const std::vector<KeptPicture>& pictures);

/// What stands beside a hub's store and goes with it into a backup, under the same names: what was
/// done for devices, invitations by mail, and what their links are signed with.
inline constexpr std::array<std::string_view, 3> kKeptFiles{"desk.db", "post.db", "post.secret"};
/// One of them, as it is in a backup.
struct KeptFile {
    std::string name;
    std::uint64_t bytes = 0;
    /// In hexadecimal digits.
    std::string sha256;
    friend bool operator==(const KeptFile&, const KeptFile&) = default;
};

/// What a backup says about itself, written last: a folder without it is no backup.
struct BackupManifest {
    std::string hub_id;
    std::string hub_name;
    WallTime made;
    std::uint64_t store_bytes = 0;
    /// SHA-256 of the copied store, in hexadecimal digits.
    std::string store_sha256;
    std::vector<ScopeSums> scopes;
    PictureSums pictures;
    /// Those of kKeptFiles that the hub had.
    std::vector<KeptFile> files = {};
    friend bool operator==(const BackupManifest&, const BackupManifest&) = default;
};
inline constexpr std::size_t kManifestBytesMax = std::size_t{1} << 20U;

[[nodiscard]] std::string write_manifest(const BackupManifest& manifest);
/// Strict: kCorrupt for anything that write_manifest() would not have written, kNewerFormat for a
/// later version of it.
[[nodiscard]] Result<BackupManifest> read_manifest(std::string_view text);

/// The files of a backup in its folder.
struct BackupFiles {
    std::string folder;
    [[nodiscard]] std::string store() const { return folder + "/hub.db"; }
    [[nodiscard]] std::string media() const { return folder + "/media"; }
    [[nodiscard]] std::string registry() const { return folder + "/registry.json"; }
    /// Which records were erased, also after the backup was made: what is restored forgets them.
    [[nodiscard]] std::string erased() const { return folder + "/erased.json"; }
    /// One of kKeptFiles.
    [[nodiscard]] std::string kept(std::string_view name) const {
        return folder + "/" + std::string(name);
    }
    [[nodiscard]] std::string manifest() const { return folder + "/manifest.json"; }
};

}  // namespace wedsync::hub
