#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"
#include "engine/causal/dot.hpp"
#include "engine/json/strict_json.hpp"
#include "engine/model/change.hpp"
#include "engine/replica/replica.hpp"

namespace wedsync::modules {

/// What a device asks of its hub that is in no log, because others shall not have it: to send mail
/// to an address, say. It waits here until the hub has answered, and is then forgotten. It may be
/// sent more than once (after a crash, or where an answer was lost): the hub knows it by its id.
enum class ActionStatus : std::uint8_t {
    kWaiting,
    /// The hub takes it in no form: a person has to look. It can be tried again.
    kStuck,
    /// The hub said no, and why. What it was about is forgotten already, but for the label.
    kRefused,
};
/// "waiting", "stuck", "refused".
[[nodiscard]] const char* name_of(ActionStatus status);

struct QueuedAction {
    /// 1 to 64 letters, digits and hyphens, the same nowhere else.
    std::string id;
    /// What it is, which says where it goes: "viral_action".
    std::string type;
    /// 9 goes first.
    std::uint8_t priority = 5;
    ScopeId scope;
    /// What people are shown of it: a masked address.
    std::string label;
    /// A JSON object for the hub; empty once it was refused.
    std::string data;
    std::uint32_t attempts = 0;
    std::int64_t created_at_ms = 0;
    /// Not tried before this moment.
    std::int64_t not_before_ms = 0;
    /// Goes alone: together with others it was not taken.
    bool is_alone = false;
    ActionStatus status = ActionStatus::kWaiting;
    /// Why it still waits or was refused, in words of the hub or the network.
    std::string code;
    std::string reason;

    friend bool operator==(const QueuedAction&, const QueuedAction&) = default;
};

inline constexpr std::size_t kActionsWaitingMax = 10'000;
inline constexpr std::size_t kActionsHeldMax = 10'000;
inline constexpr std::size_t kActionsInBatchMax = 50;
inline constexpr std::size_t kActionIdBytesMax = 64;
inline constexpr std::size_t kActionDataBytesMax = 8'192;
/// So often the hub may fail to answer properly before a person is asked.
inline constexpr std::uint32_t kActionAttemptsMax = 50;

/// What goes to the hub in one request: POST of a JSON text to a path.
struct ActionBatch {
    std::string path;
    std::string body;
    std::vector<std::string> ids;
};

/// What the hub answered to a batch. Status 0: nothing, it was not reached.
struct ActionAnswer {
    std::vector<std::string> ids;
    unsigned status = 0;
    std::string body;
};

struct QueueState {
    std::size_t waiting = 0;
    /// Stuck and refused ones.
    std::size_t held = 0;
    /// When the next one may be sent; none if none waits.
    std::optional<std::int64_t> next_at_ms;
};

/// The actions of one device, in the order of their priority and age. Each is one value beside the
/// records (Replica::write_beside()), so it can be written with the record that tells of it.
class ActionQueue {
public:
    /// The replica outlives this.
    explicit ActionQueue(replica::Replica& replica) : replica_(replica) {}

    /// For Draft::beside. Fails with kInvalid for what is no action, kTooLarge where `count` more
    /// do not fit.
    [[nodiscard]] static Result<std::pair<std::string, Bytes>> row_of(const QueuedAction& action);
    [[nodiscard]] Result<void> check_room(std::size_t count);

    /// What is to be sent now: of one scope and for one endpoint, at most kActionsInBatchMax.
    [[nodiscard]] Result<std::optional<ActionBatch>> next(std::int64_t now_ms);
    /// Does what an answer says, in one transaction: forgets, holds, or puts off. Actions that are
    /// not here (any more) are passed over.
    [[nodiscard]] Result<void> settle(const ActionAnswer& answer, std::int64_t now_ms);
    /// Lets an action go for good. kNotFound if it is not here.
    [[nodiscard]] Result<void> discard(std::string_view id);
    /// Tries it as soon as can be. kInvalid for a refused one: nothing of it is left to be sent.
    [[nodiscard]] Result<void> retry(std::string_view id);

    /// At most `limit`: what is held first, then what waits in the order in which it goes.
    [[nodiscard]] Result<std::vector<QueuedAction>> list(std::size_t limit);
    [[nodiscard]] Result<QueueState> state();

private:
    [[nodiscard]] Result<QueuedAction> find(std::string_view id);

    replica::Replica& replica_;
};

}  // namespace wedsync::modules
