#include "engine/codec/frame_parts.hpp"

#include <utility>

#include "engine/codec/entry_layout.hpp"
#include "engine/codec/entry_reader.hpp"
#include "engine/codec/lane_numbers.hpp"
#include "engine/codec/value.hpp"

namespace wedsync::codec {
namespace {

using message::Verdict;

/// Bits of a verdict's head: 0-1 kind.
namespace verdict_tag {
constexpr std::uint8_t kKindBits = 3;
constexpr std::uint8_t kHasReason = 4;
constexpr std::uint8_t kHasMissing = 8;
constexpr std::uint8_t kAll = 15;
}  // namespace verdict_tag

void write_lane_table(const BatchLanes& lanes, Writer& writer) {
    writer.varint(lanes.incarnations().size());
    for (const Incarnation& lane : lanes.incarnations())
        write_incarnation(lane, writer);
}

void read_lane_table(Reader& reader, BatchLanes& lanes) {
    const std::size_t count = reader.count(reader.remaining(), sizeof(Incarnation));
    for (std::size_t i = 0; i < count; ++i) {
        if (lanes.number_of(read_incarnation(reader)) != i) reader.fail();
    }
}

/// How many verdicts from `at` on say the same of consecutive changes of one lane.
std::size_t run_length(std::span<const Verdict> verdicts, std::size_t at) {
    const Verdict& first = verdicts[at];
    std::size_t count = 1;
    if (!first.missing.empty()) return count;
    for (; at + count < verdicts.size(); ++count) {
        const Verdict& next = verdicts[at + count];
        const Dot expected{first.dot.incarnation, first.dot.counter + count};
        const bool is_same = next.dot == expected && next.kind == first.kind &&
                             next.reason == first.reason && next.missing.empty();
        if (!is_same) break;
    }
    return count;
}

void write_verdict(const Verdict& verdict, BatchLanes& lanes, Writer& writer) {
    const bool has_reason = verdict.reason != RefusalReason::kInvalid;
    writer.u8(static_cast<std::uint8_t>(static_cast<unsigned>(verdict.kind) |
                                        (has_reason ? verdict_tag::kHasReason : 0U) |
                                        (verdict.missing.empty() ? 0U : verdict_tag::kHasMissing)));
    if (has_reason) writer.u8(static_cast<std::uint8_t>(verdict.reason));
    write_dot(verdict.dot, lanes, writer);
    if (verdict.missing.empty()) return;
    writer.varint(verdict.missing.size());
    for (const Dot& dot : verdict.missing)
        write_dot(dot, lanes, writer);
}

Verdict read_verdict(Reader& reader, const LaneNumbers& lanes) {
    Verdict verdict;
    const std::uint8_t head = read_flags(reader, verdict_tag::kAll);
    verdict.kind = static_cast<Verdict::Kind>(head & verdict_tag::kKindBits);
    if ((head & verdict_tag::kHasReason) != 0) {
        const std::uint8_t reason = reader.u8();
        const bool is_known = reason >= static_cast<std::uint8_t>(RefusalReason::kInvalid) &&
                              reason <= static_cast<std::uint8_t>(kRefusalReasonLast);
        if (!is_known) {
            reader.fail();
            return verdict;
        }
        verdict.reason = static_cast<RefusalReason>(reason);
    }
    verdict.dot = read_dot(reader, lanes);
    if ((head & verdict_tag::kHasMissing) != 0) {
        const std::size_t count = reader.count(reader.remaining(), 2);
        verdict.missing.reserve(count);
        for (std::size_t i = 0; i < count; ++i)
            verdict.missing.push_back(read_dot(reader, lanes));
    }
    return verdict;
}

}  // namespace

std::uint8_t read_flags(Reader& reader, std::uint8_t all) {
    const std::uint8_t flags = reader.u8();
    if ((flags & ~unsigned{all}) == 0) return flags;
    reader.fail();
    return 0;
}

std::string read_words(Reader& reader) {
    std::string words(reader.text(reader.remaining()));
    if (!is_text(words)) reader.fail();
    return words;
}

ScopeId read_scope(Reader& reader) {
    return ScopeId{reader.varint()};
}
Position read_position(Reader& reader) {
    return Position{reader.varint()};
}

void write_epoch(Epoch epoch, Writer& writer) {
    writer.fixed(epoch.value(), 8);
}
Epoch read_epoch(Reader& reader) {
    return Epoch{reader.fixed(8)};
}

void write_cursor(const Cursor& cursor, Writer& writer) {
    write_epoch(cursor.epoch, writer);
    writer.varint(cursor.position.value());
}

Cursor read_cursor(Reader& reader) {
    const Epoch epoch = read_epoch(reader);
    return {epoch, read_position(reader)};
}

void write_full_record(const RecordId& record, Writer& writer) {
    write_incarnation(record.dot.incarnation, writer);
    writer.varint(record.dot.counter);
    writer.varint(record.index);
}

RecordId read_full_record(Reader& reader) {
    RecordId record;
    record.dot.incarnation = read_incarnation(reader);
    record.dot.counter = reader.varint_up_to(kCounterMax);
    record.index = reader.varint_u32();
    return record;
}

void write_dots(std::span<const Dot> dots, Writer& writer) {
    BatchLanes lanes;
    Writer body;
    body.varint(dots.size());
    for (const Dot& dot : dots)
        write_dot(dot, lanes, body);
    write_lane_table(lanes, writer);
    writer.raw(body.view());
}

std::vector<Dot> read_dots(Reader& reader, std::size_t most) {
    BatchLanes lanes;
    read_lane_table(reader, lanes);
    const std::size_t count = reader.count(most, 2);
    std::vector<Dot> dots;
    dots.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        dots.push_back(read_dot(reader, lanes));
    return dots;
}

void write_lane_infos(std::span<const LaneInfo> lanes, Writer& writer) {
    writer.varint(lanes.size());
    for (const LaneInfo& lane : lanes) {
        write_incarnation(lane.incarnation, writer);
        writer.text(lane.author.person);
        writer.text(lane.author.device);
        writer.text(lane.author.role);
        writer.varint(lane.author.experience);
    }
}

std::vector<LaneInfo> read_lane_infos(Reader& reader) {
    const std::size_t count = reader.count(reader.remaining(), sizeof(Incarnation) + 4);
    std::vector<LaneInfo> lanes;
    lanes.reserve(count);
    for (std::size_t i = 0; i < count && reader.ok(); ++i) {
        LaneInfo lane;
        lane.incarnation = read_incarnation(reader);
        lane.author.person = read_words(reader);
        lane.author.device = read_words(reader);
        lane.author.role = read_words(reader);
        lane.author.experience = reader.varint_u32();
        lanes.push_back(std::move(lane));
    }
    return lanes;
}

void write_verdicts(std::span<const Verdict> verdicts, Writer& writer) {
    BatchLanes lanes;
    Writer body;
    body.varint(verdicts.size());
    for (std::size_t at = 0; at < verdicts.size();) {
        const std::size_t count = run_length(verdicts, at);
        body.varint(count);
        write_verdict(verdicts[at], lanes, body);
        at += count;
    }
    write_lane_table(lanes, writer);
    writer.raw(body.view());
}

std::vector<Verdict> read_verdicts(Reader& reader) {
    BatchLanes lanes;
    read_lane_table(reader, lanes);
    const std::uint64_t total = reader.varint_up_to(kChangesPerPushMax);
    std::vector<Verdict> verdicts;
    while (reader.ok() && verdicts.size() < total) {
        const std::uint64_t count = reader.varint_up_to(total - verdicts.size());
        Verdict verdict = read_verdict(reader, lanes);
        const bool is_run = count > 1;
        if (count == 0 || (is_run && !verdict.missing.empty())) reader.fail();
        for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
            verdicts.push_back(verdict);
            ++verdict.dot.counter;
        }
    }
    return verdicts;
}

void write_bucket(const merge::Bucket& bucket, Writer& writer) {
    writer.u8(bucket.level);
    writer.varint(bucket.prefix);
}

merge::Bucket read_bucket(Reader& reader) {
    merge::Bucket bucket;
    bucket.level = reader.u8();
    bucket.prefix = reader.varint();
    if (merge::is_valid(bucket)) return bucket;
    reader.fail();
    return {};
}

void write_buckets(std::span<const merge::Bucket> buckets, Writer& writer) {
    writer.varint(buckets.size());
    for (const merge::Bucket& bucket : buckets)
        write_bucket(bucket, writer);
}

std::vector<merge::Bucket> read_buckets(Reader& reader) {
    const std::size_t count = reader.count(kBucketsPerRequestMax, 2);
    std::vector<merge::Bucket> buckets;
    buckets.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        buckets.push_back(read_bucket(reader));
    return buckets;
}

Result<void> check_changes(const std::vector<Entry>& entries) {
    for (const Entry& entry : entries) {
        const auto* accepted = std::get_if<entry::Accepted>(&entry);
        if (accepted == nullptr) continue;
        Result<void> checked = validate(accepted->change);
        if (checked.ok()) continue;
        Error error = std::move(checked).error();
        // What is invalid for a caller is a breach of the protocol when it comes from a peer.
        if (error.code == ErrorCode::kInvalid) error.code = ErrorCode::kProtocol;
        return error;
    }
    return {};
}

Result<std::vector<Entry>> read_entries(Reader& reader, std::size_t most) {
    EntryReader batch(reader.raw(reader.remaining()));
    std::vector<Entry> entries = WEDSYNC_TRY(batch.read_all(most));
    WEDSYNC_TRY(check_changes(entries));
    return entries;
}

}  // namespace wedsync::codec
