#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/codec/byte_io.hpp"
#include "engine/codec/message.hpp"

/// What several kinds of frame are made of (grammar: frame.cpp, frame_parts.cpp). A read that
/// fails leaves the reader failed.
namespace wedsync::codec {

/// A byte that has no bit outside `all`.
[[nodiscard]] std::uint8_t read_flags(Reader& reader, std::uint8_t all);
/// Text that people may see: UTF-8.
[[nodiscard]] std::string read_words(Reader& reader);

[[nodiscard]] ScopeId read_scope(Reader& reader);
[[nodiscard]] Position read_position(Reader& reader);
void write_epoch(Epoch epoch, Writer& writer);
[[nodiscard]] Epoch read_epoch(Reader& reader);
void write_cursor(const Cursor& cursor, Writer& writer);
[[nodiscard]] Cursor read_cursor(Reader& reader);

/// With the whole incarnation.
void write_full_record(const RecordId& record, Writer& writer);
[[nodiscard]] RecordId read_full_record(Reader& reader);

void write_dots(std::span<const Dot> dots, Writer& writer);
[[nodiscard]] std::vector<Dot> read_dots(Reader& reader, std::size_t most);

void write_lane_infos(std::span<const LaneInfo> lanes, Writer& writer);
[[nodiscard]] std::vector<LaneInfo> read_lane_infos(Reader& reader);

void write_verdicts(std::span<const message::Verdict> verdicts, Writer& writer);
[[nodiscard]] std::vector<message::Verdict> read_verdicts(Reader& reader);

void write_bucket(const merge::Bucket& bucket, Writer& writer);
[[nodiscard]] merge::Bucket read_bucket(Reader& reader);
void write_buckets(std::span<const merge::Bucket> buckets, Writer& writer);
[[nodiscard]] std::vector<merge::Bucket> read_buckets(Reader& reader);

/// Every change passes validate(); else kTooLarge, or kProtocol: no correct peer sends it.
[[nodiscard]] Result<void> check_changes(const std::vector<Entry>& entries);
/// All that remains, as entries whose changes pass validate(). Fails with kCorrupt, kTooLarge, or
/// kProtocol for a change that no correct peer sends.
[[nodiscard]] Result<std::vector<Entry>> read_entries(Reader& reader, std::size_t most);

}  // namespace wedsync::codec
