#pragma once

#include "engine/base/result.hpp"
#include "engine/codec/byte_io.hpp"
#include "engine/codec/json_node.hpp"
#include "engine/codec/message.hpp"

/// Who is where, in both forms (docs/protocol.md). A read that fails leaves the reader, or the
/// node, failed.
namespace wedsync::codec {

/// Everything behind the type.
void write_content(const message::Presence& presence, Writer& writer);
void write_content(const message::Presences& presences, Writer& writer);
[[nodiscard]] message::Presence read_presence(Reader& reader);
[[nodiscard]] message::Presences read_presences(Reader& reader);

/// Everything but the type.
void write_members(const message::Presence& presence, boost::json::object& object);
void write_members(const message::Presences& presences, boost::json::object& object);
[[nodiscard]] message::Presence read_presence(const JsonNode& node);
[[nodiscard]] message::Presences read_presences(const JsonNode& node);

/// For the C API too.
[[nodiscard]] std::string_view name_of(Activity activity);
[[nodiscard]] Activity read_activity(const JsonNode& node);

}  // namespace wedsync::codec
