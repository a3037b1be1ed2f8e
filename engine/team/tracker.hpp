#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/prevent/forecast.hpp"
#include "engine/prevent/habits.hpp"
#include "engine/replica/replica.hpp"
#include "engine/sync/client.hpp"
#include "engine/team/holds.hpp"

/// Who does what with which record, as one device knows it: from the log what was edited, from
/// presence what was looked at. In memory, bounded, never stored and never sent: views leave no
/// trace in the durable log.
namespace wedsync::team {

/// Edits and views that are remembered, over all scopes.
inline constexpr std::size_t kEditsMax = 2'000;
inline constexpr std::size_t kViewsMax = 500;
/// Older ones are not told any more.
inline constexpr std::uint64_t kEditAgeMsMax = std::uint64_t{7} * 24 * 60 * 60'000;
inline constexpr std::uint64_t kViewAgeMsMax = std::uint64_t{12} * 60 * 60'000;
/// People of a scope that are remembered.
inline constexpr std::size_t kCrewMax = 256;
/// All there is to read, in catch_up().
inline constexpr std::size_t kReadAll = ~std::size_t{0};
/// A change of more records than this is an import, and says nothing of what people are at.
inline constexpr std::size_t kBulkRecords = 20;

enum class HappeningKind : std::uint8_t {
    kEdited,
    kLooked,   ///< Had it before them.
    kAtField,  ///< Was at a field of it, whether they wrote or not.
};
/// For programs: "edited", "looked", "at_field".
[[nodiscard]] const char* name_of(HappeningKind kind);

/// Somebody did something with a record.
struct Happening {
    HappeningKind kind = HappeningKind::kEdited;
    ScopeId scope;
    RecordId record;
    std::vector<FieldId> fields;
    /// Empty where the device is not given to one person.
    std::string person;
    std::string device;
    std::string role;
    /// Since then, as well as clocks tell; 0 for what goes on now.
    std::uint64_t age_ms = 0;
    /// By its author's clock; 0 for views.
    HybridTime time;
    /// Of an edit: no hub has it yet. Of a view: it goes on now.
    bool is_open = false;
    /// By this device.
    bool is_own = false;
};

/// Which happenings are wanted.
struct Question {
    std::optional<ScopeId> scope;
    std::optional<RecordId> record;
    std::size_t count_max = 100;
};

/// Follows one replica and its client. Not thread-safe; call catch_up() after whatever may have
/// brought something, and before asking: it costs next to nothing where nothing came.
class Tracker {
public:
    /// Reads what the log has had since the last time (at first its last kEditsMax entries), and
    /// who is where. `client` may be null: no hub. With `operations_max` of the log only so much,
    /// roughly; the rest next time. Fails as the store does.
    [[nodiscard]] Result<void> catch_up(Now now, replica::Replica& replica,
                                        const sync::Client* client,
                                        std::size_t operations_max = kReadAll);

    /// What is known now of an edit that somebody is about to make. Requires catch_up() with the
    /// same time. Fails as the store does: where others have areas, the record is read.
    [[nodiscard]] Result<prevent::Situation> situation(Now now, replica::Replica& replica,
                                                       const Place& place) const;

    /// The newest first.
    [[nodiscard]] std::vector<Happening> activity(Now now, const replica::Replica& replica,
                                                  const Question& question) const;

private:
    struct Edit {
        ScopeId scope;
        RecordId record;
        std::vector<FieldId> fields;
        Author author;
        HybridTime time;
        Instant heard;
        /// It came while this device was listening.
        bool is_live = false;
    };
    struct View {
        ScopeId scope;
        RecordId record;
        std::optional<FieldId> field;
        std::string person;
        std::string device;
        std::string role;
        Instant seen;
        bool is_now = false;
    };
    struct Member {
        std::string person;
        Whereabouts where;
        Instant seen;
        bool is_here = false;
    };
    struct Followed {
        Position read;
        /// The end of the log when this began to listen; none before.
        std::optional<Position> live_after;
        std::uint64_t have_sum = 0;
        std::map<std::string, Member> crew;
    };
    using Name = std::pair<ScopeId, RecordId>;

    [[nodiscard]] Result<void> read_log(Now now, replica::Replica& replica, ScopeId scope,
                                        Followed& followed, std::size_t& operations_left);
    void see_edit(Now now, Followed& followed, ScopeId scope, const Change& change,
                  const Author& author, bool is_live);
    void keep(Edit edit);
    void see_author(Now now, Followed& followed, const Edit& edit);
    void see_sightings(Now now, ScopeId scope, Followed& followed,
                       const std::vector<sync::Sighting>& sightings);
    static void complete(sync::Claim& claim, const Followed& followed,
                         const std::vector<sync::Sighting>& sightings);
    void keep_view(Now now, ScopeId scope, const sync::Sighting& sighting);
    [[nodiscard]] WallTime wall_of(Now now) const;
    [[nodiscard]] std::uint64_t age_of(Now now, const Edit& edit) const;
    [[nodiscard]] std::uint64_t wall_ms_believed(Now now, const Edit& edit) const;
    void add_touches(Now now, const replica::Replica& replica, const Place& place,
                     prevent::Situation& situation) const;
    void add_colleagues(Now now, const replica::Replica& replica, const Place& place,
                        prevent::Situation& situation) const;

    std::optional<Instant> since_;
    std::map<ScopeId, Followed> scopes_;
    std::deque<Edit> edits_;
    /// The number of the first of `edits_`; grows by one with each that goes.
    std::uint64_t first_edit_ = 0;
    std::map<Name, std::deque<std::uint64_t>> edits_of_;
    std::deque<View> views_;
    std::map<ScopeId, std::uint64_t> unseen_ms_;
    std::map<ScopeId, std::vector<sync::Claim>> claims_;
    bool has_presence_ = false;
    /// How far the hub's clock is ahead of ours, where that matters.
    std::int64_t clock_ahead_ms_ = 0;
    prevent::Habits habits_;
};

}  // namespace wedsync::team
