#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "engine/codec/json_node.hpp"
#include "engine/codec/message.hpp"

/// What several messages are made of, as JSON (docs/protocol.md). A read that fails leaves the
/// failure in the node.
namespace wedsync::codec {

/// The deciding names, for the C API too.
[[nodiscard]] std::string_view name_of(RefusalReason reason);
[[nodiscard]] std::string_view name_of(NoteKind kind);
[[nodiscard]] RefusalReason read_reason(const JsonNode& node);

/// null, true, a whole number, "text", or an object with one member that names the kind: integer,
/// real, bytes, record, link, blob.
[[nodiscard]] boost::json::value json_of(const Value& value);
[[nodiscard]] Value read_value(const JsonNode& node);

[[nodiscard]] boost::json::value json_of(const Dot& dot);
[[nodiscard]] boost::json::value json_of(const RecordId& record);
[[nodiscard]] boost::json::value json_of(Epoch epoch);
[[nodiscard]] boost::json::array json_of(std::span<const Dot> dots);
[[nodiscard]] std::vector<Dot> read_dots(const JsonNode& node, std::size_t most);

[[nodiscard]] boost::json::array json_of(const DotSet& set);
/// Fails for anything but the one form of a set: in order, intervals that do not touch.
[[nodiscard]] DotSet read_dot_set(const JsonNode& node);

[[nodiscard]] boost::json::array json_of(std::span<const LaneInfo> lanes);
[[nodiscard]] std::vector<LaneInfo> read_lane_infos(const JsonNode& node);

[[nodiscard]] boost::json::value json_of(const Change& change);
/// Fails with kProtocol for a change that does not pass validate().
[[nodiscard]] Change read_change(const JsonNode& node);

[[nodiscard]] boost::json::value json_of(const Entry& entry);
[[nodiscard]] Entry read_entry(const JsonNode& node);

[[nodiscard]] boost::json::array json_of(std::span<const merge::RecordState> records);
/// Fails for what breaks the order of cells or siblings.
[[nodiscard]] std::vector<merge::RecordState> read_records(const JsonNode& node);

}  // namespace wedsync::codec
