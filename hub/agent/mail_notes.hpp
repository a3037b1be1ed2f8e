#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "hub/agent/agent.hpp"
#include "hub/mail/mail_wish.hpp"

namespace wedsync::hub {

/// Writes what the post room says about invitations into their records. What has no record here
/// yet (it is on its way from the device) is looked for again, and keeps nobody else waiting; what
/// is of no scope of this hub has none, and is done with.
class MailNotes {
public:
    struct Sources {
        /// So many standings that nobody wrote down yet.
        std::function<Result<std::vector<MailStanding>>(std::size_t count)> unreported;
        /// This version of it is written down.
        std::function<Result<void>(const std::string& id, std::uint64_t version)> reported;
    };
    MailNotes(Agent& agent, Sources sources) : agent_(agent), sources_(std::move(sources)) {}

    /// To be called now and then, and when the post room took something. How many were written.
    /// kFull, kStore: they are written later.
    [[nodiscard]] Result<std::size_t> look(Now now);

private:
    [[nodiscard]] Result<bool> write(Now now, const MailStanding& standing);

    Agent& agent_;
    Sources sources_;
    /// Standings without a record, at the last look.
    std::size_t missing_ = 0;
};

/// Standings asked for at a time, beside those that had no record the last time.
inline constexpr std::size_t kStandingsMax = 256;
inline constexpr std::size_t kStandingsMissingMax = 10'000;

}  // namespace wedsync::hub
