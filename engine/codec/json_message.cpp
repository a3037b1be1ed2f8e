#include "engine/codec/json_message.hpp"

#include <array>
#include <limits>
#include <utility>

#include "engine/codec/claims_io.hpp"
#include "engine/codec/json_node.hpp"
#include "engine/codec/json_parts.hpp"
#include "engine/codec/json_text.hpp"
#include "engine/codec/presence_io.hpp"
#include "engine/json/strict_json.hpp"

namespace wedsync::codec {
namespace {

namespace bj = boost::json;
using message::Verdict;

constexpr std::size_t kAnyCount = std::numeric_limits<std::size_t>::max();

constexpr std::array kVerdictNames{
    JsonName{static_cast<std::uint8_t>(Verdict::Kind::kAccepted), "accepted"},
    JsonName{static_cast<std::uint8_t>(Verdict::Kind::kRefused), "refused"},
    JsonName{static_cast<std::uint8_t>(Verdict::Kind::kMissing), "missing"},
    JsonName{static_cast<std::uint8_t>(Verdict::Kind::kTryLater), "try_later"},
};

bj::object start(const char* type) {
    bj::object object;
    object["type"] = type;
    return object;
}

void write_cursor(const Cursor& cursor, bj::object& object) {
    object["epoch"] = json_of(cursor.epoch);
    object["position"] = json_of(cursor.position.value());
}

ScopeId read_scope(const JsonNode& node) {
    return ScopeId{node.member("scope").number()};
}
Epoch read_epoch(const JsonNode& node) {
    return Epoch{node.member("epoch").hex64()};
}
Position read_position(const JsonNode& node, std::string_view name) {
    return Position{node.member(name).number()};
}
Cursor read_cursor(const JsonNode& node) {
    return {read_epoch(node), read_position(node, "position")};
}
std::optional<RecordId> read_after(const JsonNode& node) {
    const std::optional<JsonNode> after = node.find("after");
    if (!after) return std::nullopt;
    return after->record();
}
std::optional<DotSet> read_optional_set(const JsonNode& node, std::string_view name) {
    const std::optional<JsonNode> set = node.find(name);
    if (!set) return std::nullopt;
    return read_dot_set(*set);
}
std::vector<LaneInfo> read_lanes(const JsonNode& node) {
    return read_lane_infos(node.member("lanes"));
}

bj::object write(const message::Hello& hello) {
    bj::object object = start("hello");
    object["protocol"] = std::int64_t{hello.protocol};
    object["protocol_min"] = std::int64_t{hello.protocol_min};
    object["schema_version"] = std::int64_t{hello.schema_version};
    object["device"] = json_of_text(hello.device);
    object["token"] = json_of_bytes_or_text(hello.token);
    return object;
}

Message read_hello(const JsonNode& node) {
    node.expect_object({"type", "protocol", "protocol_min", "schema_version", "device", "token"});
    message::Hello hello;
    hello.protocol = node.member("protocol").number_u16();
    hello.protocol_min = node.member("protocol_min").number_u16();
    hello.schema_version = node.member("schema_version").number_u32();
    hello.device = node.member("device").text();
    hello.token = node.member("token").bytes_or_text();
    return hello;
}

bj::object write(const message::Welcome& welcome) {
    bj::object object = start("welcome");
    object["protocol"] = std::int64_t{welcome.protocol};
    object["epoch"] = json_of(welcome.epoch);
    object["schema_version"] = std::int64_t{welcome.schema_version};
    object["wall_ms"] = json_of(welcome.wall_ms);
    return object;
}

Message read_welcome(const JsonNode& node) {
    node.expect_object({"type", "protocol", "epoch", "schema_version", "wall_ms"});
    message::Welcome welcome;
    welcome.protocol = node.member("protocol").number_u16();
    welcome.epoch = read_epoch(node);
    welcome.schema_version = node.member("schema_version").number_u32();
    welcome.wall_ms = node.member("wall_ms").number();
    return welcome;
}

bj::object write(const message::Subscribe& subscribe) {
    bj::object object = start("subscribe");
    object["scope"] = json_of(subscribe.scope.value());
    write_cursor(subscribe.cursor, object);
    if (subscribe.have) object["have"] = json_of(*subscribe.have);
    if (subscribe.takes_thinned) object["takes_thinned"] = true;
    return object;
}

Message read_subscribe(const JsonNode& node) {
    node.expect_object({"type", "scope", "epoch", "position", "have", "takes_thinned"});
    message::Subscribe subscribe{read_scope(node), read_cursor(node),
                                 read_optional_set(node, "have")};
    const std::optional<JsonNode> takes_thinned = node.find("takes_thinned");
    if (takes_thinned) subscribe.takes_thinned = takes_thinned->boolean();
    return subscribe;
}

bj::object write(const message::Resync& resync) {
    bj::object object = start("resync");
    object["scope"] = json_of(resync.scope.value());
    object["epoch"] = json_of(resync.epoch);
    object["head"] = json_of(resync.head.value());
    object["have"] = json_of(resync.have);
    object["refused"] = json_of(resync.refused);
    return object;
}

Message read_resync(const JsonNode& node) {
    node.expect_object({"type", "scope", "epoch", "head", "have", "refused"});
    return message::Resync{read_scope(node), read_epoch(node), read_position(node, "head"),
                           read_dot_set(node.member("have")), read_dot_set(node.member("refused"))};
}

bj::object write(const message::Push& push) {
    bj::object object = start("push");
    object["scope"] = json_of(push.scope.value());
    object["request"] = json_of(push.request);
    if (push.is_relayed) object["relayed"] = true;
    object["lanes"] = json_of(std::span<const LaneInfo>(push.lanes));
    bj::array changes;
    for (const Change& change : push.changes)
        changes.push_back(json_of(change));
    object["changes"] = std::move(changes);
    if (!push.withdrawn.empty()) {
        object["withdrawn"] = json_of(std::span<const Dot>(push.withdrawn));
    }
    if (!push.signature.empty()) object["signature"] = json_of_text(format_base64(push.signature));
    return object;
}

Message read_push(const JsonNode& node) {
    node.expect_object(
        {"type", "scope", "request", "relayed", "lanes", "changes", "withdrawn", "signature"});
    message::Push push;
    push.scope = read_scope(node);
    push.request = node.member("request").number();
    if (const auto relayed = node.find("relayed")) push.is_relayed = relayed->boolean();
    push.lanes = read_lanes(node);
    const JsonNode changes = node.member("changes");
    const std::size_t count = changes.count(kChangesPerPushMax);
    push.changes.reserve(count);
    for (std::size_t i = 0; i < count && node.ok(); ++i)
        push.changes.push_back(read_change(changes.item(i)));
    if (const auto dots = node.find("withdrawn")) {
        push.withdrawn = read_dots(*dots, kChangesPerPushMax);
    }
    if (const auto signature = node.find("signature")) push.signature = signature->base64();
    return push;
}

bj::value json_of_verdict(const Verdict& verdict) {
    bj::object object;
    object["dot"] = json_of(verdict.dot);
    object["verdict"] = json_of_text(kVerdictNames[static_cast<std::size_t>(verdict.kind)].name);
    const bool is_refused = verdict.kind == Verdict::Kind::kRefused;
    if (is_refused || verdict.reason != RefusalReason::kInvalid) {
        object["reason"] = json_of_text(name_of(verdict.reason));
    }
    if (!verdict.missing.empty()) {
        object["missing"] = json_of(std::span<const Dot>(verdict.missing));
    }
    return bj::value(std::move(object));
}

Verdict read_verdict(const JsonNode& node) {
    node.expect_object({"dot", "verdict", "reason", "missing"});
    Verdict verdict;
    verdict.dot = node.member("dot").dot();
    verdict.kind = static_cast<Verdict::Kind>(node.member("verdict").one_of(kVerdictNames));
    if (const auto reason = node.find("reason")) verdict.reason = read_reason(*reason);
    if (const auto missing = node.find("missing")) verdict.missing = read_dots(*missing, kAnyCount);
    return verdict;
}

bj::object write(const message::PushResult& result) {
    bj::object object = start("push_result");
    object["scope"] = json_of(result.scope.value());
    object["request"] = json_of(result.request);
    bj::array verdicts;
    for (const Verdict& verdict : result.verdicts)
        verdicts.push_back(json_of_verdict(verdict));
    object["verdicts"] = std::move(verdicts);
    if (result.retry_after_ms != 0) object["retry_after_ms"] = std::int64_t{result.retry_after_ms};
    return object;
}

std::uint32_t read_retry_after(const JsonNode& node) {
    const std::optional<JsonNode> delay = node.find("retry_after_ms");
    return delay ? delay->number_u32() : 0;
}

Message read_push_result(const JsonNode& node) {
    node.expect_object({"type", "scope", "request", "verdicts", "retry_after_ms"});
    message::PushResult result;
    result.scope = read_scope(node);
    result.request = node.member("request").number();
    const JsonNode verdicts = node.member("verdicts");
    const std::size_t count = verdicts.count(kChangesPerPushMax);
    result.verdicts.reserve(count);
    for (std::size_t i = 0; i < count && node.ok(); ++i)
        result.verdicts.push_back(read_verdict(verdicts.item(i)));
    result.retry_after_ms = read_retry_after(node);
    return result;
}

bj::object write(const message::Page& page) {
    bj::object object = start("page");
    object["scope"] = json_of(page.scope.value());
    object["epoch"] = json_of(page.epoch);
    object["from"] = json_of(page.from.value());
    object["to"] = json_of(page.to.value());
    object["head"] = json_of(page.head.value());
    object["lanes"] = json_of(std::span<const LaneInfo>(page.lanes));
    bj::array entries;
    for (const Entry& entry : page.entries)
        entries.push_back(json_of(entry));
    object["entries"] = std::move(entries);
    if (page.thinned) {
        object["have"] = json_of(page.thinned->have);
        object["refused"] = json_of(page.thinned->refused);
    }
    return object;
}

Message read_page(const JsonNode& node) {
    node.expect_object(
        {"type", "scope", "epoch", "from", "to", "head", "lanes", "entries", "have", "refused"});
    message::Page page;
    page.scope = read_scope(node);
    page.epoch = read_epoch(node);
    page.from = read_position(node, "from");
    page.to = read_position(node, "to");
    page.head = read_position(node, "head");
    page.lanes = read_lanes(node);
    const JsonNode entries = node.member("entries");
    const std::size_t count = entries.count(kEntriesPerPageMax);
    page.entries.reserve(count);
    for (std::size_t i = 0; i < count && node.ok(); ++i)
        page.entries.push_back(read_entry(entries.item(i)));
    if (node.find("have") || node.find("refused")) {
        page.thinned = {read_dot_set(node.member("have")), read_dot_set(node.member("refused"))};
    }
    return page;
}

bj::object write(const message::Seen& seen) {
    bj::object object = start("seen");
    object["scope"] = json_of(seen.scope.value());
    object["position"] = json_of(seen.position.value());
    return object;
}

Message read_seen(const JsonNode& node) {
    node.expect_object({"type", "scope", "position"});
    return message::Seen{read_scope(node), read_position(node, "position")};
}

bj::object write(const message::SnapshotNeeded& needed) {
    bj::object object = start("snapshot_needed");
    object["scope"] = json_of(needed.scope.value());
    object["epoch"] = json_of(needed.epoch);
    return object;
}

Message read_snapshot_needed(const JsonNode& node) {
    node.expect_object({"type", "scope", "epoch"});
    return message::SnapshotNeeded{read_scope(node), read_epoch(node)};
}

bj::object write(const message::SnapshotRequest& request) {
    bj::object object = start("snapshot_request");
    object["scope"] = json_of(request.scope.value());
    object["base"] = json_of(request.base.value());
    if (request.after) object["after"] = json_of(*request.after);
    return object;
}

Message read_snapshot_request(const JsonNode& node) {
    node.expect_object({"type", "scope", "base", "after"});
    return message::SnapshotRequest{read_scope(node), read_position(node, "base"),
                                    read_after(node)};
}

bj::object write(const message::SnapshotPart& part) {
    bj::object object = start("snapshot_part");
    object["scope"] = json_of(part.scope.value());
    object["epoch"] = json_of(part.epoch);
    object["base"] = json_of(part.base.value());
    if (part.after) object["after"] = json_of(*part.after);
    object["last"] = part.is_last;
    if (part.have) object["have"] = json_of(*part.have);
    if (part.refused) object["refused"] = json_of(*part.refused);
    object["lanes"] = json_of(std::span<const LaneInfo>(part.lanes));
    object["records"] = json_of(std::span<const merge::RecordState>(part.records));
    return object;
}

Message read_snapshot_part(const JsonNode& node) {
    node.expect_object(
        {"type", "scope", "epoch", "base", "after", "last", "have", "refused", "lanes", "records"});
    message::SnapshotPart part;
    part.scope = read_scope(node);
    part.epoch = read_epoch(node);
    part.base = read_position(node, "base");
    part.after = read_after(node);
    part.is_last = node.member("last").boolean();
    part.have = read_optional_set(node, "have");
    part.refused = read_optional_set(node, "refused");
    part.lanes = read_lanes(node);
    part.records = read_records(node.member("records"));
    return part;
}

bj::object write(const message::Checksum& checksum) {
    bj::object object = start("checksum");
    object["scope"] = json_of(checksum.scope.value());
    write_cursor(checksum.cursor, object);
    object["cells"] = json_of_text(format_hex64(checksum.cells));
    object["have"] = json_of_text(format_hex64(checksum.have));
    return object;
}

Message read_checksum(const JsonNode& node) {
    node.expect_object({"type", "scope", "epoch", "position", "cells", "have"});
    return message::Checksum{read_scope(node), read_cursor(node), node.member("cells").hex64(),
                             node.member("have").hex64()};
}

/// The digits that the hashes of its records begin with.
bj::string json_of_bucket(const merge::Bucket& bucket) {
    constexpr std::size_t kDigits = 16;
    return json_of_text(format_hex64(bucket.prefix).substr(kDigits - bucket.level, bucket.level));
}

merge::Bucket read_bucket(const JsonNode& node) {
    const std::string_view digits = node.text();
    merge::Bucket bucket{static_cast<std::uint8_t>(std::min<std::size_t>(digits.size(), 255)), 0};
    for (const char digit : digits.substr(0, merge::kBucketLevelMax)) {
        const std::size_t value = std::string_view("0123456789abcdef").find(digit);
        if (value == std::string_view::npos) bucket.level = merge::kBucketLevelMax + 1;
        bucket.prefix = bucket.prefix << 4U | (value & 15U);
    }
    if (merge::is_valid(bucket)) return bucket;
    node.fail("at most 15 lower-case hexadecimal digits");
    return {};
}

bj::object write(const message::BucketSums& buckets) {
    bj::object object = start("bucket_sums");
    object["scope"] = json_of(buckets.scope.value());
    write_cursor(buckets.cursor, object);
    bj::array splits;
    for (const message::BucketSums::Split& split : buckets.splits) {
        bj::array sums;
        for (const std::uint64_t sum : split.sums)
            sums.push_back(bj::value(json_of_text(format_hex64(sum))));
        bj::object item;
        item["bucket"] = json_of_bucket(split.bucket);
        item["sums"] = std::move(sums);
        splits.push_back(bj::value(std::move(item)));
    }
    object["splits"] = std::move(splits);
    return object;
}

Message read_bucket_sums(const JsonNode& node) {
    node.expect_object({"type", "scope", "epoch", "position", "splits"});
    message::BucketSums buckets{read_scope(node), read_cursor(node), {}};
    const JsonNode splits = node.member("splits");
    buckets.splits.resize(splits.count(kBucketsPerRequestMax));
    for (std::size_t i = 0; i < buckets.splits.size(); ++i) {
        const JsonNode item = splits.item(i);
        item.expect_object({"bucket", "sums"});
        message::BucketSums::Split& split = buckets.splits[i];
        split.bucket = read_bucket(item.member("bucket"));
        const JsonNode sums = item.member("sums");
        const bool is_whole = sums.count(split.sums.size()) == split.sums.size();
        if (!is_whole || split.bucket.level == merge::kBucketLevelMax) {
            item.fail("16 sums of a bucket that has parts");
        }
        for (std::size_t digit = 0; is_whole && digit < split.sums.size(); ++digit)
            split.sums[digit] = sums.item(digit).hex64();
    }
    return buckets;
}

bj::array json_of_buckets(const std::vector<merge::Bucket>& buckets) {
    bj::array array;
    for (const merge::Bucket& bucket : buckets)
        array.push_back(bj::value(json_of_bucket(bucket)));
    return array;
}

std::vector<merge::Bucket> read_buckets(const JsonNode& node) {
    const JsonNode array = node.member("buckets");
    const std::size_t count = array.count(kBucketsPerRequestMax);
    std::vector<merge::Bucket> buckets;
    buckets.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        buckets.push_back(read_bucket(array.item(i)));
    return buckets;
}

bj::object write(const message::RepairRequest& request) {
    bj::object object = start("repair_request");
    object["scope"] = json_of(request.scope.value());
    object["buckets"] = json_of_buckets(request.buckets);
    return object;
}

Message read_repair_request(const JsonNode& node) {
    node.expect_object({"type", "scope", "buckets"});
    return message::RepairRequest{read_scope(node), read_buckets(node)};
}

bj::object write(const message::RepairPart& part) {
    bj::object object = start("repair_part");
    object["scope"] = json_of(part.scope.value());
    write_cursor(part.cursor, object);
    object["buckets"] = json_of_buckets(part.buckets);
    object["lanes"] = json_of(std::span<const LaneInfo>(part.lanes));
    object["records"] = json_of(std::span<const merge::RecordState>(part.records));
    return object;
}

Message read_repair_part(const JsonNode& node) {
    node.expect_object({"type", "scope", "epoch", "position", "buckets", "lanes", "records"});
    return message::RepairPart{read_scope(node), read_cursor(node), read_buckets(node),
                               read_lanes(node), read_records(node.member("records"))};
}

bj::object write(const message::Ping& ping) {
    bj::object object = start("ping");
    object["nonce"] = json_of(ping.nonce);
    return object;
}

bj::object write(const message::Pong& pong) {
    bj::object object = start("pong");
    object["nonce"] = json_of(pong.nonce);
    return object;
}

template <class PingOrPong>
Message read_nonce(const JsonNode& node) {
    node.expect_object({"type", "nonce"});
    return PingOrPong{node.member("nonce").number()};
}

bj::object write(const message::Goodbye& goodbye) {
    bj::object object = start("goodbye");
    object["code"] = std::int64_t{goodbye.code};
    object["reason"] = json_of_text(goodbye.reason);
    if (goodbye.retry_after_ms != 0) {
        object["retry_after_ms"] = std::int64_t{goodbye.retry_after_ms};
    }
    return object;
}

Message read_goodbye(const JsonNode& node) {
    node.expect_object({"type", "code", "reason", "retry_after_ms"});
    message::Goodbye goodbye;
    goodbye.code = node.member("code").number_u16();
    goodbye.reason = node.member("reason").text();
    goodbye.retry_after_ms = read_retry_after(node);
    return goodbye;
}

bj::object write(const message::Denied& denied) {
    bj::object object = start("denied");
    object["scope"] = json_of(denied.scope.value());
    object["reason"] = json_of_text(denied.reason);
    return object;
}

Message read_denied(const JsonNode& node) {
    node.expect_object({"type", "scope", "reason"});
    return message::Denied{read_scope(node), std::string(node.member("reason").text())};
}

/// What has members in a file of its own.
template <class Content>
bj::object write_as(const char* type, const Content& content) {
    bj::object object = start(type);
    write_members(content, object);
    return object;
}
bj::object write(const message::Presence& presence) {
    return write_as("presence", presence);
}
bj::object write(const message::Presences& presences) {
    return write_as("presences", presences);
}
bj::object write(const message::Claims& claims) {
    return write_as("claims", claims);
}
bj::object write(const message::ClaimsTold& told) {
    return write_as("claims_told", told);
}
bj::object write(const message::PresencesSeen& seen) {
    return {{"type", "presences_seen"}, {"scope", json_of(seen.scope.value())}};
}
bj::object write(const message::ClaimsSeen& seen) {
    return {{"type", "claims_seen"}, {"scope", json_of(seen.scope.value())}};
}
template <class Seen>
Message read_scope_seen(const JsonNode& node) {
    node.expect_object({"type", "scope"});
    return Seen{read_scope(node)};
}

struct MessageReader {
    std::string_view type;
    Message (*read)(const JsonNode&);
};

constexpr std::array<MessageReader, std::variant_size_v<Message>> kReaders{{
    {"hello", read_hello},
    {"welcome", read_welcome},
    {"subscribe", read_subscribe},
    {"resync", read_resync},
    {"push", read_push},
    {"push_result", read_push_result},
    {"page", read_page},
    {"seen", read_seen},
    {"snapshot_needed", read_snapshot_needed},
    {"snapshot_request", read_snapshot_request},
    {"snapshot_part", read_snapshot_part},
    {"checksum", read_checksum},
    {"bucket_sums", read_bucket_sums},
    {"repair_request", read_repair_request},
    {"repair_part", read_repair_part},
    {"ping", read_nonce<message::Ping>},
    {"pong", read_nonce<message::Pong>},
    {"goodbye", read_goodbye},
    {"denied", read_denied},
    {"presence", [](const JsonNode& node) { return Message{read_presence(node)}; }},
    {"presences", [](const JsonNode& node) { return Message{read_presences(node)}; }},
    {"presences_seen", read_scope_seen<message::PresencesSeen>},
    {"claims", [](const JsonNode& node) { return Message{read_claims(node)}; }},
    {"claims_told", [](const JsonNode& node) { return Message{read_claims_told(node)}; }},
    {"claims_seen", read_scope_seen<message::ClaimsSeen>},
}};

Message read_message(const JsonNode& node) {
    const JsonNode type = node.member("type");
    const std::string_view name = type.text();
    for (const MessageReader& reader : kReaders) {
        if (reader.type == name) return reader.read(node);
    }
    type.fail("a message of a kind this version does not know", ErrorCode::kProtocol);
    return message::Goodbye{};
}

}  // namespace

std::string encode_json(const Message& message) {
    return json::write_json(
        std::visit([](const auto& content) { return bj::value(write(content)); }, message));
}

Result<Message> decode_json(std::string_view text) {
    json::JsonLimits limits;
    limits.bytes_max = kJsonMessageBytesMax;
    limits.depth_max = kJsonMessageDepthMax;
    const bj::value document = WEDSYNC_TRY(json::parse_json(text, limits));
    JsonFailure failure;
    Message message = read_message(JsonNode(document, failure));
    if (failure.where != nullptr) return error_of(failure, document);
    return message;
}

}  // namespace wedsync::codec
