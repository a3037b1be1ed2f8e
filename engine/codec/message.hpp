#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/causal/dot_set.hpp"
#include "engine/merge/buckets.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/model/change.hpp"
#include "engine/model/extent.hpp"

namespace wedsync {

/// Why a hub refused a change. Stable numbers: they travel and are stored. Append only.
enum class RefusalReason : std::uint8_t {
    kInvalid = 1,       ///< Breaks a bound or the shape of a change.
    kNotAllowed = 2,    ///< This person or device may not write this.
    kAfterRefused = 3,  ///< Names a change that this hub refused.
    kForked = 4,        ///< Another change has this dot already.
    kBadValue = 5,      ///< A value the schema forbids.
    kTooLarge = 6,      ///< Over a documented limit.
    kSchemaTooNew = 7,  ///< The hub's policy does not take this collection yet.
};

/// Who writes in a lane; travels before the first change of that lane in a session.
struct LaneInfo {
    Incarnation incarnation;
    Author author;
    friend bool operator==(const LaneInfo&, const LaneInfo&) = default;
};

/// One position of a hub's log.
namespace entry {
struct Accepted {
    Change change;
    friend bool operator==(const Accepted&, const Accepted&) = default;
};
/// A refused dot: so that intervals close and later entries that name it can be judged.
struct Refused {
    Dot dot;
    RefusalReason reason = RefusalReason::kInvalid;
    friend bool operator==(const Refused&, const Refused&) = default;
};
/// On the wire only: the change with this dot, which the reader itself pushed in this session.
struct Echo {
    Dot dot;
    friend bool operator==(const Echo&, const Echo&) = default;
};
/// On the wire only: an entry the reader has already. Keeps positions dense.
struct Known {
    friend bool operator==(const Known&, const Known&) = default;
};
}  // namespace entry
using Entry = std::variant<entry::Accepted, entry::Refused, entry::Echo, entry::Known>;

inline constexpr std::uint16_t kProtocolVersion = 4;
/// The oldest that is spoken.
inline constexpr std::uint16_t kProtocolVersionMin = 1;
inline constexpr std::size_t kFrameBytesMax = std::size_t{4} * 1024 * 1024;
inline constexpr std::size_t kEntriesPerPageMax = 4'096;
inline constexpr std::size_t kChangesPerPushMax = 4'096;
inline constexpr std::size_t kScopesPerSessionMax = 256;
/// In one question of a repair, and in one answer.
inline constexpr std::size_t kBucketsPerRequestMax = 256;
/// Since this version the hub tells who is where.
inline constexpr std::uint16_t kProtocolPresence = 3;
/// People that a scope's board holds, and one message names.
inline constexpr std::size_t kPresencesMax = 1'024;
/// What a device says of itself is good for so long; it says it again after so long.
inline constexpr std::uint64_t kPresenceLifetimeMs = 30'000;
inline constexpr std::uint64_t kPresenceRepeatMs = 10'000;

/// What somebody does with a scope that is open before them. Stable numbers: they travel.
enum class Activity : std::uint8_t {
    kGone = 0,     ///< Nothing any more.
    kHere = 1,     ///< Has the scope open.
    kLooking = 2,  ///< At a record.
    kEditing = 3,  ///< At a field of it: others are asked to wait.
};
/// Where somebody is within a scope.
struct Whereabouts {
    Activity activity = Activity::kHere;
    std::optional<RecordId> record;
    std::optional<FieldId> field;
    friend bool operator==(const Whereabouts&, const Whereabouts&) = default;
};
/// Somebody, as the hub knows them, and where they are.
struct Present {
    std::string device;
    /// Empty where the device is not given to one person.
    std::string person;
    std::string role;
    Whereabouts where;
    /// Since their device last said so.
    std::uint64_t age_ms = 0;
    friend bool operator==(const Present&, const Present&) = default;
};

/// Since this version the hub ranks claims.
inline constexpr std::uint16_t kProtocolClaims = 4;
/// Claims that a scope's board holds, and one message tells.
inline constexpr std::size_t kClaimsMax = 256;
/// Of one device in one scope.
inline constexpr std::size_t kClaimsOfDeviceMax = 32;
inline constexpr std::size_t kClaimLabelBytesMax = 100;
/// A lease is good for so long after its device last said so; an area may be for so long in all.
inline constexpr std::uint64_t kLeaseLifeMs = std::uint64_t{7} * 60'000;
inline constexpr std::uint64_t kAreaLifeMsMax = std::uint64_t{12} * 60 * 60'000;
/// So often a device says again what it claims.
inline constexpr std::uint64_t kClaimRepeatMs = std::uint64_t{2} * 60'000;

/// What a device asks to be known for.
struct Ask {
    Extent on;
    /// Words of whoever took it; at most kClaimLabelBytesMax.
    std::string label;
    /// For how much longer, at most kAreaLifeMsMax.
    std::uint64_t left_ms = 0;
    /// For how long it has been theirs by the word of a hub; nothing: it is not.
    std::optional<std::uint64_t> held_ms = std::nullopt;
    /// Take it from whoever has it.
    bool takes_over = false;
    friend bool operator==(const Ask&, const Ask&) = default;
};
/// How a claim stands. Stable numbers: they travel.
enum class Standing : std::uint8_t {
    kGone = 0,     ///< Given back, or over.
    kWaiting = 1,  ///< Somebody else has it.
    kHeld = 2,     ///< Theirs.
    kTaken = 3,    ///< It was theirs until somebody else took it over.
    kRefused = 4,  ///< This device may not write there, or too much is claimed already.
};
/// A claim, as the hub knows it.
struct Holding {
    Extent on;
    std::string label;
    std::string device;
    /// Empty where the device is not given to one person.
    std::string person;
    std::string role;
    Standing standing = Standing::kHeld;
    /// For how much longer, at most kAreaLifeMsMax.
    std::uint64_t left_ms = 0;
    /// For how long it has been theirs, or asked for.
    std::uint64_t held_ms = 0;
    /// Who took it over: a person, or a device that is nobody's own; else empty.
    std::string taken_by;
    friend bool operator==(const Holding&, const Holding&) = default;
};

/// What device and hub say to each other. D>H: only a device sends it; H>D: only a hub; else both.
namespace message {
/// D>H, first frame of a session.
struct Hello {
    std::uint16_t protocol = kProtocolVersion;
    std::uint16_t protocol_min = kProtocolVersionMin;
    std::uint32_t schema_version = 0;
    std::string device;
    /// Opaque; checked by whoever owns the connection, never logged.
    std::string token;
    friend bool operator==(const Hello&, const Hello&) = default;
};
/// H>D, the answer. `wall_ms` lets the device say how wrong its own clock is.
struct Welcome {
    std::uint16_t protocol = kProtocolVersion;
    Epoch epoch;
    std::uint32_t schema_version = 0;
    std::uint64_t wall_ms = 0;
    friend bool operator==(const Welcome&, const Welcome&) = default;
};
/// D>H. Follow a scope from a cursor. `have` is sent when the hub asked for it by Resync.
/// `takes_thinned` (version 2): where the device is far behind, thinned pages will do.
struct Subscribe {
    ScopeId scope;
    Cursor cursor;
    std::optional<DotSet> have;
    bool takes_thinned = false;
    friend bool operator==(const Subscribe&, const Subscribe&) = default;
};
/// H>D. The cursor is of another epoch (or ahead of this log): exchange `have` and send
/// differences. The device offers what the hub lacks, then subscribes again with its `have`.
struct Resync {
    ScopeId scope;
    Epoch epoch;
    Position head;
    DotSet have;
    DotSet refused;
    friend bool operator==(const Resync&, const Resync&) = default;
};
/// D>H. Changes of one scope, each after what it names. `is_relayed`: entries of others that the
/// hub lacks; judged under the rights of both. `withdrawn`: dots given up on the device, which the
/// hub will never be sent. `signature` is reserved for the device key over the raw bytes.
struct Push {
    ScopeId scope;
    std::uint64_t request = 0;
    bool is_relayed = false;
    std::vector<LaneInfo> lanes;
    std::vector<Change> changes;
    std::vector<Dot> withdrawn;
    Bytes signature;
    friend bool operator==(const Push&, const Push&) = default;
};
struct Verdict {
    enum class Kind : std::uint8_t {
        kAccepted = 0,  ///< Durable on the hub (also when it was so before).
        kRefused = 1,   ///< `reason` says why.
        kMissing = 2,   ///< The hub lacks `missing`: send those first.
        kTryLater = 3,  ///< The hub is busy or full: nothing was judged.
    };
    Dot dot;
    Kind kind = Kind::kAccepted;
    RefusalReason reason = RefusalReason::kInvalid;
    std::vector<Dot> missing;
    friend bool operator==(const Verdict&, const Verdict&) = default;
};
/// H>D. One verdict for each pushed change, sent after the commit that made them durable.
struct PushResult {
    ScopeId scope;
    std::uint64_t request = 0;
    std::vector<Verdict> verdicts;
    std::uint32_t retry_after_ms = 0;
    friend bool operator==(const PushResult&, const PushResult&) = default;
};
/// What a thinned page says of the entries that are not in it: every dot that is accepted, or
/// refused, at its positions.
struct Thinned {
    DotSet have;
    DotSet refused;
    friend bool operator==(const Thinned&, const Thinned&) = default;
};
/// The batch of bytes that a page's entries were decoded from, for a log that keeps it as it came.
/// It says nothing that the entries do not, so it counts for nothing when pages are compared.
struct EncodedEntries {
    Bytes bytes;
    friend bool operator==(const EncodedEntries&, const EncodedEntries&) { return true; }
};
/// H>D. Log entries (from, to], all committed; atomic for each change. `head` is the log's end.
/// Thinned (version 2): `entries` are the changes that still show, without what was replaced before
/// `to`, and what they cover is what was there at `from`. They come to the same accepted state, but
/// are no history.
struct Page {
    ScopeId scope;
    Epoch epoch;
    Position from;
    Position to;
    Position head;
    std::vector<LaneInfo> lanes;
    std::vector<Entry> entries;
    std::optional<Thinned> thinned = std::nullopt;
    /// Given by decode_frame() where the entries stand for themselves, else empty. Whoever changes
    /// the entries of a decoded page clears it.
    EncodedEntries encoded = {};
    friend bool operator==(const Page&, const Page&) = default;
};
/// D>H. The device has durably applied everything up to the position: opens the page window.
struct Seen {
    ScopeId scope;
    Position position;
    friend bool operator==(const Seen&, const Seen&) = default;
};
/// H>D. The log no longer reaches back to the cursor: fetch a snapshot.
struct SnapshotNeeded {
    ScopeId scope;
    Epoch epoch;
    friend bool operator==(const SnapshotNeeded&, const SnapshotNeeded&) = default;
};
/// D>H. The next part after `after` (none: from the start). `base` is 0 at first, then the base of
/// the parts received so far, so that a cut transfer goes on where it stopped.
struct SnapshotRequest {
    ScopeId scope;
    Position base;
    std::optional<RecordId> after;
    friend bool operator==(const SnapshotRequest&, const SnapshotRequest&) = default;
};
/// H>D. Records in id order as they stand now. The first part carries `have` and `refused` at
/// `base`. After the last part the device takes the log from `base` to its head aside, replays it
/// over the parts and joins the result in one transaction (docs/protocol.md says why this is one
/// consistent state).
struct SnapshotPart {
    ScopeId scope;
    Epoch epoch;
    Position base;
    std::optional<RecordId> after;
    bool is_last = false;
    std::optional<DotSet> have;
    std::optional<DotSet> refused;
    std::vector<LaneInfo> lanes;
    std::vector<merge::RecordState> records;
    friend bool operator==(const SnapshotPart&, const SnapshotPart&) = default;
};
/// Both ways. The sums of the accepted state at a position; states are compared only where the
/// sums of `have` agree.
struct Checksum {
    ScopeId scope;
    Cursor cursor;
    std::uint64_t cells = 0;
    std::uint64_t have = 0;
    friend bool operator==(const Checksum&, const Checksum&) = default;
};
/// D>H. What is in these buckets? A bucket that holds few records is answered by RepairPart, any
/// other by BucketSums: so a repair goes down from the whole scope to the records that differ.
struct RepairRequest {
    ScopeId scope;
    std::vector<merge::Bucket> buckets;
    friend bool operator==(const RepairRequest&, const RepairRequest&) = default;
};
/// H>D. The sums of cells of the parts of some of the buckets asked for, at `cursor`.
struct BucketSums {
    struct Split {
        merge::Bucket bucket;
        merge::BucketTree::Sums sums{};
        friend bool operator==(const Split&, const Split&) = default;
    };
    ScopeId scope;
    Cursor cursor;
    std::vector<Split> splits;
    friend bool operator==(const BucketSums&, const BucketSums&) = default;
};
/// H>D. All records of some of the buckets asked for at `cursor`, to take the place of one's own.
struct RepairPart {
    ScopeId scope;
    Cursor cursor;
    std::vector<merge::Bucket> buckets;
    std::vector<LaneInfo> lanes;
    std::vector<merge::RecordState> records;
    friend bool operator==(const RepairPart&, const RepairPart&) = default;
};
/// H>D. This device may not follow the scope, or there is no such scope: nothing about it is
/// answered. The session goes on for all others.
struct Denied {
    ScopeId scope;
    std::string reason;
    friend bool operator==(const Denied&, const Denied&) = default;
};
/// Both ways: is anybody there.
struct Ping {
    std::uint64_t nonce = 0;
    friend bool operator==(const Ping&, const Ping&) = default;
};
struct Pong {
    std::uint64_t nonce = 0;
    friend bool operator==(const Pong&, const Pong&) = default;
};
/// D>H (version 3). Where this device's person is in a scope that it follows, in the place of what
/// it said before; repeated while it is so. Never stored, best effort.
struct Presence {
    ScopeId scope;
    Whereabouts where;
    friend bool operator==(const Presence&, const Presence&) = default;
};
/// H>D (version 3). Who came, moved or left since the last of these, or `is_whole`: all who are
/// there. The next comes after PresencesSeen.
struct Presences {
    ScopeId scope;
    bool is_whole = false;
    std::vector<Present> present;
    friend bool operator==(const Presences&, const Presences&) = default;
};
/// D>H (version 3). The answer to Presences.
struct PresencesSeen {
    ScopeId scope;
    friend bool operator==(const PresencesSeen&, const PresencesSeen&) = default;
};
/// D>H (version 4). All that this device claims in a scope that it follows, in the place of what it
/// said before: what is missing is given back. Repeated; never stored, best effort.
struct Claims {
    ScopeId scope;
    std::vector<Ask> asks;
    friend bool operator==(const Claims&, const Claims&) = default;
};
/// H>D (version 4). The claims of a scope that came, changed or went since the last of these, or
/// `is_whole`: all there are. The receiver's own are among them. The next comes after ClaimsSeen.
struct ClaimsTold {
    ScopeId scope;
    bool is_whole = false;
    std::vector<Holding> holdings;
    friend bool operator==(const ClaimsTold&, const ClaimsTold&) = default;
};
/// D>H (version 4). The answer to ClaimsTold.
struct ClaimsSeen {
    ScopeId scope;
    friend bool operator==(const ClaimsSeen&, const ClaimsSeen&) = default;
};
/// Both ways, last frame of a session: why it ends, in words for a log.
struct Goodbye {
    std::uint16_t code = 0;
    std::string reason;
    std::uint32_t retry_after_ms = 0;
    friend bool operator==(const Goodbye&, const Goodbye&) = default;
};
}  // namespace message

using Message =
    std::variant<message::Hello, message::Welcome, message::Subscribe, message::Resync,
                 message::Push, message::PushResult, message::Page, message::Seen,
                 message::SnapshotNeeded, message::SnapshotRequest, message::SnapshotPart,
                 message::Checksum, message::BucketSums, message::RepairRequest,
                 message::RepairPart, message::Ping, message::Pong, message::Goodbye,
                 message::Denied, message::Presence, message::Presences, message::PresencesSeen,
                 message::Claims, message::ClaimsTold, message::ClaimsSeen>;

}  // namespace wedsync
