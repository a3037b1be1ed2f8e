// A frame: one byte for the type of the message, then its fields in the order of message.hpp.
//
//   scope, position, request, counts: varint; epoch and sums: 8 bytes; text: length, bytes
//   dots  := varint(lane count) lane* body    around what names dots by lane number
//   push  := flags scope request [lanes] [withdrawn] [signature] batch of entries, to the end
//   page  := scope epoch from (to - from) head lanes [have refused], batch of entries, to the end
//   verdicts := groups of: varint(count) head [reason] lane counter [missing]: one verdict, or a
//            run of the same verdict on consecutive changes of a lane
#include "engine/codec/frame.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/codec/byte_io.hpp"
#include "engine/codec/claims_io.hpp"
#include "engine/codec/dot_set_io.hpp"
#include "engine/codec/entries.hpp"
#include "engine/codec/entry_layout.hpp"
#include "engine/codec/entry_reader.hpp"
#include "engine/codec/frame_parts.hpp"
#include "engine/codec/presence_io.hpp"
#include "engine/codec/record_batch.hpp"
#include "engine/codec/value.hpp"

namespace wedsync::codec {
namespace {

/// Stable: they travel. Append only.
enum class MessageType : std::uint8_t {
    kHello = 1,
    kWelcome = 2,
    kSubscribe = 3,
    kResync = 4,
    kPush = 5,
    kPushResult = 6,
    kPage = 7,
    kSeen = 8,
    kSnapshotNeeded = 9,
    kSnapshotRequest = 10,
    kSnapshotPart = 11,
    kChecksum = 12,
    kBucketSums = 13,
    kRepairRequest = 14,
    kRepairPart = 15,
    kPing = 16,
    kPong = 17,
    kGoodbye = 18,
    kDenied = 19,
    kThinnedPage = 20,
    kPresence = 21,
    kPresences = 22,
    kPresencesSeen = 23,
    kClaims = 24,
    kClaimsTold = 25,
    kClaimsSeen = 26,
};

void start(MessageType type, Writer& writer) {
    writer.u8(static_cast<std::uint8_t>(type));
}

void write(const message::Hello& hello, Writer& writer) {
    start(MessageType::kHello, writer);
    writer.varint(hello.protocol);
    writer.varint(hello.protocol_min);
    writer.varint(hello.schema_version);
    writer.text(hello.device);
    writer.text(hello.token);
}

Result<Message> read_hello(Reader& reader) {
    message::Hello hello;
    hello.protocol = reader.varint_u16();
    hello.protocol_min = reader.varint_u16();
    hello.schema_version = reader.varint_u32();
    hello.device = read_words(reader);
    hello.token = reader.text(reader.remaining());
    return Message{std::move(hello)};
}

void write(const message::Welcome& welcome, Writer& writer) {
    start(MessageType::kWelcome, writer);
    writer.varint(welcome.protocol);
    write_epoch(welcome.epoch, writer);
    writer.varint(welcome.schema_version);
    writer.varint(welcome.wall_ms);
}

Result<Message> read_welcome(Reader& reader) {
    message::Welcome welcome;
    welcome.protocol = reader.varint_u16();
    welcome.epoch = read_epoch(reader);
    welcome.schema_version = reader.varint_u32();
    welcome.wall_ms = reader.varint();
    return Message{welcome};
}

namespace subscribe_flag {
constexpr std::uint8_t kHasHave = 1;
constexpr std::uint8_t kThinned = 2;
constexpr std::uint8_t kAll = 3;
}  // namespace subscribe_flag

void write(const message::Subscribe& subscribe, Writer& writer) {
    start(MessageType::kSubscribe, writer);
    writer.varint(subscribe.scope.value());
    write_cursor(subscribe.cursor, writer);
    writer.u8(static_cast<std::uint8_t>((subscribe.have ? subscribe_flag::kHasHave : 0U) |
                                        (subscribe.takes_thinned ? subscribe_flag::kThinned : 0U)));
    if (subscribe.have) write_dot_set(*subscribe.have, writer);
}

Result<Message> read_subscribe(Reader& reader) {
    message::Subscribe subscribe;
    subscribe.scope = read_scope(reader);
    subscribe.cursor = read_cursor(reader);
    const std::uint8_t flags = read_flags(reader, subscribe_flag::kAll);
    subscribe.takes_thinned = (flags & subscribe_flag::kThinned) != 0;
    if ((flags & subscribe_flag::kHasHave) != 0) subscribe.have = read_dot_set(reader);
    return Message{std::move(subscribe)};
}

void write(const message::Resync& resync, Writer& writer) {
    start(MessageType::kResync, writer);
    writer.varint(resync.scope.value());
    write_epoch(resync.epoch, writer);
    writer.varint(resync.head.value());
    write_dot_set(resync.have, writer);
    write_dot_set(resync.refused, writer);
}

Result<Message> read_resync(Reader& reader) {
    message::Resync resync;
    resync.scope = read_scope(reader);
    resync.epoch = read_epoch(reader);
    resync.head = read_position(reader);
    resync.have = read_dot_set(reader);
    resync.refused = read_dot_set(reader);
    return Message{std::move(resync)};
}

namespace push_flag {
constexpr std::uint8_t kIsRelayed = 1;
constexpr std::uint8_t kHasLanes = 2;
constexpr std::uint8_t kHasWithdrawn = 4;
constexpr std::uint8_t kHasSignature = 8;
constexpr std::uint8_t kAll = 15;
}  // namespace push_flag

void write(const message::Push& push, int level, Writer& writer) {
    start(MessageType::kPush, writer);
    writer.u8(static_cast<std::uint8_t>((push.is_relayed ? push_flag::kIsRelayed : 0U) |
                                        (push.lanes.empty() ? 0U : push_flag::kHasLanes) |
                                        (push.withdrawn.empty() ? 0U : push_flag::kHasWithdrawn) |
                                        (push.signature.empty() ? 0U : push_flag::kHasSignature)));
    writer.varint(push.scope.value());
    writer.varint(push.request);
    if (!push.lanes.empty()) write_lane_infos(push.lanes, writer);
    if (!push.withdrawn.empty()) write_dots(push.withdrawn, writer);
    if (!push.signature.empty()) writer.text(as_text(push.signature));
    writer.raw(encode_changes(push.changes, level));
}

Result<Message> read_push(Reader& reader) {
    message::Push push;
    const std::uint8_t flags = read_flags(reader, push_flag::kAll);
    push.is_relayed = (flags & push_flag::kIsRelayed) != 0;
    push.scope = read_scope(reader);
    push.request = reader.varint();
    if ((flags & push_flag::kHasLanes) != 0) push.lanes = read_lane_infos(reader);
    if ((flags & push_flag::kHasWithdrawn) != 0) {
        push.withdrawn = read_dots(reader, kChangesPerPushMax);
    }
    if ((flags & push_flag::kHasSignature) != 0) {
        const BytesView signature = as_bytes(reader.text(reader.remaining()));
        push.signature.assign(signature.begin(), signature.end());
    }
    if (!reader.ok()) return corrupt("push");
    std::vector<Entry> entries = WEDSYNC_TRY(read_entries(reader, kChangesPerPushMax));
    push.changes.reserve(entries.size());
    for (Entry& entry : entries) {
        auto* accepted = std::get_if<entry::Accepted>(&entry);
        if (accepted == nullptr) return Error{ErrorCode::kProtocol, "push of what is no change"};
        push.changes.push_back(std::move(accepted->change));
    }
    return Message{std::move(push)};
}

void write(const message::PushResult& result, Writer& writer) {
    start(MessageType::kPushResult, writer);
    writer.varint(result.scope.value());
    writer.varint(result.request);
    writer.varint(result.retry_after_ms);
    write_verdicts(result.verdicts, writer);
}

Result<Message> read_push_result(Reader& reader) {
    message::PushResult result;
    result.scope = read_scope(reader);
    result.request = reader.varint();
    result.retry_after_ms = reader.varint_u32();
    result.verdicts = read_verdicts(reader);
    return Message{std::move(result)};
}

void write(const message::Page& page, Writer& writer) {
    start(page.thinned ? MessageType::kThinnedPage : MessageType::kPage, writer);
    writer.varint(page.scope.value());
    write_epoch(page.epoch, writer);
    writer.varint(page.from.value());
    // Differences wrap: whatever the numbers are, they come back.
    writer.varint(page.to.value() - page.from.value());
    writer.varint(page.head.value() - page.to.value());
    write_lane_infos(page.lanes, writer);
    if (page.thinned) {
        write_dot_set(page.thinned->have, writer);
        write_dot_set(page.thinned->refused, writer);
    }
    writer.raw(
        encode_entries(page.entries, page.thinned ? kCompressionLevelHigh : kCompressionLevel));
}

Result<Message> read_page(Reader& reader, bool is_thinned) {
    message::Page page;
    page.scope = read_scope(reader);
    page.epoch = read_epoch(reader);
    page.from = read_position(reader);
    page.to = Position{page.from.value() + reader.varint()};
    page.head = Position{page.to.value() + reader.varint()};
    page.lanes = read_lane_infos(reader);
    if (is_thinned) {
        page.thinned.emplace();
        page.thinned->have = read_dot_set(reader);
        page.thinned->refused = read_dot_set(reader);
    }
    if (!reader.ok()) return corrupt("page");
    Reader batch = reader;
    page.entries = WEDSYNC_TRY(read_entries(reader, kEntriesPerPageMax));
    const BytesView bytes = batch.raw(batch.remaining());
    page.encoded.bytes.assign(bytes.begin(), bytes.end());
    return Message{std::move(page)};
}

void write(const message::Seen& seen, Writer& writer) {
    start(MessageType::kSeen, writer);
    writer.varint(seen.scope.value());
    writer.varint(seen.position.value());
}

Result<Message> read_seen(Reader& reader) {
    const ScopeId scope = read_scope(reader);
    return Message{message::Seen{scope, read_position(reader)}};
}

void write(const message::SnapshotNeeded& needed, Writer& writer) {
    start(MessageType::kSnapshotNeeded, writer);
    writer.varint(needed.scope.value());
    write_epoch(needed.epoch, writer);
}

Result<Message> read_snapshot_needed(Reader& reader) {
    const ScopeId scope = read_scope(reader);
    return Message{message::SnapshotNeeded{scope, read_epoch(reader)}};
}

void write(const message::SnapshotRequest& request, Writer& writer) {
    start(MessageType::kSnapshotRequest, writer);
    writer.varint(request.scope.value());
    writer.varint(request.base.value());
    writer.u8(request.after ? 1 : 0);
    if (request.after) write_full_record(*request.after, writer);
}

Result<Message> read_snapshot_request(Reader& reader) {
    message::SnapshotRequest request;
    request.scope = read_scope(reader);
    request.base = read_position(reader);
    if (read_flags(reader, 1) != 0) request.after = read_full_record(reader);
    return Message{request};
}

namespace part_flag {
constexpr std::uint8_t kIsLast = 1;
constexpr std::uint8_t kHasAfter = 2;
constexpr std::uint8_t kHasHave = 4;
constexpr std::uint8_t kHasRefused = 8;
constexpr std::uint8_t kAll = 15;
}  // namespace part_flag

void write(const message::SnapshotPart& part, Writer& writer) {
    start(MessageType::kSnapshotPart, writer);
    writer.u8(static_cast<std::uint8_t>(
        (part.is_last ? part_flag::kIsLast : 0U) | (part.after ? part_flag::kHasAfter : 0U) |
        (part.have ? part_flag::kHasHave : 0U) | (part.refused ? part_flag::kHasRefused : 0U)));
    writer.varint(part.scope.value());
    write_epoch(part.epoch, writer);
    writer.varint(part.base.value());
    if (part.after) write_full_record(*part.after, writer);
    if (part.have) write_dot_set(*part.have, writer);
    if (part.refused) write_dot_set(*part.refused, writer);
    write_lane_infos(part.lanes, writer);
    write_records(part.records, writer);
}

Result<Message> read_snapshot_part(Reader& reader) {
    message::SnapshotPart part;
    const std::uint8_t flags = read_flags(reader, part_flag::kAll);
    part.is_last = (flags & part_flag::kIsLast) != 0;
    part.scope = read_scope(reader);
    part.epoch = read_epoch(reader);
    part.base = read_position(reader);
    if ((flags & part_flag::kHasAfter) != 0) part.after = read_full_record(reader);
    if ((flags & part_flag::kHasHave) != 0) part.have = read_dot_set(reader);
    if ((flags & part_flag::kHasRefused) != 0) part.refused = read_dot_set(reader);
    part.lanes = read_lane_infos(reader);
    if (!reader.ok()) return corrupt("snapshot part");
    part.records = WEDSYNC_TRY(read_records(reader));
    return Message{std::move(part)};
}

void write(const message::Checksum& checksum, Writer& writer) {
    start(MessageType::kChecksum, writer);
    writer.varint(checksum.scope.value());
    write_cursor(checksum.cursor, writer);
    writer.fixed(checksum.cells, 8);
    writer.fixed(checksum.have, 8);
}

Result<Message> read_checksum(Reader& reader) {
    message::Checksum checksum;
    checksum.scope = read_scope(reader);
    checksum.cursor = read_cursor(reader);
    checksum.cells = reader.fixed(8);
    checksum.have = reader.fixed(8);
    return Message{checksum};
}

void write(const message::BucketSums& buckets, Writer& writer) {
    start(MessageType::kBucketSums, writer);
    writer.varint(buckets.scope.value());
    write_cursor(buckets.cursor, writer);
    writer.varint(buckets.splits.size());
    for (const message::BucketSums::Split& split : buckets.splits) {
        write_bucket(split.bucket, writer);
        for (const std::uint64_t sum : split.sums)
            writer.fixed(sum, 8);
    }
}

Result<Message> read_bucket_sums(Reader& reader) {
    message::BucketSums buckets;
    buckets.scope = read_scope(reader);
    buckets.cursor = read_cursor(reader);
    const std::size_t count = reader.count(kBucketsPerRequestMax, 8 * merge::kBucketFanOut);
    buckets.splits.resize(count);
    for (message::BucketSums::Split& split : buckets.splits) {
        split.bucket = read_bucket(reader);
        if (split.bucket.level == merge::kBucketLevelMax) reader.fail();
        for (std::uint64_t& sum : split.sums)
            sum = reader.fixed(8);
    }
    return Message{std::move(buckets)};
}

void write(const message::RepairRequest& request, Writer& writer) {
    start(MessageType::kRepairRequest, writer);
    writer.varint(request.scope.value());
    write_buckets(request.buckets, writer);
}

Result<Message> read_repair_request(Reader& reader) {
    message::RepairRequest request;
    request.scope = read_scope(reader);
    request.buckets = read_buckets(reader);
    return Message{std::move(request)};
}

void write(const message::RepairPart& part, Writer& writer) {
    start(MessageType::kRepairPart, writer);
    writer.varint(part.scope.value());
    write_cursor(part.cursor, writer);
    write_buckets(part.buckets, writer);
    write_lane_infos(part.lanes, writer);
    write_records(part.records, writer);
}

Result<Message> read_repair_part(Reader& reader) {
    message::RepairPart part;
    part.scope = read_scope(reader);
    part.cursor = read_cursor(reader);
    part.buckets = read_buckets(reader);
    part.lanes = read_lane_infos(reader);
    if (!reader.ok()) return corrupt("repair part");
    part.records = WEDSYNC_TRY(read_records(reader));
    return Message{std::move(part)};
}

void write(const message::Ping& ping, Writer& writer) {
    start(MessageType::kPing, writer);
    writer.varint(ping.nonce);
}

void write(const message::Pong& pong, Writer& writer) {
    start(MessageType::kPong, writer);
    writer.varint(pong.nonce);
}

void write(const message::Goodbye& goodbye, Writer& writer) {
    start(MessageType::kGoodbye, writer);
    writer.varint(goodbye.code);
    writer.text(goodbye.reason);
    writer.varint(goodbye.retry_after_ms);
}

Result<Message> read_goodbye(Reader& reader) {
    message::Goodbye goodbye;
    goodbye.code = reader.varint_u16();
    goodbye.reason = read_words(reader);
    goodbye.retry_after_ms = reader.varint_u32();
    return Message{std::move(goodbye)};
}

void write(const message::Denied& denied, Writer& writer) {
    start(MessageType::kDenied, writer);
    writer.varint(denied.scope.value());
    writer.text(denied.reason);
}

Result<Message> read_denied(Reader& reader) {
    const ScopeId scope = read_scope(reader);
    return Message{message::Denied{scope, read_words(reader)}};
}

void write(const message::Presence& presence, Writer& writer) {
    start(MessageType::kPresence, writer);
    write_content(presence, writer);
}

void write(const message::Presences& presences, Writer& writer) {
    start(MessageType::kPresences, writer);
    write_content(presences, writer);
}

void write(const message::PresencesSeen& seen, Writer& writer) {
    start(MessageType::kPresencesSeen, writer);
    writer.varint(seen.scope.value());
}

void write(const message::Claims& claims, Writer& writer) {
    start(MessageType::kClaims, writer);
    write_content(claims, writer);
}

void write(const message::ClaimsTold& told, Writer& writer) {
    start(MessageType::kClaimsTold, writer);
    write_content(told, writer);
}

void write(const message::ClaimsSeen& seen, Writer& writer) {
    start(MessageType::kClaimsSeen, writer);
    writer.varint(seen.scope.value());
}

Result<Message> read_message(MessageType type, Reader& reader) {
    switch (type) {
        case MessageType::kHello:
            return read_hello(reader);
        case MessageType::kWelcome:
            return read_welcome(reader);
        case MessageType::kSubscribe:
            return read_subscribe(reader);
        case MessageType::kResync:
            return read_resync(reader);
        case MessageType::kPush:
            return read_push(reader);
        case MessageType::kPushResult:
            return read_push_result(reader);
        case MessageType::kPage:
            return read_page(reader, false);
        case MessageType::kThinnedPage:
            return read_page(reader, true);
        case MessageType::kSeen:
            return read_seen(reader);
        case MessageType::kSnapshotNeeded:
            return read_snapshot_needed(reader);
        case MessageType::kSnapshotRequest:
            return read_snapshot_request(reader);
        case MessageType::kSnapshotPart:
            return read_snapshot_part(reader);
        case MessageType::kChecksum:
            return read_checksum(reader);
        case MessageType::kBucketSums:
            return read_bucket_sums(reader);
        case MessageType::kRepairRequest:
            return read_repair_request(reader);
        case MessageType::kRepairPart:
            return read_repair_part(reader);
        case MessageType::kPing:
            return Message{message::Ping{reader.varint()}};
        case MessageType::kPong:
            return Message{message::Pong{reader.varint()}};
        case MessageType::kGoodbye:
            return read_goodbye(reader);
        case MessageType::kDenied:
            return read_denied(reader);
        case MessageType::kPresence:
            return Message{read_presence(reader)};
        case MessageType::kPresences:
            return Message{read_presences(reader)};
        case MessageType::kPresencesSeen:
            return Message{message::PresencesSeen{read_scope(reader)}};
        case MessageType::kClaims:
            return Message{read_claims(reader)};
        case MessageType::kClaimsTold:
            return Message{read_claims_told(reader)};
        case MessageType::kClaimsSeen:
            return Message{message::ClaimsSeen{read_scope(reader)}};
    }
    return Error{ErrorCode::kProtocol, "a message of a kind this version does not know"};
}

}  // namespace

Bytes encode_frame(const Message& message, int level) {
    Writer writer;
    writer.reserve(64);
    std::visit(Overloaded{[&](const message::Push& push) { write(push, level, writer); },
                          [&](const auto& content) { write(content, writer); }},
               message);
    return std::move(writer).take();
}

Result<Message> decode_frame(BytesView frame) {
    if (frame.size() > kFrameBytesMax) return Error{ErrorCode::kTooLarge, "frame too large"};
    if (frame.empty()) return corrupt("empty frame");
    Reader reader(frame.subspan(1));
    Message message = WEDSYNC_TRY(read_message(static_cast<MessageType>(frame[0]), reader));
    if (!reader.is_done()) return corrupt("frame");
    return message;
}

}  // namespace wedsync::codec
