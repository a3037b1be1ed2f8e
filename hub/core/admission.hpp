#pragma once

#include <string>

#include "hub/core/group.hpp"
#include "hub/core/session.hpp"

namespace wedsync::hub {

/// Judges one push against the group's working copy of its scope. Each change is judged once, at
/// receipt; what is missing or cannot be read now is not judged at all.
///
/// In this order:
/// 1. its dot is accepted already: accepted again if the content is the same, else forked (the
///    earlier content stands, and the dot is not void); what names a forked change of its own lane
///    is forked with it;
/// 2. its dot is void here: refused as before, unless the change is relayed: what another hub
///    accepted beats a refusal here;
/// 3. nobody said who writes in its lane: refused;
/// 4. the policy, under the rights of the device and of the author (not for 2.: that was judged);
/// 5. a dot it names is void here: refused; one is unknown: missing;
/// 6. a record would outgrow a frame: refused.
class Admission {
public:
    struct Environment {
        store::Store& store;
        const Policy& policy;
        const Limits& limits;
        Counters& counters;
        /// Null: the scope is new.
        const ScopeState* committed;
    };
    /// The device that pushes, and what it said in this session (this push included).
    struct Device {
        const std::string& name;
        Follow& follow;
    };
    Admission(Environment environment, Device device, Group& group, Uncommitted& scope)
        : environment_(environment), device_(device), group_(group), scope_(scope) {}

    /// The verdicts and echoes. `failure` is what kept the hub from judging, if anything did.
    struct Outcome {
        message::PushResult result;
        std::vector<Dot> echoes;
        std::optional<Error> failure;
    };
    [[nodiscard]] Outcome judge(const message::Push& push);

private:
    using Verdict = message::Verdict;

    [[nodiscard]] Result<Verdict> judge_change(const message::Push& push, const Change& change,
                                               Outcome& outcome);
    [[nodiscard]] Result<Verdict> judge_known(const Change& change, Outcome& outcome);
    [[nodiscard]] Result<Verdict> judge_void(const Change& change);
    [[nodiscard]] std::optional<RefusalReason> judge_names(const Change& change,
                                                           std::vector<Dot>& missing) const;
    [[nodiscard]] Verdict fork(const Dot& dot);
    [[nodiscard]] bool names_forked(const Change& change) const;
    [[nodiscard]] bool is_too_large(const Change& change) const;
    [[nodiscard]] const Author* author_of(const Incarnation& incarnation) const;
    void withdraw(const message::Push& push);
    [[nodiscard]] Verdict refuse_change(const Change& change, RefusalReason reason);

    Environment environment_;
    Device device_;
    Group& group_;
    Uncommitted& scope_;
};

/// Verdicts that judge nothing, for all changes of a push.
[[nodiscard]] message::PushResult answer_all(const message::Push& push,
                                             const message::Verdict& verdict);
/// The same push, not taken after all.
void take_back(message::PushResult& result);

/// When to try again what was answered kTryLater.
inline constexpr std::uint32_t kRetryAfterMs = 1'000;
/// Missing dots named in one answer: enough to send on, not enough to fill a frame.
inline constexpr std::size_t kMissingPerChangeMax = 64;
inline constexpr std::size_t kMissingPerPushMax = 8'192;

}  // namespace wedsync::hub
