#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/prng.hpp"
#include "engine/codec/frame_session.hpp"
#include "hub/core/hub.hpp"
#include "sim/disk/sim_disk.hpp"

namespace wedsync::sim {

/// A value that the hub of these stories refuses.
inline constexpr std::string_view kForbidden = "forbidden";

/// Which life of its log.
inline constexpr Epoch kCrashEpoch{77};

/// The policy of that hub: all is allowed but kForbidden.
[[nodiscard]] hub::Policy crash_policy();
/// The venue's schema.
[[nodiscard]] const Schema& crash_schema();
/// A change by which somebody adds a guest, or, with a record, gives it another name and notes.
[[nodiscard]] Change guest_change(const Dot& dot, const merge::RecordState* record, bool has_notes,
                                  Prng& prng);

/// A hub on a sound disk, as one device sees it: takes its pushes, and has pages for it.
class Feeder {
public:
    Feeder(ScopeId scope, std::uint64_t seed);

    /// The device connects anew and follows the scope from there.
    void connect(Cursor cursor);
    [[nodiscard]] message::PushResult push(message::Push push);
    /// The next page that the hub has sent, if there is one.
    [[nodiscard]] std::optional<message::Page> next_page();
    /// Somebody else changes something in the scope.
    void write_by_others();
    /// Drops the whole log, so that only a snapshot helps.
    void compact();
    /// All parts of a snapshot.
    [[nodiscard]] std::vector<message::SnapshotPart> snapshot();

private:
    void say(hub::PeerId peer, const Message& message);
    /// Takes all that the hub has to say; the first message of this kind to the device is returned.
    template <class T>
    [[nodiscard]] std::optional<T> take();
    void drain();

    ScopeId scope_;
    Prng prng_;
    SimDisk disk_;
    std::unique_ptr<hub::Hub> hub_;
    hub::PeerId device_;
    std::uint64_t peer_last_ = 0;
    std::uint64_t others_counter_ = 0;
    std::uint64_t clock_ms_ = 1;
    codec::FrameSession heard_;
    std::vector<Message> inbox_;
};

}  // namespace wedsync::sim
