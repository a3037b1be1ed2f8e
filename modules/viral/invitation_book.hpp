#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "modules/measure/interval.hpp"
#include "modules/viral/invitation.hpp"

namespace wedsync::viral {

/// How far an invitation came.
enum class Stage : std::uint8_t { kSent, kOpened, kAccepted, kActive };
inline constexpr std::size_t kStages = 4;
/// "sent", "opened", "accepted", "active".
[[nodiscard]] const char* name_of(Stage stage);

/// How many came so far, by stage: whoever accepted has opened, too.
using Funnel = std::array<std::uint64_t, kStages>;

struct Leader {
    std::string actor;
    Funnel funnel{};
    friend bool operator==(const Leader&, const Leader&) = default;
};

/// What invitations did, as a team looks at it.
struct Metrics {
    Funnel funnel{};
    /// Sent to somebody who had been invited already: they count nowhere else.
    std::uint64_t repeated = 0;
    std::uint64_t actors = 0;
    /// Accepted of sent; nothing as long as none was sent.
    std::optional<measure::Estimate> conversion;
    /// Invitations that a member sends, times the conversion: above one a team grows by itself.
    /// Nothing without members.
    std::optional<measure::Estimate> k_factor;
    /// From sending to accepting, the median; nothing as long as none was accepted.
    std::optional<std::int64_t> cycle_ms;
    /// Those whose invitations were accepted most; then those who sent most.
    std::vector<Leader> leaders;
};
inline constexpr std::size_t kLeadersMax = 10;

/// Counts invitations as they come, change and go, in whatever order. Two devices that invite the
/// same person apart from each other have invited once: the earliest counts (of one moment that
/// with the smaller id), with what became of any of them. The result is a function of the set of
/// invitations alone.
class InvitationBook {
public:
    /// Each id once: one that changed is removed as it was and added as it is.
    void add(const Invitation& invitation);
    /// Requires that it was added, as it is given.
    void remove(const Invitation& invitation);

    /// The invitation that counts for this recipient; null if there is none.
    [[nodiscard]] const Invitation* first_to(const std::string& recipient) const;
    /// `members`: how many people could have invited.
    [[nodiscard]] Metrics metrics(std::uint64_t members) const;

    friend bool operator==(const InvitationBook&, const InvitationBook&) = default;

private:
    struct Order {
        bool operator()(const Invitation& a, const Invitation& b) const {
            return a.sent_at_ms != b.sent_at_ms ? a.sent_at_ms < b.sent_at_ms : a.id < b.id;
        }
    };
    using Group = std::set<Invitation, Order>;

    void count(const Group& group, bool is_there);

    std::map<std::string, Group> by_recipient_;
    std::map<std::string, Funnel> by_actor_;
    std::map<std::int64_t, std::uint64_t> cycles_ms_;
    std::uint64_t accepted_with_cycle_ = 0;
    std::uint64_t repeated_ = 0;
};

}  // namespace wedsync::viral
