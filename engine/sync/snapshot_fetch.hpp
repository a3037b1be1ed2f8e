#pragma once

#include <cstdint>
#include <optional>

#include "engine/replica/replica.hpp"

namespace wedsync::sync {

/// More parts and pages than any scope has: a hub that sends so many is wrong.
inline constexpr std::uint64_t kStagedFramesMax = 100'000;

/// One snapshot on its way: the parts, then the log after their base, every frame durable in the
/// store's staging as it came. So a cut transfer goes on where it stopped, in the next connection
/// or after the next start, and nothing is joined before it is whole.
///
///   kParts --last part--> kTail --everything up to the head of then--> kReady
class SnapshotFetch {
public:
    enum class Step { kParts, kTail, kReady };

    SnapshotFetch(replica::Replica& replica, ScopeId scope) : replica_(replica), scope_(scope) {}

    /// Finds what an earlier connection left behind. Drops it if it is of another epoch.
    [[nodiscard]] Result<void> load(Epoch epoch);
    /// Drops everything and begins anew.
    [[nodiscard]] Result<void> restart(Epoch epoch);
    [[nodiscard]] bool is_active() const { return progress_.is_active; }
    [[nodiscard]] Step step() const { return progress_.step; }
    [[nodiscard]] std::uint64_t record_count() const { return progress_.record_count; }

    [[nodiscard]] message::SnapshotRequest request() const {
        return {scope_, progress_.base, progress_.after};
    }
    /// Where the log has to be followed from, in kTail.
    [[nodiscard]] Cursor tail() const { return {progress_.epoch, progress_.tail}; }

    /// Stages a frame; false: it does not follow, and nothing changed. Fails with kProtocol where
    /// the transfer has to start over, and with what the store said.
    [[nodiscard]] Result<bool> take(const message::SnapshotPart& part, BytesView frame);
    [[nodiscard]] Result<bool> take(const message::Page& page);
    /// The hub's log ends at `head`: true if nothing is missing therefore.
    [[nodiscard]] bool take_head(const Cursor& head);

    /// Joins what was staged, in kReady. Nothing is staged any more when it succeeds.
    [[nodiscard]] Result<void> join(Now now);

private:
    [[nodiscard]] Result<void> stage(BytesView frame);
    void note(const message::SnapshotPart& part);
    void note(const message::Page& page);
    [[nodiscard]] Result<void> resolve_echoes(message::Page& page) const;

    replica::Replica& replica_;
    ScopeId scope_;
    /// How far it has come.
    struct Progress {
        bool is_active = false;
        Step step = Step::kParts;
        Epoch epoch;
        Position base;
        std::optional<RecordId> after;
        Position tail;
        /// The head when the first page after the parts was sent: what the parts may show already.
        std::optional<Position> head;
        std::uint64_t frame_count = 0;
        std::uint64_t record_count = 0;
    };
    Progress progress_;
};

}  // namespace wedsync::sync
