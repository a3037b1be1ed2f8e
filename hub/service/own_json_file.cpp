#include "hub/service/own_json_file.hpp"

#include <cstddef>
#include <optional>

#include "engine/json/strict_json.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

constexpr std::size_t kBytesMax = std::size_t{128} * 1024 * 1024;

}  // namespace

Result<void> read_own_json_file(const std::string& path,
                                std::initializer_list<std::string_view> members,
                                const std::function<void(const codec::JsonNode&)>& take) {
    const std::optional<std::string> text = WEDSYNC_TRY(os::read_whole(path, kBytesMax));
    if (!text) return {};
    wedsync::json::JsonLimits limits;
    limits.bytes_max = kBytesMax;
    const boost::json::value document = WEDSYNC_TRY(wedsync::json::parse_json(*text, limits));
    codec::JsonFailure failure;
    const codec::JsonNode node(document, failure);
    node.expect_object(members);
    if (node.member("format").number() != kOwnJsonFormat) node.fail("another format");
    take(node);
    if (failure.where != nullptr) return codec::error_of(failure, document);
    return {};
}

}  // namespace wedsync::hub
