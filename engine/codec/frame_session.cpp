// A short frame: one byte 0x80 | kind << 4 | number, the number (of four bits) that of the short
// frames before it in its direction, from 0. Then by kind:
//
//   push, page:         flags [scope] [lane infos] [numbers] varint(count) [new lanes] entries
//   push one, page one: an entry             as push and page with no flags and a count of one
//   result:             flags [scope] [request] varint(count) [new lanes] [lane] [counter]
//   result one:         nothing more         as result with no flags and a count of one
//   seen:               varint(step << 1 | is other scope) [scope]
//
//   flags     := one byte of short_flag; what has no flag is as said there
//   numbers   := push: varint(request); page: varint(from) varint(head - to)
//   new lanes := varint(count) incarnation*  numbered on from those known, as are those of the
//   infos entries   := a batch of form kStream (entry_writer.cpp) that builds on the scope's stream
//   result    := so many consecutive changes of a lane are accepted, the first is `counter`
#include "engine/codec/frame_session.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "engine/codec/byte_io.hpp"
#include "engine/codec/entry_reader.hpp"
#include "engine/codec/entry_writer.hpp"
#include "engine/codec/frame.hpp"
#include "engine/codec/frame_parts.hpp"
#include "engine/codec/value.hpp"

namespace wedsync::codec {
namespace {

/// Stable: they travel. The plain kinds are even; the kind after each is the same without flags and
/// with one entry.
enum class ShortKind : std::uint8_t {
    kPush = 0,
    kPage = 2,
    kResult = 4,
    kSeen = 6,
};
constexpr std::uint8_t kOneBit = 1;
constexpr unsigned kKindShift = 4;
constexpr std::uint8_t kNumberBits = 15;
/// A frame that came twice is recognised as long as not more than this came since.
constexpr std::uint8_t kRepeatsMax = 8;

namespace short_flag {
constexpr std::uint8_t kScope = 1;     ///< Not the scope of the short frame before.
constexpr std::uint8_t kFresh = 2;     ///< What was said about this scope is forgotten.
constexpr std::uint8_t kInfos = 4;     ///< Lanes are described.
constexpr std::uint8_t kLanes = 8;     ///< There are lanes that were not named before.
constexpr std::uint8_t kNumbers = 16;  ///< Else: the next request; from the last page to the head.
constexpr std::uint8_t kLane = 32;     ///< Result: not the lane of the result before.
constexpr std::uint8_t kCounter = 64;  ///< Result: not the counter after the last accepted one.
constexpr std::uint8_t kOfEntries = kScope | kFresh | kInfos | kLanes | kNumbers;
constexpr std::uint8_t kOfResult = kScope | kFresh | kLanes | kNumbers | kLane | kCounter;
}  // namespace short_flag

/// Where there is more, packing saves more than the short form.
constexpr std::size_t kUnpackedContentBytesMax = 2'048;
static_assert(kUnpackedContentBytesMax <= kShortContentBytesMax);

constexpr std::size_t kStreamScopesMax = 64;
constexpr std::uint16_t kProtocolShort = 2;

/// Whether changes fit into short frames, and how many lanes they name at most.
class ShortContent {
public:
    explicit ShortContent(std::size_t lanes) : lanes_(lanes) {}

    void add(const EntryView& entry) {
        ++lanes_;
        if (entry.change == nullptr) return;
        // The change that a note names is one more.
        lanes_ += named_dots(*entry.change).size() + 1;
        for (const Operation& operation : entry.change->operations)
            add(operation);
    }
    [[nodiscard]] bool fits() const {
        return bytes_ <= kUnpackedContentBytesMax && lanes_ <= kStreamLanesMax / 2;
    }
    [[nodiscard]] std::size_t lanes() const { return lanes_; }

private:
    void add(const Operation& operation) {
        constexpr std::size_t kOperationBytes = 16;
        bytes_ += kOperationBytes;
        if (const auto* unknown = std::get_if<operation::Unknown>(&operation)) {
            bytes_ += unknown->payload.size();
        }
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr) return;
        // A record that the value names.
        ++lanes_;
        if (const auto* text = std::get_if<std::string>(&put->value)) bytes_ += text->size();
        if (const auto* bytes = std::get_if<Bytes>(&put->value)) bytes_ += bytes->size();
        if (const auto* link = std::get_if<Link>(&put->value)) bytes_ += link->label.size();
    }

    std::size_t lanes_;
    std::size_t bytes_ = 0;
};

/// The numbers of a direction count on from 16 again: the lower ones say that so few have passed.
std::uint8_t after(std::uint8_t number) {
    constexpr std::uint8_t kCountedMax = 2 * kNumberBits + 1;
    return number == kCountedMax ? kNumberBits + 1 : static_cast<std::uint8_t>(number + 1U);
}

void write_new_lanes(const StreamState& stream, std::size_t known, Writer& writer) {
    const std::vector<Incarnation>& lanes = stream.lanes.incarnations();
    writer.varint(lanes.size() - known);
    for (std::size_t i = known; i < lanes.size(); ++i)
        write_incarnation(lanes[i], writer);
}

void read_new_lanes(Reader& reader, StreamState& stream) {
    const std::size_t known = stream.lanes.incarnations().size();
    const std::size_t count = reader.count(kStreamLanesMax - known, sizeof(Incarnation));
    if (count == 0) reader.fail();
    for (std::size_t i = 0; i < count; ++i) {
        if (stream.add_lane(read_incarnation(reader)) != known + i) reader.fail();
    }
}

}  // namespace

/// The parts of a push, page or result, as they are put together.
struct FrameSession::Head {
    Head(ShortKind kind_of, ScopeId scope_of) : kind(kind_of), scope(scope_of) {}

    ShortKind kind;
    unsigned flags = 0;
    ScopeId scope;
    std::size_t count = 0;
    Writer infos;
    Writer numbers;
    Writer lanes;
    Writer rest;

    [[nodiscard]] Bytes write(Direction& direction) {
        if (scope != direction.last) flags |= short_flag::kScope;
        const bool is_one = flags == 0 && count == 1;
        Writer writer;
        writer.u8(static_cast<std::uint8_t>(
            kShortFrame | (static_cast<unsigned>(kind) | (is_one ? kOneBit : 0U)) << kKindShift |
            (direction.number & kNumberBits)));
        if (!is_one) {
            writer.u8(static_cast<std::uint8_t>(flags));
            if ((flags & short_flag::kScope) != 0) writer.varint(scope.value());
            writer.raw(infos.view());
            writer.raw(numbers.view());
            writer.varint(count);
            writer.raw(lanes.view());
        }
        writer.raw(rest.view());
        direction.last = scope;
        direction.number = after(direction.number);
        return std::move(writer).take();
    }
};

/// Where a connection begins, and what it is going to be.
void FrameSession::begin(const Message& message) {
    const auto* welcome = std::get_if<message::Welcome>(&message);
    if (welcome == nullptr && !std::holds_alternative<message::Hello>(message)) return;
    // A second Welcome is a stray one, of an earlier connection.
    if (welcome != nullptr && epoch_ != Epoch{}) return;
    sent_ = {};
    heard_ = {};
    has_short_ = welcome != nullptr && welcome->protocol >= kProtocolShort;
    epoch_ = welcome != nullptr ? welcome->epoch : Epoch{};
}

/// What was said about the scope so far; null where that would become too much to remember.
FrameSession::Scope* FrameSession::open(Head& head, std::size_t lanes_named) {
    const auto known = sent_.scopes.find(head.scope);
    if (known == sent_.scopes.end()) {
        if (sent_.scopes.size() == kStreamScopesMax) return nullptr;
        return &sent_.scopes[head.scope];
    }
    const std::size_t lanes = known->second.stream.lanes.incarnations().size();
    if (lanes + lanes_named <= kStreamLanesMax) return &known->second;
    head.flags |= short_flag::kFresh;
    sent_.scopes.erase(known);
    return &sent_.scopes[head.scope];
}

Bytes FrameSession::encode(const Message& message, int level) {
    begin(message);
    std::optional<Bytes> frame;
    if (has_short_) {
        frame = std::visit([this](const auto& content) { return encode_short(content); }, message);
    }
    return frame ? *std::move(frame) : encode_frame(message, level);
}

/// The parts that pushes and pages have in common.
Bytes FrameSession::write_entries(Head& head, Scope& scope, const std::vector<LaneInfo>& infos,
                                  const std::vector<EntryView>& entries) {
    head.count = entries.size();
    StreamState& stream = scope.stream;
    if (!infos.empty()) {
        head.flags |= short_flag::kInfos;
        write_lane_infos(infos, head.infos);
        for (const LaneInfo& lane : infos)
            static_cast<void>(stream.add_lane(lane.incarnation));
    }
    const std::size_t known = stream.lanes.incarnations().size();
    EntryWriter writer(stream);
    for (const EntryView& entry : entries)
        writer.write(entry);
    if (stream.lanes.incarnations().size() > known) {
        head.flags |= short_flag::kLanes;
        write_new_lanes(stream, known, head.lanes);
    }
    head.rest = std::move(writer.rows());
    return head.write(sent_);
}

std::optional<Bytes> FrameSession::encode_short(const message::Push& push) {
    const bool is_plain = !push.is_relayed && push.withdrawn.empty() && push.signature.empty();
    if (!is_plain || push.changes.empty() || push.changes.size() > kShortEntriesMax) return {};
    ShortContent content(push.lanes.size());
    std::vector<EntryView> entries;
    for (const Change& change : push.changes)
        content.add(entries.emplace_back(view_of(change)));
    Head head(ShortKind::kPush, push.scope);
    Scope* scope = content.fits() ? open(head, content.lanes()) : nullptr;
    if (scope == nullptr) return {};
    if (push.request != scope->request + 1) {
        head.flags |= short_flag::kNumbers;
        head.numbers.varint(push.request);
    }
    scope->request = push.request;
    return write_entries(head, *scope, push.lanes, entries);
}

std::optional<Bytes> FrameSession::encode_short(const message::Page& page) {
    const bool is_plain = page.epoch == epoch_ && !page.thinned &&
                          page.to.value() - page.from.value() == page.entries.size();
    if (!is_plain || page.entries.empty() || page.entries.size() > kShortEntriesMax) return {};
    ShortContent content(page.lanes.size());
    std::vector<EntryView> entries;
    for (const Entry& entry : page.entries)
        content.add(entries.emplace_back(view_of(entry)));
    Head head(ShortKind::kPage, page.scope);
    Scope* scope = content.fits() ? open(head, content.lanes()) : nullptr;
    if (scope == nullptr) return {};
    if (page.from != scope->position || page.head != page.to) {
        head.flags |= short_flag::kNumbers;
        head.numbers.varint(page.from.value());
        // Wraps: whatever the numbers are, they come back.
        head.numbers.varint(page.head.value() - page.to.value());
    }
    scope->position = page.to;
    return write_entries(head, *scope, page.lanes, entries);
}

/// Only the good news: consecutive changes of one lane, all accepted.
std::optional<Bytes> FrameSession::encode_short(const message::PushResult& result) {
    if (result.verdicts.empty() || result.retry_after_ms != 0) return {};
    const Dot first = result.verdicts.front().dot;
    Dot expected = first;
    for (const message::Verdict& verdict : result.verdicts) {
        message::Verdict accepted;
        accepted.dot = expected;
        if (verdict != accepted) return {};
        ++expected.counter;
    }
    Head head(ShortKind::kResult, result.scope);
    Scope* scope = open(head, 1);
    if (scope == nullptr) return {};
    head.count = result.verdicts.size();
    if (result.request != scope->request + 1) {
        head.flags |= short_flag::kNumbers;
        head.numbers.varint(result.request);
    }
    scope->request = result.request;
    const std::size_t known = scope->stream.lanes.incarnations().size();
    const std::uint32_t lane = scope->stream.add_lane(first.incarnation);
    if (lane == known) {
        head.flags |= short_flag::kLanes;
        write_new_lanes(scope->stream, known, head.lanes);
    }
    if (lane != scope->judged_lane) {
        head.flags |= short_flag::kLane;
        head.rest.varint(lane);
        scope->judged_lane = lane;
    }
    std::uint64_t& judged = scope->stream.memory[lane].judged;
    if (first.counter != judged + 1) {
        head.flags |= short_flag::kCounter;
        head.rest.varint(first.counter);
    }
    judged = expected.counter - 1;
    return head.write(sent_);
}

std::optional<Bytes> FrameSession::encode_short(const message::Seen& seen) {
    Head head(ShortKind::kSeen, seen.scope);
    Scope* scope = open(head, 0);
    const std::uint64_t step = scope == nullptr ? 0 : seen.position.value() - scope->seen.value();
    if (step == 0 || step > kEntriesPerPageMax * kRepeatsMax) return {};
    const bool is_other_scope = seen.scope != sent_.last;
    Writer writer;
    writer.u8(static_cast<std::uint8_t>(kShortFrame |
                                        static_cast<unsigned>(ShortKind::kSeen) << kKindShift |
                                        (sent_.number & kNumberBits)));
    writer.varint(step << 1U | (is_other_scope ? 1U : 0U));
    if (is_other_scope) writer.varint(seen.scope.value());
    scope->seen = seen.position;
    sent_.last = seen.scope;
    sent_.number = after(sent_.number);
    return std::move(writer).take();
}

// ---- Reading ----

Result<std::optional<Message>> FrameSession::decode(BytesView frame) {
    if (!is_short(frame)) {
        Message message = WEDSYNC_TRY(decode_frame(frame));
        begin(message);
        return std::optional{std::move(message)};
    }
    if (frame.size() > kFrameBytesMax) return Error{ErrorCode::kTooLarge, "frame too large"};
    const unsigned behind = (heard_.number - unsigned{frame[0]}) & kNumberBits;
    if (behind > std::min(heard_.number, kRepeatsMax))
        return Error{ErrorCode::kProtocol, "a short frame is missing"};
    if (behind != 0) return std::optional<Message>{};
    heard_.number = after(heard_.number);
    Reader reader(frame.subspan(1));
    const auto kind = static_cast<std::uint8_t>((frame[0] & ~unsigned{kShortFrame}) >> kKindShift);
    Message message = WEDSYNC_TRY(decode_short(kind, reader));
    return std::optional{std::move(message)};
}

/// The head of a push, page or result that is read, and where the rest of it is.
struct FrameSession::Incoming {
    std::uint8_t flags = 0;
    bool is_one = false;
    ScopeId id;
    Scope& scope;
    Reader& reader;

    [[nodiscard]] bool has(std::uint8_t flag) const { return (flags & flag) != 0; }

    [[nodiscard]] std::vector<LaneInfo> read_infos() {
        if (!has(short_flag::kInfos)) return {};
        std::vector<LaneInfo> infos = read_lane_infos(reader);
        if (scope.stream.lanes.incarnations().size() + infos.size() > kStreamLanesMax) {
            reader.fail();
            return {};
        }
        for (const LaneInfo& lane : infos)
            static_cast<void>(scope.stream.add_lane(lane.incarnation));
        return infos;
    }

    [[nodiscard]] std::size_t read_count(std::size_t most) {
        const std::uint64_t count = is_one ? 1 : reader.varint_up_to(most);
        if (count == 0) reader.fail();
        if (has(short_flag::kLanes)) read_new_lanes(reader, scope.stream);
        return static_cast<std::size_t>(count);
    }

    [[nodiscard]] Result<std::vector<Entry>> read_entries() {
        const std::size_t count = read_count(kShortEntriesMax);
        if (!reader.ok()) return corrupt("short frame");
        EntryReader entries(Reader(reader.raw(reader.remaining())), count, scope.stream);
        std::vector<Entry> read = WEDSYNC_TRY(entries.read_all(kShortEntriesMax));
        WEDSYNC_TRY(check_changes(read));
        return read;
    }
};

Result<Message> FrameSession::decode_short(std::uint8_t kind, Reader& reader) {
    if (kind > static_cast<std::uint8_t>(ShortKind::kSeen)) {
        return Error{ErrorCode::kProtocol, "a short frame of a kind this version does not know"};
    }
    const auto plain = static_cast<ShortKind>(kind & ~unsigned{kOneBit});
    if (plain == ShortKind::kSeen) return decode_seen(reader);
    const bool is_one = (kind & kOneBit) != 0;
    const std::uint8_t all =
        plain == ShortKind::kResult ? short_flag::kOfResult : short_flag::kOfEntries;
    const std::uint8_t flags = is_one ? std::uint8_t{0} : read_flags(reader, all);
    const ScopeId id = (flags & short_flag::kScope) != 0 ? read_scope(reader) : heard_.last;
    Scope* scope = find_heard(id, (flags & short_flag::kFresh) != 0);
    if (!reader.ok() || scope == nullptr) return corrupt("short frame");
    Incoming incoming{flags, is_one, id, *scope, reader};
    if (plain == ShortKind::kPush) return decode_push(incoming);
    return plain == ShortKind::kPage ? decode_page(incoming) : decode_result(incoming);
}

FrameSession::Scope* FrameSession::find_heard(ScopeId id, bool is_fresh) {
    if (is_fresh) heard_.scopes.erase(id);
    heard_.last = id;
    if (heard_.scopes.size() == kStreamScopesMax && !heard_.scopes.contains(id)) return nullptr;
    return &heard_.scopes[id];
}

Result<Message> FrameSession::decode_push(Incoming& incoming) {
    message::Push push;
    push.scope = incoming.id;
    push.lanes = incoming.read_infos();
    std::uint64_t& request = incoming.scope.request;
    request = incoming.has(short_flag::kNumbers) ? incoming.reader.varint() : request + 1;
    push.request = request;
    std::vector<Entry> entries = WEDSYNC_TRY(incoming.read_entries());
    push.changes.reserve(entries.size());
    for (Entry& entry : entries) {
        auto* accepted = std::get_if<entry::Accepted>(&entry);
        if (accepted == nullptr) return Error{ErrorCode::kProtocol, "push of what is no change"};
        push.changes.push_back(std::move(accepted->change));
    }
    return Message{std::move(push)};
}

Result<Message> FrameSession::decode_page(Incoming& incoming) {
    message::Page page;
    page.scope = incoming.id;
    page.epoch = epoch_;
    page.lanes = incoming.read_infos();
    page.from = incoming.scope.position;
    std::uint64_t behind = 0;
    if (incoming.has(short_flag::kNumbers)) {
        page.from = read_position(incoming.reader);
        behind = incoming.reader.varint();
    }
    page.entries = WEDSYNC_TRY(incoming.read_entries());
    page.to = Position{page.from.value() + page.entries.size()};
    page.head = Position{page.to.value() + behind};
    incoming.scope.position = page.to;
    return Message{std::move(page)};
}

Result<Message> FrameSession::decode_result(Incoming& incoming) {
    message::PushResult result;
    result.scope = incoming.id;
    Scope& scope = incoming.scope;
    Reader& reader = incoming.reader;
    scope.request = incoming.has(short_flag::kNumbers) ? reader.varint() : scope.request + 1;
    result.request = scope.request;
    const std::size_t count = incoming.read_count(kChangesPerPushMax);
    if (incoming.has(short_flag::kLane)) scope.judged_lane = reader.varint_u32();
    const Incarnation* lane = scope.stream.lanes.find(scope.judged_lane);
    if (!reader.ok() || lane == nullptr) return corrupt("short result");
    std::uint64_t& judged = scope.stream.memory[scope.judged_lane].judged;
    const std::uint64_t first =
        incoming.has(short_flag::kCounter) ? reader.varint_up_to(kCounterMax) : judged + 1;
    if (!reader.is_done() || first == 0 || first + count - 1 > kCounterMax) {
        return corrupt("short result");
    }
    judged = first + count - 1;
    for (std::uint64_t counter = first; counter <= judged; ++counter) {
        message::Verdict& verdict = result.verdicts.emplace_back();
        verdict.dot = {*lane, counter};
    }
    return Message{std::move(result)};
}

Result<Message> FrameSession::decode_seen(Reader& reader) {
    const std::uint64_t head = reader.varint();
    const ScopeId id = (head & 1U) != 0 ? read_scope(reader) : heard_.last;
    Scope* scope = find_heard(id, false);
    if (!reader.is_done() || scope == nullptr) return corrupt("short frame");
    scope->seen = Position{scope->seen.value() + (head >> 1U)};
    return Message{message::Seen{id, scope->seen}};
}

}  // namespace wedsync::codec
