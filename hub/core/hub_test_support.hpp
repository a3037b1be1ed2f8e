#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/codec/frame_session.hpp"
#include "engine/codec/message.hpp"
#include "engine/merge/record_state.hpp"
#include "hub/core/goodbye.hpp"
#include "hub/core/hub.hpp"

/// For the tests of this module: a hub over a store in a folder of its own, and peers that speak to
/// it in frames.
namespace wedsync::hub::test {

inline constexpr ScopeId kParty{11};
inline constexpr ScopeId kBrunch{12};
inline constexpr Incarnation kAlice{0xa, 1};
inline constexpr Incarnation kBob{0xb, 1};
inline constexpr Incarnation kCarol{0xc, 1};

inline constexpr std::uint16_t kGuests = 1;
inline constexpr std::uint16_t kName = 1;    ///< A register.
inline constexpr std::uint16_t kNotes = 2;   ///< A text.
inline constexpr std::uint16_t kSecret = 3;  ///< A protected text.
inline constexpr std::uint16_t kPlace = 4;   ///< A register that a machine may settle.
inline constexpr std::uint16_t kSwitches = 2;
inline constexpr FieldId kSwitched{kSwitches, 1};
inline constexpr FieldId kDecides{kSwitches, 2};

[[nodiscard]] Schema party_schema();

// Changes. `before` and `covers` are dots of the cell that the author saw.
[[nodiscard]] Change create(const Dot& dot, const std::string& name);
/// A new switch of a field, as "guests.place".
[[nodiscard]] Change switch_to(const Dot& dot, const std::string& field,
                               const std::string& decides);
[[nodiscard]] Change edit(const Dot& dot, const RecordId& record, const std::string& text,
                          std::vector<Dot> covers, std::uint16_t field = kName);
/// As edit(), of a person who settles a disagreement.
[[nodiscard]] Change answer(const Dot& dot, const RecordId& record, const std::string& text,
                            std::vector<Dot> covers, std::uint16_t field);
[[nodiscard]] Change kill(const Dot& dot, const merge::RecordState& seen);
[[nodiscard]] RecordId record_of(const Dot& created_by);
[[nodiscard]] LaneInfo lane_of(const Incarnation& incarnation, const std::string& device);

/// A peer's view of one scope: what it makes of the frames it is sent.
struct Reader {
    std::map<RecordId, merge::RecordState> records;
    DotSet have;
    DotSet refused;
    Cursor cursor;
    std::map<Incarnation, Author> lanes;
    /// What it pushed, for echoes.
    std::map<Dot, Change> pushed;
    std::size_t known_count = 0;
    std::size_t echo_count = 0;

    /// Asserts that the page follows, that its lanes are described, and that nothing is named
    /// before it is there.
    void apply(const message::Page& page);
    void apply(const message::SnapshotPart& part);
    void take(const Change& change);
    [[nodiscard]] std::uint64_t cells_sum() const;
    [[nodiscard]] std::uint64_t have_sum() const;
};

class World {
public:
    struct Setup {
        Policy policy = open_policy();
        Limits limits = {};
        std::uint64_t epoch = 1;
        std::uint32_t page_count_max = 0;
        const suggest::Resolver* resolver = nullptr;
    };
    World() : World(Setup{}) {}
    explicit World(Setup setup);
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World();

    [[nodiscard]] Hub& hub() { return *hub_; }
    [[nodiscard]] Setup& setup() { return setup_; }
    [[nodiscard]] Now now() const {
        return {Instant{clock_ms_}, WallTime{1'700'000'000'000 + clock_ms_}};
    }
    void advance(std::uint64_t ms) { clock_ms_ += ms; }

    /// Closes everything and opens the same file again.
    void restart();

    /// A connection without Hello.
    PeerId connect();
    /// One that said Hello and was welcomed.
    PeerId open(const std::string& device);
    void close(PeerId peer);
    /// Hands a frame over; nothing is flushed or polled.
    void hand(PeerId peer, const Message& message);
    void hand_bytes(PeerId peer, BytesView frame);
    /// Flushes and takes everything that the hub says. True if the flush worked.
    bool settle();
    /// Takes what the hub says, at most so many actions.
    void drain(std::size_t count_max = SIZE_MAX);
    void send(PeerId peer, const Message& message);

    /// A push as one frame, with the lanes of its changes as those of this device, and its answer.
    message::PushResult push(PeerId peer, const std::vector<Change>& changes,
                             ScopeId scope = kParty);
    [[nodiscard]] message::Push make_push(PeerId peer, const std::vector<Change>& changes,
                                          ScopeId scope = kParty);
    message::PushResult push_frame(PeerId peer, const message::Push& push);
    void subscribe(PeerId peer, Cursor cursor = {}, ScopeId scope = kParty);

    /// The messages of one kind that a peer was sent since it was last asked; others stay.
    template <class T>
    [[nodiscard]] std::vector<T> take(PeerId peer) {
        std::vector<T> taken;
        std::vector<Message> kept;
        for (Message& message : inbox_[peer]) {
            if (auto* wanted = std::get_if<T>(&message)) {
                taken.push_back(std::move(*wanted));
            } else {
                kept.push_back(std::move(message));
            }
        }
        inbox_[peer] = std::move(kept);
        return taken;
    }
    [[nodiscard]] bool is_silent(PeerId peer) { return inbox_[peer].empty(); }
    [[nodiscard]] bool is_gone(PeerId peer) const { return gone_.contains(peer); }
    /// The code it was sent away with, 0 if it was not.
    [[nodiscard]] std::uint16_t goodbye_of(PeerId peer);
    /// Takes all pages, reports them as seen, until there are none.
    void read_on(PeerId peer, Reader& reader, ScopeId scope = kParty);
    /// In the order in which the hub sent pages: to whom.
    [[nodiscard]] const std::vector<PeerId>& page_order() const { return page_order_; }
    [[nodiscard]] merge::RecordState record(const RecordId& id, ScopeId scope = kParty);
    /// What the hub holds, read from its store; also checks its sums.
    [[nodiscard]] std::map<RecordId, merge::RecordState> records(ScopeId scope = kParty);
    [[nodiscard]] std::vector<Entry> log(ScopeId scope = kParty);

private:
    void open_hub();

    Setup setup_;
    std::string folder_;
    std::unique_ptr<Hub> hub_;
    std::uint64_t clock_ms_ = 1'000;
    std::uint64_t peer_last_ = 0;
    std::uint64_t request_last_ = 0;
    std::map<PeerId, std::string> devices_;
    std::map<PeerId, codec::FrameSession> frames_;
    std::map<PeerId, std::vector<Message>> inbox_;
    std::set<PeerId> gone_;
    std::vector<PeerId> page_order_;
};

}  // namespace wedsync::hub::test
