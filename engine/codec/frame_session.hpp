#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"
#include "engine/codec/byte_io.hpp"
#include "engine/codec/columns.hpp"
#include "engine/codec/entry_layout.hpp"
#include "engine/codec/message.hpp"
#include "engine/codec/stream_state.hpp"

namespace wedsync::codec {

/// Larger batches stand for themselves: what a short frame saves does not count there. Bounds what
/// a short frame can hold, so that it is never too large to be sent.
inline constexpr std::size_t kShortEntriesMax = 15;
inline constexpr std::size_t kShortContentBytesMax = 16'384;

/// Both directions of one connection, as one end of it (or a witness) sees them. After the Welcome
/// of a version that has them, what happens all day long goes in short frames, which build on the
/// frames before: every frame has to be encoded in the order of sending, once, and decoded in the
/// order of arrival. Hello and Welcome begin anew. Grammar: frame_session.cpp.
class FrameSession {
public:
    /// Whether both ends speak the version that has short frames.
    [[nodiscard]] bool has_short() const { return has_short_; }
    /// `level` as for encode_frame(); short frames are not compressed.
    [[nodiscard]] Bytes encode(const Message& message, int level = kCompressionLevelHigh);
    /// As decode_frame(). Nothing: a short frame that came twice. After a failure the session is of
    /// no use: the connection has lost or garbled a frame.
    [[nodiscard]] Result<std::optional<Message>> decode(BytesView frame);

private:
    /// What one direction has said about one scope.
    struct Scope {
        StreamState stream;
        std::uint64_t request = 0;      ///< Of the last Push or PushResult.
        std::uint32_t judged_lane = 0;  ///< Of the last PushResult.
        Position position;              ///< The end of the last Page.
        Position seen;                  ///< Of the last Seen.
    };
    struct Direction {
        std::map<ScopeId, Scope> scopes;
        ScopeId last;
        std::uint8_t number = 0;
    };
    struct Head;
    struct Incoming;

    void begin(const Message& message);
    [[nodiscard]] Scope* open(Head& head, std::size_t lanes_named);
    [[nodiscard]] Bytes write_entries(Head& head, Scope& scope, const std::vector<LaneInfo>& infos,
                                      const std::vector<EntryView>& entries);
    [[nodiscard]] std::optional<Bytes> encode_short(const message::Push& push);
    [[nodiscard]] std::optional<Bytes> encode_short(const message::Page& page);
    [[nodiscard]] std::optional<Bytes> encode_short(const message::PushResult& result);
    [[nodiscard]] std::optional<Bytes> encode_short(const message::Seen& seen);
    template <class Other>
    [[nodiscard]] std::optional<Bytes> encode_short(const Other& /*message*/) {
        return std::nullopt;
    }

    [[nodiscard]] Scope* find_heard(ScopeId id, bool is_fresh);
    [[nodiscard]] Result<Message> decode_short(std::uint8_t kind, Reader& reader);
    [[nodiscard]] Result<Message> decode_push(Incoming& incoming);
    [[nodiscard]] Result<Message> decode_page(Incoming& incoming);
    [[nodiscard]] Result<Message> decode_result(Incoming& incoming);
    [[nodiscard]] Result<Message> decode_seen(Reader& reader);

    Direction sent_;
    Direction heard_;
    Epoch epoch_;
    bool has_short_ = false;
};

}  // namespace wedsync::codec
