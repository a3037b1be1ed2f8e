#pragma once

#include <string_view>

#include "engine/base/result.hpp"
#include "engine/codec/byte_io.hpp"
#include "engine/codec/json_node.hpp"
#include "engine/codec/message.hpp"

/// Claims, in both forms (docs/protocol.md). A read that fails leaves the reader, or the node,
/// failed.
namespace wedsync::codec {

/// Everything behind the type.
void write_content(const message::Claims& claims, Writer& writer);
void write_content(const message::ClaimsTold& told, Writer& writer);
[[nodiscard]] message::Claims read_claims(Reader& reader);
[[nodiscard]] message::ClaimsTold read_claims_told(Reader& reader);

/// Everything but the type.
void write_members(const message::Claims& claims, boost::json::object& object);
void write_members(const message::ClaimsTold& told, boost::json::object& object);
[[nodiscard]] message::Claims read_claims(const JsonNode& node);
[[nodiscard]] message::ClaimsTold read_claims_told(const JsonNode& node);

}  // namespace wedsync::codec
