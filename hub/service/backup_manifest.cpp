#include "hub/service/backup_manifest.hpp"

#include <algorithm>
#include <utility>

#include "crypto/secret.hpp"
#include "crypto/text.hpp"
#include "engine/codec/json_node.hpp"
#include "engine/json/strict_json.hpp"

namespace wedsync::hub {
namespace {

constexpr std::uint64_t kFormat = 3;
/// Without pictures.
constexpr std::uint64_t kFormatFirst = 1;
/// Without the files beside the store.
constexpr std::uint64_t kFormatPictures = 2;
constexpr std::size_t kScopesMax = 100'000;

KeptFile read_file(const codec::JsonNode& node) {
    node.expect_object({"name", "bytes", "sha256"});
    KeptFile file{std::string(node.member("name").text()), node.member("bytes").number(),
                  std::string(node.member("sha256").text())};
    // It becomes the name of a file.
    if (std::find(kKeptFiles.begin(), kKeptFiles.end(), file.name) == kKeptFiles.end())
        node.fail("no such file is in a backup");
    return file;
}

BackupManifest read(const codec::JsonNode& node) {
    node.expect_object({"format", "hub_id", "hub_name", "made_ms", "store_bytes", "store_sha256",
                        "scopes", "pictures", "files"});
    BackupManifest manifest;
    const std::uint64_t format = node.member("format").number();
    if (format < kFormatFirst || format > kFormat)
        node.fail("a backup of another format", ErrorCode::kNewerFormat);
    manifest.hub_id = std::string(node.member("hub_id").text());
    manifest.hub_name = std::string(node.member("hub_name").text());
    manifest.made = WallTime{node.member("made_ms").number()};
    manifest.store_bytes = node.member("store_bytes").number();
    manifest.store_sha256 = std::string(node.member("store_sha256").text());
    const codec::JsonNode scopes = node.member("scopes");
    for (std::size_t i = 0, count = scopes.count(kScopesMax); i < count; ++i) {
        const codec::JsonNode scope = scopes.item(i);
        scope.expect_object({"id", "position", "cells", "have"});
        manifest.scopes.push_back({ScopeId{scope.member("id").number()},
                                   Position{scope.member("position").number()},
                                   scope.member("cells").number(), scope.member("have").number()});
    }
    if (format == kFormatFirst) return manifest;
    const codec::JsonNode pictures = node.member("pictures");
    pictures.expect_object({"count", "bytes", "sha256"});
    manifest.pictures = {pictures.member("count").number(), pictures.member("bytes").number(),
                         std::string(pictures.member("sha256").text())};
    if (format == kFormatPictures) return manifest;
    const codec::JsonNode files = node.member("files");
    for (std::size_t i = 0, count = files.count(kKeptFiles.size()); i < count; ++i)
        manifest.files.push_back(read_file(files.item(i)));
    return manifest;
}

}  // namespace

PictureSums sums_of(const std::vector<KeptPicture>& pictures) {
    PictureSums sums;
    if (pictures.empty()) return sums;
    crypto::Sha256 sha256;
    for (const KeptPicture& picture : pictures) {
        sha256.add(media_path(picture.name) + " " + std::to_string(picture.bytes) + "\n");
        ++sums.count;
        sums.bytes += picture.bytes;
    }
    sums.sha256 = crypto::hex(sha256.digest());
    return sums;
}

ScopeSums sums_of(const store::ScopeRow& row) {
    return {row.scope, row.cursor.position, row.cells_sum, row.have_sum};
}

boost::json::object to_json(const ScopeSums& sums) {
    return {{"id", codec::json_of(sums.scope.value())},
            {"position", codec::json_of(sums.position.value())},
            {"cells", codec::json_of(sums.cells)},
            {"have", codec::json_of(sums.have)}};
}

std::string write_manifest(const BackupManifest& manifest) {
    boost::json::array scopes;
    for (const ScopeSums& sums : manifest.scopes)
        scopes.push_back(to_json(sums));
    boost::json::array files;
    for (const KeptFile& file : manifest.files) {
        files.push_back(boost::json::object{
            {"name", file.name}, {"bytes", codec::json_of(file.bytes)}, {"sha256", file.sha256}});
    }
    return json::write_json({{"format", kFormat},
                             {"hub_id", manifest.hub_id},
                             {"hub_name", manifest.hub_name},
                             {"made_ms", codec::json_of(manifest.made.value())},
                             {"store_bytes", codec::json_of(manifest.store_bytes)},
                             {"store_sha256", manifest.store_sha256},
                             {"scopes", std::move(scopes)},
                             {"pictures",
                              {{"count", codec::json_of(manifest.pictures.count)},
                               {"bytes", codec::json_of(manifest.pictures.bytes)},
                               {"sha256", manifest.pictures.sha256}}},
                             {"files", std::move(files)}}) +
           "\n";
}

Result<BackupManifest> read_manifest(std::string_view text) {
    json::JsonLimits limits;
    limits.bytes_max = kManifestBytesMax;
    const boost::json::value document = WEDSYNC_TRY(json::parse_json(text, limits));
    codec::JsonFailure failure;
    BackupManifest manifest = read(codec::JsonNode(document, failure));
    if (failure.where != nullptr) return codec::error_of(failure, document);
    return manifest;
}

}  // namespace wedsync::hub
