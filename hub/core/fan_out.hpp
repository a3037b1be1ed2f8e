#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "hub/core/backup_mark.hpp"
#include "hub/core/session.hpp"
#include "hub/core/subscription.hpp"

namespace wedsync::hub {

/// Sends every subscribed session the log of its scopes, a page at a time.
///
/// 1. A page is read and encoded when it is asked for by next(), never before, and only while the
///    reader has fewer than Limits::pages_in_flight_max unseen ones: a slow reader costs a Follow.
/// 2. Readers that may have a page stand in one line. Whoever got one goes to its end.
/// 3. A lane is described in a session before its first change.
/// 4. A reader that the compaction has overtaken is told so and is subscribed no more.
class FanOut {
public:
    /// All must outlive this object.
    FanOut(store::Store& store, const Limits& limits, const BackupMark& backup)
        : store_(store), limits_(limits), backup_(backup) {}

    void subscribe(PeerId peer, ScopeId scope, Follow& follow, start::Stream&& start);
    void unsubscribe(PeerId peer, ScopeId scope, Follow& follow);
    void forget(PeerId peer, const Session& session);
    /// The reader has seen everything up to a position.
    void see(PeerId peer, const message::Seen& seen, Follow& follow);
    /// The log of a scope became longer or shorter.
    void wake(ScopeId scope, Sessions& sessions);

    /// The next frame that may go out, if there is one.
    [[nodiscard]] Result<std::optional<action::Send>> next(Sessions& sessions,
                                                           const Scopes& scopes);

private:
    using Place = std::pair<PeerId, ScopeId>;
    /// The last slice read: many readers stand at the same place.
    struct Slice {
        ScopeId scope;
        Position after;
        store::Store::LogSlice log;
    };
    /// The last frame that was not made for one reader in particular.
    struct PlainFrame {
        ScopeId scope;
        Position from;
        Bytes frame;
    };
    /// What a slice is to one reader.
    struct Cut {
        std::size_t count = 0;
        std::set<Incarnation> lanes;
        bool is_plain = true;
    };

    void line_up(PeerId peer, ScopeId scope, Follow& follow);
    [[nodiscard]] std::size_t window() const;
    [[nodiscard]] Result<void> read(ScopeId scope, Position after);
    [[nodiscard]] static Cut cut(const Slice& slice, const Follow& follow);
    [[nodiscard]] message::Page make_page(const Cut& cut, const ScopeState& scope,
                                          const Follow& follow);
    [[nodiscard]] bool may_thin(const ScopeState& scope, const Follow& follow) const;
    /// Nothing where the log cannot be thinned.
    [[nodiscard]] Result<std::optional<Bytes>> send_thinned(const ScopeState& scope, Follow& follow,
                                                            codec::FrameSession& frames);
    [[nodiscard]] Result<Bytes> send_page(const ScopeState& scope, Follow& follow,
                                          codec::FrameSession& frames);

    store::Store& store_;
    const Limits& limits_;
    const BackupMark& backup_;
    std::deque<Place> line_;
    std::map<ScopeId, std::set<PeerId>> readers_;
    std::optional<Slice> slice_;
    std::optional<PlainFrame> plain_;
};

}  // namespace wedsync::hub
